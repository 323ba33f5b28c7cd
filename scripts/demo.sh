#!/bin/bash
# Shows what pgsnap is for: a nightly archive, the proof that it is good, a migration that goes wrong, and the way back.
# Installs what is missing, builds under build/, and works on a PostgreSQL server of its own that is gone afterwards.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/deps.sh
. "$root/scripts/deps.sh"
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"

bold='' plain=''
if [ -t 1 ]; then bold=$'\e[1m' plain=$'\e[0m'; fi

say() {
    printf '\n%s# %s%s\n' "$bold" "$*" "$plain"
}

# Shows a command as one would type it, and runs it.
show() {
    local word line=
    for word in "$@"; do
        case $word in
        *[!a-zA-Z0-9_./:=@%+,-]*) line+=" '$word'" ;;
        *) line+=" $word" ;;
        esac
    done
    printf '%s$%s%s\n' "$bold" "$line" "$plain"
    "$@"
}

pgsnap() {
    "$PGSNAP" "$@"
}

say 'What is needed, and the program itself'
# shellcheck disable=SC2086 # lists of packages
need_packages $build_packages postgresql postgresql-client
mkdir -p "$root/build"
build_in "$root/build"
unset PGSNAP

# shellcheck source=tests/live/servers.sh
. "$root/tests/live/servers.sh"
cd "$work"
mkdir archives

# What the shop holds: rows, a digest of them, turnover, the revision of its schema.
state() {
    local line
    while IFS='|' read -r name sql; do
        line=$(query shop "$sql" 2>/dev/null) || line='gone'
        printf '%-12s %s\n' "$name" "$line"
    done <<'SQL'
customers|SELECT count(*), md5(string_agg(c::text, ',' ORDER BY customer_id)) FROM shop.customers c
orders|SELECT count(*), md5(string_agg(o::text, ',' ORDER BY order_id)) FROM shop.orders o
order lines|SELECT count(*), md5(string_agg(l::text, ',' ORDER BY order_id, line)) FROM shop.order_lines l
turnover|SELECT sum(amount) FROM shop.turnover
revision|SELECT version_num FROM public.alembic_version
SQL
}

say 'A PostgreSQL server of its own, with a small shop in it'
pg_start server "$(first_bindir)"
query postgres 'CREATE DATABASE shop'
psql -q -d shop -f "$root/scripts/demo.sql"
state | tee before.txt

say 'The nightly job: one archive, written by two connections, read back, older ones pruned'
show pgsnap dump -d shop --dir archives -j 2 --verify --keep-within 7d -v
archive=$(echo archives/shop_*.pgsnap)

say 'What is in it'
pgsnap list "$archive" >list.txt
printf '%s$ pgsnap list %s%s\n' "$bold" "$archive" "$plain"
head -n 22 list.txt
printf '  ... and %d more lines\n' $(($(wc -l <list.txt) - 22))

say 'An archive proves itself, without a server'
show pgsnap verify "$archive"

say 'One bit of a copy is flipped, in the middle of the file: verify finds it'
cp "$archive" damaged.pgsnap
offset=$(($(stat -c %s damaged.pgsnap) / 2))
byte=$(od -An -tu1 -j "$offset" -N 1 damaged.pgsnap | tr -d ' ')
# shellcheck disable=SC2059 # the format is the byte
printf "\\$(printf %03o $((byte ^ 1)))" | dd of=damaged.pgsnap bs=1 seek="$offset" conv=notrunc 2>/dev/null
status=0
show pgsnap verify damaged.pgsnap 2>&1 || status=$?
echo "exit status $status"
[ "$status" = 4 ] || exit 1

say 'And a restore from it stops before anything is dropped'
status=0
show pgsnap restore -c -d shop damaged.pgsnap 2>&1 || status=$?
echo "exit status $status"
[ "$status" = 4 ] || exit 1
state >after.txt
cmp before.txt after.txt && echo 'the shop is as it was'

say 'A migration goes wrong'
query shop "
    UPDATE public.alembic_version SET version_num = '77b0e6f4a913';
    ALTER TABLE shop.customers DROP COLUMN email;
    DELETE FROM shop.orders WHERE state <> 'paid';
    UPDATE shop.order_lines SET quantity = 1;
    DROP MATERIALIZED VIEW shop.turnover;"
state

say 'Back to last night'
show pgsnap restore -c -d shop -j 2 "$archive" -v
state | tee after.txt
cmp before.txt after.txt || exit 1
echo 'counts, digests and revision are those of before the migration'

say 'Does the restored database have the same objects and rows? Two archives tell, table by table'
show pgsnap dump -d shop -f again.pgsnap
show pgsnap diff "$archive" again.pgsnap
say 'Done; the server and its files are removed'
