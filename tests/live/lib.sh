# shellcheck shell=bash
# lib.sh - what every live test sources: TAP output, throwaway servers, and ways to run the program.
#
#   PGSNAP               the program under test            (default: the one in build/)
#   PGSNAP_TEST_BINDIRS  bin folders of the servers, parted by colons (default: the newest under /usr/lib/postgresql)
#   PGSNAP_TEST_LIMIT    seconds that one run of the program may take (default 300)
#
# Servers listen on a Unix socket in a temporary folder whose name holds a space; they are stopped and the folder is
# removed when the test ends, however it ends. initdb refuses root: as root, servers run as postgres or nobody.
set -euo pipefail

live=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$live/../.." && pwd)
PGSNAP=${PGSNAP:-$root/build/pgsnap}
limit=${PGSNAP_TEST_LIMIT:-300}
for variable in "${!PG@}" DATABASE_URL; do # of whoever runs the tests
    case $variable in PGSNAP*) ;; *) unset "$variable" ;; esac
done
export LC_ALL=C.UTF-8 TZ=UTC

# --- TAP

tests_run=0

diag() {
    printf '%s\n' "$*" | sed 's/^/# /'
}

tap() { # tap STATUS NAME: the one place that prints a result
    tests_run=$((tests_run + 1))
    if [ "$1" = 0 ]; then
        printf 'ok %d - %s\n' "$tests_run" "${2//#/}"
    else
        printf 'not ok %d - %s\n' "$tests_run" "${2//#/}"
    fi
}

ok() { # ok NAME COMMAND...: the command succeeds
    local name=$1 status=0
    shift
    "$@" >"$work/ok.out" 2>&1 || status=$?
    tap "$status" "$name"
    if [ "$status" != 0 ]; then diag "status $status: $*" "$(head -c 4000 "$work/ok.out")"; fi
}

is() { # is GOT WANTED NAME
    if [ "$1" = "$2" ]; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "got:    ${1:0:4000}"
        diag "wanted: ${2:0:4000}"
    fi
}

isnt() { # isnt GOT UNWANTED NAME
    if [ "$1" != "$2" ]; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "got the unwanted: ${1:0:4000}"
    fi
}

like() { # like GOT EXTENDED-REGEX NAME
    if [[ $1 =~ $2 ]]; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "got:           ${1:0:4000}"
        diag "does not match: $2"
    fi
}

unlike() { # unlike GOT EXTENDED-REGEX NAME
    if [[ $1 =~ $2 ]]; then
        tap 1 "$3"
        diag "got:     ${1:0:4000}"
        diag "matches: $2"
    else
        tap 0 "$3"
    fi
}

same() { # same FILE FILE NAME: equal bytes, and the first differences when they are not
    if cmp -s "$1" "$2"; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "$(diff -a "$1" "$2" 2>&1 | cut -c 1-400 | head -n "${PGSNAP_TEST_DIFF:-30}")"
    fi
}

