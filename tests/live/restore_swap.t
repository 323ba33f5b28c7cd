#!/bin/bash
# restore --swap and --swap-back: a database replaced in one step, and what keeps it from that.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)" 'max_prepared_transactions = 5'
new_db shop
psql -q -d shop -f "$live/small.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d shop -f "$work/shop.pgsnap"
query postgres 'CREATE DATABASE model TEMPLATE shop'
query shop 'DROP TABLE plain; DELETE FROM store.order_lines WHERE order_id > 10; CREATE TABLE failed_migration ()'
query postgres "CREATE ROLE keeper CREATEDB; CREATE ROLE app LOGIN; ALTER DATABASE shop OWNER TO keeper;
    GRANT CREATE ON DATABASE shop TO app WITH GRANT OPTION; REVOKE TEMPORARY ON DATABASE shop FROM PUBLIC;
    COMMENT ON DATABASE shop IS 'ALTER DATABASE shop; it''s live'; ALTER DATABASE shop CONNECTION LIMIT 20"
query postgres "ALTER DATABASE shop SET default_transaction_read_only = on"
query postgres "ALTER DATABASE shop SET statement_timeout = '90s'"
query postgres "ALTER ROLE app IN DATABASE shop SET search_path = store, public"

databases() { query postgres "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname ~ '^$1_'"; }
newest() { query postgres "SELECT max(datname) FROM pg_database WHERE datname ~ '^$1_before_'"; }
properties() {
    query postgres "SELECT pg_get_userbyid(datdba), datacl, datconnlimit, shobj_description(oid, 'pg_database'),
        (SELECT string_agg(setrole::regrole || setconfig::text, ' ' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)
        FROM pg_database d WHERE datname = '$1'"
}
unchanged() { # unchanged NAME: shop is as it was when it was remembered, and nothing stands beside it
    fingerprint shop "$work/is.catalogs" 1
    digests shop "$work/is.rows"
    same "$work/was.catalogs" "$work/is.catalogs" "$1: the catalogs are as they were"
    same "$work/was.rows" "$work/is.rows" "$1: the rows are as they were"
    is "$(databases shop)" "${2:-}" "$1: nothing is left behind"
}
fingerprint shop "$work/was.catalogs" 1
digests shop "$work/was.rows"
was=$(properties shop)

# --- the plan

exits 0 'restore --swap --dry-run' pgsnap restore --swap --dry-run -d shop "$work/shop.pgsnap"
like "$out" 'rename  database shop: to shop_before_[0-9]{8}T[0-9]{6}Z' 'tells what is put away'
like "$out" 'rename  database shop_restoring_[0-9TZ]+: to shop' 'and what takes its place'
exits 0 'restore --swap --dry-run --json' pgsnap restore --swap --dry-run --json -d shop "$work/shop.pgsnap"
ok 'is JSON' python3 -c '
import json, sys
plan = json.load(open(sys.argv[1]))
renamed = [(s["kind"], s["name"], s["why"][:15]) for s in plan["steps"] if s["action"] == "rename"]
assert renamed[0] == ("DATABASE", "shop", "to shop_before_") and renamed[1][2] == "to shop", renamed
assert plan["problems"] == [] and plan["rows"] > 20000' "$work/run.out"
unchanged '--dry-run'

# --- there and back

exits 0 'restore --swap' pgsnap restore --swap -j 2 -d shop "$work/shop.pgsnap"
like "$err" 'checked: no difference in [0-9]+ objects' 'compares it with the archive'
like "$err" 'the one before is kept as "shop_before_[0-9TZ]+".*--swap-back.*DROP DATABASE "shop_before_' 'says how to go back'
alike model shop 'restore --swap'
is "$(properties shop)" "$was" 'the new database has the owner, rights, settings, limit and comment of the one before'
kept=$(databases shop)
like "$kept" '^shop_before_[0-9]{8}T[0-9]{6}Z$' 'only the one before is kept beside it'
is "$(query "$kept" "SELECT to_regclass('public.failed_migration') IS NOT NULL")" t 'as it was'
exits 0 'restore --swap-back --dry-run' pgsnap restore --swap-back --dry-run -d shop
like "$out" "rename  database $kept: to shop" 'tells to which it returns'
is "$(databases shop)" "$kept" 'and does nothing'
printf '[live]\ndbname=shop\n' >"$work/services"
exits 0 'where a service names the database' env PGSERVICEFILE="$work/services" "$PGSNAP" restore --swap-back --dry-run -d service=live
like "$out" "rename  database $kept: to shop" 'it is found'
exits 0 'restore --swap-back' pgsnap restore --swap-back -d shop
exits 0 'a dump of it' pgsnap dump -d "$(databases shop)" -f "$work/again.pgsnap"
fingerprint shop "$work/is.catalogs" 1
same "$work/was.catalogs" "$work/is.catalogs" 'the catalogs are those of before'
# The second renaming has to wait for somebody: the first is undone.
other=$(query postgres "SELECT datname FROM pg_database WHERE datname LIKE 'shop_before_%'")
psql -q -d postgres -c "BEGIN; COMMENT ON DATABASE \"$other\" IS 'held'; SELECT pg_sleep(300)" >"$work/log" 2>&1 &
holder=$!
commented() { [ "$(query postgres "SELECT count(*) FROM pg_locks WHERE locktype = 'object' AND mode = 'ShareUpdateExclusiveLock'")" -gt 0 ]; }
wait_for 20 commented
exits 1 'restore --swap-back of what somebody has locked' pgsnap restore --swap-back -d shop
is "$(query postgres "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'shop%'")" "shop $other" \
    'both have the names that they had'
query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; COMMENT%'" >"$work/log"
wait "$holder" || true
exits 0 'restore --swap-back once more' pgsnap restore --swap-back -d shop
alike model shop 'back and forth'
is "$(properties shop)" "$was" 'with its properties'
one=$(newest shop)
exits 0 'restore --swap from a pipe' sh -c 'cat "$2" | "$1" restore --swap -O -d shop' sh "$PGSNAP" "$work/shop.pgsnap"
alike model shop 'from a pipe'
exits 0 'restore --swap-back --kept' pgsnap restore --swap-back --kept "$one" -d shop
is "$(query shop "SELECT to_regclass('public.failed_migration') IS NOT NULL")" t 'returns to the one that is named'
exits 1 'restore --swap-back --kept of no kept one' pgsnap restore --swap-back --kept model -d shop
like "$err" '"model" is no complete database that --swap has kept for "shop"' 'is refused'
exits 1 'restore --swap-back where nothing is kept' pgsnap restore --swap-back -d model
like "$err" 'there is no database that --swap has kept for "model"' 'is refused too'
query postgres "SELECT 'DROP DATABASE ' || quote_ident(datname) FROM pg_database WHERE datname ~ '^shop_before'" |
    while read -r drop; do query postgres "$drop"; done
unchanged 'in the end'
new_db staging
query postgres "COMMENT ON DATABASE staging IS 'staging'"
exits 0 'restore --swap into a database of another name' pgsnap restore --swap -d "host='$PGHOST' dbname=staging" "$work/shop.pgsnap"
alike model staging 'another name'
is "$(query postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'staging'")" staging 'keeps its own comment'
query postgres 'ALTER DATABASE staging RENAME TO elsewhere'
exits 0 'restore --swap-back where the database is gone' pgsnap restore --swap-back -d staging
is "$(databases staging)" '' 'only renames'

