#!/bin/bash
# What goes wrong in real life: each time the right exit status, one sentence with a hint, and nothing left behind.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# told: one error, and no file under the final name nor a partial one
told() {
    is "$(grep -c 'error: ' "$work/run.err" || true)" 1 "$1: one error is told"
    is "$(find "$work/out" -type f -printf '%f ')" '' "$1: no file is left"
}

hinted() {
    like "$err" 'hint: ' "$1: with a hint"
}

is_true() { # is_true SQL
    [ "$(query postgres "$1")" = t ]
}

no_queries() { # the server works for nobody but us
    [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'
        AND pid <> pg_backend_pid()")" = 0 ]
}

mkdir "$work/out"
file=$work/out/it.pgsnap
pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
pgsnap dump -d small -f "$work/good.pgsnap"

# --- the server and who asks
query postgres "SET password_encryption = 'scram-sha-256'; CREATE ROLE guest LOGIN PASSWORD 'secret'; CREATE ROLE nobody_special LOGIN"
as_server sed -i '1i local all guest scram-sha-256' "$work/server/pg_hba.conf"
query postgres 'SELECT pg_reload_conf()' >"$work/log"
exits 1 'a wrong host' pgsnap dump -h "$work/nowhere" -d small -f "$file"
told 'a wrong host'
hinted 'a wrong host'
exits 1 'a wrong port' pgsnap dump -p 1 -d small -f "$file"
told 'a wrong port'
hinted 'a wrong port'
exits 1 'a wrong database' pgsnap dump -d smal -f "$file"
told 'a wrong database'
hinted 'a wrong database'
like "$err" 'smal' 'a wrong database is named'
exits 1 'a wrong user' pgsnap dump -U nobody -d small -f "$file"
told 'a wrong user'
hinted 'a wrong user'
exits 1 'a wrong password' env PGPASSWORD=wrong "$PGSNAP" dump -U guest -d small -f "$file"
told 'a wrong password'
hinted 'a wrong password'
exits 1 'no password' pgsnap dump -w -U guest -d small -f "$file"
told 'no password'
hinted 'no password'
exits 1 'tables that the user may not read' pgsnap dump -U nobody_special -d small -f "$file"
told 'tables that the user may not read'
like "$err" 'customers' 'a table that may not be read is named'
new_db attic
query attic 'SELECT lo_create(4711), lo_create(4712)' >"$work/log"
query attic 'GRANT SELECT ON LARGE OBJECT 4711 TO nobody_special'
exits 1 'a large object that the user may not read' pgsnap dump -U nobody_special -d attic -f "$file"
told 'a large object that the user may not read'
like "$err" 'GRANT SELECT ON LARGE OBJECT 4712 TO nobody_special' 'the GRANT that is missing is told'
exits 0 'it can be left out' pgsnap dump -B -U nobody_special -d attic -f "$work/attic.pgsnap"
exits 1 'restore into no database' pgsnap restore -d smal "$work/good.pgsnap"

# --- the command line
exits 2 'an unknown option' pgsnap dump --no-such-option -d small -f "$file"
told 'an unknown option'
exits 2 'an option without its argument' pgsnap dump -d
exits 2 'an unknown command' pgsnap dumb
exits 2 'no command' pgsnap
exits 2 '-j 0' pgsnap dump -d small -j 0 -f "$file"
exits 2 '-j many' pgsnap dump -d small -j many -f "$file"
exits 2 'steps and one transaction' pgsnap restore -1 --transaction-size=5 -d small "$file"
exits 2 'steps of nothing' pgsnap restore -c --transaction-size=0 -d small "$file"
exits 2 'a timeout beyond what the server can count' pgsnap dump -d small --lock-wait-timeout 50d -f "$file"
told 'a timeout beyond what the server can count'
exits 2 'a bad pattern' pgsnap dump -d small -t 'a.b.c.d' -f "$file"
told 'a bad pattern'
exits 2 'an unfinished quote in a pattern' pgsnap dump -d small -t '"open' -f "$file"
exits 2 'a level that is none' pgsnap dump -d small -Z 99 -f "$file"
exits 2 'a word that is no level' pgsnap dump -d small -Z automatic -f "$file"
exits 2 'two databases' pgsnap dump small other
exits 0 '--help' pgsnap dump --help
exits 0 '-V' pgsnap dump -V
like "$out" '^pgsnap [0-9]' 'shows the version'
exits 0 '--version' pgsnap --version

