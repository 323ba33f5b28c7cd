#!/bin/bash
# What proves that a restore is right: diff, verify --against and restore --check, with equal copies and with every kind of
# difference made on purpose.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# finds NAME LINE...: the last diff printed each of these lines
finds() {
    local name=$1 line
    shift
    for line in "$@"; do
        if ! grep -qxF -e "$line" <<<"$out"; then
            tap 1 "$name"
            diag "missing: $line" "$out"
            return
        fi
    done
    tap 0 "$name"
}

# marks: how many lines of the last diff are differences
marks() {
    grep -c '^[-+!] ' <<<"$out"
}

# copy: the database "copy" is as "small" again
copy() {
    new_db copy
    pgsnap restore -q -d copy "$work/small.pgsnap"
}

pg_start server "$(first_bindir)"
query postgres 'CREATE ROLE seller'
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
psql -q -d small <<'SQL'
CREATE TYPE store.colour AS ENUM ('red', 'green', 'blue', 'white', 'black');
CREATE TABLE store.cars (id int, colour store.colour) PARTITION BY HASH (colour);
CREATE TABLE store.cars_0 PARTITION OF store.cars FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE store.cars_1 PARTITION OF store.cars FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO store.cars SELECT n, (enum_range(NULL::store.colour))[1 + n % 5] FROM generate_series(1, 100) AS n;
CREATE TABLE store.states (state varchar(10) CHECK (state IN ('new', 'it''s (,]', 'paid')));
-- all of these are worded otherwise in a copy
CREATE TABLE store.ranges (a int, b int, CONSTRAINT narrow CHECK (a BETWEEN 1 AND 5 AND b > 0));
CREATE INDEX ON store.ranges (a) WHERE (a NOT BETWEEN 2 AND 3 OR b IN (a, 4)) AND a BETWEEN 1 AND b AND b < 9;
CREATE POLICY few ON store.ranges USING (a BETWEEN 1 AND 5 AND b <> 3);
CREATE VIEW store.together AS SELECT a, colour, "*VALUES*".* FROM store.ranges NATURAL LEFT JOIN store.cars, (VALUES (1, 2)) AS "*VALUES*"
    WHERE a BETWEEN 1 AND 2 AND b > -7::int;
CREATE MATERIALIZED VIEW store.newest AS SELECT max(id) FROM store.orders;
CREATE FUNCTION store.price(int) RETURNS int LANGUAGE sql AS $$
    SELECT $1
    -- one
    -- two
    -- three
    -- four
    -- five
$$;
SQL
pgsnap dump -d small -f "$work/small.pgsnap"
copy

# --- equal

exits 0 'an archive and its database' pgsnap diff "$work/small.pgsnap" small
like "$out" 'no difference in [0-9]+ objects and the rows of 10 tables' 'diff says what it compared'
exits 0 'two databases' pgsnap diff small copy
exits 0 'a second dump' pgsnap dump -j 3 -d copy -f "$work/copy.pgsnap"
exits 0 'two archives' pgsnap diff "$work/small.pgsnap" "$work/copy.pgsnap"
exits 0 'two archives, one from a pipe' pgsnap diff "$work/small.pgsnap" - <"$work/copy.pgsnap"
piped() { pgsnap diff - -d small < <(cat "$work/copy.pgsnap"); }
exits 0 'a pipe and -d' piped
exits 0 'verify --against' pgsnap verify --against copy "$work/small.pgsnap"
like "$out" 'against database copy.*no difference' 'verify says so'
isnt "$(query small "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'states_state_check'")" \
    "$(query copy "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'states_state_check'")" \
    'although the server words a restored list differently'

# --- each difference

query copy "UPDATE store.orders SET note = 'other' WHERE id = 7"
exits 6 'one changed row' pgsnap diff "$work/small.pgsnap" copy
finds 'it is named' '! table data store.orders: 3,000 rows on both sides, but not the same'
is "$(marks)" 1 'and nothing else'
exits 6 'verify --against finds it' pgsnap verify -q --against copy "$work/small.pgsnap"
is "$out" "$work/small.pgsnap: table data store.orders: 3,000 rows on both sides, but not the same" 'and names it'
is "$err" '' 'a difference is no error'
exits 0 'but not in another table' pgsnap diff -t store.customers "$work/small.pgsnap" copy
exits 0 'nor in the schema' pgsnap diff -s "$work/small.pgsnap" copy
exits 0 'nor with its rows left out' pgsnap diff --exclude-table-data=store.orders "$work/small.pgsnap" copy
exits 0 'nor against another schema' pgsnap verify --against copy -N store "$work/small.pgsnap"
exits 6 'diff -q only has a status' pgsnap diff -q "$work/small.pgsnap" copy
is "$out$err" '' 'and prints nothing'

