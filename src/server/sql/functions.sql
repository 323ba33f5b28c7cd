/*
 * FUNCTION and PROCEDURE. Constructors of range types come with the type.
 */
SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
       'pg_catalog.pg_proc'::regclass::oid AS class,
       p.oid,
       n.nspname::text AS schema,
       format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)) AS name,
       pg_get_userbyid(p.proowner)::text AS owner,
       rtrim(pg_get_functiondef(p.oid), E'\n') || ';'
       || coalesce((SELECT string_agg(format(E'\nALTER %s %I.%I(%s) DEPENDS ON EXTENSION %I;',
                                             CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                                             n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), e.extname),
                                      '' ORDER BY e.extname)
                    FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'x'), '')
       AS create,
       format('DROP %s IF EXISTS %I.%I(%s);', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
              n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS "drop"
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.pronamespace = ANY ($2::oid[])
  AND p.prokind <> 'a'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
