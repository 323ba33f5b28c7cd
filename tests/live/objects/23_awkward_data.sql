CREATE SCHEMA data;
CREATE TABLE data.texts (id int PRIMARY KEY, v text, w varchar);
INSERT INTO data.texts VALUES
    (1, '', NULL), (2, NULL, ''), (3, E'\\N', E'\\.'), (4, E'\\', E'a\\'), (5, E'tab\there', E'line\nbreak'),
    (6, E'cr\rlf\r\n', E'\b\f\v'), (7, E'\x01\x02\x1f\x7f', E'\\x00'), (8, 'Ωmega 船 🚢 é', E'\u200b\ufeff'), (9, ' ', '  x  '),
    (10, E'\\.\n\\.', E'\n\\.\n'), (11, 'NULL', 'null'), (12, '{"a":1}', '"quoted"'), (13, E'\n', E'\t'), (14, E'\\\\N', E'\\t\\n'),
    (15, E'a\\\tb', E'\\\n');
CREATE TABLE data.numbers (id int, f float8, g real, n numeric, b bigint, m money, s smallint);
INSERT INTO data.numbers VALUES
    (1, 'NaN', 'NaN', 'NaN', 9223372036854775807, '92233720368547758.07', 32767),
    (2, 'Infinity', '-Infinity', 0.000000000000000000000000000000000000000000000000001, -9223372036854775808, '-92233720368547758.08', -32768),
    (3, 0.1, 0.1, 1e500, 0, 0, 0), (4, '-0', '-0', -1.10, 1, 1, 1), (5, 1.7976931348623157e308, 3.4028235e38, 123456789012345678901234567890.123456789, 2, 2, 2),
    (6, 4.9406564584124654e-324, 1.4e-45, 0.10, 3, 3, 3), (7, 1.0 / 3, 1.0 / 3, 10::numeric ^ 400 / 3, 4, 4, 4), (8, NULL, NULL, NULL, NULL, NULL, NULL);
\if :from14
INSERT INTO data.numbers VALUES (9, 1, 1, 'Infinity', 1, 1, 1), (10, 1, 1, '-Infinity', 1, 1, 1);
\endif
CREATE TABLE data.times (a timestamp, b timestamptz, c date, d time, e timetz, f interval);
INSERT INTO data.times VALUES
    ('infinity', '-infinity', 'infinity', '24:00', '24:00-15:59', '-178000000 years'),
    ('4713-01-01 BC', '4714-11-24 00:00:00+00 BC', '0001-01-01 BC', '00:00', '00:00+00', '1 mon -1 day +00:00:00.000001'),
    ('294276-12-31 23:59:59.999999', '1883-11-18 12:03:58 America/New_York', '5874897-12-31', '23:59:59.999999', '12:00+05:30', '@ 1 year 2 mons ago'),
    ('0001-12-31 BC', '2024-10-27 02:30 Europe/Berlin', '2000-02-29', '12:00', '12:00-03:30', '0');
CREATE TABLE data.binary (id int, v bytea);
INSERT INTO data.binary VALUES (1, ''), (2, '\x00'), (3, '\x5c5c4e0a5c2e'), (4, NULL),
    (5, (SELECT string_agg(set_byte('\x00', 0, n), '' ORDER BY n) FROM generate_series(0, 255) AS n));
INSERT INTO data.binary SELECT 100 + n, decode(md5(n::text) || md5((n * 7)::text), 'hex') FROM generate_series(1, 500) AS n;
CREATE TABLE data.arrays (a int[], b text[], c int[][], d text[], e jsonb[]);
INSERT INTO data.arrays VALUES ('{}', '{}', '{{1,2},{3,4}}', ARRAY['', 'NULL', NULL, 'a,b', '"', '\', '{}', ' '], ARRAY['{"a": "\"\\"}'::jsonb]),
    ('[2:3]={1,2}', ARRAY[E'\t', E'\n'], NULL, ARRAY[[['x']]], '{}'), ('{NULL,1}', NULL, '[0:1][-1:0]={{1,2},{3,4}}', '{}', NULL);
CREATE TABLE data.documents (j json, b jsonb, x xml);
INSERT INTO data.documents VALUES ('{"a":1, "a":2,  "z" : "\u0041\n"}', '{"z": [1, 2.50, 1e3, "x\ty"], "a": {}}', '<?xml version="1.0"?><a>é</a>'),
    (' [ ] ', 'null', 'just text &lt;'), ('"\\"', '"\\\""', NULL);
-- rows larger than a block of 1 MiB, alone and among small ones
CREATE TABLE data.huge (id int, v text, b bytea);
INSERT INTO data.huge VALUES (1, 'small', NULL), (2, repeat(E'a line\n', 1600000), NULL), (3, 'small again', NULL),
    (4, repeat(E'\\', 6000000), decode(repeat('00', 3000000), 'hex')), (5, NULL, NULL), (6, repeat('x', 1048575), NULL), (7, repeat('x', 1048576), NULL);
-- many blocks
CREATE TABLE data.many (id int, k int, t text);
INSERT INTO data.many SELECT n, n % 997, md5(n::text) FROM generate_series(1, 60000) AS n;
DELETE FROM data.many WHERE id BETWEEN 20000 AND 40000;
-- alike rows count as often as they are there
CREATE TABLE data.alike (a int, b text);
INSERT INTO data.alike SELECT 1, 'same' FROM generate_series(1, 1000);
CREATE TABLE data.one_null (a text);
INSERT INTO data.one_null VALUES (NULL), (''), (NULL);
