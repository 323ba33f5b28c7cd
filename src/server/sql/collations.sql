/*
 * COLLATION. The version of the provider's rules is not said: the target notes its own.
 */
WITH wanted AS (
    SELECT c.oid, c.collname, c.collowner, c.collprovider, c.collisdeterministic, n.nspname,
           format('%I.%I', n.nspname, c.collname) AS qualified,
           c.collcollate, c.collctype,
           c.collcollate AS locale, -- <15
           c.colliculocale AS locale, -- >=15 <17
           c.colllocale AS locale, -- >=17
           NULL::text AS rules -- <16
           c.collicurules AS rules -- >=16
    FROM pg_catalog.pg_collation c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
    JOIN pg_catalog.pg_database d ON d.datname = current_database()
    WHERE c.collnamespace = ANY ($2::oid[])
      AND c.collencoding IN (-1, d.encoding)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend m
                      WHERE m.classid = 'pg_catalog.pg_collation'::regclass AND m.objid = c.oid AND m.deptype = 'e')
)
SELECT 'COLLATION' AS kind,
       'pg_catalog.pg_collation'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.collname::text AS name,
       pg_get_userbyid(w.collowner)::text AS owner,
       concat('CREATE COLLATION ', w.qualified, ' (', format(current_setting('pgsnap.mark'), 'locale', '', concat('PROVIDER = ',
              CASE w.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
              CASE WHEN w.collprovider IN ('i', 'b') THEN ', LOCALE = ' || quote_literal(w.locale)
                   WHEN w.collcollate = w.collctype THEN ', LOCALE = ' || quote_literal(w.collcollate)
                   ELSE format(', LC_COLLATE = %L, LC_CTYPE = %L', w.collcollate, w.collctype) END,
              CASE WHEN NOT w.collisdeterministic THEN ', DETERMINISTIC = false' END,
              ', RULES = ' || quote_literal(w.rules))),
              ');') AS create,
       format('DROP COLLATION IF EXISTS %s;', w.qualified) AS "drop"
FROM wanted w
