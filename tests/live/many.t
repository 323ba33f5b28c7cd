#!/bin/bash
# many.t - more tables than the server's lock table holds: it is said before the first lock is taken, with what to set.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)" 'max_locks_per_transaction = 10' 'max_connections = 20' 'max_worker_processes = 1' \
    'max_wal_senders = 1' 'autovacuum_max_workers = 1'
query postgres 'CREATE DATABASE many'
for part in 0 1 2 3 4 5 6 7 8 9; do
    for half in 0 1; do
        query many "DO \$\$ BEGIN FOR i IN 1..65 LOOP
            EXECUTE format('CREATE TABLE t%s (id int)', $part * 1000 + $half * 100 + i); END LOOP; END \$\$"
    done
done

exits 1 'a dump of 1300 tables' pgsnap dump -d many -f "$work/many.pgsnap"
like "$err" 'takes about 1300 locks' 'the error says how many locks it takes'
like "$err" 'max_locks_per_transaction = [0-9]+ \(it is 10\)' 'the hint names the setting and its value'
ok 'no file is left' test ! -e "$work/many.pgsnap"

needed=$(sed -n 's/.*max_locks_per_transaction = \([0-9]*\) .*/\1/p' <<<"$err")
pg_stop server
printf 'max_locks_per_transaction = %s\n' "$needed" | as_server tee -a "$work/server/postgresql.conf" >/dev/null
pg_up server
exits 0 'with that value it is dumped' pgsnap dump -d many -j 2 -f "$work/many.pgsnap"
exits 0 'and its schema alone, over two connections' pgsnap dump -d many -s -j 2 -f "$work/schema.pgsnap"
new_db copy
exits 0 'and restored' pgsnap restore -d copy -j 2 "$work/many.pgsnap"
alike many copy 'the copy'

printf 'max_locks_per_transaction = 10\n' | as_server tee -a "$work/server/postgresql.conf" >/dev/null
pg_stop server
pg_up server
exits 1 'a clean restore' pgsnap restore -c -d copy "$work/many.pgsnap"
like "$err" 'max_locks_per_transaction = [0-9]+ \(it is 10\)' 'the hint names the setting and its value here too'
is "$(query copy "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" 1300 'nothing was dropped'
done_testing
