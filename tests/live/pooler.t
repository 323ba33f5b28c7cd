#!/bin/bash
# pooler.t - through PgBouncer: refused where transactions share sessions, and nothing is left in these; fine where they do not.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pgbouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer) || skip_all 'pgbouncer is not installed'
pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d small -f "$work/small.pgsnap"
fingerprint small "$work/was"

pool() { # pool MODE [SETTING...]: one on port 6432 beside the server
    local mode=$1
    shift
    install -d -m 700 -o "$server_user" "$work/pool"
    {
        printf '[databases]\n* = host=%s port=%s\n[pgbouncer]\n' "'$PGHOST'" "$PGPORT"
        printf '%s\n' "pool_mode = $mode" 'listen_port = 6432' "unix_socket_dir = $PGHOST" 'auth_type = trust' \
            "auth_file = $work/pool/users" "logfile = $work/pool/log" "pidfile = $work/pool/pid" "$@"
    } | as_server tee "$work/pool/ini" >/dev/null
    echo '"postgres" ""' | as_server tee "$work/pool/users" >/dev/null
    as_server "$pgbouncer" -q -d "$work/pool/ini"
    wait_for 10 test -S "$PGHOST/.s.PGSQL.6432"
}
end_pool() {
    kill -INT "$(as_server cat "$work/pool/pid")"
    wait_for 10 test ! -e "$PGHOST/.s.PGSQL.6432"
}
trap 'end_pool || true; cleanup' EXIT

pool transaction
"$client_bin/psql" -q -p 6432 -d small -c 'BEGIN; SELECT pg_sleep(300)' >"$work/log" 2>&1 & # so that there is another session, too
holder=$!
refused() { # refused NAME COMMAND...
    exits 1 "$@"
    like "$err" 'pooler that gives each transaction another session.*hint: .*port, often 5432, in place of .* 6432' "$1: says what to do"
}
refused 'dump' pgsnap dump -p 6432 -d small -f "$work/none.pgsnap"
refused 'restore -c' pgsnap restore -c -p 6432 -d small "$work/small.pgsnap"
refused 'restore --swap' pgsnap restore --swap -p 6432 -d small "$work/small.pgsnap"
refused 'verify --against' pgsnap verify --against "port=6432 dbname=small" "$work/small.pgsnap"
is "$("$client_bin/psql" -X -p 6432 -Atq -d small -c 'SHOW search_path')" '"$user", public' 'nothing is left in the sessions'
query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" >"$work/log"
wait "$holder" || true
end_pool

pool session
exits 0 'dump through a pool that keeps sessions apart' pgsnap dump -p 6432 -j 2 -d small -f "$work/pooled.pgsnap"
new_db copy
exits 0 'restore through it' pgsnap restore -v -p 6432 -j 2 -d copy "$work/pooled.pgsnap"
like "$err" 'pooler' '-v tells of it'
alike small copy 'through a pool'
end_pool
pool session 'default_pool_size = 1'
exits 0 'and through one that has a single session' pgsnap verify --against "port=6432 dbname=small" -j 1 "$work/small.pgsnap"
fingerprint small "$work/is"
same "$work/was" "$work/is" 'nothing was changed'
done_testing
