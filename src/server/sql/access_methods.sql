/*
 * ACCESS METHOD.
 */
SELECT 'ACCESS METHOD' AS kind,
       'pg_catalog.pg_am'::regclass::oid AS class,
       a.oid,
       a.amname::text AS name,
       format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s;', a.amname, CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END,
              a.amhandler) AS create,
       format('DROP ACCESS METHOD IF EXISTS %I;', a.amname) AS "drop"
FROM pg_catalog.pg_am a
WHERE $3::bool
  AND a.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_am'::regclass AND d.objid = a.oid AND d.deptype = 'e')
