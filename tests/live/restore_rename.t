#!/bin/bash
# restore --rename-schema: yesterday's rows beside today's, with nothing of today's touched.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db shop
psql -q -d shop >"$work/log" <<'SQL'
CREATE EXTENSION citext;
CREATE SCHEMA "Odd ""Schema";
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION is_mood(mood, text) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
CREATE DOMAIN email AS citext CHECK (value LIKE '%@%');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE customers (id int PRIMARY KEY, mail email, name citext);
CREATE TABLE orders (id serial PRIMARY KEY, mood mood CHECK (is_mood(mood, 'public.orders')), customer int REFERENCES customers,
    note text DEFAULT 'public.orders');
CREATE INDEX orders_customer ON orders (customer);
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE notes (id int PRIMARY KEY, mood mood, tag citext);
CREATE VIEW totals AS SELECT customer, count(*) FROM orders GROUP BY customer;
CREATE MATERIALIZED VIEW filled AS SELECT count(*) FROM orders;
CREATE TABLE "Odd ""Schema".t (a int PRIMARY KEY);
COMMENT ON TABLE orders IS 'public.orders';
GRANT USAGE ON SCHEMA public TO PUBLIC;
INSERT INTO customers SELECT n, n || '@example.com', 'Customer ' || n FROM generate_series(1, 10) AS n;
INSERT INTO orders (mood, customer) SELECT 'good', 1 + n % 10 FROM generate_series(1, 100) AS n;
INSERT INTO notes VALUES (1, 'bad', 'Tag');
INSERT INTO "Odd ""Schema".t VALUES (7);
REFRESH MATERIALIZED VIEW filled;
SQL
exits 0 'dump' pgsnap dump -d shop -f "$work/shop.pgsnap"
psql -q -d shop >"$work/log" <<'SQL'
DELETE FROM orders WHERE id > 40;
ALTER TABLE orders ADD COLUMN later int;
CREATE TABLE later (a int);
CREATE VIEW uses AS SELECT * FROM orders;
SQL

# remember / unchanged NAME: the catalogs and rows of all but what a restore has made
remember() {
    fingerprint shop "$work/was.catalogs"
    digests shop "$work/was.rows"
}
unchanged() {
    fingerprint shop "$work/is.catalogs"
    digests shop "$work/is.rows"
    same "$work/was.catalogs" "$work/is.catalogs" "$1: the catalogs are as they were"
    same "$work/was.rows" "$work/is.rows" "$1: the rows are as they were"
}
oids() {
    query shop "SELECT 'public'::regnamespace::oid, 'public.orders'::regclass::oid, 'public.mood'::regtype::oid,
        'public.is_mood'::regproc::oid, (SELECT oid FROM pg_extension WHERE extname = 'citext'),
        'public.citext'::regtype::oid"
}
remember
before=$(oids)

# The whole schema.
exits 0 'its plan' pgsnap restore --dry-run --rename-schema public=yesterday -d shop "$work/shop.pgsnap"
like "$out" 'create  table public\.orders: in the schema "yesterday"' 'says where'
like "$out" 'problems 0' 'and knows of no problem'
unchanged '--dry-run'
exits 0 'restore --rename-schema' pgsnap restore --rename-schema public=yesterday -d shop "$work/shop.pgsnap"
is "$(oids)" "$before" 'what is there is the same, by its numbers'
is "$(query shop 'SELECT (SELECT count(*) FROM yesterday.orders), (SELECT count(*) FROM public.orders)')" '100|40' \
    'the rows are side by side'
is "$(query shop 'SELECT sum(count) FROM yesterday.totals')" 100 'a view reads what was restored'
is "$(query shop 'SELECT count FROM yesterday.filled')" 100 'a materialized view too'
is "$(query shop "SELECT pg_typeof(mood)::text, pg_typeof(note) FROM yesterday.orders LIMIT 1")" 'yesterday.mood|text' \
    'types of its own'
