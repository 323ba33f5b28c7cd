#!/bin/bash
# failure_kills.t - server and program killed at points spread over all of a restore, also one with -c, --exact or -1; either nothing
# was changed, or --resume brings what is missing, and the copy is what the source is.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

POINTS=4 # for each way to kill, each from the beginning to the end of a restore, and with each of the modes

pg_start server "$(first_bindir)"
new_db source
psql -q -d source -f "$live/small.sql" >"$work/log"
psql -q -d source -f "$live/failure.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d source -j 2 -f "$work/it.pgsnap"
fingerprint source "$work/source.catalogs"
digests source "$work/source.rows"

# as_source NAME: nothing is missing, nothing is there twice, and nothing is left behind
as_source() {
    fingerprint copy "$work/copy.all"
    grep -v '"pg_temp_' "$work/copy.all" >"$work/copy.catalogs" # temporary tables of a killed session go later
    digests copy "$work/copy.rows"
    same "$work/source.catalogs" "$work/copy.catalogs" "$1: the catalogs are alike"
    same "$work/source.rows" "$work/copy.rows" "$1: the rows are alike"
    exits 0 "$1: verify --against" pgsnap verify --against copy "$work/it.pgsnap"
    is "$(query copy "SELECT count(*) FROM pg_namespace WHERE nspname = 'pgsnap_resume'")" 0 "$1: no ledger is left"
}

milliseconds() { date +%s%3N; }

new_db copy
begin=$(milliseconds)
exits 0 'restore' pgsnap restore -d copy -j 2 "$work/it.pgsnap"
duration=$(($(milliseconds) - begin))
as_source 'undisturbed'

backend() { query postgres "SELECT pid FROM pg_stat_activity WHERE datname = 'copy' AND application_name = 'pgsnap' ORDER BY random() LIMIT 1"; }
wait_for_server() { wait_for 60 query postgres 'SELECT 1'; }
nobody_works() { [ -z "$(backend)" ]; }

kill_backend() {
    local pid
    pid=$(backend)
    if [ -n "$pid" ]; then kill -KILL "$pid"; fi
}
stop_server() {
    pg_stop server immediate
    pg_up server
}
kill_program() { kill -KILL "$pid" 2>/dev/null || true; }
end_program() { kill -TERM "$pid" 2>/dev/null || true; }

# interrupt HOW MILLISECONDS OPTION...: a restore is hit after that time
interrupt() {
    local how=$1 after=$2
    shift 2
    "$PGSNAP" restore -d copy "$@" "$work/it.pgsnap" >"$work/run.out" 2>"$work/run.err" &
    pid=$!
    sleep "$(printf '%d.%03d' $((after / 1000)) $((after % 1000)))"
    "$how"
    status=0
    wait "$pid" 2>/dev/null || status=$?
    wait_for_server
    wait_for 60 nobody_works # the server may still be at what a killed program asked for
}

# A crash takes the rows of unlogged tables, and leaves temporary tables for a while.
as_before() {
    fingerprint copy "$work/copy.all"
    grep -v '"pg_temp_' "$work/copy.all" >"$work/copy.catalogs"
    digests copy "$work/copy.rows"
    cmp -s "$work/copy.catalogs" "$work/before.catalogs" &&
        cmp -s <(grep -v '"work.unlogged' "$work/copy.rows") <(grep -v '"work.unlogged' "$work/before.rows")
}
has_schema() { [ "$(query copy "SELECT count(*) FROM pg_namespace WHERE nspname = '$1'")" = 1 ]; }

# go_on LABEL OPTION...: until it is done, or it had been done before; false when there is nothing to compare
go_on() {
    local label=$1
    shift
    if [ "$status" = 0 ]; then
        diag "$label: was done before"
        return 1 # and a crash after that takes the rows of unlogged tables
    fi
    if has_schema pgsnap_resume; then
        exits 0 "$label: --resume" pgsnap restore --resume -d copy "$@" "$work/it.pgsnap"
        resumed=$((resumed + 1))
        return
    fi
    if as_before; then
        tap 0 "$label: nothing was changed"
        unchanged=$((unchanged + 1))
        [ "${1:-}" = -1 ] || exits 1 "$label: there is nothing to resume" pgsnap restore --resume -d copy "$@" "$work/it.pgsnap"
        return 1
    fi
    diag "$label: hit between the end of the work and the end of the program"
    [ "$way" != kill_backend ] && [ "$way" != stop_server ] # these are crashes of the server
}

# What -c and --exact replace: as after a migration that went wrong.
query postgres 'CREATE DATABASE before TEMPLATE copy'
query before "ALTER TABLE work.lines ADD later int; DELETE FROM work.small_1; DELETE FROM work.large WHERE id > 140000 AND
    id NOT IN (SELECT id FROM work.lines); UPDATE store.customers SET name = 'nobody'; CREATE INDEX later ON work.large (filler)"
query before CHECKPOINT # recovery would take sequences to where their log ends, a few values on
prepare() { # prepare OPTION...: the database before the restore, and what it is
    local template=template0
    drop_db copy
    [ $# = 2 ] || template=before
    query postgres "CREATE DATABASE copy TEMPLATE $template"
    if [ "${1:-}" = --exact ]; then query copy 'CREATE TABLE work.added (id int); INSERT INTO work.added VALUES (1)'; fi
    query copy CHECKPOINT
    fingerprint copy "$work/before.catalogs"
    digests copy "$work/before.rows"
}

resumed=0
unchanged=0
turn=0
ways=(kill_backend stop_server kill_program end_program)
modes=('-j 2' '-c -j 2' '--exact -j 2' '-1 -c')
for ((point = 1; point <= POINTS; point++)); do
    for way in "${ways[@]}"; do
        turn=$((turn + 1))
        after=$((duration * turn / (POINTS * ${#ways[@]} + 1)))
        read -ra options <<<"${modes[(turn + point) % ${#modes[@]}]}"
        label="restore ${options[*]}, $way after $after ms of $duration"
        prepare "${options[@]}"
        interrupt "$way" "$after" "${options[@]}"
        if go_on "$label" "${options[@]}"; then as_source "$label"; fi
    done
done
ok 'some of them could be resumed' test "$resumed" -gt 0
ok 'of some nothing was changed' test "$unchanged" -gt 0
done_testing