copy
query copy "DELETE FROM store.order_lines WHERE line = 1"
exits 6 'a missing row' pgsnap diff copy small
finds 'both numbers are shown' '! table data store.order_lines: 19,999 rows against 20,000'
is "$(marks)" 1 'and nothing else'

copy
query copy 'ALTER TABLE store.customers ADD COLUMN vip bool'
exits 6 'an added column' pgsnap diff "$work/small.pgsnap" copy
finds 'the table is shown line by line' '! table store.customers: defined differently' '    -     name text NOT NULL' \
    '    +     name text NOT NULL,' '    +     vip boolean' \
    '! table data store.customers: 100 rows on both sides, but their columns differ'
is "$(marks)" 2 'and nothing else'

copy
query copy 'DROP INDEX store.orders_customer; CREATE TABLE public.new (id int PRIMARY KEY); INSERT INTO new VALUES (1)'
exits 6 'a dropped index and a new table' pgsnap diff "$work/small.pgsnap" copy
finds 'both are named' '- index store.orders_customer' '+ table public.new' '+ table data public.new' \
    '+ constraint public.new new_pkey' '1 missing, 3 added'
is "$(marks)" 4 'and nothing else'
exits 6 'the other way round' pgsnap diff --brief copy "$work/small.pgsnap"
finds 'what was added is missing' '+ index store.orders_customer' '- table public.new' '3 missing, 1 added'
exits 6 'verify --against finds both' pgsnap verify --against copy "$work/small.pgsnap"
like "$out" 'index store.orders_customer: missing' 'the missing one'
like "$out" 'table public.new: added' 'and the other'
exits 0 'neither is in this schema' pgsnap diff -n '"Other Store"' small copy
exits 6 'a pattern may match on one side only' pgsnap diff -t new "$work/small.pgsnap" copy
exits 1 'but must on one' pgsnap diff -t nowhere "$work/small.pgsnap" copy
like "$err" 'nowhere' 'which is said'

copy
query copy 'GRANT INSERT ON store.orders TO PUBLIC; ALTER TABLE plain OWNER TO seller;
    COMMENT ON TABLE store.orders IS NULL'
exits 6 'rights, an owner and a comment' pgsnap diff "$work/small.pgsnap" copy
finds 'all three are named' '! acl store.TABLE orders: defined differently' '    + GRANT INSERT, SELECT ON TABLE store.orders TO PUBLIC;' \
    '! table public.plain: owner is postgres against seller' '- comment store.TABLE orders'
is "$(marks)" 3 'and nothing else'
exits 0 'they can be left out' pgsnap diff -O -x --no-comments "$work/small.pgsnap" copy

copy
query copy "SELECT setval('store.orders_id_seq', 5000)" >"$work/log"
query copy "CREATE OR REPLACE FUNCTION store.price(int) RETURNS int LANGUAGE sql AS '
    SELECT \$1
    -- one
    -- two
    -- three
    -- four
    -- FIVE
'; SELECT lo_put(800001, 0, 'AN'); UPDATE store.cars SET id = 1000 WHERE id = 1" >"$work/log"
exits 6 'a sequence, a function, a large object, a partition' pgsnap diff "$work/small.pgsnap" copy
finds 'all are named' '! sequence set store.orders_id_seq: has another value' '! function store.price(integer): defined differently' \
    '    -     -- five' '    +     -- FIVE' '      ...' \
    '! large object data large objects 800001..800001: 1 row on both sides, but not the same' \
    '! table data store.cars_0: 100 rows on both sides, but not the same (in all partitions together)'
is "$(marks)" 4 'and nothing else'
unlike "$out" '-- one' 'far from a changed line nothing is shown'

exits 6 'as JSON' pgsnap diff --json "$work/small.pgsnap" copy
printf '%s' "$out" >"$work/diff.json"
if command -v python3 >/dev/null; then
    is "$(python3 -c 'import json, sys