query postgres 'CREATE ROLE anybody'
is "$(query shop "SELECT has_schema_privilege('anybody', 'yesterday', 'USAGE')")" t 'others may use it as they may use public'
is "$(query shop "SELECT DISTINCT note FROM yesterday.orders")" public.orders 'a literal is left alone'
is "$(query shop "SELECT obj_description('yesterday.orders'::regclass)")" public.orders 'a comment too'
is "$(query shop "SELECT pg_get_serial_sequence('yesterday.orders', 'id'), nextval('yesterday.orders_id_seq')")" \
    'yesterday.orders_id_seq|101' 'a sequence of its own'
is "$(query shop "SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint WHERE contype = 'f' AND connamespace
    = 'yesterday'::regnamespace")" 'yesterday.orders|yesterday.customers' 'a foreign key among themselves'
is "$(query shop "SELECT pg_typeof(name) FROM yesterday.customers LIMIT 1")" citext 'the extension is used where it is'
query shop 'DROP SCHEMA yesterday CASCADE'
unchanged 'restore --rename-schema'

# A table alone: what it needs is lent, or brought, or named.
exits 0 'a table' pgsnap restore --dry-run -t notes --rename-schema public=yesterday -d shop "$work/shop.pgsnap"
like "$out" 'keep    enum public\.mood: is needed, and lent' 'the plan says what is lent'
exits 0 'restore of a table' pgsnap restore -t notes --rename-schema public=yesterday -d shop "$work/shop.pgsnap"
is "$(query shop 'SELECT t.mood = y.mood, t.tag = y.tag FROM public.notes t JOIN yesterday.notes y USING (id)')" 't|t' \
    'its types are those of today, and can be compared'
is "$(oids)" "$before" 'and are the same as before'
query shop 'DROP SCHEMA yesterday CASCADE'
unchanged 'restore of a table'
exits 1 'a table that refers to another' pgsnap restore -t orders --rename-schema public=yesterday -d shop "$work/shop.pgsnap"
like "$err" 'needs table public\.customers' 'names it'
like "$err" '--with-dependencies' 'and the option'
unchanged 'a table that refers to another'
exits 0 'restore --with-dependencies' pgsnap restore -t orders --with-dependencies --rename-schema public=yesterday -d shop \
    "$work/shop.pgsnap"
is "$(query shop 'SELECT count(*) FROM yesterday.orders o JOIN yesterday.customers c ON c.id = o.customer')" 100 'brings it'
query shop 'DROP SCHEMA yesterday CASCADE'
unchanged 'restore --with-dependencies'

# Several, and one that the target does not have.
exits 0 'two schemas' pgsnap restore --rename-schema public=y1 --rename-schema 'Odd "Schema=Odd "New' -d shop "$work/shop.pgsnap"
is "$(query shop 'SELECT a, (SELECT count(*) FROM y1.orders) FROM "Odd ""New".t')" '7|100' 'are there'
query shop 'DROP SCHEMA y1 CASCADE; DROP SCHEMA "Odd ""New" CASCADE'
unchanged 'two schemas'
new_db other
query other 'CREATE EXTENSION citext'
exits 0 'a schema that is not there' pgsnap restore --rename-schema 'Odd "Schema=new' -d other "$work/shop.pgsnap"
is "$(query other 'SELECT a FROM new.t')" 7 'is restored under the new name'
is "$(query other "SELECT count(*) FROM pg_namespace WHERE nspname ~ '^(Odd|pgsnap)'")" 0 'and no other is left'

# One table under another name, beside the one of today.
exits 0 'the plan of a table' pgsnap restore --dry-run --rename-table public.orders=orders_yesterday -d shop "$work/shop.pgsnap"
like "$out" 'create  table public\.orders: as "orders_yesterday"' 'says its name'
like "$out" 'keep    function public\.touch\(\): is needed, and lent' 'and what is lent'
exits 0 'restore --rename-table' pgsnap restore -v --rename-table public.orders=orders_yesterday --rename-table public.notes=n2 \
    -d shop "$work/shop.pgsnap"
