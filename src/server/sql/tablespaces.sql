/*
 * TABLESPACE, with its comment, rights and security labels. One that the server made within its own folder has no place to name.
 */
WITH wanted AS MATERIALIZED (
    SELECT t.oid, t.spcname, t.spcowner, t.spcacl, t.spcoptions, quote_ident(t.spcname) AS quoted,
           pg_get_userbyid(t.spcowner)::text AS owner,
           format('ALTER TABLESPACE %I OWNER TO %s;', t.spcname,
                  format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(t.spcowner),
                         quote_ident(pg_get_userbyid(t.spcowner)))) AS own,
           CASE WHEN l.location LIKE 'pg_tblspc/%' THEN '' ELSE l.location END AS location
    FROM pg_catalog.pg_tablespace t
    CROSS JOIN LATERAL pg_tablespace_location(t.oid) AS l (location)
    WHERE t.spcname !~ '^pg_'
), options AS (
    SELECT w.oid, string_agg(format('%I = %L', split_part(u, '=', 1), substr(u, strpos(u, '=') + 1)), ', ' ORDER BY u)
                  FILTER (WHERE u IS NOT NULL) AS list
    FROM wanted w
    LEFT JOIN LATERAL unnest(w.spcoptions) AS u ON true
    GROUP BY w.oid
), rights AS ( -- acls.sql explains
    SELECT w.oid, w.quoted,
           CASE x.grantee WHEN 0 THEN 'PUBLIC'
                          ELSE format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(x.grantee),
                                      quote_ident(pg_get_userbyid(x.grantee))) END AS grantee,
           x.privilege_type AS privilege, bool_or(x.current) AS wanted, bool_or(x.current AND x.is_grantable) AS grantable,
           bool_or(NOT x.current) AS initially
    FROM wanted w
    CROSS JOIN LATERAL (
        SELECT true AS current, a.* FROM aclexplode(w.spcacl) a WHERE a.grantor = w.spcowner
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
), granted_by_others AS (
    SELECT w.oid,
           string_agg(concat(E'\nSET ROLE ', format(current_setting('pgsnap.mark'), 'role', g.rolname, quote_ident(g.rolname)), ';',
                             format(E'\nGRANT %s ON TABLESPACE %s TO ', a.privilege_type, w.quoted),
                             CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                            ELSE format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(a.grantee),
                                                        quote_ident(pg_get_userbyid(a.grantee))) END,
                             CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END,
                             E';\nSELECT pg_catalog.set_config(''role'', pg_catalog.current_setting(''pgsnap.role''), false);'),
                      '' ORDER BY a.place) AS list
    FROM wanted w
    CROSS JOIN LATERAL aclexplode(w.spcacl) WITH ORDINALITY AS a (grantor, grantee, privilege_type, is_grantable, place)
    JOIN pg_catalog.pg_roles g ON g.oid = a.grantor
    WHERE a.grantor <> w.spcowner
    GROUP BY w.oid
)
SELECT 'TABLESPACE' AS kind,
       'pg_catalog.pg_tablespace'::regclass::oid AS class,
       w.oid,
       0 AS sub,
       w.spcname::text AS name,
       w.owner,
       w.own,
       concat(format('CREATE TABLESPACE %s LOCATION %L', w.quoted, w.location), ' WITH (' || o.list || ')', ';') AS create,
       NULL AS needs
FROM wanted w
JOIN options o USING (oid)
UNION ALL
SELECT 'TABLESPACE ATTRIBUTES', -- all of them, for one that is there already
       'pg_catalog.pg_tablespace'::regclass::oid,
       w.oid,
       0,
       w.spcname,
       w.owner,
       w.own,
       concat(format('ALTER TABLESPACE %s RESET (effective_io_concurrency, random_page_cost, seq_page_cost);', w.quoted),
              format(E'\nALTER TABLESPACE %s SET (', w.quoted) || o.list || ');'),
       NULL
FROM wanted w
JOIN options o USING (oid)
UNION ALL
SELECT 'ACL',
       'pg_catalog.pg_tablespace'::regclass::oid,
       s.oid,
       0,
       'TABLESPACE ' || w.spcname,
       NULL,
       NULL,
       string_agg(s.text, E'\n' ORDER BY s.place, s.grantee COLLATE "C", s.privilege),
       NULL
FROM statements s
JOIN wanted w USING (oid)
GROUP BY s.oid, w.spcname
UNION ALL
SELECT 'ACL',
       'pg_catalog.pg_tablespace'::regclass::oid,
       w.oid,
       1,
       concat('TABLESPACE ', w.spcname, ' granted by others'),
       NULL,
       NULL,
       'SELECT pg_catalog.set_config(''pgsnap.role'', pg_catalog.current_setting(''role''), false);' || g.list,
       format('%s %s ACL', 'pg_catalog.pg_tablespace'::regclass::oid, w.oid)
FROM granted_by_others g
JOIN wanted w USING (oid)
UNION ALL
SELECT 'COMMENT',
       'pg_catalog.pg_tablespace'::regclass::oid,
       w.oid,
       0,
       'TABLESPACE ' || w.spcname,
       NULL,
       NULL,
       format('COMMENT ON TABLESPACE %s IS %L;', w.quoted, d.description),
       NULL
FROM wanted w
JOIN pg_catalog.pg_shdescription d ON d.classoid = 'pg_catalog.pg_tablespace'::regclass AND d.objoid = w.oid
UNION ALL
SELECT 'SECURITY LABEL',
       'pg_catalog.pg_tablespace'::regclass::oid,
       w.oid,
       row_number() OVER (PARTITION BY w.oid ORDER BY l.provider)::int,
       concat('TABLESPACE ', w.spcname, ' ', l.provider),
       NULL,
       NULL,
       format('SECURITY LABEL FOR %I ON TABLESPACE %s IS %L;', l.provider, w.quoted, l.label),
       NULL
FROM wanted w
JOIN pg_catalog.pg_shseclabel l ON l.classoid = 'pg_catalog.pg_tablespace'::regclass AND l.objoid = w.oid
