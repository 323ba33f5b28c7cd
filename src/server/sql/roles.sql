/*
 * ROLE, and what is said about it: ROLE ATTRIBUTES (all of them, for a role that is there already), ROLE SETTING, COMMENT and
 * SECURITY LABEL; the settings of all roles; rights on parameters. For an archive of what all databases of a server share.
 *
 * A password that is valid until infinity is as one without such a time, which an existing role cannot be given back.
 * A new role gets only what differs from the defaults: who is no superuser may say no more.
 */
WITH wanted AS MATERIALIZED (
    SELECT r.oid, r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication,
           r.rolbypassrls, r.rolconnlimit, nullif(r.rolvaliduntil, 'infinity')::text AS valid_until,
           format(current_setting('pgsnap.mark'), 'role', r.rolname, quote_ident(r.rolname)) AS quoted,
           format(current_setting('pgsnap.mark'), 'role', r.rolname, r.rolname) AS name
    FROM pg_catalog.pg_roles r
    WHERE r.rolname !~ '^pg_'
), settings AS (
    SELECT c.setrole, s.name,
           concat('ALTER ROLE ', coalesce(w.quoted, 'ALL'), format(' SET %I TO ', s.name),
                  CASE WHEN lower(s.name) IN ('local_preload_libraries', 'search_path', 'session_preload_libraries',
                                              'shared_preload_libraries', 'temp_tablespaces', 'unix_socket_directories')
                       THEN coalesce((SELECT string_agg(quote_literal(coalesce(replace(e.match[1], '""', '"'),
                                                                               btrim(e.match[2]))), ', ' ORDER BY e.place)
                                      FROM regexp_matches(s.value, '"((?:[^"]|"")*)"|([^", ][^",]*)', 'g')
                                           WITH ORDINALITY AS e (match, place)), '''''')
                       ELSE quote_literal(s.value) END, ';') AS text
    FROM pg_catalog.pg_db_role_setting c
    LEFT JOIN wanted w ON w.oid = c.setrole
    CROSS JOIN LATERAL (SELECT split_part(u, '=', 1) AS name, substr(u, strpos(u, '=') + 1) AS value
                        FROM unnest(c.setconfig) AS u) s
    WHERE c.setdatabase = 0
      AND (c.setrole = 0 OR w.oid IS NOT NULL)
), parameters AS ( -- >=15
    -- acls.sql explains; the first superuser has all rights by himself
    SELECT p.oid, p.parname, a.place, a.grantee, a.grantor <> 10 AS by_others, -- >=15
           concat(CASE WHEN a.grantor <> 10 -- >=15
                       THEN format(E'SET ROLE %s;\n', format(current_setting('pgsnap.mark'), 'role', g.rolname, quote_ident(g.rolname))) END, -- >=15
                  format('%s %s ON PARAMETER %s TO %s%s;', format(current_setting('pgsnap.mark'), 'since', '15', 'GRANT'), a.privilege_type, -- >=15
                         (SELECT string_agg(quote_ident(u.part), '.' ORDER BY u.place) -- >=15
                          FROM unnest(string_to_array(p.parname, '.')) WITH ORDINALITY AS u (part, place)), -- >=15
                         CASE a.grantee WHEN 0 THEN 'PUBLIC' -- >=15
                                        ELSE format(current_setting('pgsnap.mark'), 'role', r.rolname, quote_ident(r.rolname)) END, -- >=15
                         CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END), -- >=15
                  CASE WHEN a.grantor <> 10 -- >=15
                       THEN E'\nSELECT pg_catalog.set_config(''role'', pg_catalog.current_setting(''pgsnap.role''), false);' END) AS text -- >=15
    FROM pg_catalog.pg_parameter_acl p -- >=15
    CROSS JOIN LATERAL aclexplode(p.paracl) WITH ORDINALITY AS a (grantor, grantee, privilege_type, is_grantable, place) -- >=15
    JOIN pg_catalog.pg_roles g ON g.oid = a.grantor -- >=15
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee -- >=15
    WHERE a.grantee <> 10 AND (a.grantee = 0 OR r.oid IS NOT NULL) -- >=15
)
SELECT 'ROLE' AS kind,
       'pg_catalog.pg_authid'::regclass::oid AS class,
       w.oid,
       0 AS sub,
       w.name,
       concat('CREATE ROLE ', w.quoted,
              CASE WHEN w.rolsuper THEN ' SUPERUSER' END, CASE WHEN NOT w.rolinherit THEN ' NOINHERIT' END,
              CASE WHEN w.rolcreaterole THEN ' CREATEROLE' END, CASE WHEN w.rolcreatedb THEN ' CREATEDB' END,
              CASE WHEN w.rolcanlogin THEN ' LOGIN' END, CASE WHEN w.rolreplication THEN ' REPLICATION' END,
              CASE WHEN w.rolbypassrls THEN ' BYPASSRLS' END,
              CASE WHEN w.rolconnlimit <> -1 THEN format(' CONNECTION LIMIT %s', w.rolconnlimit) END,
              ' VALID UNTIL ' || quote_literal(w.valid_until), ';') AS create,
       NULL AS needs
