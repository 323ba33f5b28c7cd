CREATE SCHEMA "rights here";
GRANT USAGE ON SCHEMA "rights here" TO reader;
GRANT ALL ON SCHEMA "rights here" TO "Writer's ""Guild""" WITH GRANT OPTION;
GRANT USAGE ON SCHEMA harbour TO reader;
CREATE TABLE "rights here".t (a int, b int, "C c" int);
GRANT SELECT ON "rights here".t TO PUBLIC;
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON "rights here".t TO reader WITH GRANT OPTION;
GRANT SELECT (a), UPDATE ("C c") ON "rights here".t TO harbour;
GRANT SELECT (b) ON "rights here".t TO "lamp keeper" WITH GRANT OPTION;
\if :from17
GRANT MAINTAIN ON "rights here".t TO "lamp keeper";
\endif
-- granted by someone who was granted it; what the owner grants to others later would come before it in a copy
SET ROLE reader;
GRANT INSERT ON "rights here".t TO harbour;
RESET ROLE;
-- granted by someone who may not do so any more: what he had granted stayed, for he had the option by another role, too
CREATE TABLE "rights here".lent (a int, b int);
GRANT SELECT, UPDATE (b) ON "rights here".lent TO reader, "lamp keeper" WITH GRANT OPTION;
SET ROLE "lamp keeper";
GRANT SELECT, UPDATE (b) ON "rights here".lent TO harbour;
RESET ROLE;
REVOKE GRANT OPTION FOR SELECT ON "rights here".lent FROM "lamp keeper";
REVOKE UPDATE (b) ON "rights here".lent FROM "lamp keeper";
CREATE TABLE "rights here".revoked (a int);
REVOKE ALL ON "rights here".revoked FROM CURRENT_USER;
CREATE TABLE "rights here".owned (a int);
ALTER TABLE "rights here".owned OWNER TO "Writer's ""Guild""";
REVOKE DELETE ON "rights here".owned FROM "Writer's ""Guild""";
CREATE SEQUENCE "rights here".s;
GRANT USAGE, SELECT ON SEQUENCE "rights here".s TO reader;
-- columns, also the system's, of a table that is closed as a whole
CREATE TABLE "rights here".columns_only (a int, b int);
REVOKE SELECT ON "rights here".columns_only FROM CURRENT_USER;
GRANT SELECT (ctid, a), UPDATE (b) ON "rights here".columns_only TO CURRENT_USER;
GRANT SELECT (xmin, b) ON "rights here".columns_only TO reader;
CREATE VIEW "rights here".v AS SELECT 1 AS one;
GRANT SELECT ON "rights here".v TO reader;
CREATE FUNCTION "rights here".f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION "rights here".f(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "rights here".f(int) TO reader;
CREATE PROCEDURE "rights here".p() LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON PROCEDURE "rights here".p() FROM PUBLIC;
CREATE AGGREGATE "rights here".g(int) (sfunc = int4pl, stype = int);
GRANT ALL ON FUNCTION "rights here".g(int) TO reader;
REVOKE ALL ON FUNCTION "rights here".g(int) FROM PUBLIC;
CREATE TYPE "rights here".e AS ENUM ('x');
REVOKE USAGE ON TYPE "rights here".e FROM PUBLIC;
GRANT USAGE ON TYPE "rights here".e TO reader;
CREATE DOMAIN "rights here".d AS int;
REVOKE ALL ON DOMAIN "rights here".d FROM PUBLIC;
REVOKE USAGE ON LANGUAGE own_language FROM PUBLIC;
-- rights on the system's own objects
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_reset() TO reader;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO harbour;
ALTER DEFAULT PRIVILEGES FOR ROLE harbour GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES FOR ROLE harbour IN SCHEMA harbour GRANT INSERT ON TABLES TO "Writer's ""Guild""" WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE harbour REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE "lamp keeper" GRANT USAGE ON TYPES TO reader;
ALTER DEFAULT PRIVILEGES FOR ROLE "lamp keeper" GRANT ALL ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader;
\if :from18
ALTER DEFAULT PRIVILEGES FOR ROLE harbour GRANT SELECT ON LARGE OBJECTS TO reader;
\endif
CREATE TYPE "rights here".owned_type AS (a int);
ALTER TYPE "rights here".owned_type OWNER TO harbour;
CREATE MATERIALIZED VIEW "rights here".mv AS SELECT 1 AS one;
GRANT CREATE ON SCHEMA "rights here" TO harbour;
ALTER MATERIALIZED VIEW "rights here".mv OWNER TO harbour;
ALTER SCHEMA "Empty Schema" OWNER TO reader;
