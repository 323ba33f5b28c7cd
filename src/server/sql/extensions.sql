/*
 * EXTENSION, without a version: the target installs the one that it has. plpgsql is in every new database.
 */
SELECT 'EXTENSION' AS kind,
       'pg_catalog.pg_extension'::regclass::oid AS class,
       e.oid,
       e.extname::text AS name,
       format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I;', e.extname, n.nspname) AS create,
       format('DROP EXTENSION IF EXISTS %I;', e.extname) AS "drop"
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE current_setting('pgsnap.extensions')::bool
  AND e.extname <> 'plpgsql'
