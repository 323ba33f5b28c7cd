/*
 * What a dump leaves out because it cannot be seen: connection strings and the options of user mappings (as in subscriptions.sql
 * and foreign.sql), and on a standby the rows of unlogged tables and the values of unlogged sequences, which only the primary
 * has. Takes a family's parameters. One row per reason:
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
)
SELECT reason, string_agg(what, ', ' ORDER BY what COLLATE "C") AS list
FROM unseen
GROUP BY reason
ORDER BY reason COLLATE "C"
