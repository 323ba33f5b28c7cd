#!/bin/bash
# Plain SQL: -Fp of dump, -f of restore.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
pgsnap dump -d small -f "$work/all.pgsnap"

exits 0 'dump -Fp' pgsnap dump -d small -Fp
cp "$work/run.out" "$work/plain.sql"
new_db copy
ok 'psql runs it' psql -q -d copy -f "$work/plain.sql"
alike small copy 'dump -Fp | psql'
like "$(head -c 2000 "$work/plain.sql")" '\\restrict [A-Za-z0-9]+' 'psql is told to obey no other commands'
like "$(tail -c 300 "$work/plain.sql")" '\\unrestrict ' 'and is released at the end'

exits 0 'restore -f FILE' pgsnap restore -f "$work/from.sql" "$work/all.pgsnap"
exits 0 'restore -f -' pgsnap restore -f - "$work/all.pgsnap"
sed 's/restrict [A-Za-z0-9]*/restrict/' "$work/run.out" >"$work/one"
sed 's/restrict [A-Za-z0-9]*/restrict/' "$work/from.sql" >"$work/two"
same "$work/one" "$work/two" 'a file and standard output get the same'
new_db copy
ok 'psql runs the archive as a script' psql -q -d copy -f "$work/from.sql"
alike small copy 'restore -f | psql'

exits 0 'restore -c -f' pgsnap restore -c -f "$work/clean.sql" "$work/all.pgsnap"
ok 'psql runs it over the copy' psql -q -d copy -f "$work/clean.sql"
alike small copy 'restore -c -f | psql'
new_db copy
ok 'psql runs it over an empty database' psql -q -d copy -f "$work/clean.sql"
alike small copy 'restore -c -f | psql into an empty database'

exits 0 'the same key, the same text' pgsnap dump -d small -Fp --restrict-key=aaaa -f "$work/one"
exits 0 'once more' pgsnap dump -d small -Fp --restrict-key=aaaa -f "$work/two"
same "$work/one" "$work/two" 'two scripts of one database are equal'
exits 0 'dump -Fp -s' pgsnap dump -d small -Fp -s
unlike "$out" 'FROM stdin' 'dump -Fp -s has no rows'
exits 0 'dump -Fp -a' pgsnap dump -d small -Fp -a
unlike "$out" 'CREATE TABLE' 'dump -Fp -a has no definitions'
exits 0 'dump -Fp -C' pgsnap dump -d small -Fp -C
like "$out" 'CREATE DATABASE small' 'dump -Fp -C creates the database'
drop_db small
cp "$work/run.out" "$work/create.sql"
ok 'psql creates it' psql -q -d postgres -f "$work/create.sql"
alike small copy 'dump -Fp -C | psql'

# Rows as INSERT.
psql -q -d copy <<'SQL'
CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY, note text, more jsonb, list text[]);
INSERT INTO numbered (note, more, list)
    VALUES (E'it''s\t\\N\n\\.', '{"a": "\\\""}', '{NULL,"NULL",""}'), (NULL, NULL, NULL), ('', 'null', '{}');
CREATE TABLE bare ();
INSERT INTO bare SELECT FROM generate_series(1, 3);
SQL
pgsnap dump -d copy -f "$work/all.pgsnap"
for options in --inserts '--column-inserts --rows-per-insert=7' '--rows-per-insert=100000 --on-conflict-do-nothing'; do
    # shellcheck disable=SC2086 # words
    exits 0 "dump -Fp $options" pgsnap dump -d copy -Fp $options -f "$work/inserts.sql"
    unlike "$(grep -a 'FROM stdin' "$work/inserts.sql")" . 'no COPY is in it'
    new_db inserted
    ok 'psql runs it' psql -q -d inserted -f "$work/inserts.sql"
    alike copy inserted "dump -Fp $options | psql"
done
exits 0 'restore -f --inserts -a' pgsnap restore --inserts -a --on-conflict-do-nothing --disable-triggers -t 'store.*' -f "$work/inserts.sql" "$work/all.pgsnap"
query inserted 'DELETE FROM store.order_lines WHERE line % 2 = 0; DELETE FROM store.order_lines WHERE order_id < 50; DELETE FROM store.orders WHERE id < 50'
ok 'psql adds what is missing' psql -q -d inserted -v ON_ERROR_STOP=1 -f "$work/inserts.sql"
alike copy inserted 'rows that were there are passed over, triggers and foreign keys do nothing'
exits 2 '--on-conflict-do-nothing alone' pgsnap dump -d copy -Fp --on-conflict-do-nothing
exits 2 'restore --inserts into a database' pgsnap restore --inserts -d copy "$work/all.pgsnap"
exits 2 'dump --disable-triggers of a whole database' pgsnap dump -d copy -Fp --disable-triggers

exits 2 'an unknown format' pgsnap dump -d small -Fq
exits 0 '-Fc is an archive' pgsnap dump -d small -Fc -f "$work/c.pgsnap"
exits 0 'which is good' pgsnap verify "$work/c.pgsnap"
done_testing
