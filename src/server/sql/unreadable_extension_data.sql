/*
 * What extensions marked as configuration (extension_data.sql) and this role may not read, or not all rows of. No
 * parameters. One line per table or sequence, in the order of their names:
 *
 *   extension
 *   qualified   its name, ready for SQL
 *   is_sequence
 *   readable    it may be read, but policies hide rows
 *   role        this role, ready for SQL
 */
SELECT min(e.extname::text) AS extension,
       format('%I.%I', n.nspname, c.relname) AS qualified,
       c.relkind = 'S' AS is_sequence,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
       quote_ident(CURRENT_USER) AS role
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_class c ON c.oid = ANY (e.extconfig)
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'S')
  AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
           AND NOT (c.relrowsecurity AND coalesce(row_security_active(c.oid), false)))
GROUP BY c.oid, n.oid, n.nspname, c.relname, c.relkind, c.relrowsecurity
ORDER BY n.nspname, c.relname
