-- what needs each other, and must be taken apart to be made
CREATE SCHEMA loops;
-- a view and a function of its row type
CREATE TABLE loops.base (id int PRIMARY KEY, v text);
INSERT INTO loops.base VALUES (1, 'x'), (2, 'y');
CREATE VIEW loops.of_itself AS SELECT id, v, 0 AS extra FROM loops.base;
CREATE FUNCTION loops.of_row(loops.of_itself) RETURNS int LANGUAGE sql STABLE AS 'SELECT ($1).id';
CREATE OR REPLACE VIEW loops.of_itself AS SELECT id, v, loops.of_row(ROW(id, v, 0)::loops.of_itself) AS extra FROM loops.base;
-- two views that name each other
CREATE VIEW loops.first AS SELECT 1 AS a;
CREATE VIEW loops.second AS SELECT a FROM loops.first;
CREATE OR REPLACE VIEW loops.first AS SELECT a FROM loops.second;
-- a default, a check and a function that need the table that has them
CREATE TABLE loops.counted (id int, n int);
CREATE FUNCTION loops.next_number() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM loops.counted';
CREATE FUNCTION loops.is_good(loops.counted) RETURNS boolean LANGUAGE sql AS 'SELECT ($1).n >= 0';
ALTER TABLE loops.counted ALTER COLUMN n SET DEFAULT loops.next_number(), ADD CONSTRAINT good CHECK (loops.is_good(counted));
INSERT INTO loops.counted (id) VALUES (1);
INSERT INTO loops.counted (id) VALUES (2);
-- a function that returns the rows of a table whose default calls it
CREATE TABLE loops.returning_self (a int);
CREATE FUNCTION loops.all_rows() RETURNS SETOF loops.returning_self LANGUAGE sql STABLE AS 'SELECT * FROM loops.returning_self';
CREATE FUNCTION loops.how_many() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM loops.all_rows()';
ALTER TABLE loops.returning_self ALTER COLUMN a SET DEFAULT loops.how_many();
INSERT INTO loops.returning_self DEFAULT VALUES;
-- a domain whose check calls a function of that domain
CREATE DOMAIN loops.picky AS int;
CREATE FUNCTION loops.accepts(loops.picky) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::int <> 13';
ALTER DOMAIN loops.picky ADD CONSTRAINT lucky CHECK (loops.accepts(VALUE));
CREATE TABLE loops.lucky (n loops.picky);
-- a composite type with an array of a table's rows, and that table with a column of the type
CREATE TABLE loops.leaf (id int);
CREATE TYPE loops.bunch AS (leaves loops.leaf[]);
ALTER TABLE loops.leaf ADD COLUMN siblings int[];
CREATE TABLE loops.tree (b loops.bunch);
INSERT INTO loops.tree VALUES (ROW(ARRAY[ROW(1, '{2}')::loops.leaf]));
-- a materialized view over a view over a materialized view
CREATE MATERIALIZED VIEW loops.m1 AS SELECT id FROM loops.base;
CREATE VIEW loops.v1 AS SELECT id FROM loops.m1;
CREATE MATERIALIZED VIEW loops.m2 AS SELECT id FROM loops.v1;
\if :from14
-- a view with a function with a body that needs a key, and a function that needs the view
CREATE VIEW loops.grouped AS SELECT id, v FROM loops.base GROUP BY id;
CREATE FUNCTION loops.of_grouped() RETURNS SETOF loops.grouped LANGUAGE sql BEGIN ATOMIC SELECT * FROM loops.grouped; END;
-- functions whose bodies came later: that call themselves, that use what is made of them
CREATE FUNCTION loops.factorial(n int) RETURNS int IMMUTABLE RETURN 1;
CREATE OR REPLACE FUNCTION loops.factorial(n int) RETURNS int IMMUTABLE RETURN CASE WHEN n > 1 THEN n * loops.factorial(n - 1) ELSE 1 END;
CREATE FUNCTION loops.steps(n int DEFAULT 3, up_to int DEFAULT 5) RETURNS TABLE (step int, "its name" text) BEGIN ATOMIC SELECT 1, 'x'::text; END;
CREATE OR REPLACE FUNCTION loops.steps(n int DEFAULT 3, up_to int DEFAULT 6) RETURNS TABLE (step int, "its name" text)
    BEGIN ATOMIC SELECT n, 'step'::text UNION ALL SELECT * FROM loops.steps(n + 1) WHERE n < up_to; END;
CREATE FUNCTION loops.near(a point, b point) RETURNS boolean IMMUTABLE RETURN true;
CREATE OPERATOR loops.~~~ (FUNCTION = loops.near, LEFTARG = point, RIGHTARG = point, COMMUTATOR = OPERATOR(loops.~~~));
CREATE OR REPLACE FUNCTION loops.near(a point, b point) RETURNS boolean IMMUTABLE RETURN CASE WHEN a[0] > b[0] THEN b OPERATOR(loops.~~~) a ELSE b[0] - a[0] < 1 END;
CREATE FUNCTION loops.plus(a int, b int DEFAULT 1) RETURNS int IMMUTABLE RETURN a + b;
CREATE TABLE loops.sums (a int, s int GENERATED ALWAYS AS (loops.plus(a)) STORED, CHECK (loops.plus(a, 2) > 2));
INSERT INTO loops.sums VALUES (1), (2);
CREATE OR REPLACE FUNCTION loops.plus(a int, b int DEFAULT 1) RETURNS int IMMUTABLE RETURN a + b + CASE WHEN a < 0 THEN (SELECT max(s) FROM loops.sums) ELSE 0 END;
CREATE INDEX ON loops.sums (loops.plus(a, 5));
CREATE FUNCTION loops.one() RETURNS int STABLE RETURN 1;
CREATE MATERIALIZED VIEW loops.ones AS SELECT loops.one() AS one;
CREATE OR REPLACE FUNCTION loops.one() RETURNS int STABLE RETURN CASE WHEN random() > 2 THEN (SELECT one FROM loops.ones) ELSE 2 END;
REFRESH MATERIALIZED VIEW loops.ones;
CREATE FUNCTION loops.parted(INOUT a int, OUT "b b" text, VARIADIC c int[] DEFAULT '{1}') RETURN (a, 'x'::text);
CREATE VIEW loops.of_parted AS SELECT (loops.parted(3)).*;
CREATE OR REPLACE FUNCTION loops.parted(INOUT a int, OUT "b b" text, VARIADIC c int[] DEFAULT '{1,2}') BEGIN ATOMIC SELECT a, "b b" FROM loops.of_parted WHERE a > 9; END;
CREATE PROCEDURE loops.note(n int DEFAULT 1) BEGIN ATOMIC SELECT n; END;
CREATE OR REPLACE PROCEDURE loops.note(n int DEFAULT 2) BEGIN ATOMIC INSERT INTO loops.base VALUES (n, 'noted'); END;
\endif
