#!/bin/bash
# One restore at a time: a second one into the same database, or of the same database, is refused at once.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)" 'max_prepared_transactions = 2'
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d small -f "$work/small.pgsnap"
new_db target
exits 0 'restore' pgsnap restore -d target "$work/small.pgsnap"

# hold DB: somebody uses a table, so that a restore -c into the database has to wait; release ends that
hold() {
    psql -q -d "$1" -c 'BEGIN; LOCK store.orders IN ACCESS SHARE MODE; SELECT pg_sleep(300)' >"$work/log" 2>&1 &
    holder=$!
    wait_for 20 holding "$1"
}
holding() {
    [ "$(query "$1" "SELECT count(*) FROM pg_locks WHERE relation = 'store.orders'::regclass AND mode = 'AccessShareLock'
        AND pid <> pg_backend_pid()")" = 1 ]
}
release() {
    query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'" >"$work/log"
    wait "$holder" || true
}
patient() { # its last attempt waits for him, in the middle of dropping
    [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = '$1' AND application_name = 'pgsnap'
        AND wait_event_type = 'Lock' AND query NOT LIKE 'LOCK%'")" -gt 0 ]
}
waiting() { # a restore waits for somebody
    [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = '$1' AND application_name = 'pgsnap'
        AND wait_event_type = 'Lock'")" -gt 0 ]
}

# Somebody uses what is to be dropped: who it is, and no longer than is asked for.
fingerprint target "$work/was"
hold target
exits 1 'restore -c --lock-wait-timeout where somebody uses a table' \
    pgsnap restore -c --lock-wait-timeout 300ms -d target "$work/small.pgsnap"
like "$err" 'warning: sessions that use what is to be dropped.*process [0-9]+ of user postgres .*: store\.orders' 'says who it is'
like "$err" 'stayed locked for 300 ms; nothing was changed.*process [0-9]+' 'and that it waits no longer'
fingerprint target "$work/is"
same "$work/was" "$work/is" 'nothing was changed'
for lanes in 1 4; do
    "$PGSNAP" restore -c -j "$lanes" -d target "$work/small.pgsnap" >"$work/first.log" 2>&1 &
    first=$!
    wait_for 20 waiting target
    exits 5 "a second restore beside one with -j $lanes" pgsnap restore -c -d target "$work/small.pgsnap"
    like "$err" 'another restore of database "target" is running: server process [0-9]+ of user "postgres", since ' 'says who is at work'
    is "$(printf '%s\n' "$err" | grep -c error)" 1 'in one sentence'
    exits 5 'also without -c' pgsnap restore -a -d target "$work/small.pgsnap"
    exits 5 'nor for one that has looked before' pgsnap restore -t store.orders --with-dependencies -d target "$work/small.pgsnap"
    new_db other
    exits 0 'another database is free' pgsnap restore -j 2 -d other "$work/small.pgsnap"
    kill -TERM "$first"
    status=0
    wait "$first" || status=$?
    is "$status" 1 'the first one is interrupted'
done

# Nobody knows of a prepared transaction whom to ask.
release
query target "BEGIN; SELECT FROM store.many LIMIT 1; PREPARE TRANSACTION 'it''s left over'"
exits 1 'restore -c over a prepared transaction' pgsnap restore -c --lock-wait-timeout 300 -d target "$work/small.pgsnap"
like "$err" "prepared transaction 'it''s left over' of user postgres: store\.many, store\.orders" 'names it'
query target "ROLLBACK PREPARED 'it''s left over'"
hold target

# A client that is gone does not keep others out.
"$PGSNAP" restore -c --lock-wait-timeout 6s -d target "$work/small.pgsnap" >"$work/first.log" 2>&1 &
first=$!
wait_for 60 patient target
kill -KILL "$first"
wait "$first" 2>/dev/null || true
exits 5 'the session of a killed restore still waits for its lock' pgsnap restore -c -d target "$work/small.pgsnap"
pid=$(printf '%s' "$err" | sed -n 's/.*server process \([0-9]*\) .*/\1/p')
is "$(query postgres "SELECT pg_terminate_backend($pid)")" t 'it is ended as the hint says'
release
exits 0 'then the next one goes' pgsnap restore -c -d target "$work/small.pgsnap"
exits 0 'and one right after it' pgsnap restore -c -d target "$work/small.pgsnap"
alike small target 'the restores one after the other'

# -C: the name is claimed where the database is made from, and the new database when it is there.
query postgres 'ALTER DATABASE small RENAME TO source'
new_db small
exits 0 'restore to be replaced' pgsnap restore -d small "$work/small.pgsnap"
query postgres 'CREATE ROLE plain LOGIN CREATEDB; ALTER DATABASE small OWNER TO plain'
hold small
"$PGSNAP" restore -c -d small "$work/small.pgsnap" >"$work/first.log" 2>&1 &
first=$!
wait_for 20 waiting small
exits 1 'restore -C -c of a database into which one is going' pgsnap restore -C -c -d postgres "$work/small.pgsnap"
like "$err" 'being accessed by other users' 'does not drop it'
kill -TERM "$first"
wait "$first" 2>/dev/null || true
release
exits 0 'a role without special rights' pgsnap restore -O -x -c -U plain -d postgres -C "$work/small.pgsnap"
psql -q -d template1 -c 'BEGIN; SELECT pg_advisory_lock(1885827950, 0); SELECT pg_sleep(300)' >"$work/log" 2>&1 &
locker=$!
locked() { [ "$(query postgres "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" = 1 ]; }
wait_for 20 locked
exits 0 'the lock is one of its database' pgsnap restore -C -c -d postgres "$work/small.pgsnap"
query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'template1'" >"$work/log"
wait "$locker" || true
done_testing
