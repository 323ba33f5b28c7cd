/*
 * Who keeps us from locking a relation of $1 (oid[]): those that have ACCESS EXCLUSIVE, and those that wait for it before us.
 */
SELECT format('process %s%s%s %s %I.%I', l.pid, ' of user ' || quote_ident(a.usename),
              ' (' || nullif(a.application_name, '') || ')',
              CASE WHEN l.granted THEN 'has locked' ELSE 'waits for' END, n.nspname, c.relname) AS holder
  FROM pg_catalog.pg_locks l
  JOIN pg_catalog.pg_class c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'relation'
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
   AND l.mode = 'AccessExclusiveLock'
   AND l.pid <> pg_backend_pid()
   AND l.relation = ANY ($1::oid[])
 ORDER BY l.granted DESC, l.pid
 LIMIT 5
