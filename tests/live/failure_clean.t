#!/bin/bash
# failure_clean.t - the server or the program is killed while restore -c replaces the schema: the target is as it was.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db copy
psql -q -d copy -f "$live/small.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d copy -f "$work/small.pgsnap"
query copy "INSERT INTO public.plain VALUES (2, 'y'); CREATE TABLE store.later (i int)"
query copy CHECKPOINT # recovery would take sequences to where their log ends, a few values on
fingerprint copy "$work/was.catalogs"
digests copy "$work/was.rows"
waiting() {
    [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'copy' AND application_name = 'pgsnap'
        AND wait_event_type = 'Lock'")" -gt 0 ]
}
holding() { [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'")" -gt 0 ]; }

for way in -KILL -TERM server; do
    psql -q -d copy -c 'BEGIN; LOCK store.customers IN ACCESS SHARE MODE; SELECT pg_sleep(300)' >"$work/log" 2>&1 &
    holder=$!
    wait_for 20 holding
    "$PGSNAP" restore -c -d copy "$work/small.pgsnap" 2>"$work/run.err" &
    pid=$!
    ok "$way: the restore is in the middle of its drops" wait_for 20 waiting
    if [ "$way" = server ]; then
        pg_stop server immediate
        pg_up server
    else
        kill "$way" "$pid"
    fi
    wait "$pid" 2>/dev/null || true
    query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'copy'" >"$work/log" || true
    wait "$holder" 2>/dev/null || true
    fingerprint copy "$work/is.catalogs"
    digests copy "$work/is.rows"
    same "$work/was.catalogs" "$work/is.catalogs" "$way: the catalogs are as they were"
    same "$work/was.rows" "$work/is.rows" "$way: the rows are as they were"
done
done_testing
