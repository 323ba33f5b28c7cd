#!/bin/sh
# Each option of a command's --help stands in man/pgsnap-COMMAND.1 with the same forms, and the other way round. Needs
# PGSNAP_BUILD, a folder where pgsnap was built.
# shellcheck source=tests/house/tap.sh
. "$(dirname "$0")/tap.sh"

[ -n "$PGSNAP_BUILD" ] || skip_all "PGSNAP_BUILD names no build folder"
pgsnap=$PGSNAP_BUILD/pgsnap
[ -x "$pgsnap" ] || skip_all "there is no $pgsnap"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# "-f, --file=FILE", "--json" or "-a": one option a line.
from_help()
{
    "$pgsnap" "$1" --help | sed -n 's/^ \{2,6\}\(-[^ ]*\( --[^ ]*\)\{0,1\}\).*/\1/p' | sort
}

from_man()
{
    sed -n 's/^\.It Fl //p' "man/pgsnap-$1.1" | sed -e 's/^/-/' -e 's/ , Fl /, -/' -e 's/\(--[^ ]*\) Ar /\1=/' | sort
}

same_options()
{
    from_help "$1" >"$work/help"
    from_man "$1" >"$work/man"
    [ -s "$work/help" ] || echo "pgsnap $1 --help lists no options"
    comm -23 "$work/help" "$work/man" | sed "s/^/only in --help: /"
    comm -13 "$work/help" "$work/man" | sed "s/^/only in man\/pgsnap-$1.1: /"
}

commands=$("$pgsnap" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
found() { [ -n "$commands" ] || echo "pgsnap --help lists no commands"; }

check "pgsnap --help lists commands" found
for command in $commands; do
    check "pgsnap $command: help and manual agree" same_options "$command"
done
done_testing