# --- archives that are none, or are no longer whole
new_db target
query target 'CREATE TABLE keep (a int); INSERT INTO keep VALUES (1)'
fingerprint target "$work/one.catalogs"
size=$(stat -c %s "$work/good.pgsnap")
: >"$work/empty.pgsnap"
head -c $((size / 2)) "$work/good.pgsnap" >"$work/cut.pgsnap"
head -c $((size - 1)) "$work/good.pgsnap" >"$work/cut at the end.pgsnap"
head -c 5 "$work/good.pgsnap" >"$work/cut early.pgsnap"
printf 'CREATE TABLE t ();\n' >"$work/script.pgsnap"
sed 's/$/\r/' "$work/good.pgsnap" >"$work/crlf.pgsnap"
iconv -f latin1 -t utf-16 "$work/good.pgsnap" >"$work/utf16.pgsnap"
{
    cat "$work/good.pgsnap"
    printf 'more'
} >"$work/longer.pgsnap"
flip() { # flip OFFSET FILE: a copy of the good archive with one byte changed
    local byte
    cp "$work/good.pgsnap" "$2"
    byte=$(od -An -tu1 -j "$1" -N 1 "$2" | tr -d ' ')
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf '%03o' $((byte ^ 1)))" | dd of="$2" bs=1 seek="$1" conv=notrunc 2>/dev/null
}
flip $((size / 2)) "$work/flipped.pgsnap"
flip $((size - 10)) "$work/flipped late.pgsnap"
flip 40 "$work/flipped early.pgsnap"
for bad in empty cut 'cut at the end' 'cut early' script crlf utf16 longer flipped 'flipped late' 'flipped early'; do
    exits 4 "verify: $bad" pgsnap verify "$work/$bad.pgsnap"
    is "$(grep -c 'error: ' "$work/run.err" || true)" 1 "verify: $bad: one error is told"
    exits 4 "restore -c: $bad" pgsnap restore -c -d target "$work/$bad.pgsnap"
done
like "$(pgsnap verify "$work/crlf.pgsnap" 2>&1 || true)" '(CRLF|CR LF)' 'CRLF is named as the cause'
like "$(pgsnap verify "$work/utf16.pgsnap" 2>&1 || true)" 'UTF-16' 'UTF-16 is named as the cause'
fingerprint target "$work/two.catalogs"
same "$work/one.catalogs" "$work/two.catalogs" 'restore -c of a damaged archive changes nothing'
exits 1 'no archive' pgsnap verify "$work/none.pgsnap"
exits 1 'a folder' pgsnap verify "$work"
exits 1 'restore of no archive' pgsnap restore -d target "$work/none.pgsnap"
exits 4 'the worst of several decides' pgsnap verify "$work/good.pgsnap" "$work/cut.pgsnap" "$work/none.pgsnap"
exits 4 'list of what is cut early' pgsnap list "$work/cut early.pgsnap"

# --- where the archive should go
mkdir "$work/out/folder"
exits 1 'into a folder' pgsnap dump -d small -f "$work/out/folder"
told 'into a folder'
exits 1 'into a folder that is not there' pgsnap dump -d small -f "$work/out/none/it.pgsnap"
told 'into a folder that is not there'
if [ "$(id -u)" = 0 ]; then
    mkdir "$work/tiny"
    if mount -t tmpfs -o size=64k tmpfs "$work/tiny" 2>/dev/null; then
        mounted=$work/tiny
        exits 1 'a full disk' pgsnap dump -d small -f "$work/tiny/it.pgsnap"
        told 'a full disk'
        like "$err" '[nN]o space' 'a full disk is named'
        is "$(ls -A "$work/tiny")" '' 'nothing is left on the full disk'
        umount "$mounted"
        mounted=
    else
        skip 'a full disk' 'no tmpfs can be mounted here'
    fi
    skip 'a folder that may not be written' 'root may write everywhere'
else
    mkdir -m 500 "$work/closed"
    exits 1 'a folder that may not be written' pgsnap dump -d small -f "$work/closed/it.pgsnap"
    hint='permission denied'
    like "$err" "$hint" 'the reason is named'
fi
run sh -c '"$1" dump -d small >/dev/full' sh "$PGSNAP"
is "$status" 1 'a full device as standard output'
like "$err" '[nN]o space' 'a full device is named'
if command -v script >/dev/null; then
    run script -qec "'$PGSNAP' dump -d small" /dev/null </dev/null
    is "$status" 2 'an archive is not written to a terminal'
    like "$out" 'terminal' 'and the message says why'
else
    skip 'an archive is not written to a terminal' 'script(1) is missing'
fi
# A stream that is closed must not be mistaken for the next file that is opened.
run sh -c '"$1" dump -d small >&-' sh "$PGSNAP"
is "$status" 1 'a closed standard output'
like "$err" 'standard output: could not write: Bad file' 'a closed standard output is told'
run sh -c '(sleep 0.2; "$1" list "$2") | true' sh "$PGSNAP" "$work/good.pgsnap"
is "$err" '' 'a reader who wants no more is not told'
run sh -c '"$1" dump -v -d small -f "$2" <&- >&- 2>&-' sh "$PGSNAP" "$work/closed.pgsnap"
is "$status" 0 'all standard streams closed'
exits 0 'and no message is in the archive' pgsnap verify "$work/closed.pgsnap"
printf 'old' >"$work/old.pgsnap"
exits 1 'a dump that fails' pgsnap dump -d smal -f "$work/old.pgsnap"
is "$(cat "$work/old.pgsnap")" old 'leaves an older file of that name alone'

