/*
 * Every relation that could be wanted, and what has to be known before it is: no parameters. One line per relation:
 *
 *   oid, schema, name, quoted  the name ready for SQL
 *   relkind, relpersistence
 *   member                     of an extension
 *   is_partition
 *   owner_table                OID of the table whose column a sequence belongs to, or 0
 *   granted                    this role may lock and read it; true also when it has been dropped meanwhile
 *   quoted_schema, open        its schema, ready for SQL, and whether this role may use that
 *   row_security               policies would hide rows from this role
 *   server                     of a foreign table
 */
SELECT c.oid,
       n.nspname::text AS schema,
       c.relname::text AS name,
       format('%I.%I', n.nspname, c.relname) AS quoted,
       c.relkind,
       c.relpersistence,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                  AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e') AS member,
       c.relispartition AS is_partition,
       coalesce((SELECT min(d.refobjid::int8)
                   FROM pg_catalog.pg_depend d
                  WHERE c.relkind = 'S'
                    AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
                    AND d.deptype IN ('a', 'i')), 0) AS owner_table,
       coalesce(has_table_privilege(c.oid, 'SELECT'), true) AS granted,
       quote_ident(n.nspname) AS quoted_schema,
       has_schema_privilege(n.oid, 'USAGE') AS open,
       c.relrowsecurity AND coalesce(row_security_active(c.oid), false) AS row_security,
       s.srvname::text AS server
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = c.oid
  LEFT JOIN pg_catalog.pg_foreign_server s ON s.oid = ft.ftserver
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
   AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_'
   AND n.nspname NOT IN ('information_schema', 'pgsnap_resume')
