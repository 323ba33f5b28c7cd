#!/bin/bash
# What is chosen by -n -N -t -T -s -a -x -O and their like, on both sides.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# what DB: its tables and views, and the number of their rows
what() {
    query "$1" "SELECT format('SELECT %L, count(*) FROM %s;', c.oid::regclass, c.oid::regclass) FROM pg_class c
        WHERE relkind IN ('r', 'v') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        ORDER BY c.oid::regclass::text COLLATE \"C\"" >"$work/what.sql"
    psql -Atq -F ' ' -d "$1" -f "$work/what.sql" | tr '\n' ',' | sed 's/,$//'
}

# chosen NAME WANTED OPTION...: dump with these options, restore all of it, and look
chosen() {
    local name=$1 wanted=$2
    shift 2
    exits 0 "$name: dump" pgsnap dump -d small "$@" -f "$work/chosen.pgsnap"
    new_db chosen
    exits 0 "$name: restore" pgsnap restore -d chosen "$work/chosen.pgsnap"
    is "$(what chosen)" "$wanted" "$name"
}

# picked NAME WANTED OPTION...: the choice is made by restore
picked() {
    local name=$1 wanted=$2
    shift 2
    new_db picked
    exits 0 "$name: restore" pgsnap restore -d picked "$@" "$work/all.pgsnap"
    is "$(what picked)" "$wanted" "$name"
}

pg_start server "$(first_bindir)"
query postgres 'CREATE ROLE seller'
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
# foreign keys are checked as the owner of the table that they refer to
query small 'ALTER TABLE store.customers OWNER TO seller; GRANT USAGE ON SCHEMA store TO seller'
pgsnap dump -d small -f "$work/all.pgsnap"

store='store.customers 100,store.many 100,store.order_lines 20000,store.orders 3000'
other='"Other Store"."Order" 2'
chosen 'dump of all' "$other,plain 1,$store"
chosen 'dump -n' "$store" -n store
chosen 'dump -n with a pattern' "$store" -n 'St*'
chosen 'dump -n, quoted' "$other" -n '"Other Store"'
chosen 'dump -n twice' "$other,$store" -n store -n '"Other "*'
chosen 'dump -N' "$other,plain 1" -N store
chosen 'dump -t' 'plain 1' -t plain
exits 0 'dump -t, quoted' pgsnap dump -d small -t '"Other Store"."Order"' -f "$work/chosen.pgsnap"
new_db chosen
exits 1 'a table alone, where its schema is missing' pgsnap restore -d chosen "$work/chosen.pgsnap"
query chosen 'CREATE SCHEMA "Other Store"'
exits 0 'a table alone' pgsnap restore -d chosen "$work/chosen.pgsnap"
is "$(what chosen)" "$other" 'dump -t, quoted'
chosen 'dump -t with the name of the database' 'plain 1' -t small.public.plain
chosen 'dump -n with the name of the database' "$store" -n small.store
exits 2 'dump -T with that of another' pgsnap dump -d small -T other.store.orders -f "$work/no.pgsnap"
like "$err" 'names a database other than "small"' 'the message names it'
ok 'no file is left' test ! -e "$work/no.pgsnap"
exits 0 'diff with it' pgsnap diff -t small.public.plain "$work/all.pgsnap" small
exits 2 'diff with that of another' pgsnap diff -t other.public.plain "$work/all.pgsnap" small
chosen 'dump -T' "$other,plain 1,store.customers 100,store.orders 3000" -T 'store.order_*' -T store.many
chosen 'dump --exclude-table-data' "$other,plain 1,store.customers 100,store.many 100,store.order_lines 0,store.orders 3000" \
    --exclude-table-data=store.order_lines