like "$err" 'left out: fk constraint public\.orders orders_customer_fkey' 'a foreign key to what is not restored is left out'
is "$(query shop 'SELECT count(*), (SELECT count(*) FROM orders) FROM orders_yesterday')" '100|40' 'it stands beside'
is "$(query shop 'SELECT count(*) FROM orders t JOIN orders_yesterday y ON y.id = t.id AND y.mood = t.mood')" 40 \
    'and can be compared with it'
is "$(query shop "SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY indexrelid::regclass::text) FROM pg_index
    WHERE indrelid IN ('orders_yesterday'::regclass, 'n2'::regclass)")" \
    'n2_pkey orders_yesterday_customer orders_yesterday_pkey' 'its indexes go along'
is "$(query shop "SELECT pg_get_serial_sequence('orders_yesterday', 'id'), nextval('orders_yesterday_id_seq')")" \
    'public.orders_yesterday_id_seq|101' 'its sequence too'
is "$(query shop "SELECT count(*) FROM pg_constraint WHERE conrelid = 'orders_yesterday'::regclass AND contype = 'n'
    AND conname !~ '^orders_yesterday'")" 0 'the names of NOT NULL, which the other table has by itself, too'
is "$(query shop "SELECT count(*) FROM pg_namespace WHERE nspname ~ '^pgsnap'")" 0 'no schema is left'
is "$(oids)" "$before" 'and nothing else has moved'
exits 1 'a name that is taken' pgsnap restore --rename-table public.orders=orders_yesterday -d shop "$work/shop.pgsnap"
like "$err" '"orders_yesterday" in the schema "public" exists already' 'is named'
query shop 'DROP TABLE orders_yesterday; DROP TABLE n2'
unchanged 'restore --rename-table'
exits 1 'a table that the archive does not have' pgsnap restore --rename-table public.nothing=x -d shop "$work/shop.pgsnap"
exits 1 'a view of a table' pgsnap restore --rename-table public.totals=x -d shop "$work/shop.pgsnap"
like "$err" 'view public\.totals needs table public\.orders' 'needs what cannot be lent'
unchanged 'a view of a table'

# Others see nothing of it, and are not stopped, while it runs.
query shop 'CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(0.2); RETURN new; END$$'
query shop "CREATE FUNCTION ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); END';
    CREATE EVENT TRIGGER ddl ON ddl_command_end WHEN tag IN ('CREATE TABLE') EXECUTE FUNCTION ddl()"
pgsnap restore --rename-schema public=yesterday -d shop "$work/shop.pgsnap" >"$work/slow.out" 2>&1 &
slow=$!
wait_for 20 sh -c "[ \"\$(PGOPTIONS= '$client_bin/psql' -Atq -d shop -c \"SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND query LIKE '%CREATE TABLE%' AND pid <> pg_backend_pid()\")\" -gt 0 ]" || true
is "$(query shop 'SET statement_timeout = 5000; INSERT INTO public.later VALUES (1); UPDATE orders SET later = 1 WHERE id = 1;
    SELECT count(*) FROM public.orders')" 40 'others go on meanwhile, with the names that they know'
status=0
wait "$slow" || status=$?
is "$status" 0 'and the restore ends well'
is "$(query shop 'SELECT count(*) FROM later')" 1 'what they wrote is there'
query shop 'DROP EVENT TRIGGER ddl; DROP FUNCTION ddl(); DROP FUNCTION slow(); DROP SCHEMA yesterday CASCADE'
query shop 'UPDATE orders SET later = NULL'
remember

