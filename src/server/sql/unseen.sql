/*
 * What a dump leaves out because it cannot be seen: connection strings and the options of user mappings (as in subscriptions.sql
 * and foreign.sql), and on a standby the rows of unlogged tables and the values of unlogged sequences, which only the primary
 * has. So are rows in tables of extensions that these do not mark: mostly those of their scripts, but some extensions are known
 * to keep there what the user has made. How to add one: a line in the list. Takes a family's parameters. One row per reason:
 *
 *   reason, list
 */
WITH unseen AS (
    SELECT format('role %I may not see all of it', CURRENT_USER) AS reason, format('subscription %I', s.subname) AS what
    FROM (SELECT subname, subdbid FROM pg_catalog.pg_subscription) s
    JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = current_database()
    WHERE $3::bool AND NOT has_table_privilege('pg_catalog.pg_subscription', 'SELECT')
    UNION ALL
    SELECT format('role %I may not see all of it', CURRENT_USER),
           format('user mapping for %s on server %I',
                  CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END, m.srvname)
    FROM pg_catalog.pg_user_mappings m
    JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
    WHERE $3::bool
      AND m.umoptions IS NULL
      AND NOT CASE m.umuser WHEN 0 THEN pg_has_role(s.srvowner, 'USAGE')
                            ELSE m.usename = CURRENT_USER
                                 AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE')) END
      AND NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)
    UNION ALL
    SELECT 'a standby has no rows of what is unlogged', format('%I.%I', n.nspname, c.relname)
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'S') AND c.relpersistence = 'u'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE pg_is_in_recovery()
    UNION ALL
    SELECT format('extension %I does not mark it for dumps (%s)', e.extname, known.consequence), format('%I.%I', n.nspname, c.relname)
    FROM (VALUES ('documentdb', 'collections', 'a restore brings its collections'' tables only'),
                 ('documentdb', 'collection_indexes', 'a restore brings its collections'' tables only'),
                 ('pg_ivm', 'pg_ivm_immv', 'its views come back as tables that nothing maintains'),
                 ('pg_squeeze', 'tables', 'a restore has no schedule of it'),
                 ('pglogical', 'local_node', 'a restore has no node, replication sets and subscriptions of it'))
         AS known (extension, relation, consequence)
    JOIN pg_catalog.pg_extension e ON e.extname = known.extension
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid
                               AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e'
    JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relname = known.relation AND c.relkind = 'r'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE $3::bool AND c.oid <> ALL (coalesce(e.extconfig, '{}')) AND pg_relation_size(c.oid) > 0
)
SELECT reason, string_agg(what, ', ' ORDER BY what COLLATE "C") AS list
FROM unseen
GROUP BY reason
ORDER BY reason COLLATE "C"