query small 'CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY); INSERT INTO numbered SELECT FROM generate_series(1, 7)'
exits 0 'dump --exclude-table-data of an identity column' pgsnap dump -d small -t numbered --exclude-table-data numbered -f "$work/chosen.pgsnap"
new_db chosen
exits 0 'restore of that' pgsnap restore -d chosen "$work/chosen.pgsnap"
is "$(query chosen 'SELECT last_value, (SELECT count(*) FROM numbered) FROM numbered_id_seq')" '7|0' 'has no rows, and goes on behind them'
query small 'DROP TABLE numbered'
chosen 'dump -s' '"Other Store"."Order" 0,plain 0,store.customers 0,store.many 0,store.order_lines 0,store.orders 0' -s
is "$(query chosen "SELECT last_value, is_called FROM store.orders_id_seq")" '1|f' 'dump -s leaves sequences at their start'
is "$(query chosen "SELECT count(*) FROM pg_largeobject_metadata")" 0 'dump -s has no large objects'
chosen 'dump with large objects' "$other,plain 1,$store"
is "$(query chosen "SELECT convert_from(lo_get(800001), 'UTF8')")" 'an object' 'a whole dump has large objects'
chosen 'dump -B' "$other,plain 1,$store" -B
is "$(query chosen "SELECT count(*) FROM pg_largeobject_metadata")" 0 'dump -B has none'
is "$(query chosen "SELECT tableowner FROM pg_tables WHERE tablename = 'customers'")" seller 'an owner is restored'

# Large objects live in no schema: -b brings them and what is said of them.
query small "COMMENT ON LARGE OBJECT 800001 IS 'large'; GRANT SELECT ON LARGE OBJECT 800001 TO seller"
large="SELECT convert_from(lo_get(oid), 'UTF8'), obj_description(oid, 'pg_largeobject'), lomacl::text ~ 'seller=r'
    FROM pg_largeobject_metadata WHERE oid = 800001"
chosen 'dump -n -b' "$store" -n store -b
is "$(query chosen "$large")" 'an object|large|t' 'dump -n -b has large objects, their comments and rights'
chosen 'dump -t -b' 'plain 1' -t plain -b
is "$(query chosen "$large")" 'an object|large|t' 'dump -t -b has them, too'
chosen 'dump -n without -b' "$store" -n store
is "$(query chosen "$large")" '' 'dump -n alone has none'
pgsnap dump -d small -f "$work/all.pgsnap"
picked 'restore -t -b' 'plain 1' -t plain -b
is "$(query picked "$large")" 'an object|large|t' 'restore -t -b brings them, too'

exits 0 'dump -a' pgsnap dump -d small -a -f "$work/data.pgsnap"
exits 0 'dump -s for its rows' pgsnap dump -d small -s -f "$work/schema.pgsnap"
new_db parts
exits 0 'restore the schema' pgsnap restore -d parts "$work/schema.pgsnap"
exits 0 'restore the rows into it' pgsnap restore -d parts "$work/data.pgsnap"
alike small parts 'dump -s and dump -a are the whole'
exits 1 'large objects twice' pgsnap restore -d parts "$work/data.pgsnap"
exits 3 'rows twice: the keys object' pgsnap restore -B -d parts "$work/data.pgsnap"
like "$err" 'store\.customers' 'the message names the table'

picked 'restore -n' "$store" -n store
picked 'restore -N' "$other,plain 1" -N store
picked 'restore -t' 'plain 1' -t plain
picked 'restore -s' '"Other Store"."Order" 0,plain 0,store.customers 0,store.many 0,store.order_lines 0,store.orders 0' -s
picked 'restore -x' "$other,plain 1,$store" -x
is "$(query picked "SELECT relacl FROM pg_class WHERE relname = 'orders'")" '' 'restore -x leaves rights out'
picked 'restore -O' "$other,plain 1,$store" -O
is "$(query picked "SELECT tableowner FROM pg_tables WHERE tablename = 'customers'")" postgres 'restore -O leaves owners out'
picked 'restore --no-comments' "$other,plain 1,$store" --no-comments
is "$(query picked "SELECT obj_description('store.orders'::regclass)")" '' 'restore --no-comments leaves comments out'
chosen 'dump -x' "$other,plain 1,$store" -x
is "$(query chosen "SELECT relacl FROM pg_class WHERE relname = 'orders'")" '' 'dump -x leaves rights out'

