#!/bin/bash
# restore --with-dependencies: what chosen tables cannot do without is brought; what is there already is left alone.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db shop
psql -q -d shop >"$work/log" <<'SQL'
CREATE EXTENSION citext;
CREATE SCHEMA app;
CREATE SCHEMA side;
CREATE TYPE app.mood AS ENUM ('good', 'bad');
CREATE FUNCTION app.valid(text) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN $1 LIKE ''%@%''; END';
CREATE DOMAIN app.email AS text CHECK (app.valid(value));
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE SEQUENCE app.numbers START 100;
CREATE TABLE side.regions (id int PRIMARY KEY, name citext);
CREATE TABLE app.customers (id int PRIMARY KEY, mail app.email, region int REFERENCES side.regions);
CREATE TABLE app.orders (id serial PRIMARY KEY, number bigint DEFAULT nextval('app.numbers'), mood app.mood,
    customer int REFERENCES app.customers);
CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TABLE app.unrelated (id int);
CREATE TABLE app.events (at date, what text) PARTITION BY RANGE (at);
CREATE TABLE app.events_1 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE app.events_2 PARTITION OF app.events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE app.base (a int);
CREATE TABLE app.child (b int) INHERITS (app.base);
CREATE VIEW app.totals AS SELECT customer, count(*) FROM app.orders GROUP BY customer;
INSERT INTO side.regions VALUES (1, 'north');
INSERT INTO app.customers SELECT n, n || '@example.com', 1 FROM generate_series(1, 20) AS n;
INSERT INTO app.orders (mood, customer) SELECT 'good', 1 + n % 20 FROM generate_series(1, 50) AS n;
INSERT INTO app.events VALUES ('2026-01-05', 'a'), ('2026-02-05', 'b');
SQL
exits 0 'dump' pgsnap dump -d shop -f "$work/shop.pgsnap"

tables() {
    query "$1" "SELECT coalesce(string_agg(oid::regclass::text, ' ' ORDER BY oid::regclass::text COLLATE \"C\"), '')
        FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND relnamespace IN
        (SELECT oid FROM pg_namespace WHERE nspname IN ('app', 'side', 'public'))"
}

# Without it, what is missing is named, and nothing is changed.
new_db lone
query lone 'CREATE SCHEMA app'
exits 1 'restore -t alone' pgsnap restore -d lone -t app.orders "$work/shop.pgsnap"
like "$err" 'table app\.orders needs enum app\.mood, which is neither selected nor in the database' 'names a type'
like "$err" 'needs sequence app\.numbers' 'and a sequence'
like "$err" 'fk constraint app\.orders orders_customer_fkey needs' 'and what a foreign key needs'
like "$err" '--with-dependencies brings' 'and what would bring it'
is "$(tables lone)" '' 'nothing was created'
pgsnap restore -l "$work/shop.pgsnap" | grep -v 'ENUM app.mood' >"$work/lines"
exits 1 'restore -L without a type' pgsnap restore -d lone -L "$work/lines" "$work/shop.pgsnap"
like "$err" 'needs enum app\.mood, .*choose it too' 'advises what -L can do'
query postgres 'ALTER DATABASE shop RENAME TO shop_away'
exits 1 'restore -C -t alone' pgsnap restore -d postgres -C -t app.orders "$work/shop.pgsnap"
like "$err" 'table app\.orders needs schema app, which is neither selected nor in the database' 'names what the new database lacks'
is "$(query postgres "SELECT count(*) FROM pg_database WHERE datname = 'shop'")" 0 'and makes no database'
query postgres 'ALTER DATABASE shop_away RENAME TO shop'

new_db alone
exits 0 '--dry-run' pgsnap restore --dry-run --with-dependencies -d alone -t app.orders "$work/shop.pgsnap"
like "$out" 'create  enum app\.mood: is needed' 'shows what it brings'
like "$out" 'load    table data side\.regions: 1 row: is needed' 'and the rows'
is "$(tables alone)" '' 'and changes nothing'
exits 0 'restore -t --with-dependencies' pgsnap restore -v --with-dependencies --check -d alone -t app.orders \
    "$work/shop.pgsnap"
like "$err" 'brings table app\.customers, because it is needed' '-v names what it brings'
like "$err" 'brings extension citext' 'an extension too'
is "$(tables alone)" 'app.customers app.orders side.regions' 'the tables that are needed, and no other'
is "$(query alone 'SELECT count(*), min(number) FROM app.orders JOIN app.customers c ON c.id = customer
    JOIN side.regions r ON r.id = c.region')" '50|100' 'with their rows'
is "$(query alone "SELECT nextval('app.numbers'), nextval('app.orders_id_seq')")" '150|51' 'and the sequences'
is "$(query alone "SELECT count(*) FROM pg_trigger WHERE tgname = 'touch'")" 1 'and the trigger with its function'

