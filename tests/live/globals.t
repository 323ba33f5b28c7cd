#!/bin/bash
# Roles, their memberships and tablespaces, which no database has for itself: dump --globals-only, its restore, and beside a
# dump of every database (cron.t).
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

mapfile -t folders < <(bindirs)
archive=$work/globals.pgsnap

# What pg_dumpall says of the server, less what differs from run to run. An older one than the server cannot.
shared() { # shared FILE
    : >"$1"
    [ -x "$client_bin/pg_dumpall" ] && [ "$("$client_bin/pg_dumpall" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge "$major" ] || return 0
    "$client_bin/pg_dumpall" --globals-only -d 'dbname=postgres' |
        grep -E -v '^(--|$|[\\])|ROLE postgres' | LC_ALL=C sort >"$1"
}

make_globals() {
    install -d -m 700 -o "$server_user" "$work/one place"
    psql -q -d postgres -f "$(dirname "$0")/globals.sql" >/dev/null
    query postgres "CREATE TABLESPACE \"fast disk\" OWNER \"select\" LOCATION '$work/one place' WITH (random_page_cost = 1.5, seq_page_cost = 0.5)"
    query postgres 'GRANT CREATE ON TABLESPACE "fast disk" TO third WITH GRANT OPTION'
    query postgres 'SET ROLE third; GRANT CREATE ON TABLESPACE "fast disk" TO past'
    query postgres "COMMENT ON TABLESPACE \"fast disk\" IS 'of the new kind'"
}

# restored FROM_MAJOR: into the server at hand
restored() {
    local label="$1 into $major" memberships=4 status=0 options=()
    if [ "$1" -ge 16 ]; then # of some two grantors, which older servers do not tell apart
        [ "$major" -ge 16 ] && memberships=10 || memberships=7
    fi
    if { [ "$1" -ge 15 ] && [ "$major" -lt 15 ]; } || { [ "$1" -ge 16 ] && [ "$major" -lt 16 ]; }; then
        exits 1 "$label: restore" pgsnap restore -d postgres "$archive"
        like "$err" 'cannot have these .*(acl PARAMETER log_statement|role membership abc).*; nothing was changed' \
            "$label: names what an older server does not have"
        options=(--keep-going) status=3
    fi
    exits "$status" "$label: restore" pgsnap restore ${options[@]+"${options[@]}"} -d postgres "$archive"
    [ "${#options[@]}" -gt 0 ] || is "$err" '' "$label: says nothing"
    if [ "$1" = "$major" ]; then
        shared "$work/into.globals"
        same "$work/from.globals" "$work/into.globals" "$label: pg_dumpall says the same of both"
        exits 0 "$label: verify --against" pgsnap verify --against postgres "$archive"
    fi
    is "$(query postgres "SELECT rolpassword ~ '^(SCRAM|md5)', rolsuper, rolvaliduntil AT TIME ZONE 'UTC'
        FROM pg_authid WHERE rolname LIKE 'Boss%'")" 't|t|2031-02-03 04:05:06' "$label: a role and its password"
    is "$(query postgres 'SELECT count(*) FROM pg_auth_members WHERE member >= 16384')" "$memberships" \
        "$label: memberships"
    # shellcheck disable=SC2016 # PostgreSQL expands it
    is "$(query postgres "SELECT string_agg(u, ';' ORDER BY u) FROM pg_roles, unnest(rolconfig) u WHERE rolname = 'select'")" \
        "$(printf 'my.own=two\nlines;search_path="a, b", "$user", "it%ss";work_mem=5MB' "'")" "$label: settings"
    is "$(query postgres "SELECT pg_get_userbyid(spcowner) FROM pg_tablespace WHERE spcname = 'fast disk'")" select \
        "$label: a tablespace and its owner"
    exits "$status" "$label: again" pgsnap restore ${options[@]+"${options[@]}"} -d postgres "$archive"
    like "$err" 'there already, and left as they are .*: role .* and [0-9]+ more' "$label: finds them there"
    query postgres 'DROP TABLESPACE "fast disk"'
}

# --- from every server at hand into a new one of its major and into the newest, and from that into the oldest

newest=${folders[0]} oldest=${folders[0]}
for folder in "${folders[@]}"; do
    [ "$(major_of "$folder")" -le "$(major_of "$newest")" ] || newest=$folder
    [ "$(major_of "$folder")" -ge "$(major_of "$oldest")" ] || oldest=$folder
done
for folder in "${folders[@]}"; do
    pg_start "from${#servers[@]}" "$folder"
    from=$server from_major=$major
    make_globals
    exits 0 "$major: dump --globals-only" pgsnap dump --globals-only -d postgres -f "$archive"
    is "$err" '' "$major: says nothing"
    like "$(pgsnap list "$archive")" 'chosen by .*--globals-only' "$major: list tells what it is"
    ok "$major: verify" pgsnap verify -q "$archive"
    exits 0 "$major: verify --against" pgsnap verify --against postgres "$archive"
    shared "$work/from.globals"
    query postgres 'DROP TABLESPACE "fast disk"' # its folder is for the other server now
    pg_stop "$from"
    into=("$folder")
    [ "$folder" = "$newest" ] && [ "$folder" != "$oldest" ] && into+=("$oldest")
    [ "$folder" = "$newest" ] || into+=("$newest")
    for target in "${into[@]}"; do
        pg_start "into${#servers[@]}" "$target"
        restored "$from_major"
        pg_stop "$server"
    done
done

# --- replacing, choosing, and who may not read passwords

pg_start "last${#servers[@]}" "$(first_bindir)"
make_globals
pgsnap dump -g -d postgres -f "$archive"
query postgres 'ALTER ROLE third NOLOGIN; ALTER ROLE third SET work_mem = 9999; DROP ROLE "Boss ""Q""; -- x"'
query postgres 'ALTER ROLE "select" RESET search_path; COMMENT ON ROLE "select" IS NULL'
query postgres 'ALTER ROLE ALL SET lock_timeout = 7; ALTER TABLESPACE "fast disk" SET (effective_io_concurrency = 7)'
query postgres 'ALTER TABLESPACE "fast disk" OWNER TO postgres; ALTER TABLESPACE "fast disk" RESET (seq_page_cost)'
exits 6 'verify --against tells what is different' pgsnap verify --against postgres "$archive"
like "$out" 'role Boss "Q"; -- x: missing' 'a role that is gone'
query postgres "ALTER ROLE third PASSWORD 'new'"
exits 6 'diff' pgsnap diff "$archive" postgres
like "$out" 'role password third' 'tells that a password is other'
unlike "$out$(pgsnap diff --json "$archive" postgres || true)" 'SCRAM|md5[0-9a-f]' 'and shows none'
query postgres 'ALTER ROLE third PASSWORD NULL'
exits 0 'without -c' pgsnap restore -d postgres "$archive"
is "$(query postgres "SELECT rolcanlogin, rolconfig FROM pg_roles WHERE rolname = 'third'")" 'f|{work_mem=9999}' 'what is there stays as it is'
is "$(query postgres 'SELECT setconfig FROM pg_db_role_setting WHERE setrole = 0')" '{lock_timeout=7}' 'so does what is set for all roles'
is "$(query postgres "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'Boss%'")" 1 'and what is gone comes back'
exits 0 'with -c' pgsnap restore -c -O -d postgres "$archive"
is "$(query postgres "SELECT pg_get_userbyid(spcowner) FROM pg_tablespace WHERE spcname = 'fast disk'")" postgres '-O spares owners'
exits 0 'with -c' pgsnap restore -c -d postgres "$archive"
exits 0 'all is as in the archive' pgsnap verify --against postgres "$archive"
query postgres 'CREATE ROLE later'
exits 0 'with -c once more' pgsnap restore -c -d postgres "$archive"
is "$(query postgres "SELECT count(*) FROM pg_roles WHERE rolname = 'later'")" 1 'nothing is dropped'
query postgres "CREATE ROLE other LOGIN PASSWORD 'then'"
pgsnap dump -g -d postgres -f "$work/own.pgsnap"
query postgres "ALTER ROLE other SUPERUSER PASSWORD 'now'"
own=$(query postgres "SELECT rolsuper, rolpassword FROM pg_authid WHERE rolname = 'other'")
exits 0 'as somebody who is less in the archive' pgsnap restore -c -d postgres -U other "$work/own.pgsnap"
is "$(query postgres "SELECT rolsuper, rolpassword FROM pg_authid WHERE rolname = 'other'")" "$own" \
    'does not take his own rights away, nor the password with which the lanes connect'

exits 0 'the script' pgsnap restore -f "$work/globals.sql" "$archive"
unlike "$(cat "$work/globals.sql")" 'ALTER ROLE third .*NOSUPERUSER' 'says attributes once'
exits 0 'the script with -c' pgsnap restore -c -f "$work/globals.sql" "$archive"
like "$(cat "$work/globals.sql")" 'ALTER ROLE third .*NOSUPERUSER' 'says them to roles that are there, too'
exits 0 'plain' pgsnap dump -g -d postgres -F plain -f "$work/plain.sql"
pg_start "script${#servers[@]}" "$(first_bindir)"
"$client_bin/psql" -Xq -d postgres -f "$work/plain.sql" >"$work/psql.out" 2>&1 || true
is "$(grep ERROR "$work/psql.out" | sed 's/.*ERROR: *//' | grep -v 'role "postgres" already exists' | grep -cv 'already in use as a tablespace\|tablespace "fast disk" does not exist' || true)" 0 \
    'psql makes all of it'
exits 0 '--role-map' pgsnap restore -d postgres --role-map third=fourth --no-tablespaces "$archive"
is "$(query postgres "SELECT count(*) FROM pg_roles WHERE rolname = 'fourth'")" 1 'creates the one under its other name'

query postgres 'CREATE ROLE modest LOGIN'
exits 0 'a role that may not read passwords' pgsnap dump -g -d postgres -U modest -f "$work/modest.pgsnap"
like "$err" "left out.*the roles' passwords.*--no-role-passwords" 'is told'
unlike "$(pgsnap list "$work/modest.pgsnap")" 'ROLE PASSWORD' 'and has none'
exits 0 '--no-role-passwords' pgsnap dump -g -d postgres -U modest --no-role-passwords -f "$work/modest.pgsnap"
is "$err" '' 'says nothing'
exits 0 '--roles-only' pgsnap dump --roles-only -d postgres -f "$work/roles.pgsnap"
unlike "$(pgsnap list "$work/roles.pgsnap")" 'TABLESPACE' 'has no tablespaces'
exits 0 '--tablespaces-only' pgsnap dump --tablespaces-only -d postgres -f "$work/spaces.pgsnap"
unlike "$(pgsnap list "$work/spaces.pgsnap")" ' ROLE ' 'has no roles'
for option in '-n public' '-t x' -s -e\ x -C --statistics-only --all --roles-only --tablespaces-only; do
    # shellcheck disable=SC2086 # two words
    exits 2 "--globals-only $option" pgsnap dump -g $option -d postgres -f "$work/x.pgsnap"
done
exits 2 '--tablespaces-only --no-tablespaces' pgsnap dump --tablespaces-only --no-tablespaces -d postgres -f "$work/x.pgsnap"
exits 2 '--no-role-passwords alone' pgsnap dump --no-role-passwords -d postgres -f "$work/x.pgsnap"
for option in -g --roles-only --tablespaces-only --tablespaces-only -g; do
    sleep 1 # names have seconds
    pgsnap dump "$option" -d postgres --dir "$work/kept" --keep-last 1
done
is "$(for file in "$work/kept"/*.pgsnap; do pgsnap list "$file" | grep 'chosen by'; done | sort | sed 's/.*--//' | tr '\n' ' ')" \
    'globals-only roles-only tablespaces-only ' 'each takes the place of its like'

for option in -C -1 --swap --exact --check; do
    exits 1 "restore $option" pgsnap restore $option -d postgres "$archive"
    like "$err" 'one database, and the archive is of roles and tablespaces' 'says why not'
done

pg_start "deputy${#servers[@]}" "$(first_bindir)"
query postgres 'CREATE ROLE deputy LOGIN CREATEROLE CREATEDB; CREATE ROLE clerk; ALTER ROLE clerk SET work_mem = 9999; ALTER ROLE clerk SET log_statement = mod'
query postgres 'CREATE ROLE boss SUPERUSER; GRANT clerk TO boss'
pgsnap dump -g -d postgres -f "$work/deputy.pgsnap"
query postgres 'DROP ROLE clerk, boss'
exits 3 'restore by one with CREATEROLE alone' pgsnap restore -d postgres -U deputy "$work/deputy.pgsnap"
for failure in 'role boss: failed: ' 'role setting clerk log_statement: failed: ' 'role membership clerk of boss: not restored: needs role boss'; do
    like "$err" "$failure" "names what he may not do: $failure"
done
is "$(query postgres "SELECT rolconfig FROM pg_roles WHERE rolname = 'clerk'")" '{work_mem=9999}' 'and does the rest'
query postgres 'ALTER ROLE clerk LOGIN; ALTER ROLE clerk SET work_mem = 8888'
exits 3 'with -c likewise' pgsnap restore -c -d postgres -U deputy "$work/deputy.pgsnap"
like "$err" 'role attributes clerk SUPERUSER REPLICATION BYPASSRLS: failed: ' 'names what only a superuser may say'
is "$(query postgres "SELECT rolcanlogin, rolconfig FROM pg_roles WHERE rolname = 'clerk'")" 'f|{work_mem=9999}' 'and sets the other attributes anew'
exits 1 'verify --restore' pgsnap verify --restore "$archive"
like "$err" 'roles and tablespaces' 'says why not'
done_testing
