#!/bin/bash
# Rows of large tables, and large objects, go to the server in COPY's binary format where all their types are known, and as text
# where a type or a value is odd. The server must have exactly the values that it would have read from text.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)" 'log_statement = all'
new_db source
psql -q -d source -f - >"$work/log" 2>&1 <<'EOF'
CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s "fine"	really');
CREATE DOMAIN percent AS numeric(5, 2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN code AS char(12);
CREATE DOMAIN narrow AS percent CHECK (VALUE < 99.5);
-- every type that is known, over its whole range
CREATE TABLE plain (
    n int PRIMARY KEY, b bool, i2 int2, i4 int4, i8 int8, o oid, f4 float4, f8 float8, num numeric, price numeric(15, 2), d date,
    t time, t3 time(3), ts timestamp, tz timestamptz, u uuid, x text, v varchar(40), c char(9), m mood, p percent, j json,
    jb jsonb, raw bytea, w bpchar, k code, e char(20), twice int GENERATED ALWAYS AS (i2 * 2) STORED, gone int
);
ALTER TABLE plain DROP COLUMN gone;
INSERT INTO plain SELECT n, n % 3 = 0, (r % 32767)::int2, (r % 2147483647)::int4 * s::int, r * s, (r & 4294967295)::oid,
    (r::float8 * s / 7)::float4, s * r::float8 / (1 + n), s * (r::numeric / 10 ^ (n % 30)::numeric), s * (r % 1000000000) / 100.0,
    '0001-01-01'::date + (r % 3652059)::int, '00:00'::time + (r % 86400000000) * interval '1 microsecond', '00:00'::time + (r % 86400000) * interval '1 ms',
    '0001-01-01'::timestamp + (r % 3652058) * interval '1 day' + (h % 86400000000) * interval '1 microsecond',
    '1970-01-01 00:00+00'::timestamptz + (r % 4000000000) * interval '1 second', md5(n::text)::uuid,
    CASE n % 5 WHEN 0 THEN '' WHEN 1 THEN E'\\N' WHEN 2 THEN E'a\tb\nc\\d\re\bf\fg\vh' ELSE repeat(chr((128 + r % 5000)::int), n % 40) END,
    substr(md5(n::text), 1, n % 33), substr('zażółć', 1, n % 7), (enum_range(NULL::mood))[1 + n % 3], (r % 10000) / 100.0,
    format('{"a" :  %s, "a": "\u00e9\\"}', n)::json, jsonb_build_object('n', n, 'x', E'a\\b"c\n', 'f', r / 1000.0),
    decode(substr(md5(n::text), 1, 2 * (n % 16)), 'hex'), repeat('x', n % 3) || repeat(' ', n % 20), repeat('ż', n % 13), substr(E'a  b\\c\t  ', 1, n % 9)
FROM generate_series(1, 6000) AS n, LATERAL (SELECT hashint8extended(n, 1) & 9223372036854775807 AS r,
    hashint8extended(n, 2) & 9223372036854775807 AS h, CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END AS s) AS random;
INSERT INTO plain (n) VALUES (0);
-- values that have no plain form, here and there, so that both formats take turns
CREATE TABLE odd (n int, i2 int2, i8 int8, f8 float8, num numeric, d date, t time, ts timestamp, tz timestamptz, filler text);
INSERT INTO odd SELECT n, 1, 2, 3.5, 4.25, '2020-02-02', '12:00', '2020-02-02', '2020-02-02 02:02:02+00', repeat('x', 500)
FROM generate_series(1, 40000) AS n;
INSERT INTO odd VALUES (-1, -32768, -9223372036854775808, 'NaN', 'NaN', 'infinity', '24:00', '-infinity', 'infinity', ''),
    (-2, 0, 0, '-Infinity', 1e600, '0044-03-15 BC', '00:00', '0001-01-01 00:00 BC', '20000-01-01 00:00+00', 'x'),
    (-3, 0, 0, '4.9e-324', 1e-600, '5874897-12-31', '00:00', '294276-12-31 23:59:59.999999', '4713-11-24 00:00+00 BC', NULL);
INSERT INTO odd SELECT n, 1, 2, 3.5, 4.25, '2020-02-02', '12:00', '2020-02-02', '2020-02-02 02:02:02+00', repeat('x', 500)
FROM generate_series(50000, 55000) AS n;
-- types that are not known
CREATE TABLE unknown AS SELECT n, ARRAY[n] AS list, md5(n::text) AS filler FROM generate_series(1, 40000) AS n;
CREATE TABLE nested AS SELECT n, (n % 99)::narrow AS p, md5(n::text) AS filler FROM generate_series(1, 40000) AS n;
-- too small to ask for
CREATE TABLE small AS SELECT 1 AS n;
-- large objects of all sizes
SELECT lo_from_bytea(0, decode(repeat(md5(n::text), n * n * 97), 'hex')) FROM generate_series(0, 36) AS n;
SELECT lo_put(lo_create(4000000000), 300000, '\x00ff0a095c');
EOF
is "$(query source 'SELECT count(*) FROM plain')" 6001 'the rows are there'

copies() { # copies TABLE: the statements of the last restore that fill it
    sed -n "s/.*statement: \(COPY public.$1 .*FROM stdin.*\)/\1/p" "$work/server/server.log" | sort -u
}

contents() { # contents DB: each table's rows, without their order
    local table
    for table in plain odd unknown nested small; do
        echo "$table"
        psql -qAt -d "$1" -c "SET timezone = 'UTC'" -c "SET extra_float_digits = 3" -c "COPY $table TO stdout" | sort
    done
}

for lanes in 1 2; do
    pgsnap dump -d source -j "$lanes" -f "$work/binary.pgsnap"
    for way in file pipe; do
        as_server truncate -s 0 "$work/server/server.log"
        new_db copy
        if [ "$way" = file ]; then
            exits 0 "restore -j $lanes" pgsnap restore -d copy -j "$lanes" --check "$work/binary.pgsnap"
        else
            # shellcheck disable=SC2016 # for the inner shell
            exits 0 "restore -j $lanes from a pipe" bash -c '"$1" dump -d source -j "$2" | "$1" restore -d copy -j "$2"' \
                - "$PGSNAP" "$lanes"
        fi
        contents source >"$work/source.rows"
        contents copy >"$work/copy.rows"
        ok "-j $lanes, $way: the same rows" cmp "$work/source.rows" "$work/copy.rows"
        like "$(copies plain)" 'FORMAT binary' "-j $lanes, $way: known types went in binary"
        unlike "$(copies plain)" 'FORMAT text' "-j $lanes, $way: and nothing of them as text"
        like "$(copies odd)" 'FORMAT binary.*FORMAT text' "-j $lanes, $way: odd values went as text, the others in binary"
        unlike "$(copies unknown)$(copies nested)$(copies small)" 'FORMAT binary' "-j $lanes, $way: the rest went as text"
        like "$(grep -o 'COPY pg_temp.pgsnap_large_objects .*' "$work/server/server.log")" 'FORMAT binary' \
            "-j $lanes, $way: large objects went in binary"
        unlike "$(grep -o 'COPY pg_temp.pgsnap_large_objects .*' "$work/server/server.log")" 'FORMAT text' \
            "-j $lanes, $way: and nothing of them as text"
        alike source copy "-j $lanes, $way"
    done
done

# A row that the target refuses leaves the table empty, and is named, as with text.
query source "CREATE FUNCTION fine(int) RETURNS bool LANGUAGE sql
    AS 'SELECT \$1 <> 4711 OR current_setting(''test.strict'', true) IS NULL'; ALTER TABLE plain ADD CHECK (fine(n))"
pgsnap dump -d source -f "$work/binary.pgsnap"
new_db copy
query copy "ALTER DATABASE copy SET test.strict = 'on'"
exits 3 'a row is refused' pgsnap restore -d copy -j 2 "$work/binary.pgsnap"
like "$err" 'plain.*(violates check constraint)' 'the table is named, with the reason'
is "$(query copy 'SELECT count(*) FROM plain')" 0 'and empty'
is "$(query copy 'SELECT count(*) FROM odd')" 45004 'the other tables are full'

# Bytes that are no text of the target's encoding are refused in either format.
query postgres "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
PGCLIENTENCODING=SQL_ASCII query ascii "CREATE TABLE good AS SELECT E'\\xc3\\xa9'::text AS t; CREATE TABLE bad AS SELECT E'\\xe9\\xff'::text AS t;
    CREATE TABLE large AS SELECT repeat('x', 100) AS t FROM generate_series(1, 20000); INSERT INTO large SELECT * FROM bad"
pgsnap dump -d ascii -f "$work/ascii.pgsnap"
new_db copy
exits 3 'bytes in another encoding' pgsnap restore -d copy "$work/ascii.pgsnap"
for table in bad large; do like "$err" "public.$table: failed: invalid byte sequence" "$table is named"; done
is "$(query copy 'SELECT (SELECT count(*) FROM bad) + (SELECT count(*) FROM large), length(t) FROM good')" '0|1' 'no such bytes arrive'
done_testing
