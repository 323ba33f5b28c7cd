#!/bin/bash
# A dump from a hot standby: the rows of its primary, and in the facts how far it had come.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

bindir=$(first_bindir)
[ -x "$bindir/pg_basebackup" ] || skip_all "there is no pg_basebackup in $bindir"
pg_start primary "$bindir"
new_db source
objects source "$live"/objects/0[1-5]*.sql
# shellcheck disable=SC2016 # dollar quotes
query source 'SELECT format($$ALTER TABLE %s SET LOGGED;$$, oid::regclass) FROM pg_class WHERE relpersistence = $$u$$ AND relkind = $$r$$
    ' | psql -q -d source -f - >"$work/log"
new_db unlogged
query unlogged 'CREATE TABLE kept (a int); CREATE UNLOGGED TABLE lost (a int GENERATED ALWAYS AS IDENTITY); INSERT INTO kept VALUES (1); INSERT INTO lost DEFAULT VALUES; ANALYZE'
exits 0 'dump of the primary' pgsnap dump -d source -f "$work/primary.pgsnap"
entries "$work/primary.pgsnap" "$work/primary.entries"

as_server "$bindir/pg_basebackup" -h "$PGHOST" -p "$PGPORT" -U postgres -D "$work/primary/copy" -R -c fast -X stream \
    >"$work/basebackup.log" 2>&1 || skip_all "pg_basebackup: $(tail -n 1 "$work/basebackup.log")"
mv "$work/primary/copy" "$work/standby"
cp "$work/primary.bin" "$work/standby.bin"
echo 5499 >"$work/standby.port"
echo 'port = 5499' | as_server tee -a "$work/standby/postgresql.conf" >"$work/log"
servers=(standby "${servers[@]}")
pg_up standby
pg_use standby
wait_for 30 query source 'SELECT 1'
is "$(query source 'SELECT pg_is_in_recovery()')" t 'it is a standby'
for lanes in 1 4; do
    exits 0 "dump of the standby, -j $lanes" pgsnap dump -d source -j "$lanes" -f "$work/standby.pgsnap"
    entries "$work/standby.pgsnap" "$work/standby.entries"
    same "$work/primary.entries" "$work/standby.entries" "it has the primary's entries and digests, -j $lanes"
    is "$err" '' "it says nothing, -j $lanes"
done
exits 0 'dump of unlogged tables from the standby' pgsnap dump -d unlogged -f "$work/unlogged.pgsnap"
like "$err" 'a standby has no rows.*public\.lost' 'what has no rows there is named'
unlike "$(pgsnap restore -f - "$work/unlogged.pgsnap")" 'COPY public.lost|setval' 'it is left out'
like "$(pgsnap restore -f - "$work/unlogged.pgsnap")" 'CREATE UNLOGGED TABLE public.lost.*COPY public.kept' 'the rest is there'
is "$(pgsnap list --json "$work/unlogged.pgsnap" | grep -A 3 '"STATISTICS DATA"' | grep -o '"name": .*')" '"name": "kept"' \
    'planner statistics are there of what has rows'
facts=$(pgsnap list --json "$work/standby.pgsnap" | sed -n '1,/"entries"/p')
like "$facts" '"in_recovery": "(true|t)"' 'its facts say that it is a standby'
like "$facts" '"wal_position": "[0-9A-F]+/[0-9A-F]+"' 'and how far it had come'
unlike "$(pgsnap list --json "$work/primary.pgsnap")" '"in_recovery"' "the primary's do not"
exits 1 'restore into a standby' pgsnap restore -d source "$work/primary.pgsnap"

# --- what the primary does stands in the way of a query here
pg_use primary
new_db conflict
query conflict "CREATE TABLE wanted AS SELECT g AS a, repeat(md5(g::text), 30) AS b FROM generate_series(1, 100000) g"
pg_use standby
query source "ALTER SYSTEM SET max_standby_streaming_delay = '100ms'"
query source 'SELECT pg_reload_conf()' >"$work/log"
wait_for 30 query conflict 'SELECT 1 FROM wanted LIMIT 1'
mkfifo "$work/slow"
"$PGSNAP" dump -Z 0 -d conflict -f "$work/slow" 2>"$work/slow.err" &
dump=$!
exec 8<"$work/slow"
is_read() { [ "$(query source "SELECT count(*) > 0 FROM pg_stat_activity WHERE query ~ '^COPY.*wanted' AND state = 'active'")" = t ]; }
ok 'a table is being read' wait_for 20 is_read
pg_use primary
query conflict 'DROP TABLE wanted'
sleep 2
cat <&8 >"$work/log"
exec 8<&-
ended=0
wait "$dump" || ended=$?
is "$ended" 1 'a dump that holds up the replay is ended'
like "$(cat "$work/slow.err")" 'wanted.*hint: a standby ends queries that hold up its replay: raise max_standby_streaming_delay' \
    'and says what helps'
pg_use standby
pg_stop standby
done_testing
