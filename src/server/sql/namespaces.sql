/*
 * Every schema that could be wanted; pgsnap_resume is the ledger of a restore (load_ledger.c). No parameters.
 */
SELECT n.oid, n.nspname::text AS name
  FROM pg_catalog.pg_namespace n
 WHERE n.nspname !~ '^pg_'
   AND n.nspname NOT IN ('information_schema', 'pgsnap_resume')
