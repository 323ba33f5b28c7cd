/*
 * TABLESPACE, with its comment, rights and security labels. One that the server made within its own folder has no place to name.
 */
WITH wanted AS MATERIALIZED (
    SELECT t.oid, t.spcname, t.spcowner, t.spcacl, t.spcoptions, quote_ident(t.spcname) AS quoted,
           CASE WHEN l.location LIKE 'pg_tblspc/%' THEN '' ELSE l.location END AS location
    FROM pg_catalog.pg_tablespace t
    CROSS JOIN LATERAL pg_tablespace_location(t.oid) AS l (location)
    WHERE t.spcname !~ '^pg_'
), rights AS ( -- acls.sql explains
    SELECT w.oid, w.quoted,
           CASE x.grantee WHEN 0 THEN 'PUBLIC'
                          ELSE format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(x.grantee),
                                      quote_ident(pg_get_userbyid(x.grantee))) END AS grantee,
           x.privilege_type AS privilege, bool_or(x.current) AS wanted, bool_or(x.current AND x.is_grantable) AS grantable,
           bool_or(NOT x.current) AS initially
    FROM wanted w
    CROSS JOIN LATERAL (
        SELECT true AS current, a.* FROM aclexplode(w.spcacl) a
        UNION ALL
        SELECT false, a.* FROM aclexplode(acldefault('t', w.spcowner)) a WHERE w.spcacl IS NOT NULL
    ) x
    GROUP BY w.oid, w.quoted, x.grantee, x.privilege_type
), statements AS (
    SELECT r.oid, 1 AS place, r.grantee, r.privilege,
           format('REVOKE %s ON TABLESPACE %s FROM %s;', r.privilege, r.quoted, r.grantee) AS text
    FROM rights r
    WHERE NOT r.wanted
    UNION ALL
    SELECT r.oid, 2, r.grantee, r.privilege,
           format('GRANT %s ON TABLESPACE %s TO %s%s;', r.privilege, r.quoted, r.grantee,
                  CASE WHEN r.grantable THEN ' WITH GRANT OPTION' END)
    FROM rights r
    WHERE r.wanted AND (NOT r.initially OR r.grantable)
)
SELECT 'TABLESPACE' AS kind,
       'pg_catalog.pg_tablespace'::regclass::oid AS class,
       w.oid,
       0 AS sub,
       w.spcname::text AS name,
       pg_get_userbyid(w.spcowner)::text AS owner,
       concat(format('CREATE TABLESPACE %s LOCATION %L', w.quoted, w.location), ' WITH (' || o.list || ')', ';') AS create
FROM wanted w
CROSS JOIN LATERAL (SELECT string_agg(format('%I = %L', split_part(u, '=', 1), substr(u, strpos(u, '=') + 1)), ', ' ORDER BY u) AS list
                    FROM unnest(w.spcoptions) AS u) o
UNION ALL
SELECT 'ACL',
       'pg_catalog.pg_tablespace'::regclass::oid,
       s.oid,
       0,
       'TABLESPACE ' || w.spcname,
       NULL,
       string_agg(s.text, E'\n' ORDER BY s.place, s.grantee COLLATE "C", s.privilege)
FROM statements s
JOIN wanted w USING (oid)
GROUP BY s.oid, w.spcname
UNION ALL
SELECT 'COMMENT',
       'pg_catalog.pg_tablespace'::regclass::oid,
       w.oid,
       0,
       'TABLESPACE ' || w.spcname,
       NULL,
       format('COMMENT ON TABLESPACE %s IS %L;', w.quoted, d.description)
FROM wanted w
JOIN pg_catalog.pg_shdescription d ON d.classoid = 'pg_catalog.pg_tablespace'::regclass AND d.objoid = w.oid
UNION ALL
SELECT 'SECURITY LABEL',
       'pg_catalog.pg_tablespace'::regclass::oid,
       w.oid,
       row_number() OVER (PARTITION BY w.oid ORDER BY l.provider)::int,
       concat('TABLESPACE ', w.spcname, ' ', l.provider),
       NULL,
       format('SECURITY LABEL FOR %I ON TABLESPACE %s IS %L;', l.provider, w.quoted, l.label)
FROM wanted w
JOIN pg_catalog.pg_shseclabel l ON l.classoid = 'pg_catalog.pg_tablespace'::regclass AND l.objoid = w.oid
