/*
 * Who has the advisory lock ($1, $2) in this database.
 */
SELECT l.pid, coalesce(a.usename::text, '') AS "user",
       date_trunc('second', a.backend_start AT TIME ZONE 'UTC')::text || 'Z' AS since
  FROM pg_catalog.pg_locks l
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory'
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
   AND l.classid = $1::int8::oid
   AND l.objid = $2::int8::oid
   AND l.objsubid = 2
   AND l.granted
 LIMIT 1
