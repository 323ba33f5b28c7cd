/*
 * Tables of $1 (schemas) and $2 (names), both text[], name side by side, that are children (INHERITS, not partitions) of a table
 * that is not among them.
 */
WITH wanted AS (
    SELECT c.oid, w.schema, w.name
    FROM ROWS FROM (unnest($1::text[]), unnest($2::text[])) AS w (schema, name)
    JOIN pg_catalog.pg_namespace n ON n.nspname::text = w.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname::text = w.name
    WHERE NOT c.relispartition
)
SELECT w.schema, w.name, format('%I.%I', pn.nspname, p.relname) AS parent
FROM wanted w
JOIN pg_catalog.pg_inherits i ON i.inhrelid = w.oid
JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
WHERE i.inhparent NOT IN (SELECT oid FROM wanted)
ORDER BY w.schema, w.name, i.inhseqno
