/*
 * Facts about the database, for the archive (archive/toc.h lists the keys). No parameters.
 */
SELECT key, value
  FROM (SELECT f.place, f.key, f.value
          FROM pg_catalog.pg_database d
         CROSS JOIN LATERAL (VALUES
               (1, 'database', d.datname::text),
               (2, 'server_version', current_setting('server_version')),
               (3, 'server_version_num', current_setting('server_version_num')),
               (4, 'encoding', pg_encoding_to_char(d.encoding)::text),
               (5, 'collate', d.datcollate::text),
               (6, 'ctype', d.datctype::text),
               (7, 'locale_provider', CASE d.datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END), -- >=15
               (8, 'locale', d.daticulocale::text), -- >=15 <17
               (8, 'locale', d.datlocale::text), -- >=17
               (9, 'icu_rules', d.daticurules::text), -- >=16
               (10, 'in_recovery', CASE WHEN pg_is_in_recovery() THEN 'true' END),
               (10, 'without_public', CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n
                                                            WHERE n.nspname = 'public') THEN 'true' END),
               (11, 'created', replace(date_trunc('second', transaction_timestamp() AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z')
               ) AS f (place, key, value)
         WHERE d.datname = current_database()
         UNION ALL
        SELECT 12, 'extension', format('%s %s', e.extname, e.extversion)
          FROM pg_catalog.pg_extension e
         UNION ALL -- roles in rights, policies, default rights and user mappings: what a restore must find there
        (SELECT DISTINCT 13, 'role', r.rolname::text
           FROM pg_catalog.pg_shdepend s
           JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
           JOIN pg_catalog.pg_database d ON d.oid = s.dbid
          WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass
            AND d.datname = current_database()
            AND (s.deptype IN ('a', 'r') OR s.classid IN ('pg_catalog.pg_default_acl'::regclass,
                                                          'pg_catalog.pg_user_mapping'::regclass))
          ORDER BY 3
          LIMIT 1000)
         UNION ALL
        SELECT 14, 'tablespace', t.spcname::text
          FROM pg_catalog.pg_tablespace t
         WHERE t.oid IN (SELECT c.reltablespace FROM pg_catalog.pg_class c WHERE c.oid >= 16384)) AS f
 WHERE value IS NOT NULL
 ORDER BY place, value COLLATE "C"