new_db rows
exits 0 'restore -s, then -a' pgsnap restore -s -d rows "$work/all.pgsnap"
exits 0 'restore -a in the order of foreign keys' pgsnap restore -a -d rows "$work/all.pgsnap"
alike small rows 'restore -s and -a'

new_db sections
for section in pre-data data post-data; do
    exits 0 "restore --section=$section" pgsnap restore -Fc -d sections --section=$section "$work/all.pgsnap"
done
alike small sections 'the three sections are the whole'
new_db sections
for section in pre-data data post-data; do
    exits 0 "dump --section=$section" pgsnap dump -d small --section=$section -f "$work/$section.pgsnap"
    exits 0 "restore of it" pgsnap restore -d sections "$work/$section.pgsnap"
done
alike small sections 'the three sections, dumped one by one, are the whole'
exits 1 'restore --exact of a section' pgsnap restore -d sections --exact "$work/pre-data.pgsnap"
like "$err" 'the dump left sections out' 'it would take the rest for something new'
exits 2 'an unknown section' pgsnap dump -d small --section=post -f "$work/no.pgsnap"
exits 2 '--section and -s' pgsnap dump -d small --section=data -s -f "$work/no.pgsnap"

exits 0 'restore -l' pgsnap restore -l "$work/all.pgsnap"
printf '%s\n' "$out" | grep -v -e 'INDEX store\.orders_customer ' -e 'COMMENT store\.' >"$work/lines"
sed -i 's/^\([0-9]*; TABLE DATA store\.order_lines \)/; \1/' "$work/lines"
picked 'restore -L' "$other,plain 1,store.customers 100,store.many 100,store.order_lines 0,store.orders 3000" -L "$work/lines"
is "$(query picked "SELECT to_regclass('store.orders_customer'), to_regclass('store.orders_pkey'), obj_description('store.orders'::regclass)")" \
    '|store.orders_pkey|' 'restore -L leaves out what is not listed'
printf '99999; TABLE store.orders\n' >"$work/lines"
exits 2 'restore -L with a wrong id' pgsnap restore -d picked -L "$work/lines" "$work/all.pgsnap"
like "$err" 'line 1: the archive has no entry 99999' 'the message names the line'
printf '\n; nothing\nTABLE\n' >"$work/lines"
exits 2 'restore -L with a line without an id' pgsnap restore -d picked -L "$work/lines" "$work/all.pgsnap"
like "$err" 'line 3: there is no id' 'the message names the line'
exits 1 'restore -L without its file' pgsnap restore -d picked -L "$work/nowhere" "$work/all.pgsnap"
exits 0 'restore --clean --if-exists --no-acl --no-owner' pgsnap restore -d sections --clean --if-exists --no-acl --no-owner "$work/all.pgsnap"
exits 2 '--if-exists without --clean' pgsnap restore -d sections --if-exists "$work/all.pgsnap"

# A part of a database is restored into a new one of its name, too.
new_db part
query part "CREATE SCHEMA kept; CREATE TABLE kept.one AS SELECT 1 AS id; CREATE TABLE two (id int); COMMENT ON DATABASE part IS 'whole'"
exits 0 'dump -n' pgsnap dump -d part -n kept -f "$work/part.pgsnap"
exits 0 'dump of the whole' pgsnap dump -d part -f "$work/whole.pgsnap"
exits 0 'dump -Fp -n -C' pgsnap dump -d part -Fp -n kept -C -f "$work/part.sql"
exits 1 'restore -c -C of a schema where the whole stands' pgsnap restore -d postgres -c -C "$work/part.pgsnap"
like "$err" 'only a part of database "part", and -c with -C would drop all of it' 'does not drop the rest'
for choice in '-n kept' '-N kept' '-t two' '-T two --keep-going' '--section=post-data'; do
    # shellcheck disable=SC2086 # words
    exits 1 "restore -c -C $choice where the whole stands" pgsnap restore -d postgres -c -C $choice "$work/whole.pgsnap"
    like "$err" 'chosen only a part of database "part", and -c with -C would drop all of it' 'does not drop the rest either'