answer = json.load(open(sys.argv[1]))
print(answer["same"], answer["statements_compared"], answer["first"]["facts"]["database"],
      sorted((d["difference"], d["kind"], d["name"]) for d in answer["differences"])[0],
      [d["second"]["rows"] for d in answer["differences"] if d["kind"] == "TABLE DATA"])' "$work/diff.json")" \
        "False True small ('changed', 'FUNCTION', 'price(integer)') [100]" 'a program can read it'
else
    skip 'a program can read it' 'python3 is not installed'
fi

# --- restore --check

new_db target
exits 0 'restore --check' pgsnap restore --check -d target "$work/small.pgsnap"
like "$err" 'checked: no difference in [0-9]+ objects and the rows of 10 tables' 'says that it looked'
exits 0 'restore --check -c from a pipe' pgsnap restore --check -c -d target - <"$work/small.pgsnap"
query target 'CREATE TABLE mine (id int)'
query target 'CREATE ROLE watcher; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO watcher'
exits 0 'default privileges of the database do not matter' pgsnap restore --check -c -d target "$work/small.pgsnap"
query target 'ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM watcher'
query target "CREATE FUNCTION give() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN
        IF to_regclass(''store.customers'') IS NOT NULL THEN GRANT SELECT ON store.customers TO watcher; END IF; END';
    CREATE EVENT TRIGGER give ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION give()"
exits 3 'an event trigger gives more than the archive says' pgsnap restore --check -c -d target "$work/small.pgsnap"
like "$err" 'acl store\.TABLE customers: added' 'which is told'
query target 'DROP EVENT TRIGGER give'
exits 0 'what else is there does not matter' pgsnap restore --check -c -O -x -n store -d target "$work/small.pgsnap"
query target "TRUNCATE plain;
    CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.v := 0; RETURN NEW; END';
    CREATE TRIGGER spoil BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION spoil()"
exits 3 'a trigger in the target changes rows' pgsnap restore --check -a -t plain -d target "$work/small.pgsnap"
like "$err" 'table data public.plain: 1 row on both sides, but not the same' 'the table is named'
exits 3 'rows twice' pgsnap restore --check -a -t plain -d target "$work/small.pgsnap"
like "$err" 'table data public.plain: 1 row against 2' 'with both numbers'
query postgres 'ALTER DATABASE small RENAME TO small_before'
# Large objects are compared by their numbers, whoever owns them and whatever others there are.
new_db target
query target "SELECT lo_from_bytea(5, 'another')" >"$work/log"
exits 0 'restore --check where there are other large objects' pgsnap restore --check -d target "$work/small.pgsnap"
query target "SELECT lo_unlink(5), lo_from_bytea(800005, 'one'), lo_from_bytea(800006, 'two');
    ALTER LARGE OBJECT 800005 OWNER TO seller; COMMENT ON LARGE OBJECT 800005 IS 'one'; COMMENT ON LARGE OBJECT 800006 IS 'two'" >"$work/log"
exits 0 'dump of large objects of several owners' pgsnap dump -d target -f "$work/owners.pgsnap"
new_db single
exits 0 'restore --check -O of them' pgsnap restore --check -O -d single "$work/owners.pgsnap"
exits 0 'diff -O of an archive and a database' pgsnap diff -O "$work/owners.pgsnap" single
exits 0 'diff -O of a database and an archive' pgsnap diff -O single "$work/owners.pgsnap"
exits 0 'diff -O of two databases' pgsnap diff -O target single
exits 6 'diff sees who owns them' pgsnap diff "$work/owners.pgsnap" single
exits 0 'restore --swap -O of them' pgsnap restore --swap -O -d single "$work/owners.pgsnap"
query single "SELECT lo_unlink(800005)" >"$work/log"
exits 6 'one of them that is missing' pgsnap diff -O --brief "$work/owners.pgsnap" single
like "$out" '- large objects' 'is found'

exits 0 'restore -C --check looks into the new database' pgsnap restore -C --check -d postgres "$work/small.pgsnap"
exits 0 'which is as it was' pgsnap diff small small_before

# --- verify --restore

