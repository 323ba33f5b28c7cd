#!/bin/bash
# altered.t - others who alter the schema while a dump runs: neither waits for the other for ever, nobody is ended as a deadlock,
# and what is dumped is of one moment.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

start() { # start NAME COMMAND...: in the background
    local name=$1
    shift
    "$@" 2>"$work/$name.err" &
    dump=$!
}
ends() { # ends SECONDS NAME: the command in the background, and with status 0
    if wait_for "$1" dead "$dump" && wait "$dump"; then tap 0 "$2"; else tap 1 "$2"; fi
}
dead() { ! kill -0 "$1"; }
holds() { # holds MODE RELATION GRANTED
    [ "$(query source "SELECT count(*) > 0 FROM pg_locks
                       WHERE relation = '$2'::regclass AND mode = '$1' AND granted = $3 AND pid <> pg_backend_pid()")" = t ]
}

pg_start server "$(first_bindir)"
new_db source
psql -q -d source <<'SQL'
CREATE TABLE base (a int PRIMARY KEY, b text);
INSERT INTO base SELECT g, 'row ' || g FROM generate_series(1, 1000) g;
CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT 2 * x';
CREATE VIEW seen AS SELECT a, twice(a) AS b FROM base;
CREATE TABLE large (a int, b text);
INSERT INTO large SELECT g, (SELECT string_agg(md5(g::text || n::text), '') FROM generate_series(1, 30) n)
FROM generate_series(1, 20000) g;
SELECT format('CREATE TABLE small%s AS SELECT g AS a FROM generate_series(1, 100) g', n) FROM generate_series(1, 6) n
\gexec
SQL

# --- somebody has altered a view, and then wants a table that the dump has locked
for lanes in 1 2 4; do
    open_session source
    say "BEGIN; ALTER VIEW seen SET (security_barrier = true);"
    ok "a view is being altered (-j $lanes)" wait_for 10 holds AccessExclusiveLock seen true
    start view "$PGSNAP" dump -v -j "$lanes" -d source -f "$work/view$lanes.pgsnap"
    ok "the dump has locked a table (-j $lanes)" wait_for 10 holds AccessShareLock base true
    say "ALTER TABLE base ALTER b SET DEFAULT 'x'; ROLLBACK;"
    close_session
    is "$(cat "$work/session.log")" '' "he is not ended as a deadlock (-j $lanes)"
    ends 60 "the dump ends (-j $lanes)"
    exits 0 "and is whole (-j $lanes)" pgsnap verify "$work/view$lanes.pgsnap"
done

# --- somebody waits for tables while the dump is amid the rows
mkfifo "$work/slow"
start rows "$PGSNAP" dump -Z 0 -j 3 -d source -f "$work/slow"
exec 8<"$work/slow"
ok 'the dump has locked the tables' wait_for 20 holds AccessShareLock small6 true
sleep 1 # the pipe is full, and the lanes are at the large table
pids=()
for n in 1 2 3 4 5 6; do
    psql -q -d source -c "ALTER TABLE small$n ADD COLUMN c int" 2>>"$work/alter.log" &
    pids+=($!)
done
for n in 1 2 3 4 5 6; do ok "somebody waits for small$n" wait_for 10 holds AccessExclusiveLock "small$n" false; done
cat <&8 >"$work/rows.pgsnap" &
reader=$!
exec 8<&-
ends 60 'the dump ends'
wait "$reader"
altered=0
for one in "${pids[@]}"; do wait "$one" || altered=1; done
is "$altered" 0 'and he gets his tables'
exits 0 'the dump is whole' pgsnap verify "$work/rows.pgsnap"
new_db copy
exits 0 'and is restored' pgsnap restore -d copy "$work/rows.pgsnap"
is "$(query copy 'SELECT count(*) FROM small3')" 100 'with the rows of a table that was waited for'

# --- what is not locked is altered between the snapshot and the reading of the catalog
open_session source
say "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_export_snapshot();"
ok 'a snapshot is exported' wait_for 10 grep -q -- '-1' "$work/session.log"
snapshot=$(grep -o -E '[0-9A-F]+-[0-9A-F]+-[0-9]+' "$work/session.log")
query source "CREATE OR REPLACE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT x + x'"
exits 0 'a function was replaced since the snapshot' pgsnap dump -d source --snapshot="$snapshot" -f "$work/replaced.pgsnap"
like "$err" 'public.twice was altered while the dump began: it may be dumped as it is since then' 'is told'
query source 'DROP VIEW seen; DROP FUNCTION twice'
for lanes in 1 2; do
    exits 1 "a view was dropped since the snapshot (-j $lanes)" \
        pgsnap dump -j "$lanes" -d source --snapshot="$snapshot" -f "$work/dropped.pgsnap"
    ok "and there is no archive (-j $lanes)" test ! -e "$work/dropped.pgsnap"
done
exits 1 'a function was dropped since the snapshot' \
    pgsnap dump -d source -T seen --snapshot="$snapshot" -f "$work/dropped.pgsnap"
like "$err" 'public.twice of the given snapshot does not exist any more' 'is told, too'
close_session
done_testing
