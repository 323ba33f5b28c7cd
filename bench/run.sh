#!/bin/bash
# run.sh [PERCENT [ROUNDS [PART...]]] - the benchmark: a throwaway server, the data sets of data.sh, pgsnap and each peer
# that is installed in turn, several rounds; medians as Markdown on standard output.
#
#   PERCENT   size of the data sets, of that in data.sh (default 100; 5 is a quick look)
#   ROUNDS    default 3
#   PART      machine dump columns restore growth wide blobs small huge (default: all)
#
#   PGSNAP               the program (default: the one in build/)
#   PGSNAP_TEST_BINDIRS  bin folder of the server
#   PGSNAP_TEST_CLIENTS  bin folder of pg_dump and pg_restore
#
# "CPU" is the client's user and system time, "server CPU" that of all of the server's processes, "memory" the largest
# resident set of one of the client's. Both run on the same processors. Nothing is measured before a first dump has filled the caches.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/live/servers.sh
. "$root/tests/live/servers.sh"
# shellcheck source=bench/data.sh
. "$root/bench/data.sh"
# shellcheck source=bench/measure.sh
. "$root/bench/measure.sh"

percent=${1:-100}
rounds=${2:-3}
parts=("${@:3}")
[ "${#parts[@]}" -gt 0 ] || parts=(machine dump columns restore growth wide blobs small huge)
mixed_tables=(lineitem events pgbench_accounts)

build_floor() {
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -O2 -o "$work/floor" "$root/bench/floor.c" $(pkg-config --cflags --libs libpq libzstd) -lpthread
}

tool() { [ -x "$client_bin/$1" ]; }

