/*
 * DATABASE and DATABASE PROPERTIES (limits, settings, comment, rights, security labels), for restoring with -C: also of an archive
 * that has a part of the database only.
 */
WITH wanted AS MATERIALIZED (
    SELECT d.*, quote_ident(d.datname) AS quoted, t.spcname
    FROM pg_catalog.pg_database d
    JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
    WHERE d.datname = current_database()
), settings AS (
    SELECT coalesce(r.rolname::text, '') AS role, name, value,
           CASE WHEN r.oid IS NULL THEN format('ALTER DATABASE %s', w.quoted)
                ELSE format('ALTER ROLE %s IN DATABASE %s',
                            format(current_setting('pgsnap.mark'), 'role', r.rolname, quote_ident(r.rolname)),
                            w.quoted) END
           || format(' SET %I TO ', s.name)
           || CASE WHEN lower(s.name) IN ('local_preload_libraries', 'search_path', 'session_preload_libraries',
                                          'shared_preload_libraries', 'temp_tablespaces', 'unix_socket_directories')
                   THEN coalesce((SELECT string_agg(quote_literal(coalesce(replace(e.match[1], '""', '"'),
                                                                           btrim(e.match[2]))), ', ' ORDER BY e.place)
                                  FROM regexp_matches(s.value, '"((?:[^"]|"")*)"|([^", ][^",]*)', 'g')
                                       WITH ORDINALITY AS e (match, place)), '''''')
                   ELSE quote_literal(s.value) END || ';' AS text
    FROM wanted w
    JOIN pg_catalog.pg_db_role_setting c ON c.setdatabase = w.oid
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = c.setrole
    CROSS JOIN LATERAL (SELECT split_part(u, '=', 1) AS name, substr(u, strpos(u, '=') + 1) AS value
                        FROM unnest(c.setconfig) AS u) s
    WHERE c.setrole = 0 OR r.oid IS NOT NULL
), rights AS ( -- acls.sql explains
    SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC'
                          ELSE format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(x.grantee),
                                      quote_ident(pg_get_userbyid(x.grantee))) END AS grantee,
           x.privilege_type AS privilege, bool_or(x.current) AS wanted, bool_or(x.current AND x.is_grantable) AS grantable,
           bool_or(NOT x.current) AS initially
    FROM wanted w
    CROSS JOIN LATERAL (
        SELECT true AS current, a.* FROM aclexplode(w.datacl) a
        UNION ALL
        SELECT false, a.* FROM aclexplode(acldefault('d', w.datdba)) a WHERE w.datacl IS NOT NULL
    ) x
    GROUP BY x.grantee, x.privilege_type
), statements AS (
    SELECT 1 AS place, '' AS first, '' AS second,
           format('ALTER DATABASE %s WITH CONNECTION LIMIT = %s;', quoted, datconnlimit) AS text
    FROM wanted WHERE datconnlimit >= 0
    UNION ALL
    SELECT 2, '', '', format('ALTER DATABASE %s WITH IS_TEMPLATE = true;', quoted) FROM wanted WHERE datistemplate
    UNION ALL
    SELECT 3, role, name, text FROM settings
    UNION ALL
    SELECT 4, '', '', format('COMMENT ON DATABASE %s IS %L;', w.quoted, s.description)
    FROM wanted w
    JOIN pg_catalog.pg_shdescription s ON s.classoid = 'pg_catalog.pg_database'::regclass AND s.objoid = w.oid
    UNION ALL
    SELECT 5, l.provider, '', format('SECURITY LABEL FOR %I ON DATABASE %s IS %L;', l.provider, w.quoted, l.label)
    FROM wanted w
    JOIN pg_catalog.pg_shseclabel l ON l.classoid = 'pg_catalog.pg_database'::regclass AND l.objoid = w.oid
    UNION ALL
    SELECT 6, r.grantee, r.privilege, format('REVOKE %s ON DATABASE %s FROM %s;', r.privilege, w.quoted, r.grantee)
    FROM wanted w, rights r
    WHERE NOT r.wanted
    UNION ALL
    SELECT 7, r.grantee, r.privilege,
           format('GRANT %s ON DATABASE %s TO %s%s;', r.privilege, w.quoted, r.grantee,
                  CASE WHEN r.grantable THEN ' WITH GRANT OPTION' END)
    FROM wanted w, rights r
    WHERE r.wanted AND (NOT r.initially OR r.grantable)
)
SELECT 'DATABASE' AS kind,
       'pg_catalog.pg_database'::regclass::oid AS class,
       w.oid,
       w.datname::text AS name,
       pg_get_userbyid(w.datdba)::text AS owner,
       concat('CREATE DATABASE ', w.quoted, ' WITH TEMPLATE = template0 ENCODING = ',
              quote_literal(pg_encoding_to_char(w.encoding)),
              ' LOCALE_PROVIDER = ', CASE w.datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END, -- >=15
              format(' LC_COLLATE = %L LC_CTYPE = %L', w.datcollate, w.datctype),
              CASE WHEN w.datlocprovider = 'i' THEN format(' ICU_LOCALE = %L', w.daticulocale) END, -- >=15 <17
              CASE w.datlocprovider WHEN 'i' THEN format(' ICU_LOCALE = %L', w.datlocale) -- >=17
                                    WHEN 'b' THEN format(' BUILTIN_LOCALE = %L', w.datlocale) END, -- >=17
              ' ICU_RULES = ' || quote_literal(w.daticurules), -- >=16
              CASE WHEN w.spcname <> 'pg_default'
                   THEN format(current_setting('pgsnap.mark'), 'tablespace', w.spcname,
                               format(' TABLESPACE = %I', w.spcname)) END,
              ';') AS create,
       format('DROP DATABASE IF EXISTS %s;', w.quoted) AS "drop"
FROM wanted w
UNION ALL
SELECT 'DATABASE PROPERTIES',
       'pg_catalog.pg_database'::regclass::oid,
       w.oid,
       w.datname,
       NULL,
       s.list,
       NULL
FROM wanted w
JOIN (SELECT string_agg(text, E'\n' ORDER BY place, first COLLATE "C", second COLLATE "C") AS list FROM statements) s ON s.list IS NOT NULL
