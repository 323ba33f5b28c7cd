-- What ANALYZE finds much in: types, names and values that are awkward to write down. For statistics.t.
CREATE SCHEMA "Odd ""Schema"" \ ";
CREATE TYPE "Odd ""Schema"" \ ".mood AS ENUM ('sad', 'so so', 'it''s "fine"', 'back\slash');
CREATE DOMAIN "Odd ""Schema"" \ ".small AS int CHECK (VALUE < 1000);
CREATE TYPE "Odd ""Schema"" \ ".pair AS (a int, b text);
CREATE TABLE "Odd ""Schema"" \ "."odd 'table' \" (
    "a 'column' \" int,
    "Spaces, (and) {braces}" text,
    mood "Odd ""Schema"" \ ".mood,
    moods "Odd ""Schema"" \ ".mood[],
    small "Odd ""Schema"" \ ".small,
    pair "Odd ""Schema"" \ ".pair,
    pairs "Odd ""Schema"" \ ".pair[],
    bytes bytea,
    texts text[],
    words tsvector,
    span int4range,
    spans tsrange,
    amount numeric(10, 2),
    ratio float8,
    at timestamptz,
    day date,
    duration interval,
    doc jsonb,
    id uuid,
    net inet,
    bits bit varying(8),
    "null" text,
    dropped int
);
ALTER TABLE "Odd ""Schema"" \ "."odd 'table' \" DROP COLUMN dropped;
INSERT INTO "Odd ""Schema"" \ "."odd 'table' \"
SELECT i,
       (ARRAY['plain', 'it''s', 'say "hi"', E'new\nline', E'tab\tand \\ backslash', '{a,b}', 'NULL', '', ' ', 'ü€😀'])[1 + i % 13],
       (enum_range(NULL::"Odd ""Schema"" \ ".mood))[1 + i % 4],
       ARRAY[(enum_range(NULL::"Odd ""Schema"" \ ".mood))[1 + i % 4], (enum_range(NULL::"Odd ""Schema"" \ ".mood))[1 + i % 3]],
       i % 37,
       ROW(i % 5, E'quote '' " \\ , (' || i % 3)::"Odd ""Schema"" \ ".pair,
       ARRAY[ROW(i % 2, 'x,y"')::"Odd ""Schema"" \ ".pair, NULL],
       decode(CASE i % 4 WHEN 0 THEN '00ff5c27' WHEN 1 THEN '' ELSE md5(i::text) END, 'hex'),
       ARRAY['it''s', 'a\b', NULL, 'w' || i % 20, '"', E'\n'],
       to_tsvector('simple', 'word' || i % 9 || ' other' || i % 30 || ' ''quoted\'''),
       int4range(i % 50, i % 50 + 5),
       CASE WHEN i % 10 = 0 THEN 'empty' ELSE tsrange('2026-01-01'::timestamp + i * interval '1 hour', NULL) END,
       i * 1.25,
       CASE i % 50 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' ELSE sqrt(i) END,
       '2026-01-01 00:00:00+00'::timestamptz + i * interval '17 min',
       CASE i % 7 WHEN 0 THEN 'infinity' ELSE '2026-01-01'::date - i % 300 END,
       i * interval '1 day 3 hours',
       jsonb_build_object('k"''\', i % 6),
       md5(i::text)::uuid,
       ('10.0.' || i % 256 || '.1')::inet,
       (i % 8)::bit(3),
       CASE WHEN i % 3 = 0 THEN 'seldom' END
FROM generate_series(1, 2000) AS i;
CREATE INDEX "odd 'index' \" ON "Odd ""Schema"" \ "."odd 'table' \"
    (lower("Spaces, (and) {braces}"), "a 'column' \", ("a 'column' \" % 10), (doc -> 'k'));
CREATE MATERIALIZED VIEW "Odd ""Schema"" \ "."odd 'view' \" AS
    SELECT mood, count(*) FROM "Odd ""Schema"" \ "."odd 'table' \" GROUP BY 1;

CREATE TABLE empty (a int);
CREATE TABLE keyed (id int PRIMARY KEY, name text, EXCLUDE ((name || '!') WITH =));
INSERT INTO keyed SELECT i, 'name ' || i FROM generate_series(1, 500) AS i;
CREATE TABLE wide (a int, b text);
ALTER TABLE wide ALTER a SET STATISTICS 10000, ALTER b SET STATISTICS 10000;
INSERT INTO wide SELECT i % 9000, repeat(md5(i::text), 3) FROM generate_series(1, 20000) AS i;
CREATE TABLE parent (a int, b text);
CREATE TABLE child (c int) INHERITS (parent);
INSERT INTO parent SELECT i % 10, 'p' || i % 3 FROM generate_series(1, 300) AS i;
INSERT INTO child SELECT i % 20, 'c' || i % 5, i FROM generate_series(1, 300) AS i;
CREATE TABLE parts (a int, b text) PARTITION BY RANGE (a);
CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (100);
CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (100) TO (1000) PARTITION BY LIST (b);
CREATE TABLE parts_high_x PARTITION OF parts_high FOR VALUES IN ('x');
CREATE INDEX ON parts ((a + 1));
INSERT INTO parts SELECT i % 50, 'low' || i % 4 FROM generate_series(1, 400) AS i;
INSERT INTO parts SELECT 100 + i % 500, 'x' FROM generate_series(1, 800) AS i;
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE outside (line text) SERVER files OPTIONS (filename :'outside', format 'text');

-- Extended statistics: columns whose numbers are others in a copy, names that must be quoted, children, and values of every kind.
CREATE SCHEMA "of several";
CREATE TABLE "of several"."gap's" (gone int, a int, gone_too text, b int, "c 'c'" text, d date);
ALTER TABLE "of several"."gap's" DROP COLUMN gone, DROP COLUMN gone_too;
INSERT INTO "of several"."gap's"
SELECT i % 10, i % 20, (ARRAY['it''s', 'say "hi"', E'back\\slash', '{a,b}', NULL])[1 + i % 5], '2026-01-01'::date + i % 6
FROM generate_series(1, 2000) AS i;
CREATE STATISTICS "of several"."all 'kinds' \" ON b, a, "c 'c'", d FROM "of several"."gap's";
CREATE STATISTICS public.counted (ndistinct) ON a, d FROM "of several"."gap's";
CREATE STATISTICS of_parents ON a, b FROM parent;
CREATE STATISTICS of_parts (dependencies, mcv) ON a, b FROM parts;
SELECT current_setting('server_version_num')::int >= 140000 AS from14 \gset
\if :from14
CREATE STATISTICS "of several".mixed ON (a + b), "c 'c'", (lower("c 'c'")), d FROM "of several"."gap's";
CREATE STATISTICS public.lonely ON (b * 2) FROM "of several"."gap's";
CREATE STATISTICS public.of_odd ON (span * span), (texts || moods::text[]), mood, (ratio * 2)
    FROM "Odd ""Schema"" \ "."odd 'table' \";
\endif
