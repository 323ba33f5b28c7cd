#!/bin/bash
# failure_disk.t - the server's disk is full in the middle of a restore: one clear error, and --resume when there is space.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

[ "$(id -u)" = 0 ] || skip_all 'only root can mount a small file system'
mkdir "$work/small"
mount -t tmpfs -o size=30m none "$work/small" 2>/dev/null || skip_all 'no small file system can be mounted here'
mounted=$work/small
install -d -m 700 -o "$server_user" "$work/small/space"

pg_start server "$(first_bindir)"
new_db source
psql -q -d source -f "$live/small.sql" >"$work/log"
psql -q -d source -f "$live/failure.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d source -j 2 -f "$work/it.pgsnap"
query postgres "CREATE TABLESPACE small LOCATION '$work/small/space'"

new_db copy 'TABLESPACE small'
exits 1 'a restore onto a full disk' pgsnap restore -j 2 -d copy "$work/it.pgsnap"
like "$err" 'No space left on device' 'says so'
like "$err" 'hint: .*go on with the same command and --resume' 'and how to go on'
is "$(printf '%s\n' "$err" | grep -c -e 'warning:' -e 'error:')" 1 'in one error'
exits 1 '--resume while the disk is full' pgsnap restore --resume -j 2 -d copy "$work/it.pgsnap"
like "$err" 'No space left on device' 'says the same'
mount -o remount,size=300m "$work/small"
exits 0 '--resume when there is space' pgsnap restore --resume -j 2 -d copy "$work/it.pgsnap"
alike source copy '--resume when there is space'
query postgres 'DROP DATABASE copy'
done_testing
