/*
 * TRANSFORM.
 */
SELECT 'TRANSFORM' AS kind,
       'pg_catalog.pg_transform'::regclass::oid AS class,
       t.oid,
       format('FOR %s LANGUAGE %s', format_type(t.trftype, NULL), l.lanname) AS name,
       format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s);', format_type(t.trftype, NULL), l.lanname,
              concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::oid, 0)::regprocedure,
                        'TO SQL WITH FUNCTION ' || nullif(t.trftosql::oid, 0)::regprocedure)) AS create,
       format('DROP TRANSFORM IF EXISTS FOR %s LANGUAGE %I;', format_type(t.trftype, NULL), l.lanname) AS "drop"
FROM pg_catalog.pg_transform t
JOIN pg_catalog.pg_language l ON l.oid = t.trflang
WHERE $3::bool
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_transform'::regclass AND d.objid = t.oid AND d.deptype = 'e')
