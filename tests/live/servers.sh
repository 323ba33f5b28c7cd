# shellcheck shell=bash
# servers.sh - throwaway PostgreSQL servers for tests, the demo and benchmarks, and psql to talk to them.
#
#   PGSNAP               the program                       (default: the one in build/)
#   PGSNAP_TEST_BINDIRS  bin folders of the servers, parted by colons (default: the newest under /usr/lib/postgresql)
#   PGSNAP_TEST_CLIENTS  bin folder of psql, pg_dump and the like (default: the newest there that has them)
#   PGSNAP_TEST_KEEP     not empty: the temporary folder stays
#
# Servers listen on a Unix socket in a temporary folder ($work) whose name holds a space; they are stopped and the
# folder is removed when the script ends, however it ends. initdb refuses root: as root, servers run as postgres or
# nobody. To be sourced by bash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PGSNAP=${PGSNAP:-$root/build/pgsnap}
for variable in "${!PG@}" DATABASE_URL; do # of whoever runs this
    case $variable in PGSNAP*) ;; *) unset "$variable" ;; esac
done
export LC_ALL=C.UTF-8 TZ=UTC

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
        echo "# kept: $work" >&2
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
    echo 'there is no temporary folder that the servers can use' >&2
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
mkdir "$work/home" "$work/sockets"
chmod 777 "$work/sockets"
export HOME=$work/home # no .pgpass, no .psqlrc, no service file of whoever runs the tests

# --- servers

bindirs() { # one bin folder a line
    if [ -n "${PGSNAP_TEST_BINDIRS:-}" ]; then
        printf '%s\n' "$PGSNAP_TEST_BINDIRS" | tr ':' '\n' | sed '/^$/d'
    else
        printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1
    fi
}

major_of() { # major_of BINDIR
    "$1/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/'
}

first_bindir() {
    bindirs | head -n 1
}

# Clients come from Debian, in its newest major: the servers' own folders may have none.
for client_bin in ${PGSNAP_TEST_CLIENTS:+"$PGSNAP_TEST_CLIENTS"} $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr) /usr/bin; do
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
        cat "$work/$name.initdb" >&2
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
        as_server tail -n 20 "$work/$1/server.log" >&2
        return 1
    }
}

pg_stop() { # pg_stop NAME [MODE]
    as_server "$(cat "$work/$1.bin")/pg_ctl" -D "$work/$1" -m "${2:-fast}" -w stop >/dev/null 2>&1 </dev/null
}

pg_use() { # pg_use NAME: clients talk to that server
    PGHOST=$work/sockets
    PGPORT=$(cat "$work/$1.port")
    # shellcheck disable=SC2034 # for whoever sources this
    server=$1
    PGUSER=postgres
    export PGHOST PGPORT PGUSER
    version=$(query postgres 'SHOW server_version_num')
    # shellcheck disable=SC2034
    major=$((version / 10000))
}

each_server() { # each_server [--from MAJOR] FUNCTION [SETTING=VALUE...]: for each bin folder a new server, $bindir and $label
    local from=0 call bindir name number=0
    if [ "$1" = --from ]; then
        from=$2
        shift 2
    fi
    call=$1
    shift
    while read -r bindir <&3; do
        [ "$(major_of "$bindir")" -ge "$from" ] || continue
        name=server$((++number))
        pg_start "$name" "$bindir" "$@"
        # shellcheck disable=SC2034 # for the function
        label="PostgreSQL $major"
        "$call"
        pg_stop "$name"
    done 3< <(bindirs)
}

# --- clients

psql() {
    PGOPTIONS='-c client_min_messages=warning' "$client_bin/psql" -X -v ON_ERROR_STOP=1 "$@"
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
