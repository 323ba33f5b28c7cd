/*
 * CONVERSION.
 */
SELECT 'CONVERSION' AS kind,
       'pg_catalog.pg_conversion'::regclass::oid AS class,
       c.oid,
       n.nspname::text AS schema,
       c.conname::text AS name,
       pg_get_userbyid(c.conowner)::text AS owner,
       format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s;', CASE WHEN c.condefault THEN 'DEFAULT ' END,
              n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding),
              c.conproc) AS create,
       format('DROP CONVERSION IF EXISTS %I.%I;', n.nspname, c.conname) AS "drop"
FROM pg_catalog.pg_conversion c
JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
WHERE c.connamespace = ANY ($2::oid[])
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_conversion'::regclass AND d.objid = c.oid AND d.deptype = 'e')
