#!/bin/bash
# What restore finds out before it changes anything: what exists, what is in the way, what is missing, what is forbidden.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d small -f "$work/small.pgsnap"

# unchanged NAME DB: since the last `remember DB`
remember() {
    fingerprint "$1" "$work/was.catalogs"
    digests "$1" "$work/was.rows"
}
unchanged() {
    fingerprint "$2" "$work/is.catalogs"
    digests "$2" "$work/is.rows"
    same "$work/was.catalogs" "$work/is.catalogs" "$1: the catalogs are as they were"
    same "$work/was.rows" "$work/is.rows" "$1: the rows are as they were"
}

# Over what exists, without -c.
new_db copy
exits 0 'restore into a new database' pgsnap restore -d copy "$work/small.pgsnap"
query copy 'DELETE FROM store.order_lines WHERE order_id > 10; DROP TABLE "Other Store"."Order"'
remember copy
exits 1 'restore over what exists' pgsnap restore -d copy "$work/small.pgsnap"
like "$err" '[0-9]+ of the archive.s objects exist already: .*store\.' 'tells at once how many objects exist'
like "$err" 'hint: .*-c.*another database.*--keep-going' 'and the ways out'
unchanged 'restore over what exists' copy
exits 3 'restore --keep-going over what exists' pgsnap restore --keep-going -d copy "$work/small.pgsnap"
is "$(query copy 'SELECT count(*) FROM "Other Store"."Order"')" 2 '--keep-going restores what is not there'
isnt "$(query copy 'SELECT count(*) FROM store.order_lines')" 20000 'and leaves what is there'
exits 0 'restore -c over that' pgsnap restore -c -d copy "$work/small.pgsnap"
alike small copy 'restore -c over that'

# A schema and an extension may be there before.
new_db prepared
query prepared 'CREATE SCHEMA store; CREATE EXTENSION IF NOT EXISTS plpgsql'
exits 0 'restore where the schema exists' pgsnap restore -d prepared "$work/small.pgsnap"
is "$err" '' 'says nothing'
alike small prepared 'restore where the schema exists'

# The plan.
remember copy
exits 0 'restore -c --dry-run' pgsnap restore -c --dry-run -d copy "$work/small.pgsnap"
like "$out" 'drop    table store\.orders' 'names what is dropped'
like "$out" 'create  table store\.orders' 'names what is created'
like "$out" 'load    table data store\.order_lines: 20,000 rows' 'names what is loaded, with rows'
like "$out" 'problems 0' 'and that there is no problem'
unchanged 'restore -c --dry-run' copy
exits 0 'restore -c --dry-run --json' pgsnap restore -c --dry-run --json -d copy "$work/small.pgsnap"
ok 'is JSON' python3 -c '
import json, sys
plan = json.load(open(sys.argv[1]))
steps = {(s["action"], s["kind"], s.get("schema"), s["name"]): s for s in plan["steps"]}
assert plan["problems"] == []
assert ("drop", "TABLE", "store", "orders") in steps
assert steps["load", "TABLE DATA", "store", "order_lines"]["rows"] == 20000
assert plan["rows"] > 20000 and plan["drop"] > 4' "$work/run.out"
exits 1 'restore --dry-run over what exists' pgsnap restore --dry-run -d copy "$work/small.pgsnap"
like "$out" 'problem .*exist already' 'shows the problem'
new_db fresh
exits 0 'restore --dry-run into a new database' pgsnap restore --dry-run -d fresh -s -n store "$work/small.pgsnap"
exits 0 'restore --dry-run from a pipe' sh -c 'cat "$2" | "$1" restore -c --dry-run -d copy' sh "$PGSNAP" "$work/small.pgsnap"
unchanged 'no --dry-run changes anything' copy

# In the way: named, and dropped only with --cascade; never what holds rows.
query copy 'CREATE SCHEMA later;
    CREATE VIEW later.totals AS SELECT count(*) FROM store.orders;
    CREATE VIEW later.more AS SELECT * FROM later.totals;
    CREATE TABLE later.notes (customer int REFERENCES store.customers);
    INSERT INTO later.notes SELECT id FROM store.customers LIMIT 3'
