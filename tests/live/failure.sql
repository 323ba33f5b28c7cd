-- A database whose restore takes long enough to be interrupted in each phase: what small.sql has, beside it a large table,
-- many small ones, an unlogged one, what is made after the rows and needs each other, and large objects.
CREATE SCHEMA work;
CREATE TABLE work.large (id int PRIMARY KEY, at timestamptz, what text, filler text);
INSERT INTO work.large SELECT n, '2020-01-01Z'::timestamptz + n * interval '1 second', md5(n::text), repeat(md5(n::text), 5)
    FROM generate_series(1, 150000) AS n;
CREATE INDEX large_what ON work.large (what);
CREATE INDEX large_at ON work.large (at);
CREATE TABLE work.lines (id int REFERENCES work.large, line int, PRIMARY KEY (id, line));
INSERT INTO work.lines SELECT 1 + n % 150000, n FROM generate_series(1, 60000) AS n;
CREATE UNLOGGED TABLE work.unlogged (id int PRIMARY KEY, v text);
CREATE UNLOGGED TABLE work.unlogged_part (id int REFERENCES work.unlogged);
INSERT INTO work.unlogged SELECT n, 'v' || n FROM generate_series(1, 2000) AS n;
INSERT INTO work.unlogged_part SELECT n FROM generate_series(1, 2000) AS n;
CREATE VIEW work.grouped AS SELECT id, what FROM work.large GROUP BY id;
CREATE MATERIALIZED VIEW work.counts AS SELECT left(what, 2) AS start, count(*) FROM work.large GROUP BY 1;
CREATE INDEX counts_start ON work.counts (start);
CREATE TABLE work.log (n int);
CREATE FUNCTION work.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO work.log VALUES (1); RETURN NEW; END';
CREATE TRIGGER note AFTER INSERT ON work.lines FOR EACH ROW EXECUTE FUNCTION work.note();
CREATE TABLE work.parted (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE work.parted_1 PARTITION OF work.parted FOR VALUES FROM (0) TO (1000);
CREATE TABLE work.parted_2 PARTITION OF work.parted FOR VALUES FROM (1000) TO (100000);
INSERT INTO work.parted SELECT n, n::text FROM generate_series(1, 5000) AS n;
SELECT format('CREATE TABLE work.small_%1$s (id int PRIMARY KEY, v text);
    INSERT INTO work.small_%1$s SELECT n, %1$s::text FROM generate_series(1, 10) AS n', n) FROM generate_series(1, 60) AS n
\gexec
SELECT lo_from_bytea((700000 + n)::oid, decode(repeat(md5(n::text), 500), 'hex')) FROM generate_series(1, 50) AS n;
CREATE FUNCTION work.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('DROP SCHEMA', 'CREATE SCHEMA') EXECUTE FUNCTION work.refuse();
