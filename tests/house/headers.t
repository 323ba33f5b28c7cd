#!/bin/sh
# Each header compiles alone and twice, without warnings, and its guard bears its name.
# shellcheck source=tests/house/tap.sh
. "$(dirname "$0")/tap.sh"

compiler=${CC:-gcc}
command -v "${compiler%% *}" >/dev/null || skip_all "there is no $compiler"
flags=$(pkg-config --cflags libpq libzstd libxxhash jansson check 2>/dev/null)

compiles()
{
    # shellcheck disable=SC2086 # compiler and flags are lists of words
    printf '#include "%s"\n#include "%s"\n' "$1" "$1" |
        $compiler -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -I. -Iinclude -Isrc $flags -fsyntax-only -x c -
}

guarded()
{
    guard=PGSNAP_$(basename "$1" .h | tr 'a-z-' 'A-Z_')_H
    [ "$(grep -c "^#ifndef $guard\$" "$1")" = 1 ] && grep -q "^#define $guard\$" "$1" && return
    echo "$1: there is no include guard $guard"
}

for header in $(find src include -name '*.h' | sort); do
    check "$header compiles alone" compiles "$header"
    check "$header has its guard" guarded "$header"
done
done_testing
