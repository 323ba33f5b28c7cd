/*
 * Every schema that could be wanted. No parameters.
 */
SELECT n.oid, n.nspname::text AS name
  FROM pg_catalog.pg_namespace n
 WHERE n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