remember copy
exits 1 'restore -c with dependents' pgsnap restore -c -d copy "$work/small.pgsnap"
like "$err" 'view later\.totals is not restored, but it needs table store\.orders' 'names a view'
like "$err" 'view later\.more .* needs view later\.totals' 'and a view of that'
like "$err" 'fk constraint later\.notes notes_customer_fkey .* needs' 'and a foreign key'
like "$err" '--cascade' 'and says what drops them'
unchanged 'restore -c with dependents' copy
exits 1 '--keep-going does not go over that' pgsnap restore -c --keep-going -d copy "$work/small.pgsnap"
unchanged 'restore -c --keep-going with dependents' copy
exits 0 'restore -c --cascade' pgsnap restore -c --cascade -d copy "$work/small.pgsnap"
like "$err" 'drops view later\.more: stands in the way' 'says what it drops'
is "$(query copy "SELECT to_regclass('later.totals'), to_regclass('later.more'), count(*) FROM later.notes")" '||3' \
    'it drops the views and no rows'
query copy 'DROP SCHEMA later CASCADE'
alike small copy 'restore -c --cascade'
query copy 'CREATE TABLE store.archived () INHERITS (store.orders)'
remember copy
exits 1 'restore -c --cascade with a child table' pgsnap restore -c --cascade -d copy "$work/small.pgsnap"
like "$err" 'table store\.archived' 'names the table'
unchanged 'a table in the way' copy
query copy 'DROP TABLE store.archived; CREATE TABLE store.settings (name text); INSERT INTO store.settings VALUES (1)'
exits 0 'restore -c keeps the schema of what the archive does not have' pgsnap restore -c -d copy "$work/small.pgsnap"
is "$(query copy 'SELECT count(*) FROM store.settings')" 1 'and its rows'
query copy 'DROP TABLE store.settings'
alike small copy 'restore -c into a schema that was kept'

# What has the name of something in the archive, but is something else.
new_db named
query named "CREATE SCHEMA store; CREATE VIEW store.orders AS SELECT 1 AS one; CREATE TYPE store.customers AS (name text)
    ; CREATE DOMAIN plain AS int"
remember named
exits 1 'restore over names that are taken' pgsnap restore -d named "$work/small.pgsnap"
for one in 'view store\.orders' 'type store\.customers' 'domain public\.plain'; do
    like "$err" "$one has the name of something in the archive" 'names each'
done
exits 1 'restore -c over them' pgsnap restore -c -d named "$work/small.pgsnap"
unchanged 'restore over names that are taken' named
exits 3 'restore --keep-going over them' pgsnap restore --keep-going -d named "$work/small.pgsnap"
is "$(query named 'SELECT count(*) FROM "Other Store"."Order"')" 2 'restores the rest'
exits 0 'restore -c --cascade over them' pgsnap restore -c --cascade -d named "$work/small.pgsnap"
alike small named 'restore -c --cascade over names that were taken'

query named 'ALTER TABLE store.customers RENAME TO customers_old'
remember named
exits 1 'restore -c where a table was renamed' pgsnap restore -c -d named "$work/small.pgsnap"
like "$err" 'constraint store\.customers_old customers_pkey has the name of something in the archive' 'names its key'
unchanged 'restore -c where a table was renamed' named
exits 0 'restore -c --cascade there' pgsnap restore -c --cascade -d named "$work/small.pgsnap"
is "$(query named 'SELECT count(*) FROM store.customers_old')" 100 'leaves the renamed table and its rows'
exits 0 'restore --exact where a table was renamed' pgsnap restore --exact -d named "$work/small.pgsnap"
alike small named 'restore --exact where a table was renamed'

# With -1 a failure after the rows undoes all of it.
query copy "DELETE FROM store.order_lines WHERE order_id > 20; CREATE SCHEMA guard;
    CREATE FUNCTION guard.deny() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no indexes here''; END';
    CREATE EVENT TRIGGER deny ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION guard.deny()"
remember copy
exits 1 'restore -c -1 that fails after the rows' pgsnap restore -c -1 -d copy "$work/small.pgsnap"
like "$err" 'orders_customer.*no indexes here' 'tells why'
unchanged 'restore -c -1 that fails after the rows' copy
query copy 'DROP EVENT TRIGGER deny; DROP SCHEMA guard CASCADE'

