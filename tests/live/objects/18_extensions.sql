CREATE SCHEMA extras;
CREATE EXTENSION hstore SCHEMA extras;
CREATE EXTENSION citext SCHEMA extras;
CREATE EXTENSION pg_trgm SCHEMA extras;
CREATE EXTENSION "uuid-ossp" SCHEMA extras;
CREATE TABLE extras.uses (h extras.hstore, c extras.citext PRIMARY KEY, u uuid DEFAULT extras.uuid_generate_v4());
INSERT INTO extras.uses VALUES ('a=>1, "b c"=>NULL', 'MiXed', '00000000-0000-0000-0000-000000000001');
CREATE INDEX ON extras.uses USING gin (c extras.gin_trgm_ops);
CREATE INDEX ON extras.uses USING gist (h);
CREATE VIEW extras.seen AS SELECT h OPERATOR(extras.->) 'a' AS a, c = 'mixed'::extras.citext AS is_mixed FROM extras.uses;
-- rights of a member that differ from those that the extension gave
REVOKE EXECUTE ON FUNCTION extras.uuid_generate_v1() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION extras.uuid_generate_v1() TO harbour;
COMMENT ON EXTENSION hstore IS 'another comment';
CREATE FUNCTION extras.with_extension() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION extras.with_extension() DEPENDS ON EXTENSION citext;
-- what depends on an extension by its owner's word
ALTER INDEX extras.uses_h_idx DEPENDS ON EXTENSION hstore;
ALTER INDEX extras.uses_pkey DEPENDS ON EXTENSION citext;
ALTER INDEX extras.uses_pkey DEPENDS ON EXTENSION "uuid-ossp";
CREATE MATERIALIZED VIEW extras."Kept" AS SELECT c FROM extras.uses;
ALTER MATERIALIZED VIEW extras."Kept" DEPENDS ON EXTENSION citext;
CREATE FUNCTION extras.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER "It's touched" AFTER INSERT ON extras.uses FOR EACH STATEMENT EXECUTE FUNCTION extras.touch();
ALTER TRIGGER "It's touched" ON extras.uses DEPENDS ON EXTENSION hstore;
ALTER TABLE extras.uses DISABLE TRIGGER "It's touched";
\if :from17
-- a partition's key, which comes with its partitioned table's
CREATE TABLE extras.whole (at int4range, EXCLUDE USING gist (at WITH =)) PARTITION BY LIST (at);
CREATE TABLE extras.part PARTITION OF extras.whole DEFAULT;
ALTER INDEX extras.part_at_excl DEPENDS ON EXTENSION hstore;
\endif
