/*
 * POLICY and ROW SECURITY, which switches policies on. Those of an extension's tables too, which usually are the user's:
 * what the extension's script has made is replaced.
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, n.nspname,
           format('%I.%I', n.nspname, c.relname) AS qualified, w.parent
    FROM (SELECT oid, oid AS parent FROM unnest($1::oid[]) AS u (oid)
          UNION ALL
          SELECT d.objid, 0 FROM pg_catalog.pg_depend d
          WHERE $3::bool AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
            AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e') w
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p')
), roles AS (
    SELECT p.oid,
           string_agg(CASE WHEN r.oid IS NULL THEN 'PUBLIC'
                           ELSE format(current_setting('pgsnap.mark'), 'role', r.rolname, quote_ident(r.rolname)) END,
                      ', ' ORDER BY r.rolname) AS list
    FROM pg_catalog.pg_policy p, unnest(p.polroles) AS g (oid)
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.oid
    WHERE g.oid = 0 OR r.oid IS NOT NULL
    GROUP BY p.oid
)
SELECT 'POLICY' AS kind,
       'pg_catalog.pg_policy'::regclass::oid AS class,
       p.oid,
       w.nspname::text AS schema,
       w.relname || ' ' || p.polname AS name,
       w.parent,
       concat(CASE WHEN w.parent = 0 THEN format(E'DROP POLICY IF EXISTS %I ON %s;\n', p.polname, w.qualified) END,
              'CREATE POLICY ', quote_ident(p.polname), ' ON ', w.qualified,
              CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END,
              ' FOR ', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                     WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
              ' TO ', r.list,
              ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
              ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ';') AS create,
       format('DROP POLICY IF EXISTS %I ON %s;', p.polname, w.qualified) AS "drop"
FROM wanted w
JOIN pg_catalog.pg_policy p ON p.polrelid = w.oid
JOIN roles r ON r.oid = p.oid
UNION ALL
SELECT 'ROW SECURITY', 'pg_catalog.pg_class'::regclass::oid, w.oid, w.nspname::text, w.relname::text, w.parent,
       concat_ws(E'\n',
           CASE WHEN w.relrowsecurity THEN format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY;', w.qualified) END,
           CASE WHEN w.relforcerowsecurity THEN format('ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY;', w.qualified) END),
       NULL
FROM wanted w
WHERE w.relrowsecurity OR w.relforcerowsecurity