left_behind() { find "$TMPDIR" -mindepth 1 | wc -l; }
mkdir -m 1777 "$work/scratch"
export TMPDIR=$work/scratch
bin=$(usable_bindir "$(first_bindir)")
exits 0 'verify --restore' pgsnap verify --restore --bindir "$bin" "$work/small.pgsnap"
like "$err" 'checked: no difference in [0-9]+ objects and the rows of 10 tables' 'says what it compared'
is "$(left_behind)" 0 'and leaves nothing behind'
query small 'GRANT SELECT ON plain TO seller; ALTER TABLE plain OWNER TO seller;
    CREATE POLICY own ON plain TO seller USING (true); ALTER DEFAULT PRIVILEGES FOR ROLE seller GRANT SELECT ON TABLES TO PUBLIC'
pgsnap dump -d small -f "$work/roles.pgsnap"
exits 0 'an archive whose roles are not there' pgsnap verify --restore --bindir "$bin" "$work/roles.pgsnap"
query small "CREATE FUNCTION late() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE checked (v int);
    INSERT INTO checked VALUES (1); ALTER TABLE checked ADD CHECK (late() = 1);
    CREATE OR REPLACE FUNCTION late() RETURNS int LANGUAGE sql AS 'SELECT 2'"
pgsnap dump -d small -f "$work/checked.pgsnap"
exits 3 'rows that their constraint refuses by now' pgsnap verify --restore --bindir "$bin" "$work/checked.pgsnap"
like "$err" 'public.checked' 'the table is named'
is "$(left_behind)" 0 'nothing is left behind'
exits 1 '--bindir without programs' pgsnap verify --restore --bindir "$work" "$work/small.pgsnap"
for signal in INT TERM KILL; do
    for seconds in 0.05 0.3 0.8 1.5; do
        timeout -s "$signal" "$seconds" "$PGSNAP" verify --restore --bindir "$bin" "$work/small.pgsnap" >"$work/log" 2>&1 || true
    done
done 2>/dev/null
empty() { [ "$(left_behind)" = 0 ]; }
ok 'a signal at any time leaves nothing behind' wait_for 20 empty
unset TMPDIR

# --- verify --restore --server

scratches() { query postgres "SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_verifying\\_%'"; }
exits 0 'verify --restore --server' pgsnap verify --restore --server postgres -j 2 "$work/roles.pgsnap"
like "$err" 'checked: no difference in [0-9]+ objects and the rows of 10 tables' 'says what it compared'
is "$(scratches)" 0 'and drops its database'
exits 0 'of one table' pgsnap verify --restore --server postgres -t store.order_lines "$work/small.pgsnap"
like "$err" 'no difference in .* of 3 tables' 'brings what it needs'
query postgres 'CREATE ROLE maker LOGIN CREATEDB'
visit() { # a session like that of autovacuum, which only a superuser may end, and which goes when DROP DATABASE asks it to
    local name=
    until [ -n "$name" ]; do name=$(query postgres "SELECT datname FROM pg_database WHERE datname LIKE '%\\_verifying\\_%'"); done
    query "$name" 'SELECT pg_sleep(3)'
}
visit >"$work/log" 2>&1 &
exits 0 'by a role that may not end all sessions' pgsnap verify --restore --server "user=maker dbname=postgres" -O -x "$work/small.pgsnap"
wait $!
is "$(scratches)" 0 'drops its database, too'
exits 3 'rows that their constraint refuses, on a server' pgsnap verify --restore --server postgres "$work/checked.pgsnap"
like "$err" 'public.checked' 'the table is named'
query postgres 'CREATE ROLE plain LOGIN'
new_db subscribed
query subscribed "CREATE SUBSCRIPTION \"far off\" CONNECTION 'host=nowhere.invalid dbname=far' PUBLICATION pub WITH (connect = false, slot_name = 'far')" 2>"$work/log"
exits 0 'dump of a subscription' pgsnap dump -d subscribed -f "$work/subscribed.pgsnap"
exits 0 'a subscription, on a server' pgsnap verify --restore --server postgres "$work/subscribed.pgsnap"
is "$(scratches)" 0 'does not keep its database'
query subscribed 'ALTER SUBSCRIPTION "far off" SET (slot_name = NONE)'
query subscribed 'DROP SUBSCRIPTION "far off"'
exits 1 'a role that may not create databases' pgsnap verify --restore --server "user=plain dbname=postgres" "$work/small.pgsnap"
like "$err" 'you may not create and rename databases' 'is told so'
for seconds in 0.05 0.2 0.5 0.8; do
    timeout -s TERM "$seconds" "$PGSNAP" verify --restore --server postgres "$work/small.pgsnap" >"$work/log" 2>&1 || true
