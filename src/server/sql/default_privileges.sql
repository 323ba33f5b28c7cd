/*
 * The statements that give objects which were just made the rights that the server gives to new ones (acldefault), in the
 * place of those that default privileges gave or withheld. From there acls.sql goes on.
 *
 *   $1, $2, $3  text[]  kind, schema ('': it lives in none) and name of each entry, as the families have them; for LARGE
 *                       OBJECTS the name is the statement that makes them, which lists them
 *
 * All of an object's rights have its owner as grantor: nobody has granted anything yet. What an extension has made is among
 * the objects, as far as this role may change it, and as its script neither grants nor revokes: what a script makes of the
 * rights of an object (pg_init_privs) has those of default privileges in it.
 */
WITH made AS (
    SELECT m.kind, n.oid AS namespace, n.nspname, m.name
    FROM unnest($1::text[], $2::text[], $3::text[]) AS m (kind, schema, name)
    LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = m.schema
), members AS (
    SELECT d.classid, d.objid
    FROM made m
    JOIN pg_catalog.pg_extension e ON e.extname = m.name
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
    LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = d.classid AND i.objoid = d.objid AND i.objsubid = 0
    LEFT JOIN pg_catalog.pg_namespace n ON d.classid = 'pg_catalog.pg_namespace'::regclass AND n.oid = d.objid
    LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid
    LEFT JOIN pg_catalog.pg_type t ON d.classid = 'pg_catalog.pg_type'::regclass AND t.oid = d.objid
    LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.objid
    WHERE m.kind = 'EXTENSION' AND i.objoid IS NULL
      AND pg_has_role(coalesce(n.nspowner, c.relowner, t.typowner, p.proowner), 'USAGE')
), schemas AS (
    SELECT n.oid
    FROM made m
    JOIN pg_catalog.pg_namespace n ON n.nspname = m.name
    WHERE m.kind = 'SCHEMA'
    UNION
    SELECT objid FROM members WHERE classid = 'pg_catalog.pg_namespace'::regclass
), relations AS (
    SELECT c.oid
    FROM made m
    JOIN pg_catalog.pg_class c ON c.relnamespace = m.namespace AND c.relname = m.name
    WHERE m.kind IN ('TABLE', 'FOREIGN TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE')
    UNION
    SELECT d.objid -- the sequence of an identity column
    FROM made m
    JOIN pg_catalog.pg_class c ON c.relnamespace = m.namespace AND c.relname = m.name
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid
                               AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i'
    WHERE m.kind IN ('TABLE', 'FOREIGN TABLE')
    UNION
    SELECT objid FROM members WHERE classid = 'pg_catalog.pg_class'::regclass
), types AS (
    SELECT t.oid
    FROM made m
    JOIN pg_catalog.pg_type t ON t.typnamespace = m.namespace AND t.typname = m.name
    WHERE m.kind IN ('SHELL TYPE', 'TYPE', 'ENUM', 'RANGE', 'DOMAIN')
    UNION
    SELECT objid FROM members WHERE classid = 'pg_catalog.pg_type'::regclass
), ranges AS ( -- and what came with them
    SELECT r.rngtypid AS oid
           , r.rngmultitypid AS multirange -- >=14
    FROM types t
    JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
), routines AS (
    SELECT p.oid
    FROM made m
    JOIN pg_catalog.pg_proc p ON p.pronamespace = m.namespace
                             AND format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)) = m.name
    WHERE m.kind IN ('FUNCTION', 'PROCEDURE', 'AGGREGATE')
    UNION
    SELECT d.objid -- a constructor
    FROM ranges r
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::regclass
                               AND d.refobjid IN (r.oid
                                                  , r.multirange -- >=14
                                                 )
                               AND d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'i'
    UNION
    SELECT objid FROM members WHERE classid = 'pg_catalog.pg_proc'::regclass
), objects AS (
    SELECT CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END AS type, c.relowner AS owner, c.relacl AS acl,
           format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname, c.relname) AS quoted
    FROM relations r
    JOIN pg_catalog.pg_class c ON c.oid = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 'f', p.proowner, p.proacl,
           format('%s %I.%I(%s)', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, n.nspname, p.proname,
                  CASE p.prokind WHEN 'p' THEN pg_get_function_identity_arguments(p.oid)
                                 ELSE oidvectortypes(p.proargtypes) END)
    FROM routines r
    JOIN pg_catalog.pg_proc p ON p.oid = r.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    UNION ALL
    SELECT 'T', t.typowner, t.typacl, format('TYPE %I.%I', n.nspname, t.typname)
    FROM (SELECT oid FROM types
          UNION ALL SELECT multirange FROM ranges -- >=14 <17
         ) AS o (oid)
    JOIN pg_catalog.pg_type t ON t.oid = o.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    UNION ALL
    SELECT 'n', n.nspowner, n.nspacl, format('SCHEMA %I', n.nspname)
    FROM schemas s
    JOIN pg_catalog.pg_namespace n ON n.oid = s.oid
    UNION ALL -- >=18
    SELECT 'L', l.lomowner, l.lomacl, format('LARGE OBJECT %s', l.oid) -- >=18
    FROM made m -- >=18
    CROSS JOIN unnest(substring(m.name FROM '{[0-9,]+}')::oid[]) AS u (oid) -- >=18
    JOIN pg_catalog.pg_largeobject_metadata l ON l.oid = u.oid -- >=18
    WHERE m.kind = 'LARGE OBJECTS' -- >=18
), differences AS (
    SELECT o.quoted, r.grantee, r.privilege,
           CASE WHEN NOT r.has THEN 'GRANT' WHEN NOT r.wanted THEN 'REVOKE' ELSE 'REVOKE GRANT OPTION FOR' END AS verb
    FROM objects o
    CROSS JOIN LATERAL (
        SELECT x.grantee, x.privilege, bool_or(NOT x.standard) AS has, bool_or(x.standard) AS wanted,
               bool_or(x.grantable AND NOT x.standard) AS grantable, bool_or(x.grantable AND x.standard) AS wanted_grantable
        FROM (SELECT false AS standard, a.grantee, a.privilege_type AS privilege, a.is_grantable AS grantable
              FROM aclexplode(o.acl) a
              UNION ALL
              SELECT true, a.grantee, a.privilege_type, a.is_grantable
              FROM aclexplode(acldefault(o.type::"char", o.owner)) a) x
        GROUP BY x.grantee, x.privilege
    ) r
    WHERE o.acl IS NOT NULL
      AND (NOT r.has OR NOT r.wanted OR (r.grantable AND NOT r.wanted_grantable))
)
SELECT concat(d.verb, ' ', string_agg(d.privilege, ', ' ORDER BY d.privilege), ' ON ', d.quoted,
              CASE d.verb WHEN 'GRANT' THEN ' TO ' ELSE ' FROM ' END,
              CASE d.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(d.grantee)) END, ';') AS statement
FROM differences d
GROUP BY d.verb, d.quoted, d.grantee
ORDER BY d.quoted, d.verb DESC, d.grantee
