#!/bin/bash
# restore --exact: after it the archive's schemas hold what the archive holds and nothing else.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db shop
psql -q -d shop >"$work/log" <<'SQL'
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('good', 'bad');
CREATE TABLE app.accounts (id serial PRIMARY KEY, name text NOT NULL, mood app.mood DEFAULT 'good');
CREATE TABLE app.measures (at date, value int) PARTITION BY RANGE (at);
CREATE TABLE app.measures_2025 PARTITION OF app.measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE FUNCTION app.label(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
CREATE FUNCTION app.is_good(app.mood, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = ''good''';
CREATE VIEW app.names AS SELECT app.label(name) AS name FROM app.accounts;
CREATE TABLE plain (id int);
INSERT INTO app.accounts (name) SELECT 'account ' || n FROM generate_series(1, 100) AS n;
INSERT INTO app.measures SELECT '2025-01-01'::date + n, n FROM generate_series(1, 100) AS n;
INSERT INTO plain VALUES (1);
SQL
fingerprint shop "$work/before.catalogs"
digests shop "$work/before.rows"
exits 0 'dump' pgsnap dump -d shop -f "$work/shop.pgsnap"

migrate() { # what a failed migration leaves: something of every kind, some in use by what was there
    psql -q -d shop >"$work/log" <<'SQL'
ALTER TYPE app.mood ADD VALUE 'mixed';
ALTER TABLE app.accounts ADD COLUMN note text DEFAULT 'new', DROP COLUMN mood;
CREATE TYPE app.state AS ENUM ('on', 'off');
CREATE DOMAIN app.positive AS int CHECK (VALUE > 0);
ALTER TABLE plain ADD COLUMN state app.state, ADD COLUMN amount app.positive;
CREATE TABLE app.settings (name text PRIMARY KEY, account int REFERENCES app.accounts);
INSERT INTO app.settings VALUES ('one', 1);
CREATE TABLE app.measures_2026 PARTITION OF app.measures FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE FUNCTION app.label(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE INSERT ON app.accounts FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE VIEW app.more AS SELECT app.label(name, 'x') AS name FROM app.names;
CREATE MATERIALIZED VIEW app.kept AS SELECT count(*) FROM app.more;
CREATE SEQUENCE app.numbers;
CREATE INDEX later ON app.accounts (note);
CREATE COLLATION app.german FROM "C";
CREATE TABLE app."system_user" (id int); -- PostgreSQL 16 reserves the word: all names in statements are quoted from now on
CREATE OPERATOR app.@@@ (LEFTARG = text, RIGHTARG = text, FUNCTION = app.label);
SQL
}
migrate

exits 1 'restore -c cannot' pgsnap restore -c -d shop "$work/shop.pgsnap"
like "$err" 'table app\.measures_2026' 'because of the partition, for one'
like "$err" '--exact drops it with all that was added' 'and says what can'
exits 0 'restore --exact --dry-run' pgsnap restore --exact --dry-run -d shop "$work/shop.pgsnap"
like "$out" 'drop    table app\.settings: not in the archive' 'names what would go'
is "$(query shop 'SELECT count(*) FROM app.settings')" 1 'and does nothing'
exits 0 'restore --exact -v' pgsnap restore --exact -v -d shop "$work/shop.pgsnap"
like "$err" 'drops function app\.touch\(\): not in the archive' 'names what goes'
fingerprint shop "$work/after.catalogs"
digests shop "$work/after.rows"
same "$work/before.catalogs" "$work/after.catalogs" 'the catalogs are as before'
same "$work/before.rows" "$work/after.rows" 'the rows are as before'

# A view in the place of a table.
query shop 'ALTER TABLE plain RENAME TO plain_old; CREATE VIEW plain AS SELECT * FROM plain_old'
exits 0 'restore --exact where a view has the name of a table' pgsnap restore --exact -d shop "$work/shop.pgsnap"
fingerprint shop "$work/after.catalogs"
same "$work/before.catalogs" "$work/after.catalogs" 'the catalogs are as before'

# Other schemas are left alone, and so are extensions.
query shop 'CREATE SCHEMA other; CREATE TABLE other.mine (id int); INSERT INTO other.mine VALUES (1);
    CREATE TABLE app.extra (id int); CREATE TABLE public.extra (id int)'
exits 0 'restore --exact -n app' pgsnap restore --exact -n app -d shop "$work/shop.pgsnap"
is "$(query shop "SELECT to_regclass('app.extra'), to_regclass('public.extra')")" '|extra' 'is exact in that schema only'
exits 0 'restore --exact' pgsnap restore --exact -d shop "$work/shop.pgsnap"
is "$(query shop "SELECT to_regclass('public.extra'), count(*) FROM other.mine")" '|1' 'a schema that the archive does not have stays'
query shop 'CREATE VIEW other.names AS SELECT name FROM app.names'
exits 1 'a view in another schema is in the way' pgsnap restore --exact -d shop "$work/shop.pgsnap"
like "$err" 'view other\.names' 'and named'
exits 0 'restore --exact --cascade' pgsnap restore --exact --cascade -d shop "$work/shop.pgsnap"
is "$(query shop "SELECT to_regclass('other.names'), count(*) FROM other.mine")" '|1' 'drops it, and no rows'

# What the dump left out must not be taken for what came later.
exits 0 'dump -T' pgsnap dump -d shop -T plain -f "$work/part.pgsnap"
exits 1 'restore --exact of a part' pgsnap restore --exact -d shop "$work/part.pgsnap"
like "$err" 'whole schemas' 'is refused'
exits 0 'dump -t' pgsnap dump -d shop -t plain -f "$work/part.pgsnap"
exits 1 'restore --exact of one table' pgsnap restore --exact -d shop "$work/part.pgsnap"
is "$(query shop 'SELECT count(*) FROM plain')" 1 'and nothing is lost'

# A failure undoes it.
query shop "CREATE TABLE app.settings (name text); INSERT INTO app.settings VALUES ('one');
    CREATE FUNCTION public.deny() RETURNS event_trigger LANGUAGE plpgsql AS
    \$\$BEGIN IF tg_tag = 'CREATE VIEW' THEN RAISE EXCEPTION 'no views here'; END IF; END\$\$;
    CREATE SCHEMA guard; ALTER FUNCTION public.deny() SET SCHEMA guard;
    CREATE EVENT TRIGGER deny ON ddl_command_end EXECUTE FUNCTION guard.deny()"
exits 1 'restore --exact that fails' pgsnap restore --exact -d shop "$work/shop.pgsnap"
like "$err" 'no views here' 'tells why'
is "$(query shop 'SELECT count(*) FROM app.settings')" 1 'and everything is there'
done_testing
