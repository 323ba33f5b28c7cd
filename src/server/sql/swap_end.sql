/*
 * Ends the sessions whose numbers are in $1 (int[]), if they use the database $2 (text).
 */
SELECT pg_terminate_backend(a.pid) AS ended
  FROM pg_catalog.pg_stat_activity a
 WHERE a.pid = ANY ($1::int[])
   AND a.datname::text = $2::text