# What is there is used as it is, also with -c.
query alone "DROP TABLE app.orders; UPDATE app.customers SET mail = 'new@example.com' WHERE id = 1"
exits 0 'restore where the needs are met' pgsnap restore --with-dependencies -d alone -t app.orders "$work/shop.pgsnap"
query alone 'DELETE FROM app.orders'
exits 0 'restore -c' pgsnap restore -c --with-dependencies -d alone -t app.orders "$work/shop.pgsnap"
is "$(query alone 'SELECT count(*) FROM app.orders')" 50 'the chosen table is back'
is "$(query alone 'SELECT mail FROM app.customers WHERE id = 1')" new@example.com 'what it needs was left alone'
exits 0 'its plan' pgsnap restore -c --dry-run --with-dependencies -d alone -t app.orders "$work/shop.pgsnap"
like "$out" 'keep    table app\.customers: is needed, and there already' 'says so'
unlike "$out" 'drop    table app\.customers' 'and drops nothing else'

# Partitions, parents, views, exclusions, scripts.
new_db parts
exits 0 'a partition' pgsnap restore --with-dependencies -d parts -t app.events_1 "$work/shop.pgsnap"
is "$(tables parts)" 'app.events app.events_1' 'brings its parent, not its siblings'
new_db parts2
exits 0 'a partitioned table' pgsnap restore --with-dependencies -d parts2 -t app.events "$work/shop.pgsnap"
is "$(query parts2 'SELECT count(*) FROM app.events')" 2 'brings its partitions, which hold its rows'
exits 0 'a child' pgsnap restore --with-dependencies -d parts2 -t app.child "$work/shop.pgsnap"
like "$(tables parts2)" 'app\.base app\.child' 'brings its parent'
exits 0 'a view' pgsnap restore --with-dependencies -d parts2 -s -t app.totals "$work/shop.pgsnap"
like "$(tables parts2)" 'app\.orders app\.totals' 'brings what it reads'
# Constraints of a partitioned table are its partitions', too, but do not need them.
new_db split
query split "CREATE TABLE log (id int PRIMARY KEY, during int4range) PARTITION BY RANGE (id)
        ; CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (1) TO (10)
        ; CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20) PARTITION BY LIST (id); CREATE TABLE log_2_1 PARTITION OF log_2 DEFAULT
        ; CREATE TABLE lines (id int REFERENCES log, at int REFERENCES log) PARTITION BY RANGE (id)
        ; CREATE TABLE lines_1 PARTITION OF lines DEFAULT
        ; INSERT INTO log VALUES (1, '[1,5)'), (11, '[5,7)'); INSERT INTO lines VALUES (1, 11)"
rooms=() rooms_1=()
[ "$major" -lt 17 ] || {
    rooms=(-t rooms) rooms_1=(-t rooms_1)
    query split "CREATE TABLE rooms (room int4range, during int4range, EXCLUDE USING gist (room WITH =, during WITH &&)) PARTITION BY LIST (room)
            ; CREATE TABLE rooms_1 PARTITION OF rooms FOR VALUES IN ('[1,2)'); CREATE TABLE rooms_2 PARTITION OF rooms DEFAULT
            ; ALTER INDEX rooms_1_room_during_excl RENAME TO \"the first's\"; COMMENT ON INDEX \"the first's\" IS 'an index'"
}
exits 0 'dump of partitioned tables' pgsnap dump -d split -f "$work/split.pgsnap"
constraints() {
    query "$1" "SELECT string_agg(concat(conrelid::regclass, ' ', contype), ' ' ORDER BY conrelid::regclass::text COLLATE \"C\", contype)
        FROM pg_constraint WHERE conrelid >= 16384 AND conparentid = 0 AND contype IN ('p', 'f', 'x')"
}
new_db alone
exits 0 'partitioned tables alone' pgsnap restore -d alone -t log -t lines "${rooms[@]}" "$work/split.pgsnap"
like "$err" 'table public\.log is restored without its 2 partitions: --with-dependencies brings them' 'and it is told that they are'
is "$(constraints alone)" "lines f lines f log p${rooms:+ rooms x}" 'with keys of all kinds'
new_db alone
exits 0 'with one of its partitions' pgsnap restore -d alone -t log -t lines -t log_1 "${rooms[@]}" "${rooms_1[@]}" "$work/split.pgsnap"
unlike "$err" 'table public\.log ' 'which is not told then'
is "$(query alone "SELECT count(*) FROM pg_constraint WHERE conrelid = 'log_1'::regclass AND contype = 'p' AND conparentid <> 0")" 1 'with its key'
[ "$major" -lt 17 ] || {
    is "$(query alone "SELECT obj_description('\"the first''s\"'::regclass)")" 'an index' 'and what excludes has its name'
    new_db parts
    exits 0 'a partition that has such a one' pgsnap restore --with-dependencies -d parts -t rooms_1 "$work/split.pgsnap"
    is "$(constraints parts) $(query parts "SELECT to_regclass('rooms_2') IS NULL")" 'rooms x t' 'does not bring the others'
}
new_db none
exits 1 'an exclusion wins' pgsnap restore --with-dependencies -d none -t app.orders -T app.customers "$work/shop.pgsnap"
like "$err" 'needs .*app\.customers' 'and is named'
new_db script
exits 0 'a script' pgsnap restore --with-dependencies -t app.orders -f "$work/script.sql" "$work/shop.pgsnap"
ok 'runs' psql -q -v ON_ERROR_STOP=1 -d script -f "$work/script.sql"
is "$(tables script)" 'app.customers app.orders side.regions' 'and brings what is needed'
exits 2 '--with-dependencies without -t' pgsnap restore --with-dependencies -d none "$work/shop.pgsnap"
done_testing
