/*
 * LANGUAGE: those that do not come with an extension.
 */
SELECT 'LANGUAGE' AS kind,
       'pg_catalog.pg_language'::regclass::oid AS class,
       l.oid,
       l.lanname::text AS name,
       pg_get_userbyid(l.lanowner)::text AS owner,
       concat('CREATE ',
              CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END,
              'LANGUAGE ', quote_ident(l.lanname),
              ' HANDLER ' || nullif(l.lanplcallfoid, 0)::regproc,
              ' INLINE ' || nullif(l.laninline, 0)::regproc,
              ' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc,
              ';') AS create,
       format('DROP LANGUAGE IF EXISTS %I;', l.lanname) AS "drop"
FROM pg_catalog.pg_language l
WHERE $3::bool
  AND l.oid >= 16384
  AND l.lanispl
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_language'::regclass AND d.objid = l.oid AND d.deptype = 'e')