done
query postgres 'DROP DATABASE part'
exits 0 'restore -c -C of a schema' pgsnap restore -d postgres -c -C "$work/part.pgsnap"
is "$(what part)" 'kept.one 1' 'makes the database anew'
is "$(query part "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'part'")" whole 'with its comment'
exits 1 'restore --swap of a schema' pgsnap restore --swap -d part "$work/part.pgsnap"
like "$err" 'the dump left some schemas out' 'would lose the rest'
query postgres 'DROP DATABASE part'
ok 'the script of a schema' psql -q -d postgres -v ON_ERROR_STOP=1 -f "$work/part.sql"
is "$(what part)" 'kept.one 1' 'makes the database, too'
exits 0 'dump -N' pgsnap dump -d part -N kept -f "$work/part.pgsnap"
exits 1 'restore --swap of what -N left' pgsnap restore --swap -d part "$work/part.pgsnap"

# A part of a partitioned table: its indexes are made of those of the partitions that are chosen.
new_db tree
query tree "CREATE SCHEMA low
    ; CREATE TABLE log (id int PRIMARY KEY) PARTITION BY RANGE (id)
    ; CREATE TABLE low.log_1 PARTITION OF log FOR VALUES FROM (1) TO (10) PARTITION BY RANGE (id)
    ; CREATE TABLE low.log_1_a PARTITION OF low.log_1 FOR VALUES FROM (1) TO (5)
    ; CREATE TABLE low.log_1_b PARTITION OF low.log_1 FOR VALUES FROM (5) TO (10)
    ; CREATE POLICY mine ON log USING (true); COMMENT ON POLICY mine ON log IS 'a policy'
    ; CREATE TABLE told (id int); CREATE PUBLICATION pub FOR TABLE told; COMMENT ON PUBLICATION pub IS 'a publication'"
exits 0 'dump of partitions of a partition' pgsnap dump -d tree -f "$work/tree.pgsnap"
new_db pruned
exits 0 'without one of them' pgsnap restore -d pruned -T low.log_1_a "$work/tree.pgsnap"
is "$(query pruned "SELECT count(*), bool_and(indisvalid) FROM pg_index WHERE indrelid::regclass::text ~ 'log'")" '3|t' \
    'the indexes of all tables above are valid'
exits 0 'a partition that has partitions, where the table above is' \
    pgsnap restore -d pruned -c -n low --cascade "$work/tree.pgsnap"
is "$(query pruned "SELECT count(*) FROM pg_inherits WHERE inhparent = 'low.log_1'::regclass")" 2 'has its partitions'
new_db pruned
exits 0 'restore --no-policies --no-publications' pgsnap restore -d pruned --no-policies --no-publications "$work/tree.pgsnap"
exits 0 'dump --no-policies --no-publications' pgsnap dump -d tree --no-policies --no-publications -f "$work/bare.pgsnap"
exits 0 'what was dumped without them' pgsnap restore -d pruned --exact "$work/bare.pgsnap"
is "$(query pruned 'SELECT count(*) FROM pg_policy, pg_publication')" 0 'neither they nor their comments are restored'

