#!/bin/bash
# Where the connection comes from: arguments, URIs, DATABASE_URL, libpq's variables, .pgpass, a service file.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# reaches DATABASE NAME COMMAND...: the dump succeeds and is of that database
reaches() {
    local database=$1 name=$2
    shift 2
    exits 0 "$name" "$@" -f "$work/it.pgsnap"
    like "$(pgsnap list --json "$work/it.pgsnap" 2>/dev/null || true)" "\"database\": \"$database\"" "$name: it is $database"
    rm -f "$work/it.pgsnap"
}

pg_start server "$(first_bindir)"
query postgres "SET password_encryption = 'scram-sha-256'; CREATE ROLE secretive LOGIN SUPERUSER PASSWORD 'se cr:et'"
as_server sed -i '1i local all secretive scram-sha-256' "$work/server/pg_hba.conf"
query postgres 'SELECT pg_reload_conf()' >"$work/log"
for name in small 'odd name'; do
    new_db "$name"
    psql -q -d "$name" -c 'CREATE TABLE t (a int)' -c 'INSERT INTO t VALUES (1)'
done
folder=$(printf '%s' "$PGHOST" | sed 's/ /%20/g; s,/,%2F,g')
host=$PGHOST port=$PGPORT

reaches small 'an argument' pgsnap dump small
reaches small '-d' pgsnap dump -d small
reaches 'odd name' 'a name with a space' pgsnap dump -d 'odd name'
reaches small 'PGDATABASE' env PGDATABASE=small "$PGSNAP" dump
unset PGHOST PGPORT PGUSER
reaches small '-h -p -U' pgsnap dump -h "$host" -p "$port" -U postgres -d small
reaches small 'a conninfo string' pgsnap dump -d "host='$host' port=$port user=postgres dbname=small"
reaches small 'a conninfo string as the argument' pgsnap dump "host='$host' port=$port user=postgres dbname=small"
for scheme in postgresql postgres postgresql+psycopg postgresql+psycopg2 postgresql+asyncpg postgres+psycopg; do
    reaches small "$scheme://" pgsnap dump -d "$scheme://postgres@$folder:$port/small"
done
uri="postgresql://postgres@$folder:$port"
reaches 'odd name' 'a URI with a space in its name' pgsnap dump -d "$uri/odd%20name"
reaches small 'a URI with parameters' pgsnap dump -d "$uri/small?application_name=nightly&connect_timeout=5"
reaches small 'DATABASE_URL' env DATABASE_URL="$uri/small" "$PGSNAP" dump
reaches small 'DATABASE_URL with a driver' env DATABASE_URL="postgresql+asyncpg://postgres@$folder:$port/small" "$PGSNAP" dump
reaches 'odd name' '-d before DATABASE_URL' env DATABASE_URL="$uri/small" "$PGSNAP" dump -d "$uri/odd%20name"
reaches small 'PGHOST, PGPORT, PGUSER, PGDATABASE' env PGHOST="$host" PGPORT="$port" PGUSER=postgres PGDATABASE=small "$PGSNAP" dump

secret="postgresql://secretive@$folder:$port/small"
reaches small 'PGPASSWORD' env PGPASSWORD='se cr:et' "$PGSNAP" dump -w -d "$secret"
exits 1 'a wrong password' env PGPASSWORD=wrong "$PGSNAP" dump -d "$secret" -f "$work/no.pgsnap"
like "$err" 'hint: .*password' 'has a hint'
exits 1 'no password with -w' pgsnap dump -w -d "$secret" -f "$work/no.pgsnap"
reaches small 'a password in a URI' pgsnap dump -w -d "postgresql://secretive:se%20cr%3Aet@$folder:$port/small"
printf 'localhost:1:*:nobody:x\n%s:%s:*:secretive:se cr\\:et\n' "$host" "$port" >"$HOME/.pgpass"
chmod 600 "$HOME/.pgpass"
reaches small '.pgpass' pgsnap dump -w -d "$secret"
reaches small 'PGPASSFILE' env PGPASSFILE="$HOME/.pgpass" HOME=/nonexistent "$PGSNAP" dump -w -d "$secret"
rm "$HOME/.pgpass"
printf '[nightly]\nhost=%s\nport=%s\nuser=postgres\ndbname=small\n' "$host" "$port" >"$HOME/.pg_service.conf"
reaches small 'PGSERVICE' env PGSERVICE=nightly "$PGSNAP" dump
reaches small 'service= in a conninfo string' pgsnap dump -d service=nightly
reaches small 'PGSERVICEFILE' env PGSERVICEFILE="$HOME/.pg_service.conf" PGSERVICE=nightly HOME=/nonexistent "$PGSNAP" dump
exits 1 'an unknown service' pgsnap dump -d service=weekly -f "$work/no.pgsnap"

# The same ways lead restore to its target.
pgsnap dump -d "$uri/small" -f "$work/small.pgsnap"
PGHOST=$host PGPORT=$port PGUSER=postgres new_db target
exits 0 'restore with DATABASE_URL' env DATABASE_URL="postgresql+psycopg://postgres@$folder:$port/target" "$PGSNAP" restore "$work/small.pgsnap"
exits 0 'restore -c -d URI' pgsnap restore -c -d "$uri/target" "$work/small.pgsnap"
exits 2 'restore wants its target named' env PGHOST="$host" PGPORT="$port" PGUSER=postgres "$PGSNAP" restore "$work/small.pgsnap"

exits 2 'a URI of another kind' pgsnap dump -d mysql://somewhere/small -f "$work/no.pgsnap"
exits 2 'a name given twice' pgsnap dump -d "$uri/small" other -f "$work/no.pgsnap"
ok 'no file is left' test ! -e "$work/no.pgsnap"

# No password is ever told.
exits 1 'a failing URI with a password' pgsnap dump -d "postgresql://secretive:topsecret@$folder:$port/small" -f "$work/no.pgsnap"
unlike "$err" 'topsecret' 'the message does not tell the password'
done_testing
