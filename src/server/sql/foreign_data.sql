/*
 * TABLE DATA of foreign tables: of those in the setting pgsnap.foreign_tables, an array of OIDs (--include-foreign-data).
 *
 * COPY takes no foreign table to read from, but a query; to write it takes one whose wrapper can insert.
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest(current_setting('pgsnap.foreign_tables', true)::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'f'
), columns AS (
    SELECT a.attrelid, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS list
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY a.attrelid
)
SELECT 'TABLE DATA' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       w.oid AS parent,
       format('COPY %s%s FROM stdin', w.qualified, ' (' || c.list || ')') AS load,
       format('COPY (SELECT %s FROM ONLY %s) TO stdout', c.list, w.qualified) AS unload
FROM wanted w
LEFT JOIN columns c ON c.attrelid = w.oid