# What is lost with a table because it is a part of it, and what somebody else lives on.
query copy 'CREATE INDEX later ON store.orders (note); CREATE SEQUENCE store.numbers OWNED BY store.orders.id;
    CREATE TRIGGER touch BEFORE UPDATE ON store.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()'
exits 0 'restore -c --dry-run where something was added' pgsnap restore -c --dry-run -d copy "$work/small.pgsnap"
for part in 'index store\.later' 'sequence store\.numbers' 'trigger store\.orders touch'; do
    like "$out" "drop    $part: part of what is replaced, not in the archive" "names $part"
done
like "$out" 'drop    large objects' 'names large objects'
query copy 'CREATE PUBLICATION feed FOR TABLE store.orders, public.plain'
remember copy
exits 1 'restore -c of a table that is published' pgsnap restore -c -d copy "$work/small.pgsnap"
like "$err" 'publication table store\.orders feed is not restored, but it needs table store\.orders' 'names it'
exits 1 'restore --exact of one' pgsnap restore --exact -d copy "$work/small.pgsnap"
unchanged 'a table that is published' copy
exits 0 'dump with the publication' pgsnap dump -d copy -f "$work/feed.pgsnap"
exits 0 'restore -c with the publication' pgsnap restore -c -d copy "$work/feed.pgsnap"
unchanged 'restore -c with the publication' copy
exits 1 'restore -c of one table that is published' pgsnap restore -c -t public.plain -d copy "$work/feed.pgsnap"
like "$err" 'publication table public\.plain feed' 'names it'
unchanged 'restore -c of one table that is published' copy
exits 0 'restore -c --cascade' pgsnap restore -c --cascade -v -d copy "$work/small.pgsnap"
like "$err" 'drops publication table store\.orders feed: stands in the way' 'says what is lost'
like "$err" 'drops sequence store\.numbers: part of what is replaced' 'and with -v what else'
query copy 'DROP PUBLICATION feed'
alike small copy 'restore -c of what is published'
if [ "$major" -ge 19 ]; then
    query copy 'CREATE PUBLICATION most FOR ALL TABLES EXCEPT (TABLE public.plain)'
    remember copy
    exits 1 'restore -c of a table that is not published' pgsnap restore -c -t public.plain -d copy "$work/small.pgsnap"
    like "$err" 'publication most is not restored, but it needs table public\.plain' 'names what would publish it'
    unchanged 'restore -c of a table that is not published' copy
    query copy 'DROP PUBLICATION most'
fi
query copy 'CREATE SCHEMA later; CREATE TABLE later.every (id int, v text) PARTITION BY RANGE (id);
    ALTER TABLE later.every ATTACH PARTITION public.plain FOR VALUES FROM (0) TO (10)'
remember copy
exits 1 'restore -c of a table that has become a partition' pgsnap restore -c -d copy "$work/small.pgsnap"
like "$err" 'table attach public\.plain is not restored' 'names it'
unchanged 'restore -c of a table that has become a partition' copy
query copy 'ALTER TABLE later.every DETACH PARTITION public.plain; DROP SCHEMA later CASCADE'
query copy 'CREATE SCHEMA later; CREATE TABLE later."The parent" (id int, v text); ALTER TABLE public.plain INHERIT later."The parent"'
remember copy
exits 1 'restore -c of a table that has become a child' pgsnap restore -c -d copy "$work/small.pgsnap"
like "$err" 'table later\."The parent", which stays, would lose its child public\.plain' 'names both'
unchanged 'restore -c of a table that has become a child' copy
exits 0 'dump of the child' pgsnap dump -d copy -f "$work/child.pgsnap"
exits 0 'restore -c of a child that the archive has as one' pgsnap restore -c -t public.plain -d copy "$work/child.pgsnap"
unchanged 'restore -c of a child that the archive has as one' copy
exits 0 'restore -c --cascade of the child' pgsnap restore -c --cascade -d copy "$work/small.pgsnap"
like "$err" 'warning: table later\."The parent", which stays, would lose' 'warns'
query copy 'DROP SCHEMA later CASCADE'
alike small copy 'restore -c --cascade of the child'

