/*
 * Whose the tablespaces are.
 */
SELECT 'pg_catalog.pg_tablespace'::regclass::oid AS class,
       t.oid,
       format('ALTER TABLESPACE %I OWNER TO %s;', t.spcname,
              format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(t.spcowner),
                     quote_ident(pg_get_userbyid(t.spcowner)))) AS own
FROM pg_catalog.pg_tablespace t
WHERE t.spcname !~ '^pg_'