FROM wanted w
UNION ALL
SELECT 'ROLE ATTRIBUTES',
       'pg_catalog.pg_authid'::regclass::oid,
       w.oid,
       0,
       w.name,
       concat('ALTER ROLE ', w.quoted,
              CASE WHEN w.rolinherit THEN ' INHERIT' ELSE ' NOINHERIT' END,
              CASE WHEN w.rolcreaterole THEN ' CREATEROLE' ELSE ' NOCREATEROLE' END,
              CASE WHEN w.rolcreatedb THEN ' CREATEDB' ELSE ' NOCREATEDB' END,
              CASE WHEN w.rolcanlogin THEN ' LOGIN' ELSE ' NOLOGIN' END,
              format(' CONNECTION LIMIT %s VALID UNTIL %L;', w.rolconnlimit, coalesce(w.valid_until, 'infinity')),
              format(E'\nALTER ROLE %s RESET ALL;', w.quoted)),
       NULL
FROM wanted w
UNION ALL
SELECT 'ROLE ATTRIBUTES', -- which others than superusers may not even say
       'pg_catalog.pg_authid'::regclass::oid,
       w.oid,
       1,
       w.name || ' SUPERUSER REPLICATION BYPASSRLS',
       concat('ALTER ROLE ', w.quoted,
              CASE WHEN w.rolsuper THEN ' SUPERUSER' ELSE ' NOSUPERUSER' END,
              CASE WHEN w.rolreplication THEN ' REPLICATION' ELSE ' NOREPLICATION' END,
              CASE WHEN w.rolbypassrls THEN ' BYPASSRLS' ELSE ' NOBYPASSRLS' END, ';'),
       NULL
FROM wanted w
UNION ALL
SELECT 'ROLE SETTING', -- one by one: some of them the role that restores may not be allowed to set
       CASE WHEN w.oid IS NULL THEN 'pg_catalog.pg_db_role_setting'::regclass ELSE 'pg_catalog.pg_authid'::regclass END::oid,
       coalesce(w.oid, 1),
       row_number() OVER (PARTITION BY s.setrole ORDER BY s.name COLLATE "C")::int,
       concat(coalesce(w.name, 'of all roles'), ' ', s.name),
       s.text,
       NULL
FROM settings s
LEFT JOIN wanted w ON w.oid = s.setrole
UNION ALL
SELECT 'COMMENT',
       'pg_catalog.pg_authid'::regclass::oid,
       w.oid,
       0,
       'ROLE ' || w.name,
       format('COMMENT ON ROLE %s IS %L;', w.quoted, d.description),
       NULL
FROM wanted w
JOIN pg_catalog.pg_shdescription d ON d.classoid = 'pg_catalog.pg_authid'::regclass AND d.objoid = w.oid
UNION ALL
SELECT 'SECURITY LABEL',
       'pg_catalog.pg_authid'::regclass::oid,
       w.oid,
       row_number() OVER (PARTITION BY w.oid ORDER BY l.provider)::int,
       concat('ROLE ', w.name, ' ', l.provider),
       format('SECURITY LABEL FOR %I ON ROLE %s IS %L;', l.provider, w.quoted, l.label),
       NULL
FROM wanted w
JOIN pg_catalog.pg_shseclabel l ON l.classoid = 'pg_catalog.pg_authid'::regclass AND l.objoid = w.oid
UNION ALL -- >=15
SELECT 'ACL', -- >=15
       'pg_catalog.pg_parameter_acl'::regclass::oid, -- >=15
       p.oid, -- >=15
       p.by_others::int, -- >=15
       concat('PARAMETER ', p.parname, CASE WHEN p.by_others THEN ' granted by others' END), -- >=15
       concat(CASE WHEN p.by_others THEN E'SELECT pg_catalog.set_config(''pgsnap.role'', pg_catalog.current_setting(''role''), false);\n' END, -- >=15
              string_agg(p.text, E'\n' ORDER BY p.place)), -- >=15
       concat(CASE WHEN p.by_others THEN format('%s %s ACL', 'pg_catalog.pg_parameter_acl'::regclass::oid, p.oid) END, -- >=15
              string_agg(format(E'\n%s %s', 'pg_catalog.pg_authid'::regclass::oid, p.grantee), '' ORDER BY p.place)) -- >=15
FROM parameters p -- >=15
GROUP BY p.oid, p.parname, p.by_others -- >=15
