#!/bin/sh
# Builds each fuzz target with clang's libFuzzer and sanitizers and runs it over its corpus for a bounded time.
#
#   tests/fuzz/run.sh [SECONDS [TARGET ...]]        default: 30 seconds each, all targets
#
# Works in the folder FUZZ_DIR (default: a new temporary one, removed at the end); a finding is left there, named, and is the
# exit status. CLANG: the compiler.
#
# How to add a target: fuzz_NAME.c here, and what its corpus begins with in seed() below.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-30}
[ $# -gt 0 ] && shift
work=${FUZZ_DIR:-$(mktemp -d)}
sanitize=address,undefined
flags="-std=gnu11 -g -O1 -D_GNU_SOURCE -I$top/include -I$top/src -I$top/tests/unit -fno-sanitize-recover=all"

seed() {
    case $1 in
    fuzz_frame | fuzz_signed) cp "$top"/tests/files/*.pgsnap "$2" ;;
    fuzz_codec) printf '\003\000\002\000a\tb\tc\nd\te\tf\n' >"$2/rows" ;;
    fuzz_transform) printf '\002\003\0002026-01-09 10:00:01.5\n7\n-0.25\n' >"$2/template" ;;
    fuzz_toc) printf '\001\030\000\000\000\001\004\000\000\000\001\000\000\000\002\001\000\000\000A\003\001\000\000\000\002' >"$2/entry" ;;
    esac
}

build_library() {
    for file in "$top"/src/base/*.c "$top"/src/codec/*.c "$top"/src/archive/*.c "$top"/src/store/*.c \
        "$top"/src/model/block.c "$top"/src/model/entry.c "$top"/tests/unit/memory_store.c "$top"/tests/unit/sample.c; do
        # shellcheck disable=SC2086
        "${CLANG:-clang}" $flags -fsanitize=$sanitize,fuzzer-no-link -c "$file" -o "$work/$(basename "$file" .c).o"
    done
}

mkdir -p "$work"
build_library
if [ $# -eq 0 ]; then
    for file in "$top"/tests/fuzz/fuzz_*.c; do
        set -- "$@" "$(basename "$file" .c)"
    done
fi
for target in "$@"; do
    echo "# $target"
    # shellcheck disable=SC2086
    "${CLANG:-clang}" $flags -fsanitize=$sanitize,fuzzer "$top/tests/fuzz/$target.c" "$work"/*.o -lzstd -lpthread \
        -o "$work/$target"
    mkdir -p "$work/corpus-$target"
    seed "$target" "$work/corpus-$target"
    "$work/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
        -artifact_prefix="$work/" "$work/corpus-$target" >"$work/$target.log" 2>&1 || {
        tail -n 40 "$work/$target.log"
        echo "# $target: see $work"
        exit 1
    }
    grep -E 'stat::number_of_executed_units|cov:' "$work/$target.log" | tail -n 2
done
[ -n "${FUZZ_DIR:-}" ] || rm -rf "$work"
