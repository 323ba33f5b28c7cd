/*
 * FOREIGN DATA WRAPPER, SERVER and USER MAPPING. User mappings whose options this role may not see are left out: unseen.sql
 * names them, and says the same of when.
 */
WITH objects AS (
    SELECT 'FOREIGN DATA WRAPPER' AS kind,
           'pg_catalog.pg_foreign_data_wrapper'::regclass::oid AS class, w.oid, w.fdwname::text AS name, w.fdwowner AS owner,
           w.fdwoptions AS options,
           concat('FOREIGN DATA WRAPPER ', quote_ident(w.fdwname),
                  ' HANDLER ' || nullif(w.fdwhandler, 0)::regproc,
                  ' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc
                  , format(current_setting('pgsnap.mark'), 'since', '19', -- >=19
                           ' CONNECTION ' || nullif(w.fdwconnection, 0)::regproc) -- >=19
                 ) AS definition,
           format('FOREIGN DATA WRAPPER IF EXISTS %I', w.fdwname) AS dropped
    FROM pg_catalog.pg_foreign_data_wrapper w
    UNION ALL
    SELECT 'SERVER', 'pg_catalog.pg_foreign_server'::regclass, s.oid, s.srvname, s.srvowner, s.srvoptions,
           concat('SERVER ', quote_ident(s.srvname),
                  ' TYPE ' || quote_literal(s.srvtype),
                  ' VERSION ' || quote_literal(s.srvversion),
                  ' FOREIGN DATA WRAPPER ', quote_ident(w.fdwname)),
           format('SERVER IF EXISTS %I', s.srvname)
    FROM pg_catalog.pg_foreign_server s
    JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'USER MAPPING', 'pg_catalog.pg_user_mapping'::regclass, u.umid,
           format('%s SERVER %s', CASE u.umuser WHEN 0 THEN 'PUBLIC'
                                                ELSE format(current_setting('pgsnap.mark'), 'role', u.usename, u.usename) END,
                  u.srvname), NULL, u.umoptions,
           format('USER MAPPING FOR %s SERVER %I',
                  CASE u.umuser WHEN 0 THEN 'PUBLIC'
                                ELSE format(current_setting('pgsnap.mark'), 'role', u.usename, quote_ident(u.usename)) END,
                  u.srvname),
           format('USER MAPPING IF EXISTS FOR %s SERVER %I',
                  CASE u.umuser WHEN 0 THEN 'PUBLIC'
                                ELSE format(current_setting('pgsnap.mark'), 'role', u.usename, quote_ident(u.usename)) END,
                  u.srvname)
    FROM pg_catalog.pg_user_mappings u
    JOIN pg_catalog.pg_foreign_server s ON s.oid = u.srvid
    WHERE u.umoptions IS NOT NULL
       OR CASE u.umuser WHEN 0 THEN pg_has_role(s.srvowner, 'USAGE')
                        ELSE u.usename = CURRENT_USER
                             AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE')) END
       OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)
)
SELECT o.kind,
       o.class,
       o.oid,
       o.name,
       pg_get_userbyid(o.owner)::text AS owner,
       concat('CREATE ', o.definition,
              ' OPTIONS (' || (SELECT string_agg(format('%I %L', p.option_name, p.option_value), ', ' ORDER BY p.option_name)
                               FROM pg_options_to_table(o.options) p) || ')', ';') AS create,
       format('DROP %s;', o.dropped) AS "drop"
FROM objects o
WHERE $3::bool
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