# Trees of tables, extensions, and a file of choices.
query tree "CREATE TABLE low.heir () INHERITS (told); INSERT INTO log SELECT generate_series(1, 9); INSERT INTO low.heir VALUES (1)"
held() { # held OPTION...: the relations of the dump, and which of them have rows
    pgsnap dump -d tree "$@" -f "$work/held.pgsnap" &&
        pgsnap list "$work/held.pgsnap" | awk '$2 $3 ~ /^TABLE[^A-Z]/ { printf "%s ", $4 } $2 $3 == "TABLEDATA" { printf "+%s ", $5 }'
}
is "$(held --table-and-children log)" 'public.log low.log_1 low.log_1_a low.log_1_b +low.log_1_a +low.log_1_b ' '--table-and-children'
is "$(held --table-and-children 'told' -t 'l*')" 'public.log low.log_1 low.log_1_a low.log_1_b public.told low.heir +low.heir +low.log_1_a +low.log_1_b +public.told ' \
    '--table-and-children by INHERITS, beside -t'
is "$(held --exclude-table-and-children low.log_1 -n low)" 'low.heir +low.heir ' '--exclude-table-and-children'
is "$(held --exclude-table-data-and-children '*')" 'public.log low.log_1 low.log_1_a low.log_1_b public.told low.heir ' \
    '--exclude-table-data-and-children'
exits 1 'a tree that matches nothing' pgsnap dump -d tree --table-and-children nowhere -f "$work/no.pgsnap"
like "$err" 'no table matches the pattern "nowhere"' 'the message names the pattern'
cat >"$work/filter" <<'FILTER'
# the log
include table_and_children log   # with what is below
  exclude table low."log_1_b"

exclude table_data_and_children	"log"
FILTER
is "$(held --filter "$work/filter")" 'public.log low.log_1 low.log_1_a ' 'dump --filter'
like "$(pgsnap list "$work/held.pgsnap")" 'chosen by +--exclude-table=low\."log_1_b"' 'the archive says how it was chosen'
filtered() { printf 'include schema low\n%s\n' "$1" | pgsnap dump -d tree --filter - -f "$work/no.pgsnap"; }
while IFS='|' read -r line message; do
    exits 2 "--filter: $line" filtered "$line"
    like "$err" "line 2: $message" 'the message names the line'
done <<'LINES'
include table_data log|table_data can only be excluded
exclude foreign_data far|foreign_data can only be included
includes table log|it begins neither with include nor with exclude
include tables log|there is nothing of the kind "tables"
include table  # log|there is no pattern behind table
include table "log|a double quote is not closed
LINES
exits 1 'a file that is not there' pgsnap dump -d tree --filter "$work/nowhere" -f "$work/no.pgsnap"
exits 0 'dump -s --sequence-data' pgsnap dump -d small -s --sequence-data -f "$work/values.pgsnap"
new_db chosen
exits 0 'restore of that' pgsnap restore -d chosen "$work/values.pgsnap"
is "$(what chosen)|$(query chosen 'SELECT last_value FROM store.orders_id_seq')" \
    "\"Other Store\".\"Order\" 0,plain 0,store.customers 0,store.many 0,store.order_lines 0,store.orders 0|$(query small 'SELECT last_value FROM store.orders_id_seq')" \
    'has the values of sequences, and no rows'

