#!/bin/bash
# restore -a into tables that have their foreign keys already: rows that others name come first, and all at once where they
# name each other.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db tree
# More than one COPY would be noted with: the first row names the last. Both a table and a partition of one.
psql -q -d tree >"$work/log" <<'SQL'
CREATE TABLE nodes (id int PRIMARY KEY, other int, pad text);
INSERT INTO nodes SELECT n, 34001 - n, repeat(md5(n::text), 20) FROM generate_series(1, 34000) AS n;
ALTER TABLE nodes ADD FOREIGN KEY (other) REFERENCES nodes;
CREATE TABLE parts (id int PRIMARY KEY, other int, pad text) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100000);
INSERT INTO parts SELECT * FROM nodes;
ALTER TABLE parts ADD FOREIGN KEY (other) REFERENCES parts;
-- The table that is named comes last by name, and is the smaller one.
CREATE TABLE z_customers (id int PRIMARY KEY, pad text);
INSERT INTO z_customers SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 3000) AS n;
CREATE TABLE a_orders (id int PRIMARY KEY, customer int REFERENCES z_customers, pad text);
INSERT INTO a_orders SELECT n, n % 3000 + 1, repeat(md5(n::text), 20) FROM generate_series(1, 9000) AS n;
SQL
copy_of_schema() {
    new_db copy
    exits 0 "$1: the schema" pgsnap restore -s -d copy "$archive"
}
piped() { # piped OPTION...: the archive through a pipe
    # shellcheck disable=SC2094 # it is only read
    run sh -c 'file=$1; shift; cat "$file" | "$@"' sh "$archive" "$PGSNAP" restore -d copy "$@"
}

for lanes in 1 2; do
    archive="$work/tree$lanes.pgsnap"
    exits 0 "dump -j $lanes" pgsnap dump -j $lanes -d tree -f "$archive"
    copy_of_schema "-j $lanes, from a file"
    exits 0 'restore -a from a file' pgsnap restore -a -d copy "$archive"
    alike tree copy 'from a file'
    copy_of_schema "-j $lanes, from a pipe"
    piped -a
    is "$status" 0 'restore -a from a pipe'
    alike tree copy 'from a pipe'
done
copy_of_schema '--section'
piped --section=data
is "$status" 0 'restore --section=data from a pipe'
alike tree copy '--section=data'
exits 0 'dump -a' pgsnap dump -a -j 2 -d tree -f "$work/rows.pgsnap"
copy_of_schema 'dump -a'
archive="$work/rows.pgsnap"
piped -a
is "$status" 0 'restore of it from a pipe'
alike tree copy 'dump -a'

# No order is right for a circle.
new_db circle
query circle "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
    INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b"
archive="$work/circle.pgsnap"
exits 0 'dump of a circle' pgsnap dump -d circle -f "$archive"
copy_of_schema 'circle'
exits 3 'restore -a of a circle' pgsnap restore -a -d copy "$archive"
like "$err" 'hint: where tables refer to each other in a circle, --disable-triggers loads them' 'says what would help'
exits 0 'restore -a --disable-triggers' pgsnap restore -a --disable-triggers -d copy "$archive"
alike circle copy '--disable-triggers'
exits 3 'a row that is there already' pgsnap restore -a -d copy "$archive"
like "$err" 'duplicate key' 'is another failure'
isnt "${err##*circle*}" '' 'for which that is no hint'

# Nor for a trigger that looks at what comes later.
new_db trigger
psql -q -d trigger >"$work/log" <<'SQL'
CREATE TABLE a (id int);
CREATE TABLE b (id int);
INSERT INTO b VALUES (1);
INSERT INTO a VALUES (1);
CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.b WHERE id = NEW.id) THEN RAISE 'there is no such b'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER look BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION look();
SQL
archive="$work/trigger.pgsnap"
exits 0 'dump with a trigger' pgsnap dump -d trigger -f "$archive"
copy_of_schema 'trigger'
exits 3 'restore -a where the trigger raises an error' pgsnap restore -a -d copy "$archive"
like "$err" 'no such b' 'gives its error'
like "$err" 'hint: with --disable-triggers no triggers fire' 'and says what would help'
done_testing
