CREATE SCHEMA rules;
CREATE EXTENSION btree_gist SCHEMA public;
CREATE TABLE rules.main (
    a int, b int, c text, during int4range,
    CONSTRAINT "the key" PRIMARY KEY (a, b) INCLUDE (c) WITH (fillfactor = 80),
    CONSTRAINT one_c UNIQUE (c) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT no_overlap EXCLUDE USING gist (a WITH =, during WITH &&) WHERE (b > 10),
    CONSTRAINT several CHECK (a > 0 AND (b IS NULL OR b > a - 1000000))
);
INSERT INTO rules.main SELECT n, n + 1, 'c' || n, int4range(n, n + 10) FROM generate_series(1, 300) AS n;
CREATE UNIQUE INDEX taken_over ON rules.main (b DESC NULLS LAST);
-- only an index in the default order may become a constraint
CREATE UNIQUE INDEX b_key ON rules.main (b);
ALTER TABLE rules.main ADD CONSTRAINT b_key UNIQUE USING INDEX b_key;
ALTER TABLE rules.main CLUSTER ON "the key";
CREATE TABLE rules.referring (
    a int, b int, self int PRIMARY KEY, up int REFERENCES rules.referring,
    CONSTRAINT to_main FOREIGN KEY (a, b) REFERENCES rules.main MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE
);
INSERT INTO rules.referring SELECT n, n + 1, n, nullif(n - 1, 0) FROM generate_series(1, 300) AS n;
-- rows that came before the rule
CREATE TABLE rules.unproven (a int, b int);
INSERT INTO rules.unproven VALUES (-1, 99999);
ALTER TABLE rules.unproven ADD CONSTRAINT positive CHECK (a > 0) NOT VALID,
    ADD CONSTRAINT somewhere FOREIGN KEY (b) REFERENCES rules.referring (self) NOT VALID;
-- two tables that refer to each other
CREATE TABLE rules.hen (id int PRIMARY KEY, egg int);
CREATE TABLE rules.egg (id int PRIMARY KEY, hen int REFERENCES rules.hen);
ALTER TABLE rules.hen ADD FOREIGN KEY (egg) REFERENCES rules.egg DEFERRABLE INITIALLY DEFERRED;
BEGIN;
INSERT INTO rules.hen VALUES (1, 1);
INSERT INTO rules.egg VALUES (1, 1);
COMMIT;
CREATE FUNCTION rules.is_fine(rules.unproven) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a IS NOT NULL';
ALTER TABLE rules.unproven ADD CONSTRAINT whole_row CHECK (rules.is_fine(unproven));
\if :from15
CREATE TABLE rules.modern (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b), FOREIGN KEY (a, b) REFERENCES rules.main (a, b)
    ON DELETE SET NULL (b));
INSERT INTO rules.modern VALUES (1, NULL);
\endif
\if :from18
CREATE TABLE rules.newest (
    a int CONSTRAINT "named not null" NOT NULL, b int CONSTRAINT local_only NOT NULL NO INHERIT, c int, during int4range,
    CONSTRAINT temporal PRIMARY KEY (a, during WITHOUT OVERLAPS),
    CONSTRAINT hoped CHECK (c > 0) NOT ENFORCED
);
INSERT INTO rules.newest VALUES (1, 1, -1, '[1,5)');
INSERT INTO rules.newest VALUES (1, 1, NULL, '[5,9)');
ALTER TABLE rules.newest ADD CONSTRAINT late_not_null NOT NULL c NOT VALID;
CREATE TABLE rules.newest_child (d int) INHERITS (rules.newest);
-- a copy has the names of the NOT NULL constraints of what it is a copy of, and comes before it
CREATE TABLE rules.original (id int NOT NULL, v text NOT NULL);
CREATE TABLE rules.a_copy (LIKE rules.original);
-- children that have a NOT NULL under another name than the parent from whom they inherit it
CREATE TABLE rules.strict (a int CONSTRAINT "a is there" NOT NULL, b int);
CREATE TABLE rules.strict_too (CONSTRAINT "It's there" NOT NULL a) INHERITS (rules.strict);
CREATE TABLE rules.strict_by_itself (a int CONSTRAINT "there it is" NOT NULL, CONSTRAINT b_too NOT NULL b NO INHERIT) INHERITS (rules.strict);
-- one of two parents is strict from now on only, and gave the child its name
CREATE TABLE rules.lax (a int, b int);
INSERT INTO rules.lax VALUES (NULL, 1);
ALTER TABLE rules.lax ADD CONSTRAINT "from now on" NOT NULL a NOT VALID;
CREATE TABLE rules.lax_child () INHERITS (rules.lax);
CREATE TABLE rules.of_both () INHERITS (rules.lax, rules.strict);
INSERT INTO rules.of_both VALUES (1, 1);
COMMENT ON CONSTRAINT "from now on" ON rules.lax IS 'not of all rows';
COMMENT ON CONSTRAINT "from now on" ON rules.of_both IS 'of all rows';
-- a parent and a child, each under a name of its own, each with rows that break it
CREATE TABLE rules.lax_heir () INHERITS (rules.lax_child);
CREATE TABLE rules.early (a int);
CREATE TABLE rules.early_child () INHERITS (rules.early);
INSERT INTO rules.early VALUES (NULL);
INSERT INTO rules.early_child VALUES (NULL);
ALTER TABLE rules.early_child ADD CONSTRAINT of_the_child NOT NULL a NOT VALID;
ALTER TABLE rules.early ADD CONSTRAINT an_earlier_name NOT NULL a NOT VALID;
CREATE TABLE rules.within (a int, during int4range,
    CONSTRAINT covered FOREIGN KEY (a, PERIOD during) REFERENCES rules.newest (a, PERIOD during),
    CONSTRAINT loose FOREIGN KEY (a) REFERENCES rules.referring (self) NOT ENFORCED);
INSERT INTO rules.within VALUES (1, '[2,8)');
\endif
