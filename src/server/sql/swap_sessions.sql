/*
 * Sessions that use a database ($1 text), and whether this role may end them. The server itself ends those of autovacuum, which are
 * the only ones without a user; backend_type is hidden from those who may not see all.
 */
SELECT a.pid, coalesce(a.usename::text, '') AS "user", coalesce(a.application_name, '') AS application,
       coalesce(host(a.client_addr), 'local') AS client, coalesce(a.state, a.backend_type, 'unknown') AS state,
       me.rolsuper OR (NOT coalesce(they.rolsuper, true)
                       AND (pg_has_role(a.usesysid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE'))) AS endable
  FROM pg_catalog.pg_stat_activity a
  JOIN pg_catalog.pg_roles me ON me.rolname = current_user
  LEFT JOIN pg_catalog.pg_roles they ON they.oid = a.usesysid
 WHERE a.datname::text = $1::text
   AND a.pid <> pg_backend_pid()
   AND a.usesysid IS NOT NULL
   AND a.backend_type IS DISTINCT FROM 'parallel worker'
 ORDER BY a.pid
