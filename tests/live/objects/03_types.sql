CREATE SCHEMA types;

CREATE TYPE types.signal AS ENUM ('calm', 'gale', 'storm''s "eye"', '');
ALTER TYPE types.signal ADD VALUE 'breeze' AFTER 'calm';
ALTER TYPE types.signal ADD VALUE 'first of all' BEFORE 'calm';
CREATE TYPE types.no_labels AS ENUM ();

CREATE TYPE types.place AS (latitude numeric(9, 6), longitude numeric(9, 6), "the Name" text COLLATE "C");
CREATE TYPE types.trip AS (start types.place, stops types.place[], signals types.signal[]);
CREATE TYPE types.nothing AS ();
ALTER TYPE types.place ADD ATTRIBUTE dropped int, ADD ATTRIBUTE height float8;
ALTER TYPE types.place DROP ATTRIBUTE dropped;

CREATE DOMAIN types.positive AS int DEFAULT 1 CONSTRAINT "above zero" CHECK (VALUE > 0);
CREATE DOMAIN types.small AS types.positive NOT NULL CHECK (VALUE < 1000);
CREATE DOMAIN types.code AS text COLLATE "C" DEFAULT 'a''b' CHECK (VALUE ~ '^[a-z'']*$');
CREATE DOMAIN types.codes AS types.code[] CHECK (array_length(VALUE, 1) < 5);
CREATE DOMAIN types.unproven AS int;
ALTER DOMAIN types.unproven ADD CONSTRAINT odd CHECK (VALUE % 2 = 1) NOT VALID;
CREATE DOMAIN types.a_place AS types.place CHECK ((VALUE).height > -500);

CREATE FUNCTION types.distance(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 - $2';
CREATE TYPE types.span AS RANGE (subtype = float8, subtype_diff = types.distance);
CREATE TYPE types.words AS RANGE (subtype = text, collation = "C");
\if :from14
CREATE TYPE types.dates AS RANGE (subtype = date, multirange_type_name = types.many_dates);
\endif

-- a base type: the input and output functions need the type, and the type needs them
CREATE TYPE types.knots;
CREATE FUNCTION types.knots_in(cstring) RETURNS types.knots LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION types.knots_out(types.knots) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION types.knots_receive(internal) RETURNS types.knots LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION types.knots_send(types.knots) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE types.knots (input = types.knots_in, output = types.knots_out, receive = types.knots_receive,
    send = types.knots_send, internallength = 4, passedbyvalue, alignment = int4, storage = plain,
    category = 'N', delimiter = ';', default = '7');
CREATE CAST (types.knots AS int) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE FUNCTION types.knots(text) RETURNS types.knots LANGUAGE sql IMMUTABLE STRICT
    AS 'SELECT types.knots_in($1::cstring)';
CREATE CAST (text AS types.knots) WITH FUNCTION types.knots(text) AS IMPLICIT;
CREATE CAST (types.signal AS types.knots) WITH INOUT;
CREATE TYPE types.only_a_shell;

CREATE COLLATION types."by bytes" FROM "C";
CREATE COLLATION types.german (provider = icu, locale = 'de-DE');
CREATE COLLATION types.no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
\if :from16
CREATE COLLATION types.ruled (provider = icu, locale = 'en', rules = '&V << w <<< W');
\endif
\if :from17
CREATE COLLATION types.built_in (provider = builtin, locale = 'C.UTF-8');
\endif

CREATE CONVERSION types.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

CREATE TABLE types.all_types (
    id int PRIMARY KEY,
    signal types.signal DEFAULT 'calm', place types.place, trip types.trip, small types.small,
    code types.code DEFAULT 'z', codes types.codes, span types.span, words types.words, knots types.knots,
    knots_list types.knots[], nobody types.nothing, home types.a_place,
    amount numeric(20, 4), whole numeric(10, 0), amounts numeric[], moment timestamptz(3), day date, hour time(2) with time zone,
    length interval day to second (2), flag bit(7), flags bit varying, letters char(5), letter "char", key uuid,
    net inet, range cidr, card macaddr, card8 macaddr8, cash money, doc json, docb jsonb, page xml, words_vector tsvector,
    words_query tsquery, dot point, track path, area polygon, ring circle, edge lseg, frame box, slope line,
    position pg_lsn, tid tid, transaction xid, class regclass, type regtype, role regrole, name name, owner oid
);
INSERT INTO types.all_types VALUES (1, 'storm''s "eye"', ROW(1.5, -2.25, 'north, "pier" (old)', 3), ROW(ROW(1, 2, NULL, 'NaN'),
    ARRAY[ROW(3, 4, E'tab\there', '-Infinity'), NULL]::types.place[], '{calm,gale}'), 5, 'abc', '{a,b}', '[1.5,2.5)', '["a,b","c\\d"]', '12',
    '{1;2;3}', ROW(), ROW(1, 2, 'x', 4), 12345.6789, 99, '{1,NULL,NaN}', '2024-02-29 12:34:56.789+02', '0044-03-15 BC', '12:30+02',
    '3 days 04:05:06.78', B'1010101', B'1', 'ab', 'x', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.1.2.3/8', '10.0.0.0/8',
    '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', 1234.56, '{"a" : [1, 2 ], "a": null}', '{"b": {"c": "\u00e9\\"}}',
    '<a b="c">d &amp; e</a>', 'a:1 b:2A c''d:3', 'a & !b | c:*', '(1,2)', '[(0,0),(1,1)]', '((0,0),(1,1),(2,0))', '<(0,0),5>', '[(0,0),(1,1)]',
    '(1,1),(0,0)', '{1,-1,0}', '16/B374D848', '(3,4)', '99', 'pg_class', 'types.place', 'reader', 'a name', 42);
INSERT INTO types.all_types (id, small) VALUES (2, 7);
INSERT INTO types.all_types (id, small, moment, day, amount, cash) VALUES (3, 7, 'infinity', '-infinity', 'NaN', '-0.01');
INSERT INTO types.all_types (id, small, moment, day) VALUES (4, 7, '4713-01-01 00:00:00 BC', '5874897-12-31');

CREATE TABLE types.typed OF types.place (longitude WITH OPTIONS NOT NULL, PRIMARY KEY (latitude));
INSERT INTO types.typed VALUES (1, 2, 'x', 3);
\if :from14
-- the multirange is another's, too
GRANT CREATE ON SCHEMA types TO reader;
SET ROLE reader;
CREATE TYPE types."Reader's" AS RANGE (subtype = int2);
RESET ROLE;
CREATE TABLE types.multi (spans int4multirange, days types.many_dates, transaction xid8, snap pg_snapshot);
INSERT INTO types.multi VALUES ('{[1,3),[5,7)}', '{[2024-01-01,2024-02-01)}', '12', '10:20:10,14,15');
\endif
\if :from17
CREATE DOMAIN types.never AS int CONSTRAINT "It's there" NOT NULL CHECK (VALUE > 0);
CREATE DOMAIN types.never_too AS types.never NOT NULL;
COMMENT ON CONSTRAINT "It's there" ON DOMAIN types.never IS 'a NOT NULL with a name';
\endif
