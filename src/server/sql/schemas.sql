/*
 * SCHEMA. Every new database has a schema "public": it is an entry without a create text, so that its owner, comment
 * and rights are kept and what lives in it can be ordered after them.
 */
SELECT 'SCHEMA' AS kind,
       'pg_catalog.pg_namespace'::regclass::oid AS class,
       n.oid,
       n.nspname::text AS name,
       pg_get_userbyid(n.nspowner)::text AS owner,
       CASE WHEN n.nspname <> 'public' THEN format('CREATE SCHEMA %I;', n.nspname) END AS create,
       CASE WHEN n.nspname <> 'public' THEN format('DROP SCHEMA IF EXISTS %I;', n.nspname) END AS "drop"
FROM pg_catalog.pg_namespace n
WHERE n.oid = ANY ($2::oid[])
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