done
is "$(scratches)" 0 'a signal leaves no database behind'
query postgres 'CREATE DATABASE "small_verifying_20260101T000000Z"'
exits 0 'beside what a killed run has left' pgsnap verify --restore --server postgres "$work/small.pgsnap"
like "$err" 'has left database "small_verifying_20260101T000000Z" behind.*DROP DATABASE "small_verifying' 'it is named'
is "$(scratches)" 1 'and left alone'

# --- what the command line cannot mean

exits 2 'nothing to compare' pgsnap diff
exits 2 'only one side' pgsnap diff small
exits 2 'three sides' pgsnap diff small copy -d target
exits 2 'standard input twice' pgsnap diff - -
exits 1 'no such archive' pgsnap diff nothing.pgsnap small
like "$err" 'nothing.pgsnap' 'it is not looked for on the server'
exits 1 'no such database' pgsnap diff small nothing
exits 2 'verify: a choice without --against' pgsnap verify -n store "$work/small.pgsnap"
exits 2 'verify --against and --restore' pgsnap verify --against small --restore "$work/small.pgsnap"
exits 2 'verify --bindir without --restore' pgsnap verify --bindir / "$work/small.pgsnap"
exits 2 'verify --server without --restore' pgsnap verify --server postgres "$work/small.pgsnap"
# What else there is in a schema or database changes how a table or an index is written, but not what it is.
new_db target
query target 'CREATE TABLE p (a int NOT NULL, "B" int NOT NULL) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT;
    CREATE TABLE likened (a int NOT NULL); CREATE TABLE like_it (LIKE likened);
    CREATE INDEX ON likened USING gin ((ARRAY[a])) WITH (fastupdate = off); CREATE TABLE reserved ("system_user" int)'
exits 0 'dump of tables that have constraints of one name' pgsnap dump -d target -f "$work/names.pgsnap"
new_db single
exits 0 'restore --check of a partitioned table alone' pgsnap restore --check -t p -d single "$work/names.pgsnap"
exits 0 'restore --check of a table that another is like' pgsnap restore --check -t likened -d single "$work/names.pgsnap"
exits 2 'verify --server and --bindir' pgsnap verify --restore --server postgres --bindir / "$work/small.pgsnap"
exits 2 'verify --against a pipe' pgsnap verify --against small - <"$work/small.pgsnap"
exits 2 'restore --check of a script' pgsnap restore --check -f - "$work/small.pgsnap"
head -c 2000 "$work/small.pgsnap" >"$work/cut.pgsnap"
exits 4 'diff with a cut archive' pgsnap diff "$work/cut.pgsnap" small
exits 4 'verify --against with a cut archive' pgsnap verify --against small "$work/cut.pgsnap"
unlike "$(PGPASSWORD='' pgsnap diff -s "$work/small.pgsnap" 'dbname=small password=hidden' 2>&1)" 'hidden' 'a password is not shown'

# --- across majors

second=$(bindirs | sed -n 2p)
if [ -z "$second" ]; then
    skip 'another major' 'PGSNAP_TEST_BINDIRS names only one'
    done_testing
    exit 0
fi
pg_start other "$second"
new_db small
exits 0 'restore --check into another major' pgsnap restore --check -O -d small "$work/small.pgsnap"
exits 0 'diff with another major' pgsnap diff -O "$work/small.pgsnap" small
like "$out" 'different majors' 'says what is not compared'
query small "DROP TABLE plain; DELETE FROM store.order_lines WHERE line = 2; SELECT setval('store.orders_id_seq', 1)" >"$work/log"
exits 6 'a dropped table, a missing row, a sequence' pgsnap diff -O --brief "$work/small.pgsnap" small
finds 'are found there too' '- table public.plain' '! table data store.order_lines: 20,000 rows against 19,999' \
    '! sequence set store.orders_id_seq: has another value'
is "$(marks)" 4 'and nothing else'
done_testing