new_db receiver
query small "CREATE PUBLICATION feed FOR TABLE public.plain"
query small "SELECT pg_create_logical_replication_slot('feed', 'pgoutput')" >"$work/log"
query receiver 'CREATE TABLE public.plain (id int, v text)'
query receiver "CREATE SUBSCRIPTION feed CONNECTION 'host=''$PGHOST'' port=$PGPORT user=postgres dbname=small' PUBLICATION feed
    WITH (create_slot = false)"
exits 0 'dump of a database that receives' pgsnap dump -d receiver -f "$work/receiver.pgsnap"
exits 1 'restore -c of a table that receives' pgsnap restore -c -t public.plain -d receiver "$work/receiver.pgsnap"
like "$err" 'table public\.plain would get nothing more through subscription feed.*hint: --cascade goes on' 'is refused'
exits 0 'restore -c --cascade of it' pgsnap restore -c --cascade -t public.plain -d receiver "$work/receiver.pgsnap"
like "$err" 'ALTER SUBSCRIPTION feed REFRESH PUBLICATION subscribes it again' 'says what to do'
exits 0 'restore -c with the subscription' pgsnap restore -c -d receiver "$work/receiver.pgsnap"
like "$err" 'subscription "feed" is made anew, and disabled' 'says so'
query receiver 'ALTER SUBSCRIPTION feed SET (slot_name = NONE)'
drop_db receiver
query small 'DROP PUBLICATION feed'
ok 'the slot is free' wait_for 20 query small "SELECT pg_drop_replication_slot('feed')"

# Missing: roles, schemas, what is not selected; all at once.
query postgres 'CREATE ROLE seller; CREATE ROLE buyer'
query small 'ALTER TABLE store.orders OWNER TO seller; ALTER TABLE public.plain OWNER TO buyer'
exits 0 'dump with owners' pgsnap dump -d small -f "$work/owned.pgsnap"
query small 'REASSIGN OWNED BY seller, buyer TO postgres'
query postgres 'DROP ROLE seller; DROP ROLE buyer'
new_db nobody
remember nobody
exits 1 'restore without the owners' pgsnap restore -d nobody "$work/owned.pgsnap"
like "$err" 'these owners do not exist here: "buyer", "seller"' 'names both'
unchanged 'restore without the owners' nobody
exits 0 'restore -O without the owners' pgsnap restore -O -d nobody "$work/owned.pgsnap"
exits 1 'restore of a table without its schema' pgsnap restore -d nobody -O -T '*' -n nothing "$work/owned.pgsnap"
new_db lone
exits 1 'restore -t without its schema' pgsnap restore -d lone -O -t store.orders "$work/owned.pgsnap"
like "$err" 'schemas do not exist and are not restored: "store"' 'names the schema'
exits 1 'restore -a without the tables' pgsnap restore -d lone -a "$work/owned.pgsnap"
like "$err" 'table data store\.orders needs table store\.orders, which is neither selected nor in the database' 'names a table'
exits 0 'dump -a' pgsnap dump -d small -a -f "$work/data.pgsnap"
exits 1 'restore of rows without the tables' pgsnap restore -d lone "$work/data.pgsnap"
like "$err" 'these tables do not exist and are not restored: .*"store\.orders"' 'names them'
remember lone
unchanged 'nothing came' lone

