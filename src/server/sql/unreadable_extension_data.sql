/*
 * What extensions marked as configuration (extension_data.sql) and this role may not read, or not all rows of: how many, the
 * first ones by name, and the GRANTs for them. No parameters.
 */
WITH marked AS (
    SELECT c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) AS qualified,
           has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
           row_number() OVER (ORDER BY n.nspname, c.relname) AS place
    FROM (SELECT DISTINCT unnest(e.extconfig) AS oid FROM pg_catalog.pg_extension e) m
    JOIN pg_catalog.pg_class c ON c.oid = m.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'S')
      AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
               AND NOT (c.relrowsecurity AND coalesce(row_security_active(c.oid), false)))
)
SELECT count(*) AS total,
       string_agg(qualified, ', ' ORDER BY place) FILTER (WHERE place <= 20) AS first,
       concat_ws('; ',
                 'GRANT SELECT ON ' || string_agg(qualified, ', ' ORDER BY place)
                     FILTER (WHERE place <= 20 AND NOT readable AND relkind <> 'S') || format(' TO %I', CURRENT_USER),
                 'GRANT SELECT ON SEQUENCE ' || string_agg(qualified, ', ' ORDER BY place)
                     FILTER (WHERE place <= 20 AND NOT readable AND relkind = 'S') || format(' TO %I', CURRENT_USER),
                 'ALTER ROLE ' || quote_ident(CURRENT_USER) || CASE WHEN bool_or(readable) THEN ' BYPASSRLS' END) AS mend,
       quote_ident(CURRENT_USER) AS role
FROM marked
