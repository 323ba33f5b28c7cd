/*
 * CAST. Casts between a range and its multirange come with the range type.
 */
SELECT 'CAST' AS kind,
       'pg_catalog.pg_cast'::regclass::oid AS class,
       c.oid,
       format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)) AS name,
       concat('CREATE CAST (', format_type(c.castsource, NULL), ' AS ', format_type(c.casttarget, NULL), ')',
              CASE c.castmethod WHEN 'f' THEN ' WITH FUNCTION ' || c.castfunc::regprocedure
                                WHEN 'i' THEN ' WITH INOUT' ELSE ' WITHOUT FUNCTION' END,
              CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END, ';') AS create,
       format('DROP CAST IF EXISTS (%s AS %s);', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)) AS "drop"
FROM pg_catalog.pg_cast c
WHERE $3::bool
  AND c.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