# Functions, indexes and triggers by name.
psql -q -d small <<'SQL'
CREATE FUNCTION store.price(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION store.price(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION store.price(int) IS 'in cents';
CREATE FUNCTION public.price() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER "the price" BEFORE INSERT ON store.orders FOR EACH ROW EXECUTE FUNCTION public.price();
COMMENT ON TRIGGER "the price" ON store.orders IS 'dear';
SQL
exits 0 'dump with functions' pgsnap dump -d small -f "$work/named.pgsnap"
named() { pgsnap restore "$@" -f - "$work/named.pgsnap" | sed -n 's/^-- \([A-Z ]*\) [0-9]*$/\1/p' | tr '\n' ' '; }
is "$(named -P 'price(integer,text)')" 'FUNCTION ' 'restore -P with types'
is "$(named -P price)" 'FUNCTION FUNCTION FUNCTION COMMENT ' 'restore -P of all with that name'
is "$(named -P price -n public)" 'FUNCTION ' 'restore -P -n'
is "$(named -I orders_customer --trigger 'the price')" 'INDEX TRIGGER COMMENT ' 'restore -I --trigger'
is "$(named -t plain -I orders_customer)" 'TABLE TABLE DATA INDEX ' 'beside -t'
exits 1 'restore -P of nothing' pgsnap restore -P 'price(int)' -f - "$work/named.pgsnap"
like "$err" 'no function is named "price\(int\)"' 'the message names it'
exits 2 'restore --exact -P' pgsnap restore --exact -P price -d small "$work/named.pgsnap"
query small "CREATE OR REPLACE FUNCTION store.price(int) RETURNS int LANGUAGE sql AS 'SELECT 2'; DROP INDEX store.orders_customer"
exits 0 'restore -c -P -I' pgsnap restore -c -n store -P 'price(integer)' -I orders_customer -d small "$work/named.pgsnap"
is "$(query small "SELECT store.price(7), obj_description('store.price(int)'::regprocedure), 'store.orders_customer'::regclass")" \
    '1|in cents|store.orders_customer' 'they are as they were'
exits 2 'an option that only pg_dump has' pgsnap dump -E UTF8 -d small
like "$err" 'there is no option --encoding.*as the database has it' 'says what is done instead'
query small 'DROP TRIGGER "the price" ON store.orders; DROP FUNCTION public.price(), store.price(int), store.price(int, text)'

# verify --against and diff compare what was chosen, and only that.
for options in '-t store.orders' '-T store.many' '-n store' '-N store' '--exclude-table-data=store.order*' -s -a -x -B --no-comments \
    '-s --sequence-data' --section=post-data '-n store -b'; do
    # shellcheck disable=SC2086 # words
    exits 0 "dump $options" pgsnap dump -d small $options -f "$work/chosen.pgsnap"
    exits 0 'verify --against' pgsnap verify --against small "$work/chosen.pgsnap"
    like "$out" "made with --" 'says what was chosen'
    exits 0 'diff' pgsnap diff "$work/chosen.pgsnap" small
done
exits 0 'dump -T' pgsnap dump -d small -T store.many -f "$work/chosen.pgsnap"
query small 'CREATE TABLE store.newer (); INSERT INTO store.orders VALUES (-1, 1)'
exits 6 'verify --against, of what has changed' pgsnap verify --against small "$work/chosen.pgsnap"
like "$out" 'table store\.newer: added' 'a table made since is a difference'
like "$out" 'table data store\.orders: [0-9,]+ rows against' 'and other rows'
query small 'DROP TABLE store.newer; DELETE FROM store.orders WHERE id = -1'
exits 6 'two archives are compared as they are' pgsnap diff "$work/chosen.pgsnap" "$work/all.pgsnap"
like "$out" '\+ view store\.many' 'what the one lacks is shown'

exits 1 'dump -t that matches nothing' pgsnap dump -d small -t nowhere -f "$work/no.pgsnap"
like "$err" 'nowhere' 'the message names the pattern'
ok 'no file is left' test ! -e "$work/no.pgsnap"
exits 1 'dump -n that matches nothing' pgsnap dump -d small -n 'no_*' -f "$work/no.pgsnap"
exits 1 'restore -t that matches nothing' pgsnap restore -d small -t nowhere "$work/all.pgsnap"
exits 0 'dump -T that matches nothing' pgsnap dump -d small -T nowhere -f "$work/some.pgsnap"
exits 2 'restore -d with an empty name' pgsnap restore -d '' "$work/all.pgsnap"
like "$err" 'no database is named' 'is not aimed at the one that is called like the user'
exits 2 'dump -Fp -c -a' pgsnap dump -d small -Fp -c -a -f "$work/no.sql"
exits 2 'restore -c --section=data' pgsnap restore -d small -c --section=data "$work/all.pgsnap"
like "$err" '--clean and --section=data alone exclude each other' 'the message says what was given'
exits 2 '-s and -a together' pgsnap dump -d small -s -a -f "$work/no.pgsnap"
done_testing