# --- trouble on the way
hold() { # hold SQL: a session that keeps a lock
    psql -q -d small -c "BEGIN; $1; SELECT pg_sleep(60)" >/dev/null 2>&1 &
    holder=$!
    wait_for 10 is_true "SELECT count(*) > 0 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
}
release() {
    query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()" >"$work/log"
    wait "$holder" 2>/dev/null || true
}
hold 'LOCK TABLE store.orders IN ACCESS EXCLUSIVE MODE'
exits 1 'a locked table and --lock-wait-timeout' pgsnap dump -d small --lock-wait-timeout=500 -f "$file"
told 'a locked table'
like "$err" 'store\.orders' 'the locked table is named'

# Stopped while it waits for the lock: nothing is left, here or on the server.
"$PGSNAP" dump -d small -f "$file" 2>"$work/run.err" &
pid=$!
wait_for 10 is_true 'SELECT count(*) > 0 FROM pg_locks WHERE NOT granted'
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
is "$status" 1 'SIGTERM while it waits for a lock'
told 'SIGTERM while it waits for a lock'
release
ok 'no query of it is left on the server' wait_for 10 no_queries

# A table that takes its time at level 19, so that the dump can be hit in its middle.
psql -q -d small <<'SQL'
CREATE TABLE big (a int, t text);
INSERT INTO big SELECT n, repeat(md5(n::text), 8) FROM generate_series(1, 400000) AS n;
SQL
in_the_middle() { # a partial file with rows in it
    [ "$(find "$work/out" -type f -size +200k | wc -l)" -gt 0 ]
}
for signal in TERM INT; do
    # SIGINT is ignored in a background job of a shell: restored by env.
    env --default-signal=INT "$PGSNAP" dump -d small -j 2 -Z 19 -f "$file" 2>"$work/run.err" &
    pid=$!
    ok "SIG$signal: the dump is in its middle" wait_for 20 in_the_middle
    kill "-$signal" "$pid"
    status=0
    wait "$pid" || status=$?
    is "$status" 1 "SIG$signal in the middle of a dump"
    told "SIG$signal in the middle"
    ok "SIG$signal: no query of it is left on the server" wait_for 10 no_queries
done

"$PGSNAP" dump -d small -j 2 -Z 19 -f "$file" 2>"$work/run.err" &
pid=$!
ok 'the dump is in its middle' wait_for 20 in_the_middle
query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'small'" >"$work/log"
status=0
wait "$pid" || status=$?
is "$status" 1 'an administrator ends its sessions'
told 'an administrator ends its sessions'

"$PGSNAP" dump -d small -j 2 -Z 19 -f "$file" 2>"$work/run.err" &
pid=$!
ok 'the dump is in its middle' wait_for 20 in_the_middle
pg_stop server immediate
status=0
wait "$pid" || status=$?
err=$(cat "$work/run.err")
is "$status" 1 'the server dies in the middle of a dump'
told 'the server dies'
hinted 'the server dies'
pg_up server

# Rows that disappear without an error: here by a trigger that an event trigger makes.
new_db thief
psql -q -d thief <<'SQL'
CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION add_trigger() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
    FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'store.customers' LOOP
        EXECUTE 'CREATE TRIGGER drop_row BEFORE INSERT ON store.customers FOR EACH ROW EXECUTE FUNCTION public.drop_row()';
    END LOOP;
END $$;
CREATE EVENT TRIGGER add_trigger ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION add_trigger();
SQL
exits 3 'a restore whose rows disappear' pgsnap restore -d thief "$work/good.pgsnap"
like "$err" 'store.customers: failed: the server kept only 0 of [0-9]+ rows' 'the table whose rows disappeared is named'

# A restore that is stopped says so, and its sessions end.
exits 0 'dump for a restore' pgsnap dump -d small -f "$work/big.pgsnap"
new_db stopped
"$PGSNAP" restore -d stopped -j 2 "$work/big.pgsnap" 2>"$work/run.err" &
pid=$!
rows_arrive() { [ "$(query stopped "SELECT pg_relation_size('big') > 10000000")" = t ]; }
wait_for 20 rows_arrive
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
is "$status" 1 'SIGTERM in the middle of a restore'
like "$(cat "$work/run.err")" 'hint: go on with the same command and --resume' 'and what the database has now is told'
ok 'no query of the restore is left on the server' wait_for 10 no_queries
done_testing