# Roles and tablespaces that only statements name.
query postgres 'CREATE ROLE reader; CREATE ROLE guest'
install -d -m 700 -o "$server_user" "$work/space"
query postgres "CREATE TABLESPACE fast LOCATION '$work/space'"
new_db rights
psql -q -d rights >"$work/log" <<'SQL'
CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE INDEX ON u (a) TABLESPACE fast;
GRANT SELECT ON t TO reader; ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t TO guest USING (true);
SQL
exits 0 'dump with rights' pgsnap dump -d rights -f "$work/rights.pgsnap"
query postgres 'DROP DATABASE rights'
query postgres 'DROP ROLE reader; DROP ROLE guest'
query postgres 'DROP TABLESPACE fast'
new_db bare
exits 1 'restore without grantees' pgsnap restore -d bare "$work/rights.pgsnap"
like "$err" 'these roles, which are given rights, do not exist here: "guest", "reader"' 'names both'
like "$err" 'these tablespaces do not exist here: "fast"' 'and a tablespace'
is "$(query bare 'SELECT count(*) FROM pg_tables WHERE schemaname = $$public$$')" 0 'nothing was created'
exits 1 'restore -t with a policy' pgsnap restore -x -t t -d bare "$work/rights.pgsnap"
like "$err" 'do not exist here: "guest"; nothing' 'asks only for what its statements name'
exits 3 'restore --keep-going without grantees' pgsnap restore --keep-going -d bare "$work/rights.pgsnap"
like "$err" 'policy public\.t p: failed' 'tells what fails'
like "$(printf '%s\n' "$err" | grep -o '[a-z]* public\.[^:]*: failed' | tr '\n' ';')" \
    '^(policy|acl) public[^;]*;(policy|acl) public[^;]*;index public[^;]*;$' 'a guard that is missing before an index, which is made earlier'
is "$(query bare 'SELECT count(*) FROM pg_tables WHERE schemaname = $$public$$')" 2 'and restores the tables'
query postgres 'CREATE ROLE reader; CREATE ROLE guest'
exits 0 'restore where they exist' pgsnap restore -t t -c -d bare "$work/rights.pgsnap"

# -C
exits 1 'restore -C --dry-run where the database exists' pgsnap restore -C --dry-run -d postgres "$work/small.pgsnap"
like "$out" 'problem the database exists already: "small"' 'shows the problem'
exits 1 'restore -C where the database exists' pgsnap restore -C -d postgres "$work/small.pgsnap"
exits 0 'restore -C -c --dry-run' pgsnap restore -C -c --dry-run -d postgres "$work/small.pgsnap"
like "$out" '^drop    database small: with all that is in it' 'shows first what is dropped'
exits 0 'restore -C --dry-run of a new one' pgsnap restore -C --dry-run -d postgres -t t "$work/rights.pgsnap"

remember copy
fingerprint postgres "$work/main.was"
exits 0 'restore -C' pgsnap restore -C --no-tablespaces -d postgres "$work/rights.pgsnap"
exits 0 'restore -C -c' pgsnap restore -C -c --no-tablespaces -d postgres "$work/rights.pgsnap"
is "$(query rights "SELECT to_regclass('public.t')")" t 'makes the database'
fingerprint postgres "$work/main.is"
same "$work/main.was" "$work/main.is" 'the one that -d names is as it was'
unchanged 'restore -C' copy

# A role that may not.
query postgres "CREATE ROLE clerk LOGIN"
query copy 'GRANT USAGE ON SCHEMA store, public TO clerk'
remember copy
PGUSER=clerk exits 1 'restore -c by a role that owns nothing' pgsnap restore -c -O -x -n store -d copy "$work/small.pgsnap"
like "$err" 'table store\.orders belongs to "postgres", so you may not drop it' 'names what it may not drop'
unchanged 'restore -c by a role that owns nothing' copy
new_db empty
PGUSER=clerk exits 1 'restore by a role that may not create' pgsnap restore -O -x -t plain -d empty "$work/small.pgsnap"
like "$err" 'you may not create anything in these schemas: "public"' 'names the schema'
PGUSER=clerk exits 1 'restore by a role that may not create schemas' pgsnap restore -O -x -n store -d empty "$work/small.pgsnap"
like "$err" 'you may not create these schemas in the database: "store"' 'names the schema'

# An object that cannot be created after the drops: all is undone.
new_db broken
psql -q -d broken >"$work/log" <<'SQL'
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT count(*)::int FROM pg_catalog.pg_class; END;
CREATE VIEW v AS SELECT a FROM t;
SQL
exits 0 'dump' pgsnap dump -d broken -f "$work/broken.pgsnap"
psql -q -d broken >"$work/log" <<'SQL'
CREATE FUNCTION deny() RETURNS event_trigger LANGUAGE plpgsql AS
    $$BEGIN IF tg_tag = 'CREATE VIEW' THEN RAISE EXCEPTION 'no views here'; END IF; END$$;
