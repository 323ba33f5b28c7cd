#!/bin/sh
# The C files are as clang-format 14 writes them; other versions differ in details.
# shellcheck source=tests/house/tap.sh
. "$(dirname "$0")/tap.sh"

for formatter in "${CLANG_FORMAT:-clang-format}" clang-format-14; do
    case $("$formatter" --version 2>/dev/null) in *"version 14."*) break ;; esac
    formatter=
done
[ -n "$formatter" ] || skip_all "there is no clang-format 14"

formatted() { "$formatter" --dry-run -Werror "$1"; }

for file in $(project_files | grep '\.[ch]$'); do
    check "$file" formatted "$file"
done
done_testing
