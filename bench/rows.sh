#!/bin/bash
# rows.sh [ROWS [ROUNDS]] - how fast the rows of one big table leave the server: pgsnap dump against psql's COPY and
# pg_dump, each in turn, several rounds, on a throwaway server. Prints medians as Markdown.
#
# "CPU" is the client's user and system time (all its processes), "memory" the largest resident set of one process.
# psql's COPY to /dev/null is the floor of what one connection can carry: it neither compresses nor writes.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/deps.sh
. "$root/scripts/deps.sh"
# shellcheck source=tests/live/servers.sh
. "$root/tests/live/servers.sh"

rows=${1:-2000000}
rounds=${2:-5}
command -v /usr/bin/time >/dev/null || need_packages time

# Columns as they are in business tables: keys, codes, money, dates, words.
make_table() {
    query postgres 'CREATE DATABASE bench'
    psql -q -d bench -v rows="$rows" <<'SQL'
CREATE TABLE lines (
    order_id bigint NOT NULL, line int NOT NULL, product int NOT NULL, quantity numeric(6, 2), price numeric(12, 2),
    discount numeric(4, 2), state char(1), ordered date, sent timestamptz, place text, note text
);
INSERT INTO lines
SELECT n / 4, n % 4, hashint4(n) & 65535, 1 + (hashint4(n + 1) & 63), (hashint4(n + 2) & 1048575) / 100.0,
       (n % 11) / 100.0, substr('NPSR', 1 + (hashint4(n + 3) & 3), 1), '2020-01-01'::date + (hashint4(n + 4) & 2047),
       '2020-01-01'::timestamptz + (hashint4(n + 5) & 67108863) * interval '1 second',
       'place ' || (hashint4(n + 6) & 255), repeat(substr(md5(n::text), 1, 8) || ' ', 1 + n % 5)
FROM generate_series(1, :rows) AS n;
VACUUM ANALYZE lines;
SQL
}

# measure NAME COMMAND...: appends "seconds CPU-seconds MiB" to the measurements of that name
measure() {
    local name=$1
    shift
    rm -rf "$work/out"
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/log" 2>&1 || {
        cat "$work/log" "$work/time" >&2
        return 1
    }
    awk '{ print $1, $2 + $3, $4 / 1024 }' "$work/time" >>"$work/$name.times"
    if [ -e "$work/out" ]; then du -sk "$work/out" | awk '{ printf "%.1f", $1 / 1024 }' >"$work/$name.size"; fi
}

median() { # median NAME COLUMN
    cut -d ' ' -f "$2" "$work/$1.times" | sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

copy_all() {
    measure copy "$client_bin/psql" -X -d bench -o /dev/null -c 'COPY lines TO STDOUT'
}

one_round() {
    copy_all
    measure pgsnap1 "$PGSNAP" dump -d bench -j 1 -f "$work/out"
    measure pgsnap2 "$PGSNAP" dump -d bench -j 2 -f "$work/out"
    if [ -x "$client_bin/pg_dump" ]; then
        measure pg_dump_c "$client_bin/pg_dump" -Fc -f "$work/out" bench
        measure pg_dump_d "$client_bin/pg_dump" -Fd -j 2 -f "$work/out" bench
    fi
}

line() { # line NAME TITLE
    local seconds
    [ -e "$work/$1.times" ] || return 0
    seconds=$(median "$1" 1)
    printf '| %s | %.2f | %.2f | %.2f | %.0f | %s |\n' "$2" "$seconds" \
        "$(awk -v a="$seconds" -v b="$(median copy 1)" 'BEGIN { print a / b }')" "$(median "$1" 2)" \
        "$(median "$1" 3)" "$(cat "$work/$1.size" 2>/dev/null || true)"
}

pg_start server "$(first_bindir)" 'shared_buffers = 512MB' 'max_wal_size = 4GB'
make_table
copy_all # warms the cache
rm "$work/copy.times"
for ((round = 1; round <= rounds; round++)); do one_round; done

size=$(query bench "SELECT pg_size_pretty(pg_table_size('lines'))")
printf '%s rows, %s in PostgreSQL %s; %s processors; medians of %d rounds\n\n' "$rows" "$size" "$(query bench 'SHOW server_version')" \
    "$(nproc)" "$rounds"
printf '| | seconds | to COPY | CPU s | memory MiB | output MiB |\n|---|---|---|---|---|---|\n'
line copy 'psql COPY > /dev/null'
line pgsnap1 'pgsnap dump -j 1'
line pgsnap2 'pgsnap dump -j 2'
line pg_dump_c 'pg_dump -Fc'
line pg_dump_d 'pg_dump -Fd -j 2'