CREATE EVENT TRIGGER deny ON ddl_command_end EXECUTE FUNCTION deny();
INSERT INTO t VALUES (2);
SQL
remember broken
exits 1 'restore -c of a view that fails' pgsnap restore -c -d broken "$work/broken.pgsnap"
like "$err" 'view public\.v could not be restored, so nothing was changed: no views here' 'names the view'
unchanged 'restore -c of a view that fails' broken
exits 3 'restore -c --keep-going' pgsnap restore -c --keep-going -d broken "$work/broken.pgsnap"
is "$(query broken 'SELECT count(*) FROM t')" 1 'restores the rest'

exits 2 '--cascade without -c' pgsnap restore --cascade -d copy "$work/small.pgsnap"
exits 2 '--json without --dry-run' pgsnap restore --json -d copy "$work/small.pgsnap"
exits 2 '--exact with -t' pgsnap restore --exact -t plain -d copy "$work/small.pgsnap"
exits 2 '--keep-going with -e' pgsnap restore --keep-going -e -d copy "$work/small.pgsnap"
# --- rows that are not in the archive
new_db full
query full "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int) PARTITION BY RANGE (id); CREATE TABLE b1 PARTITION OF b FOR VALUES FROM (0) TO (100)
    ; CREATE TABLE empty (id int); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)"
exits 0 'dump -s' pgsnap dump -s -d full -f "$work/bare.pgsnap"
exits 0 'dump -a' pgsnap dump -a -d full -f "$work/rows.pgsnap"
exits 0 'dump --exclude-table-data' pgsnap dump --exclude-table-data a -d full -f "$work/some.pgsnap"
for option in --dry-run --exact --keep-going; do
    exits 1 "restore -c $option of an archive without rows" pgsnap restore -c $option -d full "$work/bare.pgsnap"
    like "$out$err" 'no rows at all, and would replace 2 tables that hold some: table public\.a, table public\.b1' 'does not empty tables'
done
exits 1 'restore -c -C of it' pgsnap restore -c -C -d postgres "$work/bare.pgsnap"
like "$err" 'no rows at all, and -c with -C would drop those of the database' 'neither'
exits 1 'restore -c of rows alone' pgsnap restore -c -d full "$work/rows.pgsnap"
like "$err" 'the archive has only rows' 'does not add them'
is "$(query full 'SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)')" '1|1' 'nothing has changed'
exits 0 'restore -c of an archive without some rows' pgsnap restore -c -d full "$work/some.pgsnap"
like "$err" 'warning: the dump left out the rows of 1 table that would be replaced by an empty one: table public\.a' 'says so'
exits 0 'restore -c -s' pgsnap restore -c -s -d full "$work/bare.pgsnap"
is "$err" '' 'says nothing of what was asked for'
is "$(query full 'SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)')" '0|0' 'and empties'
exits 0 'restore -c where there are no rows' pgsnap restore -c -d full "$work/bare.pgsnap"

new_db objects
query objects "SELECT lo_from_bytea(4711, 'one')" >"$work/log"
exits 0 'dump of large objects alone' pgsnap dump -d objects -f "$work/objects.pgsnap"
exits 0 'restore -c of them' pgsnap restore -c -d objects "$work/objects.pgsnap"

# --- what failed, and what was not tried for that
query full "CREATE FUNCTION public.look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'
    ; CREATE TRIGGER looks BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION public.look(); COMMENT ON TRIGGER looks ON a IS 'on'"
exits 0 'dump -t of a table with a trigger' pgsnap dump -t a -d full -f "$work/table.pgsnap"
new_db lacking
exits 3 'restore of it without the function' pgsnap restore -d lacking "$work/table.pgsnap"
like "$err" 'but 1 object failed and 1 that needs them was not restored' 'counts both'
query full 'COMMENT ON TRIGGER looks ON a IS NULL'
exits 0 'dump -t of it without a comment' pgsnap dump -t a -d full -f "$work/table.pgsnap"
new_db lacking
exits 3 'restore of that' pgsnap restore -d lacking "$work/table.pgsnap"
like "$err" 'but 1 object failed$|but 1 object failed[^ ]' 'counts the one'

done_testing
