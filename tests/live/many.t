#!/bin/bash
# many.t - many small tables. More than the server's lock table holds: it is said before the first lock is taken, with
# what to set. And restored over several lanes, many in one transaction, where each failure still concerns one object only.
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

# Tables whose parts are made by any lane. In the source the setting lets everything pass; in a copy it is missing.
query postgres 'CREATE DATABASE parts'
query postgres "ALTER DATABASE parts SET test.fine = 'on'"
psql -q -d parts >"$work/log" <<'SQL'
CREATE FUNCTION fine(n int) RETURNS int LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN current_setting('test.fine', true) = 'on' THEN n ELSE 0 END $$;
SELECT format('CREATE TABLE t%1$s (id serial PRIMARY KEY, parent int, name text DEFAULT ''x'');
               INSERT INTO t%1$s (parent) SELECT 1 FROM generate_series(1, 3);
               CREATE INDEX ON t%1$s (name);
               ALTER TABLE t%1$s ADD CONSTRAINT t%1$s_fk FOREIGN KEY (parent) REFERENCES t%2$s (id);
               COMMENT ON TABLE t%1$s IS ''number %1$s''', i, greatest(i - 1, 1))
FROM generate_series(1, 150) i
\gexec
ALTER TABLE t40 ADD CONSTRAINT positive CHECK (public.fine(id) > 0);
CREATE UNIQUE INDEX t60_fine ON t60 (public.fine(id));
SQL
exits 0 'a dump of tables with parts' pgsnap dump -d parts -j 2 -f "$work/parts.pgsnap"

for lanes in 1 2 4; do
    new_db copy
    query copy 'CREATE TABLE t80 (other text)'
    exits 3 "-j $lanes: a table whose rows fail, a bad index, a table that is there already" \
        pgsnap restore --keep-going -d copy -j "$lanes" "$work/parts.pgsnap"
    like "$err" 't40: failed: .*positive' "-j $lanes: the rows that fail are named"
    like "$err" 't60_fine: failed: could not create unique index' "-j $lanes: the index that fails is named"
    like "$err" 'public.t80' "-j $lanes: the table that was there is named"
    is "$(query copy "SELECT count(*), count(*) FILTER (WHERE pg_relation_size(oid) > 0) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")" '150|148' "-j $lanes: the others have their rows"
    is "$(query copy "SELECT count(*) FILTER (WHERE contype = 'p'), count(*) FILTER (WHERE contype = 'f')
        FROM pg_constraint WHERE conrelid >= 16384")" '149|147' "-j $lanes: and their keys"
    is "$(query copy "SELECT count(*) FROM pg_description WHERE objoid >= 16384")" 149 "-j $lanes: and comments"
done
new_db copy
query postgres "ALTER DATABASE copy SET test.fine = 'on'"
exits 0 'with the setting all of it is restored' pgsnap restore -d copy -j 2 --check "$work/parts.pgsnap"
alike parts copy 'that copy'

# Nobody tells a table's owner to be who makes it, but an event trigger may have made it somebody else's.
new_db watched
query postgres "ALTER DATABASE watched SET test.fine = 'on'; CREATE ROLE stranger"
psql -q -d watched <<'SQL'
CREATE FUNCTION give_away() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
    FOR made IN SELECT object_identity FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO stranger', made.object_identity);
    END LOOP;
END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION give_away();
SQL
exits 0 'a restore where an event trigger gives tables away' pgsnap restore -d watched -j 2 "$work/parts.pgsnap"
is "$(query watched "SELECT count(*) FROM pg_class WHERE relowner = 'stranger'::regrole")" 0 'they have their owner again'

printf 'max_locks_per_transaction = 10\n' | as_server tee -a "$work/server/postgresql.conf" >/dev/null
pg_stop server
pg_up server
new_db copy
exits 0 'restored once more' pgsnap restore -d copy -j 2 "$work/many.pgsnap"
exits 1 'the dry run of a clean restore' pgsnap restore -c --dry-run -d copy "$work/many.pgsnap"
like "$(grep -a problem "$work/run.out")" "takes about [0-9]+ locks, and the server has room for" "tells that it would not work"
exits 1 'a clean restore' pgsnap restore -c -d copy "$work/many.pgsnap"
like "$err" 'max_locks_per_transaction = [0-9]+ \(it is 10\)' 'the hint names the setting and its value here too'
is "$(query copy "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" 1300 'nothing was dropped'
like "$err" 'or restore with --swap .*, or in several transactions with --transaction-size' 'and what else can be done'

# In steps of a few objects it can be done, but not undone.
hold() { # hold TABLE: a session that uses it
    "$client_bin/psql" -X -q -d copy -c "BEGIN; LOCK TABLE $1 IN ACCESS SHARE MODE; SELECT pg_sleep(100)" >"$work/log" 2>&1 &
    holder=$!
    until [ "$(query copy "SELECT count(*) FROM pg_locks WHERE relation = '$1'::regclass")" = 1 ]; do sleep 0.1; done
}
release() {
    query copy "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(100)%' AND pid <> pg_backend_pid()" >"$work/log"
    wait "$holder" || true
}
exits 0 '-c in steps' pgsnap restore -c --transaction-size=50 -d copy -j 2 "$work/many.pgsnap"
alike many copy 'the replaced copy'
hold t5001
exits 1 'a table in the middle is in use' pgsnap restore -c --transaction-size=50 --lock-wait-timeout=200ms -d copy "$work/many.pgsnap"
like "$err" 'stayed locked for 200 ms; [0-9]+ objects were dropped before it' 'what is gone is told'
like "$err" 'hint: .*; then the same command again goes on' 'and how to go on'
left=$(query copy "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
ok 'some are left, some are gone' test "$left" -gt 0 -a "$left" -lt 1300
"$PGSNAP" restore -c --transaction-size=50 -d copy "$work/many.pgsnap" >"$work/log" 2>&1 &
restoring=$!
until [ "$(query copy 'SELECT count(*) FROM pg_locks WHERE NOT granted')" = 1 ]; do sleep 0.1; done
kill -KILL "$restoring"
wait "$restoring" 2>/dev/null || true
release
exits 1 'what was killed then cannot be resumed' pgsnap restore --resume -d copy "$work/many.pgsnap"
like "$err" 'had not yet dropped all that it replaces' 'which is told'
exits 1 'nor taken for something else' pgsnap restore --keep-going -t t1 -d copy "$work/many.pgsnap"
exits 0 'the same again goes on' pgsnap restore -c --transaction-size=50 -d copy "$work/many.pgsnap"
alike many copy 'the copy after that'
hold t5001
exits 1 'a table in the first step is in use' pgsnap restore -c -t 't500?' --transaction-size=50 --lock-wait-timeout=200ms -d copy "$work/many.pgsnap"
like "$err" 'stayed locked for 200 ms; nothing was changed' 'then nothing was changed'
release
is "$(query copy "SELECT to_regclass('pgsnap_resume.restore') IS NULL")" t 'and no ledger stays'
query copy "CREATE FUNCTION keep_it() RETURNS event_trigger LANGUAGE plpgsql AS
    'BEGIN IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE object_name = ''t5003'') THEN RAISE ''not this one''; END IF; END'"
query copy 'CREATE EVENT TRIGGER keep_it ON sql_drop EXECUTE FUNCTION keep_it()'
exits 1 'something refuses a drop' pgsnap restore -c -t 't500?' --transaction-size=1 -d copy "$work/many.pgsnap"
like "$err" 'objects? (was|were) dropped before it.*not this one' 'which is told'
like "$err" 'hint: remove what is in their way; then the same command again goes on' 'with what to do'
query copy 'DROP EVENT TRIGGER keep_it'
exits 0 'it goes on' pgsnap restore -c -t 't500?' --transaction-size=1 -d copy "$work/many.pgsnap"

# All of it in one transaction.
new_db whole
exits 1 'restore -1' pgsnap restore -1 -d whole "$work/many.pgsnap"
like "$err" 'restoring this in one transaction takes about 1300 locks, and the server has room for' 'is refused where it would not fit'
like "$err" 'max_locks_per_transaction = [0-9]+ \(it is 10\).*; or restore without -1' 'with what to set, or to do'
exits 1 'its dry run' pgsnap restore -1 --dry-run -d whole "$work/many.pgsnap"
like "$(grep -a problem "$work/run.out")" 'in one transaction takes about 1300 locks' 'tells it, too'
pgsnap restore -f "$work/many.sql" "$work/many.pgsnap"
run psql -q -1 -d whole -f "$work/many.sql"
like "$err$(cat "$work/run.out")" 'out of shared memory' 'which is true'
exits 1 'restore -1 -c' pgsnap restore -1 -c -d copy "$work/many.pgsnap"
like "$err" 'replacing these tables \(-c\) takes about [0-9]+ locks' 'is refused likewise'
exits 1 'restore --rename-schema' pgsnap restore --rename-schema public=other -d copy "$work/many.pgsnap"
like "$err" 'restart it$' 'and what is one transaction in any case'
exits 0 'what fits is restored' pgsnap restore -1 -t 't100?' -d whole "$work/many.pgsnap"

new_db small_locks
exits 0 'without -c no transaction takes more than its share of the lock table' \
    pgsnap restore -d small_locks -j 2 "$work/many.pgsnap"
alike many small_locks 'the copy of the small lock table'
done_testing
