/*
 * ROLE, and what is said about it: ROLE ATTRIBUTES (all of them, for a role that is there already), ROLE SETTINGS, COMMENT and
 * SECURITY LABEL; the settings of all roles; rights on parameters. For an archive of what all databases of a server share.
 *
 * A password that is valid until infinity is as one without such a time, which an existing role cannot be given back.
 * A new role gets only what differs from the defaults: who is no superuser may say no more.
 */
WITH wanted AS MATERIALIZED (
    SELECT r.oid, r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication,
           r.rolbypassrls, r.rolconnlimit, r.rolconfig, nullif(r.rolvaliduntil, 'infinity')::text AS valid_until,
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
              ' VALID UNTIL ' || quote_literal(w.valid_until), ';') AS create
FROM wanted w
UNION ALL
SELECT 'ROLE ATTRIBUTES',
       'pg_catalog.pg_authid'::regclass::oid,
       w.oid,
       0,
       w.name,
       concat('ALTER ROLE ', w.quoted,
              CASE WHEN w.rolsuper THEN ' SUPERUSER' ELSE ' NOSUPERUSER' END,
              CASE WHEN w.rolinherit THEN ' INHERIT' ELSE ' NOINHERIT' END,
              CASE WHEN w.rolcreaterole THEN ' CREATEROLE' ELSE ' NOCREATEROLE' END,
              CASE WHEN w.rolcreatedb THEN ' CREATEDB' ELSE ' NOCREATEDB' END,
              CASE WHEN w.rolcanlogin THEN ' LOGIN' ELSE ' NOLOGIN' END,
              CASE WHEN w.rolreplication THEN ' REPLICATION' ELSE ' NOREPLICATION' END,
              CASE WHEN w.rolbypassrls THEN ' BYPASSRLS' ELSE ' NOBYPASSRLS' END,
              format(' CONNECTION LIMIT %s VALID UNTIL %L;', w.rolconnlimit, coalesce(w.valid_until, 'infinity')),
              format(E'\nALTER ROLE %s RESET ALL;', w.quoted))
FROM wanted w
UNION ALL
SELECT 'ROLE SETTINGS',
       CASE WHEN w.oid IS NULL THEN 'pg_catalog.pg_db_role_setting'::regclass ELSE 'pg_catalog.pg_authid'::regclass END::oid,
       coalesce(w.oid, 1),
       0,
       coalesce(w.name, 'of all roles'),
       s.list
FROM (SELECT setrole, string_agg(text, E'\n' ORDER BY name COLLATE "C") AS list FROM settings GROUP BY setrole) s
LEFT JOIN wanted w ON w.oid = s.setrole
UNION ALL
SELECT 'COMMENT',
       'pg_catalog.pg_authid'::regclass::oid,
       w.oid,
       0,
       'ROLE ' || w.name,
       format('COMMENT ON ROLE %s IS %L;', w.quoted, d.description)
FROM wanted w
JOIN pg_catalog.pg_shdescription d ON d.classoid = 'pg_catalog.pg_authid'::regclass AND d.objoid = w.oid
UNION ALL
SELECT 'SECURITY LABEL',
       'pg_catalog.pg_authid'::regclass::oid,
       w.oid,
       row_number() OVER (PARTITION BY w.oid ORDER BY l.provider)::int,
       concat('ROLE ', w.name, ' ', l.provider),
       format('SECURITY LABEL FOR %I ON ROLE %s IS %L;', l.provider, w.quoted, l.label)
FROM wanted w
JOIN pg_catalog.pg_shseclabel l ON l.classoid = 'pg_catalog.pg_authid'::regclass AND l.objoid = w.oid
UNION ALL -- >=15
SELECT 'ACL', -- >=15
       'pg_catalog.pg_parameter_acl'::regclass::oid, -- >=15
       p.oid, -- >=15
       0, -- >=15
       'PARAMETER ' || p.parname, -- >=15
       (SELECT string_agg(format('%s %s ON PARAMETER %s TO %s%s;', -- >=15
                                 format(current_setting('pgsnap.mark'), 'since', '15', 'GRANT'), a.privilege_type, -- >=15
                                 (SELECT string_agg(quote_ident(u.part), '.' ORDER BY u.place) -- >=15
                                  FROM unnest(string_to_array(p.parname, '.')) WITH ORDINALITY AS u (part, place)), -- >=15
                                 CASE a.grantee WHEN 0 THEN 'PUBLIC' -- >=15
                                                ELSE format(current_setting('pgsnap.mark'), 'role', r.rolname, -- >=15
                                                            quote_ident(r.rolname)) END, -- >=15
                                 CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END), -- >=15
                          E'\n' ORDER BY r.rolname COLLATE "C" NULLS FIRST, a.privilege_type) -- >=15
        FROM aclexplode(p.paracl) a -- >=15
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee -- >=15
        WHERE a.grantee <> 10 AND (a.grantee = 0 OR r.oid IS NOT NULL)) -- >=15
FROM pg_catalog.pg_parameter_acl p -- >=15
WHERE EXISTS (SELECT FROM aclexplode(p.paracl) a WHERE a.grantee <> 10) -- >=15