# --- sessions in the way

PGAPPNAME=$'web\e[31m' "$client_bin/psql" -X -d shop -c 'SELECT pg_sleep(300)' >"$work/log" 2>&1 &
in_use() { [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop' AND query LIKE '%pg_sleep(300)'")" = 1 ]; }
wait_for 20 in_use
exits 1 'restore --swap while the database is used' pgsnap restore --swap -d shop "$work/shop.pgsnap"
like "$err" 'is used by 1 session:.*process [0-9]+: user "postgres", application "web.*", client local, active' 'names the session'
unlike "$err" $'\e' 'with what it calls itself made safe'
complete=$(databases shop)
like "$complete" '^shop_restored_[0-9TZ]+$' 'keeps the restored database'
like "$err" "complete and kept as \"$complete\".*--swap-back --kept $complete" 'and says how to put it in place'
is "$(in_use && echo yes)" yes 'the session goes on'
unchanged 'while it is used' "$complete"
exits 1 'the next restore --swap' pgsnap restore --swap --dry-run --maintenance-db nothing -d shop "$work/shop.pgsnap"
like "$err" 'hint: .*' 'needs a database to connect to'
exits 0 'the next restore --swap --dry-run' pgsnap restore --swap --dry-run -d shop "$work/shop.pgsnap"
like "$err" "has left database \"$complete\", which is complete" 'names what was left'
touch "$work/again"
(while [ -e "$work/again" ]; do "$client_bin/psql" -X -d shop -c 'SELECT pg_sleep(0.1)' || true; done) >"$work/log" 2>&1 &
again=$!
exits 0 'restore --swap-back --kept --end-connections beside clients that come again' \
    pgsnap restore --swap-back --kept "$complete" --end-connections -d shop
rm "$work/again"
wait "$again" || true
like "$err" 'ended the sessions that used database "shop": [1-9]' 'says that it ended them'
alike model shop 'put in place'
is "$(properties shop)" "$was" 'with the properties of the one before'
"$client_bin/psql" -X -d shop -c 'SELECT pg_sleep(300)' >"$work/log" 2>&1 &
wait_for 20 in_use
exits 0 'restore --swap --end-connections' pgsnap restore --swap --end-connections -d shop "$work/shop.pgsnap"
alike model shop '--end-connections'
is "$(query postgres "SELECT count(*) FROM pg_database WHERE NOT datallowconn")" 1 'every database lets clients in'

exits 0 'dump --keep-order' pgsnap dump --keep-order -d shop -f "$work/order.pgsnap"
exits 0 'restore --swap --keep-order --analyze --role-map' \
    pgsnap restore --swap --keep-order --analyze --role-map postgres=keeper -d shop "$work/order.pgsnap"
is "$(query shop "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relowner = 'keeper'::regrole AND reltuples > 0")" 5 \
    'does what these options say'

# --- not allowed: all is told before anything is made

query postgres 'CREATE ROLE stranger LOGIN'
exits 1 'by a stranger' pgsnap restore --swap -O -d shop -U stranger "$work/shop.pgsnap"
like "$err" 'you may not create and rename databases.*database "shop" belongs to "keeper", so you may not rename it' 'tells both problems'
query postgres 'ALTER ROLE stranger CREATEDB; GRANT keeper TO stranger'
"$client_bin/psql" -X -d shop -c 'SELECT pg_sleep(300)' >"$work/log" 2>&1 &
wait_for 20 in_use
exits 1 'sessions of a superuser' pgsnap restore --swap -O -x --end-connections -d shop -U stranger "$work/shop.pgsnap"
like "$err" 'you may not end 1 of the sessions that use database "shop":.*process' 'are a problem for others'
query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'" >"$work/log"
left=$(databases shop)
exits 1 'a setting that the role may not give' pgsnap restore --swap -O -x -d shop -U stranger "$work/shop.pgsnap"
like "$err" 'cannot get the properties of database "shop": .*database "shop" was not touched' 'is found before the rows are loaded'
is "$(databases shop)" "$left" 'and leaves nothing behind'
query postgres "ALTER ROLE app IN DATABASE shop RESET ALL"
writable() { psql -q -d shop -c 'SET default_transaction_read_only = off' "$@"; }
# Who may not see all of pg_stat_activity takes no worker of autovacuum for a session; the server sends it away.
vacuumed() { [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop' AND backend_type = 'autovacuum worker'")" != 0 ]; }
for setting in 'autovacuum = on' 'autovacuum_naptime = 1' 'autovacuum_vacuum_cost_delay = 100' 'autovacuum_vacuum_cost_limit = 1'; do
    query postgres "ALTER SYSTEM SET $setting"
done
query postgres 'SELECT pg_reload_conf()' >"$work/log"
writable -c 'UPDATE store.order_lines SET what = what'
ok 'autovacuum comes' wait_for 60 vacuumed
exits 0 'by a member of the owner with CREATEDB' pgsnap restore --swap -O -x -d shop -U stranger "$work/shop.pgsnap"
unlike "$err" 'sessions that use database' 'while autovacuum is there'
query postgres 'ALTER SYSTEM RESET ALL'
query postgres 'SELECT pg_reload_conf()' >"$work/log"
query postgres "SELECT 'DROP DATABASE ' || quote_ident(datname) FROM pg_database WHERE datname ~ '^shop_before'" |
    while read -r drop; do query postgres "$drop"; done
query shop "SELECT pg_create_logical_replication_slot('shop_slot', 'pgoutput')" >"$work/log"
writable -c 'BEGIN' -c 'CREATE TABLE prepared ()' -c "PREPARE TRANSACTION 'it''s'"
writable -c "CREATE SUBSCRIPTION sub CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = 'x')" \
    -c 'ALTER SUBSCRIPTION sub ENABLE' 2>"$work/log"
query postgres 'ALTER DATABASE shop IS_TEMPLATE true'
exits 1 'with all that is in the way' pgsnap restore --swap --maintenance-db shop -d shop "$work/shop.pgsnap"
like "$err" 'is a template' 'a template'
like "$err" "has prepared transactions, .*: 'it''s'" 'a prepared transaction'
like "$err" 'has logical replication slots, .*: shop_slot' 'a replication slot'
like "$err" 'has subscriptions, .*: sub' 'a subscription'
like "$err" 'is the one that pgsnap would be connected to' 'the database that is connected to'
is "$(databases shop)" '' 'nothing was made'
query postgres 'ALTER DATABASE shop IS_TEMPLATE false'
query shop "SELECT pg_drop_replication_slot('shop_slot')" >"$work/log"
query shop "ROLLBACK PREPARED 'it''s'"
writable -c 'ALTER SUBSCRIPTION sub DISABLE' -c 'ALTER SUBSCRIPTION sub SET (slot_name = NONE)' -c 'DROP SUBSCRIPTION sub'
exits 1 'of a database that does not exist' pgsnap restore --swap -d nothing "$work/shop.pgsnap"
like "$err" 'database "nothing" does not exist' 'is told'
pgsnap dump -d shop -T plain -f "$work/part.pgsnap"
exits 1 'from a part of a database' pgsnap restore --swap -d shop "$work/part.pgsnap"
pgsnap dump -d shop -n store -f "$work/part.pgsnap"
exits 1 'from one schema' pgsnap restore --swap -d shop "$work/part.pgsnap"
pgsnap dump -d shop -s -f "$work/part.pgsnap"
exits 1 'from an archive without rows' pgsnap restore --swap -d shop "$work/part.pgsnap"
like "$err" 'needs an archive of a whole database, but the dump left all rows out' 'says what is missing'
for option in -c -C --exact --keep-going -1 -a -s '-n store' '-t plain' '-T plain' --swap-back '-f -' '--kept x'; do
    # shellcheck disable=SC2086 # an option and its value
    exits 2 "--swap $option" pgsnap restore --swap $option -d shop "$work/shop.pgsnap"
done
exits 2 '--swap-back with an archive' pgsnap restore --swap-back -d shop "$work/shop.pgsnap"
exits 2 '--end-connections alone' pgsnap restore --end-connections -d shop "$work/shop.pgsnap"

# --- failures

fingerprint shop "$work/was.catalogs" 1
digests shop "$work/was.rows"
size=$(stat -c %s "$work/shop.pgsnap")
head -c $((size / 2)) "$work/shop.pgsnap" >"$work/cut.pgsnap"
exits 4 'a damaged archive' pgsnap restore --swap -d shop "$work/cut.pgsnap"
exits 4 'a damaged archive from a pipe' pgsnap restore --swap -d shop - <"$work/cut.pgsnap"
unchanged 'a damaged archive'
new_db checked
query checked "CREATE FUNCTION late() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE checked (v int);
    INSERT INTO checked VALUES (1); ALTER TABLE checked ADD CHECK (late() = 1);
    CREATE OR REPLACE FUNCTION late() RETURNS int LANGUAGE sql AS 'SELECT 2'"
pgsnap dump -d checked -f "$work/checked.pgsnap"
exits 1 'rows that their constraint refuses' pgsnap restore --swap -d shop "$work/checked.pgsnap"
like "$err" 'checked.*database "shop" was not touched' 'says that nothing was touched'
unchanged 'rows that are refused'

# An archive whose restore takes long: a materialized view that waits.
new_db slow
query slow "CREATE TABLE t AS SELECT g FROM generate_series(1, 1000) g; CREATE MATERIALIZED VIEW slow AS
    SELECT pg_sleep(CASE WHEN current_database() = 'slow' THEN 0 ELSE 300 END)::text AS waited"
pgsnap dump -d slow -f "$work/slow.pgsnap"
begin() { # restore --swap in the background, until it waits
    "$PGSNAP" restore --swap -d shop "$work/slow.pgsnap" >"$work/first.log" 2>&1 &
    first=$!
    wait_for 30 refreshing
}
refreshing() { [ "$(query postgres "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'REFRESH%' AND datname ~ '^shop_restoring'")" = 1 ]; }
begin
exits 5 'a second restore --swap of that database' pgsnap restore --swap -d shop "$work/shop.pgsnap"
like "$err" 'another restore of database "shop" is running' 'is refused'
exits 5 'and --swap-back' pgsnap restore --swap-back -d shop
kill -TERM "$first"
status=0
wait "$first" || status=$?
is "$status" 1 'SIGTERM ends it'
like "$(cat "$work/first.log")" 'SIGTERM.*database "shop" was not touched' 'and is told'
unchanged 'after SIGTERM'
begin
kill -KILL "$first"
wait "$first" 2>/dev/null || true
leftover=$(databases shop)
like "$leftover" '^shop_restoring_[0-9TZ]+$' 'SIGKILL leaves the new database under a name that says so'
unchanged 'after SIGKILL' "$leftover"
exits 1 'it is not returned to' pgsnap restore --swap-back --kept "$leftover" -d shop
query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'REFRESH%'" >"$work/log"
exits 0 'the next restore --swap' pgsnap restore --swap -d shop "$work/shop.pgsnap"
like "$err" "has left database \"$leftover\" behind, which is not complete; this removes it: DROP DATABASE" 'names what is left'
alike model shop 'the next one'

# At any time: the database is there and whole, and only SIGKILL leaves an unfinished one.
new_db signals
query signals "CREATE TABLE generation AS SELECT 'before' AS v"
query model "CREATE TABLE generation AS SELECT 'after' AS v"
exits 0 'another dump' pgsnap dump -d model -f "$work/model.pgsnap"
for seconds in 0.02 0.1 0.2 0.3 0.4 0.5 0.6 0.8; do
    timeout -s TERM "$seconds" "$PGSNAP" restore --swap -j 2 -d signals "$work/model.pgsnap" >"$work/log" 2>&1 || true
done
like "$(query signals 'SELECT v FROM generation')" '^(before|after)$' 'SIGTERM at any time: the database is whole'
is "$(query postgres "SELECT count(*) FROM pg_database WHERE datname ~ '^signals_restoring'")" 0 'and nothing unfinished is left'
for seconds in 0.02 0.1 0.2 0.3 0.4 0.5 0.6 0.8; do
    timeout -s KILL "$seconds" "$PGSNAP" restore --swap -j 2 -d signals "$work/model.pgsnap" >"$work/log" 2>&1 || true
    query signals 'SELECT v FROM generation'
done >"$work/generations" 2>&1
unlike "$(sort -u "$work/generations" | grep -v -e Killed | tr '\n' ' ')" '[^a-z ]|ERROR|FATAL' 'SIGKILL at any time: the database is whole'
exits 0 'and the next restore --swap goes' pgsnap restore --swap -d signals "$work/model.pgsnap"
is "$(query signals 'SELECT v FROM generation')" after 'with what the archive has'
query model 'DROP TABLE generation'

# --- names

long=$(printf 'größe "der" '"'"'Firma'"'"' %s' ööööööööööööööööööööx)
like "$(printf '%s' "$long" | wc -c)" '63' 'a name of 63 bytes'
other="${long%?}y"
for name in "$long" "$other"; do psql -q -d postgres -v name="$name" <<<'CREATE DATABASE :"name" TEMPLATE template0'; done
exits 0 'restore --swap of a long name' pgsnap restore --swap -d "$long" "$work/shop.pgsnap"
alike model "$long" 'a long name'
is "$(query postgres "SELECT count(*) FROM pg_database WHERE datname ~ '^größe.*_before_[0-9TZ]+$' AND octet_length(datname) <= 63")" 1 'one is kept'
exits 1 'a name that begins alike' pgsnap restore --swap-back -d "$other"
exits 0 'restore --swap-back of a long name' pgsnap restore --swap-back -d "$long"
is "$(query "$long" 'SELECT count(*) FROM pg_class WHERE relnamespace = 2200')" 0 'returns to what was there'
done_testing