# zstd in pg_dump came with 16.
has_zstd() { tool pg_dump && [ "$("$client_bin/pg_dump" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 16 ]; }

raw_size() { # raw_size DB TABLE...: bytes of its COPY text
    local db=$1
    shift
    "$work/floor" "dbname=$db" 2 0 "$@" | cut -d ' ' -f 1
}

# --- parts

part_machine() {
    printf 'PostgreSQL %s with shared_buffers %s, maintenance_work_mem %s, wal_level %s; pg_dump %s; %s processors' \
        "$(query postgres 'SHOW server_version' | cut -d ' ' -f 1)" "$(query postgres 'SHOW shared_buffers')" \
        "$(query postgres 'SHOW maintenance_work_mem')" "$(query postgres 'SHOW wal_level')" \
        "$("$client_bin/pg_dump" --version | sed 's/^[^0-9]*\([0-9.]*\).*/\1/')" "$(nproc)"
    printf ' (%s), %.0f GiB of memory, Linux %s; data %s %%, medians of %s rounds.\n' \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
        "$(awk '/^MemTotal/ { print $2 / 1048576 }' /proc/meminfo)" "$(uname -r | sed 's/[^0-9.].*//')" "$percent" "$rounds"
}

dump_all() { # dump_all DB FLOOR-TABLE...
    local db=$1
    shift
    if [ $# -gt 0 ]; then
        measure floor "$work/floor" "dbname=$db" 2 0 "$@"
        measure zstd "$work/floor" "dbname=$db" 2 1 "$@"
        cut -d ' ' -f 2 "$work/log" | awk '{ printf "%.1f", $1 / 1048576 }' >"$work/zstd.size"
    fi
    measure pgsnap1 "$PGSNAP" dump -d "$db" -j 1 -f "$work/out"
    measure pgsnap2 "$PGSNAP" dump -d "$db" -j 2 -f "$work/out"
    cp "$work/out" "$work/$db.pgsnap"
    measure verify "$PGSNAP" verify -j 2 "$work/$db.pgsnap"
    tool pg_dump || return 0
    measure pg_dump_c "$client_bin/pg_dump" -Fc -f "$work/out" "$db"
    measure pg_dump_c1 "$client_bin/pg_dump" -Fc -Z 1 -f "$work/out" "$db"
    cp "$work/out" "$work/$db.dump"
    measure pg_dump_d "$client_bin/pg_dump" -Fd -j 2 -Z 1 -f "$work/out" "$db"
    if has_zstd; then
        measure pg_dump_z "$client_bin/pg_dump" -Fc --compress=zstd:1 -f "$work/out" "$db"
        measure pg_dump_dz "$client_bin/pg_dump" -Fd -j 2 --compress=zstd:1 -f "$work/out" "$db"
    fi
}

dump_rounds() { # dump_rounds TITLE DB FLOOR-TABLE...
    local title=$1 db=$2 base='pgsnap -j 2' name=pgsnap2 round
    shift 2
    if [ $# -gt 0 ]; then
        base=floor name=floor
        title+=" ($(raw_size "$db" "$@" | awk '{ printf "%.0f MB of rows", $1 / 1e6 }'))"
    fi
    forget
    rm -rf "$work/out"
    "$PGSNAP" dump -d "$db" -f "$work/out" # fills the caches
    for ((round = 1; round <= rounds; round++)); do dump_all "$db" "$@"; done
    head_line "$title" "$base"
    line floor "$name" 'floor: two connections by ctid, rows thrown away'
    line zstd "$name" 'floor with zstd:1 on the rows'
    line pgsnap1 "$name" 'pgsnap dump -j 1'
    line pgsnap2 "$name" 'pgsnap dump -j 2'
    line pg_dump_c "$name" 'pg_dump -Fc'
    line pg_dump_c1 "$name" 'pg_dump -Fc -Z 1'
    line pg_dump_d "$name" 'pg_dump -Fd -j 2 -Z 1'
    line pg_dump_z "$name" 'pg_dump -Fc --compress=zstd:1'
    line pg_dump_dz "$name" 'pg_dump -Fd -j 2 --compress=zstd:1'
    line verify "$name" 'pgsnap verify -j 2'
}

part_dump() { dump_rounds 'Dump: lineitem, JSON events, pgbench' mixed "${mixed_tables[@]}"; }

# One table alone: how lanes share it, and what each layout takes.
part_columns() {
    local table round
    for table in "${mixed_tables[@]}"; do
        forget
        for ((round = 1; round <= rounds; round++)); do
            measure floor "$work/floor" 'dbname=mixed' 2 0 "$table"
            measure zstd "$work/floor" 'dbname=mixed' 2 1 "$table"
            cut -d ' ' -f 2 "$work/log" | awk '{ printf "%.1f", $1 / 1048576 }' >"$work/zstd.size"
            measure one "$PGSNAP" dump -d mixed -t "$table" -j 1 -f "$work/out"
            measure two "$PGSNAP" dump -d mixed -t "$table" -j 2 -f "$work/out"
        done
        head_line "One table: $table ($(raw_size mixed "$table" | awk '{ printf "%.0f MB of rows", $1 / 1e6 }'))" floor
        line floor floor 'floor'
        line zstd floor 'floor with zstd:1 on the rows'
        line one floor 'pgsnap dump -j 1'
        line two floor 'pgsnap dump -j 2'
        printf '\nTwo lanes: %s times as fast as one. Archive: %s of zstd on rows.\n' \
            "$(ratio "$(median one 1)" "$(median two 1)")" "$(ratio "$(cat "$work/two.size")" "$(cat "$work/zstd.size")")"
    done
}

restore_with() { # restore_with NAME COMMAND...
    new_db copy
    query postgres CHECKPOINT
    measure "$@"
}

part_restore() {
    local round
    forget
    "$PGSNAP" dump -d mixed -f "$work/mixed.pgsnap"
    "$PGSNAP" dump -d mixed --keep-order -f "$work/order.pgsnap"
    if tool pg_dump; then "$client_bin/pg_dump" -Fc -Z 1 -f "$work/mixed.dump" mixed; fi
    for ((round = 1; round <= rounds; round++)); do
        restore_with restore "$PGSNAP" restore -d copy -j 2 "$work/mixed.pgsnap"
        restore_with order "$PGSNAP" restore -d copy -j 2 --keep-order "$work/order.pgsnap"
        # shellcheck disable=SC2016 # for the inner shell
        restore_with pipe bash -c '"$0" dump -d mixed -j 2 | "$0" restore -d copy -j 2' "$PGSNAP"
        tool pg_restore || continue
        restore_with pg_restore "$client_bin/pg_restore" -d copy -j 2 "$work/mixed.dump"
        # shellcheck disable=SC2016
        restore_with pg_pipe bash -c '"$0/pg_dump" -Fc -Z 0 mixed | "$0/pg_restore" -d copy' "$client_bin"
    done
    drop_db copy
    head_line 'Restore of the same, with its eight indexes' 'pg_restore -j 2'
    line restore pg_restore 'pgsnap restore -j 2'
    line order pg_restore 'pgsnap restore -j 2 --keep-order'
    line pg_restore pg_restore 'pg_restore -j 2'
    line pipe pg_restore 'pgsnap dump -j 2 \| pgsnap restore -j 2'
    line pg_pipe pg_restore 'pg_dump -Fc -Z 0 \| pg_restore'
}

# As the data grows, with one lane and with two.
part_growth() {
    local times lanes round
    printf '\n### As data and lanes grow\n\n| lineitem rows | lanes | dump s | CPU s | memory MiB | archive MiB | verify s |\n|--:|--:|--:|--:|--:|--:|--:|\n'
    for times in 1 4 16; do
        new_db growth
        data_lineitem growth $((10000 * percent * times))
        for lanes in 1 2; do
            forget
            for ((round = 1; round <= rounds; round++)); do
                measure dump "$PGSNAP" dump -d growth -j "$lanes" -f "$work/out"
                cp "$work/out" "$work/growth.pgsnap"
                measure verify "$PGSNAP" verify -j "$lanes" "$work/growth.pgsnap"
            done
            printf '| %d | %d | %.2f | %.2f | %.0f | %s | %.2f |\n' $((10000 * percent * times)) "$lanes" \
                "$(median dump 1)" "$(median dump 2)" "$(median dump 3)" "$(cat "$work/dump.size")" "$(median verify 1)"
        done
    done
    drop_db growth
}

part_wide() {
    new_db wide
    data_wide wide "$percent"
    dump_rounds 'Wide values: documents and pictures' wide documents pictures
    drop_db wide
}

part_blobs() {
    new_db blobs
    data_blobs blobs "$percent"
    dump_rounds "$((200 * percent)) large objects" blobs
    drop_db blobs
}

part_small() {
    new_db small
    data_small small "$percent"
    dump_rounds "$((100 * percent)) small tables" small
    drop_db small
}

# Values of 300 MB (bytea) and 900 MB (text) there and back.
part_huge() {
    new_db huge
    data_huge huge
    forget
    measure dump "$PGSNAP" dump -d huge -j 2 -f "$work/out"
    mv "$work/out" "$work/huge.pgsnap"
    measure verify "$PGSNAP" verify -j 2 "$work/huge.pgsnap"
    restore_with restore "$PGSNAP" restore -d copy -j 2 "$work/huge.pgsnap"
    head_line 'A bytea of 300 MB and a text of 900 MB' dump
    line dump dump 'pgsnap dump -j 2'
    line verify dump 'pgsnap verify -j 2'
    line restore dump 'pgsnap restore -j 2'
    is_same=$(for db in huge copy; do
        query "$db" 'SELECT md5((SELECT md5(data) FROM huge_bytea) || (SELECT md5(data) FROM huge_text))'
    done | uniq | wc -l)
    [ "$is_same" = 1 ] || { echo 'the huge values have changed' >&2; return 1; }
    drop_db copy
    drop_db huge
}

build_floor
pg_start server "$(first_bindir)" 'shared_buffers = 1GB' 'max_wal_size = 8GB' 'max_locks_per_transaction = 20000'
for part in "${parts[@]}"; do
    case $part in dump | columns | restore)
        query postgres "SELECT 1 FROM pg_database WHERE datname = 'mixed'" | grep -q 1 || {
            new_db mixed
            data_mixed mixed "$percent"
        }
        ;;
    esac
    "part_$part"
done
