#!/bin/bash
# restore -c from a pipe: nothing is dropped before all of the archive has come and is good.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d small -f "$work/small.pgsnap"
new_db copy
exits 0 'restore' pgsnap restore -d copy "$work/small.pgsnap"
query copy "INSERT INTO public.plain VALUES (2, 'y')"
fingerprint copy "$work/was.catalogs"
digests copy "$work/was.rows"
unchanged() {
    fingerprint copy "$work/is.catalogs"
    digests copy "$work/is.rows"
    same "$work/was.catalogs" "$work/is.catalogs" "$1: the catalogs are as they were"
    same "$work/was.rows" "$work/is.rows" "$1: the rows are as they were"
}
# piped OPTION...: what is in $work/piped, through a pipe
piped() {
    # shellcheck disable=SC2094 # it is only read
    run sh -c 'file=$1; shift; cat "$file" | "$@"' sh "$work/piped" "$PGSNAP" restore -d copy "$@"
}

size=$(stat -c %s "$work/small.pgsnap")
head -c $((size - 30)) "$work/small.pgsnap" >"$work/piped"
piped -c
is "$status" 4 'an archive that ends early'
like "$err" 'nothing was changed' 'says that nothing was changed'
unchanged 'an archive that ends early'
piped --exact
is "$status" 4 'the same with --exact'
unchanged 'the same with --exact'
cp "$work/small.pgsnap" "$work/piped"
printf 'X' | dd of="$work/piped" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
piped -c
is "$status" 4 'an archive with a wrong byte'
unchanged 'an archive with a wrong byte'

cp "$work/small.pgsnap" "$work/piped"
mkdir "$work/kept"
piped -c -v --spool "$work/kept"
is "$status" 0 'restore -c --spool'
like "$err" 'keeping the archive in .*kept until it is checked' '-v says where it is kept'
is "$(ls -A "$work/kept")" '' 'nothing is left there'
alike small copy 'restore -c --spool'
query copy 'DELETE FROM store.order_lines'
piped -c -v --no-spool
is "$status" 0 'restore -c --no-spool'
unlike "$err" 'keeping' 'keeps nothing'
alike small copy 'restore -c --no-spool'
piped -c --spool "$work/nowhere"
is "$status" 1 'a folder that is not there'
like "$err" 'nowhere.*no such .*hint: nothing was changed' 'one clear error'
run pgsnap restore -c -d copy --spool "$work/nowhere" "$work/small.pgsnap"
is "$status" 0 'a file is not kept anywhere'

mkdir "$work/full"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k none "$work/full" 2>/dev/null; then
    mounted=$work/full
    query copy "INSERT INTO public.plain VALUES (2, 'y')"
    fingerprint copy "$work/was.catalogs"
    digests copy "$work/was.rows"
    piped -c --spool "$work/full"
    is "$status" 1 'a full disk'
    like "$err" 'full: .*no space is left.*hint: nothing was changed' 'one clear error'
    unchanged 'a full disk'
    export TMPDIR=$work/full
    piped -c
    is "$status" 1 'the folder is TMPDIR if no other is named'
    unset TMPDIR
else
    skip 'a full disk' 'no small file system can be mounted here'
fi

# A signal while the archive comes.
mkfifo "$work/fifo"
sleep 100 >"$work/fifo" &
sleeper=$!
"$PGSNAP" restore -c -d copy <"$work/fifo" 2>"$work/run.err" &
restore=$!
sleep 0.5
kill -TERM "$restore"
status=0
wait "$restore" || status=$?
kill "$sleeper"
is "$status" 1 'SIGTERM while the archive comes'
like "$(cat "$work/run.err")" 'interrupted by SIGTERM' 'says so'
exits 2 '--spool and --no-spool' pgsnap restore -c --spool "$work" --no-spool -d copy "$work/small.pgsnap"

# Without it a part has been restored when the pipe ends.
new_db pipe
head -c "$(($(stat -c %s "$work/small.pgsnap") * 3 / 4))" "$work/small.pgsnap" >"$work/begun.pgsnap"
exits 4 'a pipe that ends early, into an empty database' sh -c 'cat "$2" | "$1" restore -d pipe' sh "$PGSNAP" "$work/begun.pgsnap"
like "$err" 'with the same archive and --resume \(another dump will not do\), or start anew with --clean' 'says what may come after it'
exits 0 'the same archive' sh -c 'cat "$2" | "$1" restore --resume --check -d pipe' sh "$PGSNAP" "$work/small.pgsnap"
done_testing
