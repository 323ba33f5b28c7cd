-- what large applications hold
CREATE SCHEMA depot;
-- an "=" that statements mean and do not name: of words in whatever case
CREATE SCHEMA "Depot's operators";
CREATE TYPE depot.word AS ENUM ('A', 'a', 'B', 'b');
CREATE FUNCTION "Depot's operators".same_word(depot.word, depot.word) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS 'SELECT pg_catalog.lower($1::pg_catalog.text) OPERATOR(pg_catalog.=) pg_catalog.lower($2::pg_catalog.text)';
CREATE OPERATOR "Depot's operators".= (LEFTARG = depot.word, RIGHTARG = depot.word, FUNCTION = "Depot's operators".same_word, COMMUTATOR = =);
SET search_path = depot, "Depot's operators", public;
CREATE TABLE words (
    id int PRIMARY KEY, one word, other word, more word DEFAULT NULLIF('a'::word, 'B'::word),
    is_a boolean GENERATED ALWAYS AS (CASE one WHEN 'a'::word THEN true ELSE false END) STORED,
    CONSTRAINT apart CHECK (one IS DISTINCT FROM other)
);
INSERT INTO words VALUES (1, 'A', 'B'), (2, 'b', NULL), (3, 'a', 'b');
CREATE TABLE other_words (other word, at int);
INSERT INTO other_words VALUES ('a', 1), ('b', 2);
CREATE INDEX ON words ((NULLIF(one, other))) WHERE one IS NOT DISTINCT FROM 'a';
CREATE VIEW joined AS SELECT * FROM words JOIN other_words USING (other);
CREATE VIEW joined_by_name AS SELECT id, nullif(one, 'a') AS one, CASE other WHEN 'A' THEN 1 END AS n FROM words NATURAL LEFT JOIN other_words;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FILTER (WHERE one IS DISTINCT FROM 'A') AS n FROM joined;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER changed BEFORE UPDATE ON words FOR EACH ROW WHEN (OLD.one IS DISTINCT FROM NEW.one) EXECUTE FUNCTION note();
CREATE RULE changed AS ON UPDATE TO words WHERE NEW.one IS DISTINCT FROM OLD.one DO ALSO INSERT INTO other_words VALUES (NULLIF(NEW.other, 'a'));
CREATE POLICY some_words ON words USING (CASE one WHEN 'a' THEN false ELSE true END) WITH CHECK (one IS DISTINCT FROM 'b');
CREATE DOMAIN not_a AS word CHECK (VALUE IS DISTINCT FROM 'a');
CREATE FUNCTION differs(a word, b word DEFAULT NULLIF('a'::word, 'B')) RETURNS boolean LANGUAGE sql AS 'SELECT a IS DISTINCT FROM b';
\if :from14
CREATE FUNCTION differ(a word, b word) RETURNS boolean LANGUAGE sql RETURN a IS DISTINCT FROM b;
\endif
RESET search_path;
-- domains whose constraints call functions, in types of columns, where no constraint can be added any more
CREATE FUNCTION depot.fits(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN depot.size AS int CONSTRAINT fits CHECK (depot.fits(VALUE)) DEFAULT 1;
CREATE DOMAIN depot.small_size AS depot.size CONSTRAINT fits CHECK (depot.fits(VALUE) AND VALUE < 10);
CREATE TYPE depot.box AS (size depot.size, inner_sizes depot.small_size[]);
CREATE TYPE depot.stack AS (boxes depot.box[], top depot.box);
CREATE TABLE depot.a_stack (id depot.small_size PRIMARY KEY, all_sizes depot.size[], stack depot.stack);
INSERT INTO depot.a_stack VALUES (1, '{2,3}', ROW(ARRAY[ROW(4, '{5}')::depot.box], ROW(6, '{7,8}')));
-- a domain's constraint, through a function, needs a table that has a column of the domain
CREATE DOMAIN depot.code AS int;
CREATE TABLE depot.codes (code depot.code, name text);
INSERT INTO depot.codes VALUES (7, 'seven');
\if :from14
CREATE FUNCTION depot.is_known(int) RETURNS boolean LANGUAGE sql BEGIN ATOMIC SELECT count(*) >= 0 FROM depot.codes; END;
ALTER DOMAIN depot.code ADD CONSTRAINT known CHECK (depot.is_known(VALUE));
\endif
-- rows that came before their domain's constraint
CREATE DOMAIN depot.price AS numeric;
CREATE TYPE depot.offer AS (price depot.price, reductions depot.price[]);
CREATE TABLE depot.offers (price depot.price, offer depot.offer);
INSERT INTO depot.offers VALUES (-1, ROW(-2, '{-3}')), (NULL, NULL);
ALTER DOMAIN depot.price ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
COMMENT ON CONSTRAINT positive ON DOMAIN depot.price IS 'from now on';
-- several keys on the same columns, of which foreign keys have the one that was made first
CREATE TABLE depot.shelves (z int CONSTRAINT z_first PRIMARY KEY, x int, y int, CONSTRAINT y_x UNIQUE (y, x));
ALTER TABLE depot.shelves ADD CONSTRAINT a_second UNIQUE (z), ADD CONSTRAINT a_x_y UNIQUE (x, y);
CREATE UNIQUE INDEX a_third ON depot.shelves (z) INCLUDE (x);
CREATE TABLE depot.goods (z int REFERENCES depot.shelves (z), x int, y int, FOREIGN KEY (x, y) REFERENCES depot.shelves (x, y));
-- rights in another order than that of names
CREATE TABLE depot.granted (a int, b int);
GRANT SELECT ON depot.granted TO "Writer's ""Guild""", reader, harbour;
GRANT INSERT ON depot.granted TO harbour, "lamp keeper";
GRANT UPDATE (a) ON depot.granted TO reader, harbour;
CREATE FUNCTION depot.for_some() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION depot.for_some() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION depot.for_some() TO reader WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION depot.for_some() TO harbour;
ALTER DEFAULT PRIVILEGES IN SCHEMA depot GRANT SELECT ON TABLES TO reader, "lamp keeper", harbour;
-- checks, also a domain's, that call SQL functions whose text reads views
CREATE VIEW depot.z_codes AS SELECT code::int AS code FROM depot.codes;
CREATE MATERIALIZED VIEW depot.z_kept AS SELECT code FROM depot.z_codes;
CREATE FUNCTION depot.is_listed(int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT $1 IN (SELECT code FROM depot.z_codes)';
CREATE FUNCTION depot.is_kept(int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT $1 IN (SELECT code FROM depot.z_kept)';
CREATE DOMAIN depot.listed AS int CHECK (VALUE > 6 OR depot.is_listed(VALUE)) CHECK (VALUE > 5 OR depot.is_kept(VALUE));
CREATE TABLE depot.listing (a int CHECK (a > 6 OR depot.is_listed(a)), b depot.listed, CHECK (a > 5 OR depot.is_kept(a)));
INSERT INTO depot.listing VALUES (7, 7);
