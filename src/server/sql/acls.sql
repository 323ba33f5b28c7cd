/*
 * ACL: the statements that make a new object's rights those of the object at hand, columns included.
 *
 * What a new object has: the rights that its extension's script or initdb left on it (pg_init_privs), else the default
 * of its type and owner (acldefault); for the schema "public", those of PostgreSQL 15 and later, and from older servers
 * both GRANT and REVOKE of CREATE are said, because the target may be of either kind.
 *
 * Roles are granted their rights in the order in which the object lists them, so that the copy lists them alike. What others
 * than the owner granted comes after all that he granted, in an entry of its own: it may fail where the role that restores
 * cannot be those others, and the owner's must not be lost with it. So the copy lists it last. Somebody may have granted
 * rights that he may not grant any more: taking the option from him left them, because he had it by another role, too. He
 * is lent it meanwhile.
 *
 * Objects of extensions and of the server itself are here too when their rights were changed;
 * the latter belong to the database as a whole, not to a schema that one could choose.
 */
WITH initial AS MATERIALIZED (
    SELECT classoid, objoid, objsubid FROM pg_catalog.pg_init_privs
), given AS MATERIALIZED (
    SELECT u.oid, g.number
    FROM unnest(string_to_array(current_setting('pgsnap.large_object_groups'), ';')) WITH ORDINALITY AS g (list, number)
    CROSS JOIN LATERAL unnest(g.list::oid[]) AS u (oid)
), large_objects AS ( -- in the groups of large_objects.sql
    SELECT m.oid, m.lomowner, m.lomacl, CASE WHEN g.number IS NULL THEN m.lomowner ELSE 0 END AS holder,
           CASE WHEN g.number IS NULL
                THEN (row_number() OVER (PARTITION BY g.number IS NULL, m.lomowner ORDER BY m.oid) - 1) / 1000
                ELSE - g.number END AS part
    FROM pg_catalog.pg_largeobject_metadata m
    LEFT JOIN given g ON g.oid = m.oid
    WHERE current_setting('pgsnap.large_objects')::bool
), candidates AS ( -- of the kinds of which there are many only what has, or had initially, rights of its own
    SELECT 'pg_catalog.pg_class'::regclass::oid AS class, c.oid, 0 AS sub, NULL::name AS attname,
           CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END AS type, c.relnamespace AS namespace, c.oid AS relation,
           c.relowner AS owner, c.relacl AS acl, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS keyword,
           c.relname::text AS name, quote_ident(c.relname) AS quoted, c.oid AS entry
    FROM pg_catalog.pg_class c
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND (c.relacl IS NOT NULL OR c.oid IN (SELECT objoid FROM initial WHERE classoid = 'pg_catalog.pg_class'::regclass))
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass, c.oid, a.attnum, a.attname, 'c', c.relnamespace, c.oid, c.relowner, a.attacl,
           'TABLE', c.relname, quote_ident(c.relname), c.oid
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    WHERE NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND (a.attacl IS NOT NULL
           OR a.attrelid IN (SELECT objoid FROM initial WHERE classoid = 'pg_catalog.pg_class'::regclass AND objsubid <> 0))
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, t.oid, 0, NULL, 'T', t.typnamespace,
           CASE WHEN c.relkind <> 'c' THEN c.oid END, t.typowner, t.typacl,
           'TYPE', t.typname, quote_ident(t.typname), t.oid
    FROM pg_catalog.pg_type t
    LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE t.typacl IS NOT NULL OR t.oid IN (SELECT objoid FROM initial WHERE classoid = 'pg_catalog.pg_type'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, p.oid, 0, NULL, 'f', p.pronamespace, NULL, p.proowner, p.proacl,
           CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
           format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)),
           format('%I(%s)', p.proname, CASE p.prokind WHEN 'p' THEN pg_get_function_identity_arguments(p.oid)
                                                      ELSE oidvectortypes(p.proargtypes) END),
           p.oid
    FROM pg_catalog.pg_proc p
    WHERE p.proacl IS NOT NULL OR p.oid IN (SELECT objoid FROM initial WHERE classoid = 'pg_catalog.pg_proc'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_namespace'::regclass, n.oid, 0, NULL, 'n', n.oid, NULL, n.nspowner, n.nspacl, 'SCHEMA', n.nspname,
           quote_ident(n.nspname), n.oid
    FROM pg_catalog.pg_namespace n
    UNION ALL
    SELECT 'pg_catalog.pg_language'::regclass, oid, 0, NULL, 'l', NULL, NULL, lanowner, lanacl, 'LANGUAGE', lanname,
           quote_ident(lanname), oid
    FROM pg_catalog.pg_language
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, oid, 0, NULL, 'F', NULL, NULL, fdwowner, fdwacl,
           'FOREIGN DATA WRAPPER', fdwname, quote_ident(fdwname), oid
    FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::regclass, oid, 0, NULL, 'S', NULL, NULL, srvowner, srvacl, 'FOREIGN SERVER',
           srvname, quote_ident(srvname), oid
    FROM pg_catalog.pg_foreign_server
    UNION ALL
    SELECT 'pg_catalog.pg_largeobject'::regclass, l.oid, 0, NULL, 'L', NULL, NULL, l.lomowner, l.lomacl, 'LARGE OBJECT',
           format('large objects %s..%s', min(l.oid) OVER groups, max(l.oid) OVER groups), l.oid::text,
           min(l.oid) OVER groups
    FROM large_objects l
    WINDOW groups AS (PARTITION BY l.holder, l.part)
), wanted AS MATERIALIZED (
    SELECT c.*, n.nspname, i.initprivs, u.oid AS parent,
           c.class = 'pg_catalog.pg_namespace'::regclass AND c.name = 'public' AS is_public
    FROM candidates c
    LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = c.class AND i.objoid = c.oid AND i.objsubid = c.sub
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.namespace
    LEFT JOIN unnest($1::oid[]) AS u (oid) ON u.oid = c.relation
    LEFT JOIN pg_catalog.pg_depend e ON e.classid = c.class AND e.objid = c.oid
                                    AND e.refclassid = 'pg_catalog.pg_extension'::regclass AND e.deptype = 'e'
    WHERE (c.acl IS NOT NULL OR i.initprivs IS NOT NULL
           OR (c.class = 'pg_catalog.pg_namespace'::regclass AND c.name = 'public'))
      AND CASE WHEN c.class = 'pg_catalog.pg_namespace'::regclass AND c.name = 'public' THEN c.oid = ANY ($2::oid[])
               WHEN e.objid IS NOT NULL
               THEN current_setting('pgsnap.extensions')::bool AND n.nspname IS DISTINCT FROM 'information_schema'
               WHEN c.oid < 16384 AND c.type <> 'L' THEN $3::bool AND n.nspname IS DISTINCT FROM 'information_schema'
               WHEN c.relation IS NOT NULL THEN u.oid IS NOT NULL
               WHEN c.namespace IS NOT NULL THEN c.namespace = ANY ($2::oid[])
               WHEN c.type = 'L' THEN true
               ELSE $3::bool END
), rights AS ( -- per grantee and privilege: is it wanted, does a new object have it, and is the latter certain
    SELECT w.class, w.oid, w.sub, x.grantee, x.privilege_type AS privilege,
           bool_or(x.current) AS wanted, bool_or(x.current AND x.is_grantable) AS grantable,
           bool_or(NOT x.current) AND bool_and(x.certain) AS initially,
           bool_or(NOT x.current AND x.is_grantable) AS initially_grantable, min(x.place) AS place
    FROM wanted w
    CROSS JOIN LATERAL (
        SELECT true AS current, true AS certain, a.grantee, a.privilege_type, a.is_grantable, a.place
        FROM aclexplode(coalesce(w.acl, acldefault(w.type::"char", w.owner))) WITH ORDINALITY
             AS a (grantor, grantee, privilege_type, is_grantable, place)
        WHERE a.grantor = w.owner
        UNION ALL
        SELECT false, true, a.grantee, a.privilege_type, a.is_grantable, NULL
        FROM aclexplode(coalesce(w.initprivs, acldefault(w.type::"char", w.owner))) a
        WHERE NOT w.is_public
        UNION ALL
        SELECT false, p.certain, p.grantee, p.privilege, false, NULL
        FROM (VALUES (true, w.owner, 'USAGE'), (true, w.owner, 'CREATE'),
                     (false, 0, 'CREATE'), -- <15
                     (true, 0, 'USAGE')) AS p (certain, grantee, privilege)
        WHERE w.is_public
    ) x
    GROUP BY w.class, w.oid, w.sub, x.grantee, x.privilege_type
), differences AS (
    SELECT r.class, r.oid, r.sub, CASE r.grantee WHEN 0 THEN 'PUBLIC'
                           ELSE format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(r.grantee),
                                       quote_ident(pg_get_userbyid(r.grantee))) END AS grantee,
           v.verb, r.privilege, r.grantable, r.place
    FROM rights r
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT r.wanted THEN 'REVOKE'
                    WHEN r.initially AND r.initially_grantable AND NOT r.grantable THEN 'REVOKE GRANT OPTION FOR'
                    WHEN NOT r.initially OR (r.grantable AND NOT r.initially_grantable) THEN 'GRANT' END AS verb
    ) v
    WHERE v.verb IS NOT NULL
), lists AS (
    SELECT d.class, d.oid, d.sub, d.verb, d.grantee, d.grantable, min(d.place) AS place,
           string_agg(concat(d.privilege, ' (' || quote_ident(w.attname) || ')'), ', ' ORDER BY d.privilege) AS privileges
    FROM differences d
    JOIN wanted w USING (class, oid, sub)
    GROUP BY d.class, d.oid, d.sub, d.verb, d.grantee, d.grantable
), statements AS ( -- one for all large objects of a group whose rights are alike
    SELECT w.class, w.entry, w.sub, l.verb, l.grantee, min(l.place) AS place,
           concat(l.verb, ' ', l.privileges, ' ON ', w.keyword, ' ',
                  string_agg(CASE WHEN w.namespace IS NULL OR w.keyword = 'SCHEMA' THEN w.quoted
                                  ELSE format('%I.%s', w.nspname, w.quoted) END, ', ' ORDER BY w.oid),
                  CASE l.verb WHEN 'GRANT' THEN ' TO ' ELSE ' FROM ' END, l.grantee,
                  CASE WHEN l.verb = 'GRANT' AND l.grantable THEN ' WITH GRANT OPTION' END, ';') AS text
    FROM lists l
    JOIN wanted w USING (class, oid, sub)
    GROUP BY w.class, w.entry, w.sub, l.verb, l.grantee, l.grantable, l.privileges, w.keyword
), granted_by_others AS (
    SELECT w.class, w.entry, w.sub, w.oid, a.place, a.privilege_type, a.grantor AS by,
           format(current_setting('pgsnap.mark'), 'role', r.rolname, quote_ident(r.rolname)) AS grantor,
           format('%s ON %s %s', concat(a.privilege_type, ' (' || quote_ident(w.attname) || ')'), w.keyword,
                  CASE WHEN w.namespace IS NULL OR w.keyword = 'SCHEMA' THEN w.quoted
                       ELSE format('%I.%s', w.nspname, w.quoted) END) AS what,
           format('%s%s;', CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                          ELSE format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(a.grantee),
                                                      quote_ident(pg_get_userbyid(a.grantee))) END,
                  CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END) AS whom
    FROM wanted w
    CROSS JOIN LATERAL aclexplode(w.acl) WITH ORDINALITY
               AS a (grantor, grantee, privilege_type, is_grantable, place)
    JOIN pg_catalog.pg_roles r ON r.oid = a.grantor
    WHERE a.grantor <> w.owner
      AND NOT EXISTS (SELECT FROM aclexplode(w.initprivs) i
                      WHERE (i.grantor, i.grantee, i.privilege_type, i.is_grantable)
                            = (a.grantor, a.grantee, a.privilege_type, a.is_grantable))
), holders AS (
    SELECT w.class, w.oid, w.sub, a.grantee, a.privilege_type, bool_or(a.is_grantable) AS grantable,
           bool_or(a.grantor = w.owner) AS has_it
    FROM wanted w
    CROSS JOIN LATERAL aclexplode(w.acl) a
    WHERE (w.class, w.oid) IN (SELECT g.class, g.oid FROM granted_by_others g)
    GROUP BY w.class, w.oid, w.sub, a.grantee, a.privilege_type
), lent AS ( -- a column's right may be granted by who may grant the table's
    SELECT DISTINCT g.class, g.entry, g.grantor, g.what, coalesce(h.has_it, false) AS has_it
    FROM granted_by_others g
    LEFT JOIN holders h ON (h.class, h.oid, h.sub, h.grantee, h.privilege_type)
                           = (g.class, g.oid, g.sub, g.by, g.privilege_type)
    LEFT JOIN holders t ON (t.class, t.oid, t.sub, t.grantee, t.privilege_type) = (g.class, g.oid, 0, g.by, g.privilege_type)
    WHERE NOT coalesce(h.grantable, false) AND NOT coalesce(t.grantable, false)
), loans AS (
    SELECT l.class, l.entry,
           string_agg(format(E'GRANT %s TO %s WITH GRANT OPTION;\n', l.what, l.grantor), ''
                      ORDER BY l.what, l.grantor COLLATE "C") AS given,
           string_agg(concat(E'\nREVOKE ', CASE WHEN l.has_it THEN 'GRANT OPTION FOR ' END, l.what, ' FROM ', l.grantor, ';'), ''
                      ORDER BY l.what, l.grantor COLLATE "C") AS taken
    FROM lent l
    GROUP BY l.class, l.entry
), entries AS (
    SELECT g.class, g.entry, 1 AS sub, -- the role is put back as it was: RESET ROLE would forget a SET ROLE before
           concat(l.given, 'SELECT pg_catalog.set_config(''pgsnap.role'', pg_catalog.current_setting(''role''), false);',
                  string_agg(format(E'\nSET ROLE %s;\nGRANT %s TO %s\nSELECT pg_catalog.set_config(''role'', '
                                    'pg_catalog.current_setting(''pgsnap.role''), false);', g.grantor, g.what, g.whom), ''
                             ORDER BY g.sub <> 0, g.sub, g.oid, g.place, g.privilege_type), l.taken) AS create
    FROM granted_by_others g
    LEFT JOIN loans l USING (class, entry)
    GROUP BY g.class, g.entry, l.given, l.taken
    UNION ALL
    SELECT s.class, s.entry, 0,
           string_agg(s.text, E'\n' ORDER BY s.sub <> 0, s.sub, s.verb DESC, s.place, s.grantee COLLATE "C",
                                             s.text COLLATE "C") AS create
    FROM statements s
    GROUP BY s.class, s.entry
)
SELECT 'ACL' AS kind,
       e.class,
       e.entry AS oid,
       e.sub,
       CASE WHEN w.keyword <> 'SCHEMA' AND e.entry >= 16384 THEN w.nspname END::text AS schema,
       concat(CASE WHEN w.keyword = 'LARGE OBJECT' THEN w.name
                   WHEN w.keyword <> 'SCHEMA' AND e.entry < 16384 THEN concat(w.keyword, ' ', w.nspname || '.', w.name)
                   ELSE concat(w.keyword, ' ', w.name) END,
              CASE e.sub WHEN 1 THEN ' granted by others' END) AS name,
       coalesce(w.parent, 0) AS parent,
       e.create,
       -- the role that grants must already be allowed to, and to look into the schema
       CASE e.sub WHEN 1 THEN format(E'%s %s ACL\n%s %s ACL', e.class, e.entry,
                                     'pg_catalog.pg_namespace'::regclass::oid, coalesce(w.namespace, 0)) END AS needs
FROM entries e
JOIN (SELECT DISTINCT class, entry, namespace, nspname, keyword, name, parent FROM wanted) w USING (class, entry)
