-- what regression databases hold rather than applications
CREATE SCHEMA odd;
-- aggregates over polymorphic types, over several arguments, and one that is only a shell around an operator
CREATE FUNCTION odd.put(anyarray, anyelement) RETURNS anyarray LANGUAGE sql IMMUTABLE AS 'SELECT $1 || ARRAY[$2]';
CREATE AGGREGATE odd.collect(anyelement) (SFUNC = odd.put, STYPE = anyarray, INITCOND = '{}');
CREATE FUNCTION odd.last_of(anyelement, VARIADIC anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $2[array_upper($2, 1)]';
CREATE FUNCTION odd.append(anyarray, VARIADIC anyarray) RETURNS anyarray LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE AGGREGATE odd.last(VARIADIC items anyarray) (SFUNC = odd.append, STYPE = anyarray, INITCOND = '{}', PARALLEL = SAFE);
CREATE AGGREGATE odd.smallest(int) (SFUNC = int4smaller, STYPE = int, SORTOP = <);
CREATE FUNCTION odd.final_of(anyarray, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1[1]';
CREATE AGGREGATE odd.pick(anyelement) (SFUNC = odd.put, STYPE = anyarray, FINALFUNC = odd.final_of, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE);
-- casts: in and out, binary, and as assignment
CREATE TYPE odd.shade AS ENUM ('dark', 'light');
CREATE CAST (odd.shade AS varchar) WITH INOUT AS IMPLICIT;
CREATE CAST (varchar AS odd.shade) WITH INOUT AS ASSIGNMENT;
CREATE DOMAIN odd.meters AS numeric(10, 2);
-- domains over arrays of composites, over domains, over ranges, over enums
CREATE TYPE odd.pair AS (a int, b text COLLATE "C");
CREATE DOMAIN odd.pairs AS odd.pair[] CHECK (array_length(VALUE, 1) < 5);
CREATE DOMAIN odd.more_pairs AS odd.pairs NOT NULL DEFAULT '{}';
CREATE DOMAIN odd.whole_pair AS odd.pair CHECK ((VALUE).a > 0);
CREATE DOMAIN odd.span AS int4range DEFAULT 'empty';
CREATE DOMAIN odd.shadow AS odd.shade DEFAULT 'dark';
CREATE TABLE odd.domains (p odd.pairs, m odd.more_pairs, w odd.whole_pair, s odd.span, d odd.shadow, ps odd.pairs[]);
INSERT INTO odd.domains VALUES (ARRAY[ROW(1, 'x')::odd.pair], ARRAY[ROW(2, NULL)::odd.pair], ROW(3, 'q'), '[1,5)', 'light', NULL);
-- ranges over domains, over composite types, with a collation
CREATE TYPE odd.meter_range AS RANGE (SUBTYPE = odd.meters);
CREATE TYPE odd.pair_range AS RANGE (SUBTYPE = odd.pair);
CREATE TYPE odd.text_range AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TABLE odd.ranges (m odd.meter_range, p odd.pair_range, t odd.text_range, ts odd.text_range[]);
INSERT INTO odd.ranges VALUES ('[1.5,2.25]', '["(1,a)","(2,b)")', '[a,z)', ARRAY['[a,b)'::odd.text_range]);
-- a range whose constructors have other names and schemas than the type, as it was renamed and moved
CREATE SCHEMA "odd origin";
CREATE TYPE "odd origin".span AS RANGE (SUBTYPE = int);
ALTER TYPE "odd origin".span RENAME TO "new span";
ALTER TYPE "odd origin"."new span" SET SCHEMA odd;
CREATE TABLE odd.spans (s odd."new span" DEFAULT "odd origin".span(1, 2), t odd."new span" DEFAULT "odd origin".span(1, 3, '[]'));
INSERT INTO odd.spans DEFAULT VALUES;
COMMENT ON FUNCTION "odd origin".span(int, int) IS 'constructor';
-- a domain without the default that the one below it got later
CREATE DOMAIN odd.below AS int;
CREATE DOMAIN odd.above AS odd.below;
ALTER DOMAIN odd.below SET DEFAULT 5;
CREATE TABLE odd.above_and_below (b odd.below, a odd.above);
INSERT INTO odd.above_and_below DEFAULT VALUES;
-- tables of composite types, and with columns of types with dropped attributes
CREATE TYPE odd.shrunk AS (a int, gone text, b int);
ALTER TYPE odd.shrunk DROP ATTRIBUTE gone;
ALTER TYPE odd.shrunk ADD ATTRIBUTE c odd.shade;
CREATE TABLE odd.of_shrunk OF odd.shrunk (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 7, CHECK (b > 0));
INSERT INTO odd.of_shrunk VALUES (1, 2, 'dark');
CREATE TABLE odd.holds_shrunk (s odd.shrunk, ss odd.shrunk[]);
INSERT INTO odd.holds_shrunk VALUES (ROW(1, 2, 'light'), ARRAY[ROW(3, 4, NULL)::odd.shrunk]);
CREATE TYPE odd.nothing AS ();
CREATE TABLE odd.no_columns ();
CREATE TABLE odd.all_dropped (a int, b int);
INSERT INTO odd.all_dropped VALUES (1, 2), (3, 4);
ALTER TABLE odd.all_dropped DROP COLUMN a, DROP COLUMN b;
-- a diamond of inheritance: merged columns, dropped parents' columns, conflicting storage, local and inherited at once
CREATE TABLE odd.top (id int NOT NULL, v text DEFAULT 'top', gone int, CHECK (id > 0));
ALTER TABLE odd.top ALTER COLUMN v SET STORAGE EXTERNAL;
CREATE TABLE odd.left_side (l int, v text DEFAULT 'left') INHERITS (odd.top);
CREATE TABLE odd.right_side (r int, v text DEFAULT 'right') INHERITS (odd.top);
ALTER TABLE odd.right_side ALTER COLUMN v SET STORAGE EXTERNAL;
ALTER TABLE odd.left_side ALTER COLUMN v SET STORAGE EXTERNAL;
CREATE TABLE odd.bottom (id int, v text DEFAULT 'bottom', own int) INHERITS (odd.left_side, odd.right_side);
ALTER TABLE odd.bottom ALTER COLUMN v SET STORAGE MAIN;
ALTER TABLE ONLY odd.top DROP COLUMN gone;
ALTER TABLE odd.top ALTER COLUMN v SET DEFAULT 'later';
ALTER TABLE ONLY odd.bottom ALTER COLUMN v DROP DEFAULT;
INSERT INTO odd.bottom (id, v, l, r, own) VALUES (1, 'x', 2, 3, 4);
CREATE TABLE odd.loose (x int, own int, v text, id int NOT NULL, gone int, r int, l int, CONSTRAINT top_id_check CHECK (id > 0));
ALTER TABLE odd.loose INHERIT odd.bottom;
INSERT INTO odd.loose VALUES (1, 2, 'v', 3, 4, 5, 6);
-- partition keys on expressions, with operator classes and collations; columns in another order in the partition
CREATE FUNCTION odd.bucket(text) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT length($1) % 3';
CREATE TABLE odd.by_expression (a int, t text, extra numeric DEFAULT 1.5) PARTITION BY LIST (odd.bucket(t));
CREATE TABLE odd.by_expression_0 PARTITION OF odd.by_expression (extra DEFAULT 2.5) FOR VALUES IN (0) WITH (fillfactor = 70);
CREATE TABLE odd.by_expression_12 (extra numeric, dropped int, t text, a int NOT NULL);
ALTER TABLE odd.by_expression_12 DROP COLUMN dropped;
ALTER TABLE odd.by_expression ATTACH PARTITION odd.by_expression_12 FOR VALUES IN (1, 2);
INSERT INTO odd.by_expression SELECT n, repeat('x', n) FROM generate_series(1, 9) n;
CREATE TABLE odd.by_several (a int, b text) PARTITION BY RANGE (abs(a), b COLLATE "C" text_pattern_ops, (a + 1));
CREATE TABLE odd.by_several_1 PARTITION OF odd.by_several FOR VALUES FROM (0, MINVALUE, MINVALUE) TO (10, 'm', MAXVALUE);
CREATE TABLE odd.by_several_rest PARTITION OF odd.by_several DEFAULT PARTITION BY HASH (a);
CREATE TABLE odd.by_several_rest_0 PARTITION OF odd.by_several_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE odd.by_several_rest_1 PARTITION OF odd.by_several_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO odd.by_several SELECT n - 20, 'k' || n FROM generate_series(1, 60) n;
-- generated columns that differ in a child
CREATE TABLE odd.made (a int, g int GENERATED ALWAYS AS (a * 2) STORED);
INSERT INTO odd.made VALUES (1);
\if :from16
CREATE TABLE odd.made_child (g int GENERATED ALWAYS AS (a * 3) STORED) INHERITS (odd.made);
INSERT INTO odd.made_child (a) VALUES (2);
CREATE TABLE odd.made_parts (a int, g int GENERATED ALWAYS AS (a * 2) STORED) PARTITION BY RANGE (a);
CREATE TABLE odd.made_part_1 PARTITION OF odd.made_parts (g GENERATED ALWAYS AS (a * 4) STORED) FOR VALUES FROM (0) TO (10);
CREATE TABLE odd.made_part_2 (g int GENERATED ALWAYS AS (a * 5) STORED, a int);
ALTER TABLE odd.made_parts ATTACH PARTITION odd.made_part_2 FOR VALUES FROM (10) TO (20);
INSERT INTO odd.made_parts VALUES (1), (11);
\endif
-- exclusion constraints with operators of an operator class of one's own
CREATE OPERATOR CLASS odd.circle_ops FOR TYPE circle USING gist AS STORAGE box, OPERATOR 3 &&,
    FUNCTION 1 gist_circle_consistent(internal, circle, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal), FUNCTION 3 gist_circle_compress(internal),
    FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
CREATE TABLE odd.exclusive (c circle, during tstzrange, n int, EXCLUDE USING gist (c odd.circle_ops WITH &&, during WITH &&) WHERE (n > 0) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO odd.exclusive VALUES ('<(0,0),1>', '[2024-01-01,2024-02-01)', 1);
-- event triggers with tags
CREATE FUNCTION odd.on_command() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER "odd tags" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP FUNCTION', 'ALTER TABLE') EXECUTE FUNCTION odd.on_command();
ALTER EVENT TRIGGER "odd tags" ENABLE REPLICA;
CREATE EVENT TRIGGER "odd rewrite" ON table_rewrite EXECUTE FUNCTION odd.on_command();
ALTER EVENT TRIGGER "odd rewrite" DISABLE;
CREATE EVENT TRIGGER "odd drop" ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION odd.on_command();
ALTER EVENT TRIGGER "odd drop" ENABLE ALWAYS;
-- rules with qualifications, several commands, and on views
CREATE TABLE odd.ruled (id int, v text);
CREATE TABLE odd.ruled_log (id int, was text, at timestamptz DEFAULT '2024-01-01');
CREATE VIEW odd.ruled_view AS SELECT id, v FROM odd.ruled WHERE id > 0;
CREATE RULE put AS ON INSERT TO odd.ruled_view DO INSTEAD (INSERT INTO odd.ruled VALUES (new.id, new.v); INSERT INTO odd.ruled_log VALUES (new.id, new.v));
CREATE RULE change AS ON UPDATE TO odd.ruled_view WHERE old.v IS DISTINCT FROM new.v DO INSTEAD UPDATE odd.ruled SET v = new.v WHERE id = old.id;
CREATE RULE ignore AS ON UPDATE TO odd.ruled_view DO INSTEAD NOTHING;
CREATE RULE tell AS ON DELETE TO odd.ruled DO ALSO NOTIFY odd_rule, 'it''s gone';
CREATE RULE "returning" AS ON DELETE TO odd.ruled_view DO INSTEAD DELETE FROM odd.ruled WHERE id = old.id RETURNING id, v || 'x';
CREATE RULE "upsert ""quoted""" AS ON INSERT TO odd.ruled WHERE new.id IS NULL DO INSTEAD NOTHING;
ALTER TABLE odd.ruled DISABLE RULE "upsert ""quoted""";
-- views: recursive, with check options over each other, with barriers, with columns renamed, of set operations
CREATE RECURSIVE VIEW odd.counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 5;
CREATE VIEW odd.checked AS SELECT id AS number, v AS "the value" FROM odd.ruled WHERE id < 100 WITH LOCAL CHECK OPTION;
CREATE VIEW odd.checked_twice WITH (security_barrier) AS SELECT number FROM odd.checked WHERE number > 1 WITH CASCADED CHECK OPTION;
ALTER VIEW odd.checked ALTER COLUMN "the value" SET DEFAULT 'by the view';
CREATE VIEW odd.unions AS (SELECT 1 AS a, NULL AS b ORDER BY 1 LIMIT 1) UNION ALL (SELECT 2, 'x' EXCEPT SELECT 3, 'y') INTERSECT SELECT 2, 'x';
CREATE VIEW odd.joins AS SELECT * FROM odd.ruled r FULL JOIN odd.ruled_log l USING (id) CROSS JOIN LATERAL (SELECT r.v || l.was AS both) x LEFT JOIN ROWS FROM (generate_series(1, 2), unnest(ARRAY['a', 'b'])) WITH ORDINALITY AS f (n, t, o) ON f.n = r.id;
ALTER TABLE odd.ruled RENAME COLUMN v TO "the v";
CREATE VIEW odd.grouping_sets AS SELECT id, "the v", grouping(id, "the v"), count(*) FILTER (WHERE id > 1), rank() OVER w FROM odd.ruled GROUP BY GROUPING SETS (CUBE (id), ("the v", id), ()) WINDOW w AS (ORDER BY count(*) ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES);
CREATE VIEW odd.empty_view AS SELECT;
CREATE VIEW odd.of_nothing AS SELECT * FROM odd.no_columns;
CREATE MATERIALIZED VIEW odd.unfilled AS SELECT 1 / 0 AS never WITH NO DATA;
-- functions with all sorts of settings
CREATE FUNCTION odd.settings() RETURNS void LANGUAGE plpgsql
    SET search_path = odd, "Odd ""Schema""", pg_temp SET work_mem = '5MB' SET DateStyle = 'ISO, DMY' SET my.own_setting = 'it''s "so"'
    SET temp_tablespaces = '' SET statement_timeout = 0 SET extra_float_digits = -1 SET log_statement_stats = off COST 7 AS 'BEGIN END';
CREATE FUNCTION odd.modes(INOUT a int, IN b int DEFAULT 1 + 1, OUT c text, VARIADIC d numeric[] DEFAULT '{1,2}') LANGUAGE plpgsql LEAKPROOF PARALLEL RESTRICTED AS $f$ BEGIN c := $$x$$; END $f$;
CREATE FUNCTION odd.of_table(n int DEFAULT 3) RETURNS TABLE ("a b" int, c odd.pair) LANGUAGE sql ROWS 3 AS $_$ SELECT 1, ROW(1, '$body$')::odd.pair $_$;
CREATE PROCEDURE odd.proc(INOUT x int, y text DEFAULT 'a"b''c') SECURITY DEFINER SET search_path FROM CURRENT LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION odd.returns_record(OUT a int, OUT b text) RETURNS SETOF record LANGUAGE sql STRICT AS 'SELECT 1, NULL';
-- default rights of roles in a schema
ALTER DEFAULT PRIVILEGES FOR ROLE harbour IN SCHEMA odd GRANT SELECT, INSERT ON TABLES TO reader WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE harbour IN SCHEMA odd GRANT USAGE ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE harbour IN SCHEMA odd GRANT EXECUTE ON FUNCTIONS TO "lamp keeper";
ALTER DEFAULT PRIVILEGES FOR ROLE "lamp keeper" IN SCHEMA odd GRANT USAGE ON TYPES TO reader;
-- triggers of all kinds
CREATE FUNCTION odd.fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER before_columns BEFORE UPDATE OF id, "the v" ON odd.ruled FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION odd.fire('a', '1', 'it''s \x');
CREATE TRIGGER transitions AFTER UPDATE ON odd.ruled REFERENCING OLD TABLE AS "old rows" NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION odd.fire();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT OR DELETE ON odd.ruled FROM odd.ruled_log DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION odd.fire();
CREATE TRIGGER truncated BEFORE TRUNCATE ON odd.ruled EXECUTE FUNCTION odd.fire();
CREATE TRIGGER instead INSTEAD OF DELETE ON odd.ruled_view FOR EACH ROW EXECUTE FUNCTION odd.fire();
ALTER TABLE odd.ruled ENABLE ALWAYS TRIGGER truncated;
-- operators: without a commutator of their own kind, on the right side only, that negate themselves by another name
CREATE FUNCTION odd.same(odd.pair, odd.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE OPERATOR odd.<=> (FUNCTION = odd.same, LEFTARG = odd.pair, RIGHTARG = odd.pair, COMMUTATOR = OPERATOR(odd.<=>), NEGATOR = OPERATOR(odd.<!>));
-- comments on what seldom has one
COMMENT ON RULE put ON odd.ruled_view IS 'rule';
COMMENT ON TRIGGER before_columns ON odd.ruled IS 'trigger';
COMMENT ON CONSTRAINT pairs_check ON DOMAIN odd.pairs IS 'domain constraint';
COMMENT ON COLUMN odd.pair.a IS 'attribute';
COMMENT ON COLUMN odd.checked.number IS 'column of a view';
COMMENT ON CAST (odd.shade AS varchar) IS 'cast';
COMMENT ON AGGREGATE odd.pick(anyelement) IS 'aggregate';
COMMENT ON PROCEDURE odd.proc(INOUT int, text) IS 'procedure';
COMMENT ON OPERATOR odd.<=> (odd.pair, odd.pair) IS 'operator';
COMMENT ON OPERATOR odd.<!> (odd.pair, odd.pair) IS 'shell of an operator';
ALTER OPERATOR odd.<!> (odd.pair, odd.pair) OWNER TO reader;
COMMENT ON INDEX odd.of_shrunk_pkey IS 'index of a key';
COMMENT ON CONSTRAINT of_shrunk_pkey ON odd.of_shrunk IS 'key';
COMMENT ON EVENT TRIGGER "odd tags" IS 'event trigger';
COMMENT ON TYPE odd.meter_range IS 'range';
COMMENT ON MATERIALIZED VIEW odd.unfilled IS 'not filled';
COMMENT ON COLUMN odd.by_expression.t IS 'partitioned column';
COMMENT ON VIEW odd.counting IS 'recursive';
-- a transform and a function that uses it; a base type with subscripts of its own
CREATE FUNCTION odd.to_shade(internal) RETURNS odd.shade LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE TRANSFORM FOR odd.shade LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION odd.to_shade(internal));
COMMENT ON TRANSFORM FOR odd.shade LANGUAGE sql IS 'transform';
CREATE FUNCTION odd.transformed(odd.shade) RETURNS odd.shade LANGUAGE sql TRANSFORM FOR TYPE odd.shade AS 'SELECT $1';
\if :from14
CREATE TYPE odd.bitten;
CREATE FUNCTION odd.bitten_in(cstring) RETURNS odd.bitten LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION odd.bitten_out(odd.bitten) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE odd.bitten (INPUT = odd.bitten_in, OUTPUT = odd.bitten_out, INTERNALLENGTH = 16, ALIGNMENT = double, ELEMENT = float8,
    SUBSCRIPT = raw_array_subscript_handler, CATEGORY = 'G', DELIMITER = ';');
CREATE TABLE odd.of_bitten (p odd.bitten, ps odd.bitten[]);
INSERT INTO odd.of_bitten VALUES ('(1,2)', '{"(3,4)"}');
\endif
