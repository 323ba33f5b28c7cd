/*
 * ROLE PASSWORD: as the server keeps it, scrambled. Only who may read pg_authid can ask for it.
 */
SELECT 'ROLE PASSWORD' AS kind,
       'pg_catalog.pg_authid'::regclass::oid AS class,
       r.oid,
       format(current_setting('pgsnap.mark'), 'role', r.rolname, r.rolname) AS name,
       format('ALTER ROLE %s PASSWORD %L;',
              format(current_setting('pgsnap.mark'), 'role', r.rolname, quote_ident(r.rolname)), r.rolpassword) AS create
FROM pg_catalog.pg_authid r
WHERE r.rolname !~ '^pg_'
  AND r.rolpassword IS NOT NULL
