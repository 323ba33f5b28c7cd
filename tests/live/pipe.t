#!/bin/bash
# Through pipes and redirections, as with "docker exec ... pgsnap dump > file".
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"

run sh -c '"$1" dump -d small >"$2"' sh "$PGSNAP" "$work/redirected.pgsnap"
is "$status $err" '0 ' 'dump with its output redirected'
exits 0 'what was redirected is good' pgsnap verify "$work/redirected.pgsnap"
run sh -c '"$1" dump -d small -f - | cat >"$2"' sh "$PGSNAP" "$work/piped.pgsnap"
exits 0 'dump -f - through cat' pgsnap verify "$work/piped.pgsnap"
run sh -c '"$1" dump -d small -Z auto | cat >"$2"' sh "$PGSNAP" "$work/auto.pgsnap"
is "$status $err" '0 ' 'dump -Z auto through cat'
exits 0 'dump -Z auto makes a good archive' pgsnap verify "$work/auto.pgsnap"
run sh -c 'cat "$2" | "$1" verify' sh "$PGSNAP" "$work/piped.pgsnap"
is "$status" 0 'verify from a pipe'
run sh -c 'cat "$2" | "$1" verify -' sh "$PGSNAP" "$work/piped.pgsnap"
is "$status" 0 'verify - from a pipe'
entries "$work/redirected.pgsnap" "$work/one"
entries "$work/piped.pgsnap" "$work/two"
same "$work/one" "$work/two" 'both hold the same'

for lanes in 1 3; do
    new_db copy
    run sh -c 'cat "$2" | "$1" restore -d copy -j "$3"' sh "$PGSNAP" "$work/piped.pgsnap" "$lanes"
    is "$status $err" '0 ' "restore -j $lanes from a pipe"
    alike small copy "restore -j $lanes from a pipe"
    query copy 'DROP TABLE public.plain; DELETE FROM store.order_lines'
    run sh -c '"$1" restore -c -d copy -j "$3" - <"$2"' sh "$PGSNAP" "$work/piped.pgsnap" "$lanes"
    is "$status $err" '0 ' "restore -c -j $lanes from a redirected file"
    alike small copy "restore -c -j $lanes from a redirected file"
done

# In small pieces, with pauses: what a slow network does.
new_db copy
run sh -c '(dd bs=1 count=700 2>/dev/null; sleep 0.3; dd bs=777 2>/dev/null) <"$2" | "$1" restore -d copy -j 2' \
    sh "$PGSNAP" "$work/piped.pgsnap"
is "$status $err" '0 ' 'restore from a slow pipe'
alike small copy 'restore from a slow pipe'

# A pipe that breaks is a failure, never a good archive.
run bash -c 'set -o pipefail; "$1" dump -d small | head -c 1000 >/dev/null' sh "$PGSNAP"
isnt "$status" 0 'dump into a pipe whose reader left fails'
unlike "$status" '^(13[0-9]|139)$' 'and does not crash'
run sh -c 'head -c 5000 "$2" | "$1" restore -d copy -c -j 2' sh "$PGSNAP" "$work/piped.pgsnap"
is "$status" 4 'restore from a pipe that ends early: damaged'
like "$err" 'error:' 'and an error is told'
done_testing