skip() { # skip NAME REASON
    tests_run=$((tests_run + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tests_run" "$1" "$2"
}

skip_all() {
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

done_testing() {
    printf '1..%d\n' "$tests_run"
}

# --- a temporary folder and its end

servers=()

cleanup() {
    local status=$? name
    trap - EXIT
    trap '' HUP INT TERM
    for name in ${servers[@]+"${servers[@]}"}; do
        as_server "$(cat "$work/$name.bin")/pg_ctl" -D "$work/$name" -m immediate -w stop >/dev/null 2>&1 || true
    done
    if [ -n "${mounted:-}" ]; then umount "$mounted" 2>/dev/null || true; fi
    if [ -n "${PGSNAP_TEST_KEEP:-}" ]; then
        diag "kept: $work"
    else
        rm -rf "$work"
    fi
    exit "$status"
}

# The folder must be open to the user that runs the servers, and short: a socket's path has 107 bytes at most.
make_work() {
    local base
    for base in "${TMPDIR:-/tmp}" /tmp; do
        [ "${#base}" -le 60 ] || continue
        work=$(mktemp -d "$base/pgsnap live.XXXXXX") || continue
        chmod 711 "$work"
        as_server test -x "$work" && return 0
        rmdir "$work"
    done
    echo 'Bail out! no temporary folder that the servers can use'
    exit 1
}

as_server() { # runs a command as the user that owns the servers
    if [ "$server_user" = "$(id -un)" ]; then
        "$@"
    else
        runuser -u "$server_user" -- "$@"
    fi
}

server_user=$(id -un)
if [ "$(id -u)" = 0 ]; then
    server_user=nobody
    if getent passwd postgres >/dev/null; then server_user=postgres; fi
fi
make_work
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'diag "stopped at line $LINENO of ${BASH_SOURCE[0]##*/}: status $?"' ERR
mkdir "$work/home" "$work/sockets"
chmod 777 "$work/sockets"
export HOME=$work/home # no .pgpass, no .psqlrc, no service file of whoever runs the tests
[ -x "$PGSNAP" ] || {
    echo "Bail out! there is no program at $PGSNAP: build it, or set PGSNAP"
    exit 1
}

# --- servers

bindirs() { # one bin folder a line
    if [ -n "${PGSNAP_TEST_BINDIRS:-}" ]; then
        printf '%s\n' "$PGSNAP_TEST_BINDIRS" | tr ':' '\n' | sed '/^$/d'
    else
        printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1
    fi
}

first_bindir() {
    bindirs | head -n 1
}

# Clients come from Debian, in its newest major: the servers' own folders may have none.
for client_bin in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr) /usr/bin; do
    if [ -x "$client_bin/psql" ]; then break; fi
done

# Where the servers' user cannot read the binaries (a checkout in someone's home), a copy is run.
usable_bindir() {
    local bindir=$1 copy
    if as_server "$bindir/postgres" --version >/dev/null 2>&1; then
        printf '%s\n' "$bindir"
        return
    fi
    copy=$work/binaries.$(basename "$(dirname "$bindir")")
    cp -a "$(dirname "$bindir")" "$copy"
    chmod -R a+rX "$copy"
    printf '%s\n' "$copy/bin"
}

pg_start() { # pg_start NAME BINDIR [SETTING=VALUE...]: a new server, and PGHOST, PGPORT, PGUSER point to it
    local name=$1 bindir setting port
    bindir=$(usable_bindir "$2")
    shift 2
    printf '%s\n' "$bindir" >"$work/$name.bin"
    install -d -m 700 -o "$server_user" "$work/$name"
    as_server "$bindir/initdb" -D "$work/$name" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        >"$work/$name.initdb" 2>&1 </dev/null || {
        diag "$(cat "$work/$name.initdb")"
        return 1
    }
    port=$((5400 + ${#servers[@]}))
    printf '%s\n' "$port" >"$work/$name.port"
    {
        printf "listen_addresses = ''\nunix_socket_directories = '\"%s\"'\n" "$work/sockets"
        printf '%s\n' "port = $port" 'fsync = off' 'full_page_writes = off' \
            'synchronous_commit = off' 'shared_buffers = 16MB' 'max_connections = 40' 'autovacuum = off' \
            'wal_level = logical' 'max_wal_senders = 4' 'log_min_messages = warning' 'logging_collector = off' \
            "timezone = 'UTC'"
        for setting in "$@"; do printf '%s\n' "$setting"; done
    } | as_server tee -a "$work/$name/postgresql.conf" >/dev/null
    servers+=("$name")
    pg_up "$name"
    pg_use "$name"
}

pg_up() { # pg_up NAME: starts a server that exists
    as_server "$(cat "$work/$1.bin")/pg_ctl" -D "$work/$1" -l "$work/$1/server.log" -w -t 60 start \
        >/dev/null 2>&1 </dev/null || {
        diag "$(as_server tail -n 20 "$work/$1/server.log")"
        return 1
    }
}

pg_stop() { # pg_stop NAME [MODE]
    as_server "$(cat "$work/$1.bin")/pg_ctl" -D "$work/$1" -m "${2:-fast}" -w stop >/dev/null 2>&1 </dev/null
}

pg_use() { # pg_use NAME: clients talk to that server
    PGHOST=$work/sockets
    PGPORT=$(cat "$work/$1.port")
    server=$1
    PGUSER=postgres
    export PGHOST PGPORT PGUSER
    version=$(query postgres 'SHOW server_version_num')
    major=$((version / 10000))
}

# --- clients

psql() {
    "$client_bin/psql" -X -v ON_ERROR_STOP=1 "$@"
}

query() { # query DB SQL: the answer, unaligned
    psql -Atq -d "$1" -c "$2"
}

drop_db() {
    local subscription
    query "$1" "SELECT quote_ident(subname) FROM pg_subscription JOIN pg_database d ON d.oid = subdbid
        WHERE datname = current_database()" 2>/dev/null | while read -r subscription; do
        query "$1" "DROP SUBSCRIPTION $subscription" 2>/dev/null
    done || true
    query postgres "DROP DATABASE IF EXISTS \"$1\"" 2>/dev/null
}

new_db() { # new_db NAME [OPTIONS]: an empty database, whatever was there under that name
    drop_db "$1"
    query postgres "CREATE DATABASE \"$1\" TEMPLATE template0 ${2:-}"
}

pgsnap() {
    timeout -k 10 "$limit" "$PGSNAP" "$@"
}

# run COMMAND...: its exit status in $status, what it wrote in $out and $err (each cut at 64 KiB, without NULs)
run() {
    status=0
    "$@" >"$work/run.out" 2>"$work/run.err" || status=$?
    # shellcheck disable=SC2034 # for the tests
    out=$(head -c 65536 "$work/run.out" | tr -d '\0')
    err=$(head -c 65536 "$work/run.err" | tr -d '\0')
}

# exits STATUS NAME COMMAND...: as run, and the status is that one
exits() {
    local wanted=$1 name=$2
    shift 2
    run "$@"
    if [ "$status" = "$wanted" ]; then
        tap 0 "$name"
    else
        tap 1 "$name"
        diag "exit status $status, wanted $wanted: $*" "$err"
    fi
}

wait_for() { # wait_for SECONDS COMMAND...: until it succeeds
    local tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.05
    done
}

# --- oracles

objects() { # objects DB [FILE...]: the sample objects, by default all families
    local db=$1 file gate gates=()
    shift
    [ $# -gt 0 ] || set -- "$live"/objects/*.sql
    for gate in 13 14 15 16 17 18; do gates+=(-v "from$gate=$((major >= gate))"); done
    for file in "$@"; do
        psql -q -d "$db" "${gates[@]}" -v subscription="subscription of $db" -f "$file" >"$work/objects.log" 2>&1 || {
            diag "$file:" "$(cat "$work/objects.log")"
            return 1
        }
    done
}

fingerprint() { # fingerprint DB FILE [1]: the catalogs, an object a line; with 1 what belongs to the database itself too
    psql -Atq -d "$1" -v version="$version" -v database="${3:-0}" -f "$live/fingerprint.sql" | LC_ALL=C sort >"$2"
}

digests() { # digests DB FILE: an md5 of the sorted rows of every table
    psql -Atq -d "$1" -f "$live/digests.sql" | LC_ALL=C sort >"$2"
}

# schema_text DB FILE: what pg_dump says, where one is at hand that is not older than the server; false when none is
schema_text() {
    local tool own
    own=$(cat "$work/$server.bin")
    for tool in "$own/pg_dump" "$client_bin/pg_dump"; do
        [ -x "$tool" ] || continue
        [ "$("$tool" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge "$major" ] || continue
        "$tool" -d "$1" | grep -a -v -e '^\\restrict ' -e '^\\unrestrict ' -e '^--' -e '^$' | LC_ALL=C sort >"$2"
        return 0
    done
    return 1
}

# entries ARCHIVE FILE: what the archive holds, with rows and digests, less what may differ between two dumps of the
# same rows: how they were cut and packed. Which hash partition holds a row of an enum is no property of the rows.
entries() {
    pgsnap list --json "$1" | sed -n '/^  "entries": /,$p' | grep -v -e '^      "stored": ' -e '^      "blocks": ' |
        awk '/^    \{/ { skip = 0 } /"name": "by_enum_[0-9]"/ { skip = 1 } !skip || !/"(rows|bytes|digest)": /' |
        sed 's/,$//' >"$2"
}

# alike DB DB LABEL: a copy says of itself what its source says
alike() {
    fingerprint "$1" "$work/one.catalogs"
    fingerprint "$2" "$work/two.catalogs"
    same "$work/one.catalogs" "$work/two.catalogs" "$3: the catalogs are alike"
    digests "$1" "$work/one.rows"
    digests "$2" "$work/two.rows"
    same "$work/one.rows" "$work/two.rows" "$3: the rows are alike"
}