# Failures: beforehand, all at once; and in the middle.
query shop 'CREATE SCHEMA yesterday'
query postgres 'CREATE ROLE clerk LOGIN'
query shop 'GRANT USAGE ON SCHEMA public TO clerk'
remember
exits 1 'a new name that is taken' pgsnap restore --rename-schema public=yesterday -d shop "$work/shop.pgsnap"
like "$err" 'the schema "yesterday" exists already' 'is named'
PGUSER=clerk exits 1 'a role that may not' pgsnap restore -O --rename-schema public=mine -d shop "$work/shop.pgsnap"
like "$err" 'you are not the owner of the schema "public"' 'is told so'
like "$err" 'you may not create schemas' 'and all else at once'
exits 1 'a schema that the archive does not have' pgsnap restore --rename-schema nowhere=x -d shop "$work/shop.pgsnap"
query shop 'DROP SCHEMA yesterday'
query shop "CREATE FUNCTION deny() RETURNS event_trigger LANGUAGE plpgsql AS
    'BEGIN IF tg_tag = ''CREATE VIEW'' THEN RAISE EXCEPTION ''no views here''; END IF; END';
    CREATE EVENT TRIGGER deny ON ddl_command_end EXECUTE FUNCTION deny()"
remember
exits 1 'a restore that fails in the middle' pgsnap restore --rename-schema public=yesterday -d shop "$work/shop.pgsnap"
unchanged 'a restore that fails in the middle'
is "$(oids)" "$before" 'nothing has moved'
query shop 'DROP EVENT TRIGGER deny'

# An extension that cannot be moved.
if [ -n "$(query shop "SELECT 1 FROM pg_available_extensions WHERE name = 'xml2'")" ]; then
    new_db fixed
    psql -q -d fixed >"$work/log" <<'SQL'
CREATE EXTENSION xml2;
CREATE TABLE places (at text CHECK (xml_valid(at)));
SQL
    exits 0 'dump with an extension that cannot be moved' pgsnap dump -d fixed -f "$work/fixed.pgsnap"
    exits 1 'restore of what needs it' pgsnap restore --rename-schema public=yesterday -d fixed "$work/fixed.pgsnap"
    like "$err" 'the extension "xml2" is needed, but it cannot leave the schema "public"' 'names it'
fi

if [ "$(query shop "SELECT current_setting('server_version_num')::int >= 130000")" = t ]; then
    query postgres 'CREATE ROLE keeper LOGIN'
    new_db trusted 'OWNER keeper'
    query trusted 'ALTER SCHEMA public OWNER TO keeper'
    psql -q -U keeper -d trusted -c 'CREATE EXTENSION citext' -c 'CREATE TABLE mails (mail citext)'
    exits 0 'dump with an extension that is trusted' pgsnap dump -U keeper -d trusted -f "$work/trusted.pgsnap"
    exits 1 'restore by who created it' pgsnap restore --rename-schema public=yesterday -U keeper -d trusted "$work/trusted.pgsnap"
    like "$err" '"citext" is needed, but it cannot leave .*its members belong to another role' 'says why it cannot be moved'
    exits 0 'restore by a superuser' pgsnap restore --rename-schema public=yesterday -d trusted "$work/trusted.pgsnap"
fi

exits 2 '--rename-schema with -c' pgsnap restore -c --rename-schema a=b -d shop "$work/shop.pgsnap"
exits 2 '--rename-schema with -j 2' pgsnap restore -j 2 --rename-schema a=b -d shop "$work/shop.pgsnap"
exits 2 '--rename-schema for a script' pgsnap restore -f - --rename-schema a=b "$work/shop.pgsnap"
exits 2 '--rename-schema in a circle' pgsnap restore --rename-schema a=b --rename-schema b=a -d shop "$work/shop.pgsnap"
exits 2 '--rename-table with -t' pgsnap restore -t x --rename-table a.b=c -d shop "$work/shop.pgsnap"
exits 2 '--rename-table without a schema' pgsnap restore --rename-table b=c -d shop "$work/shop.pgsnap"
done_testing
