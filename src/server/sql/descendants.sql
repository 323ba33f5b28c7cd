/*
 * What descends from the tables $1 (oid[]): partitions and children by INHERITS, to any depth. One line per relation.
 */
WITH RECURSIVE descendant AS (
    SELECT i.inhrelid AS oid
    FROM pg_catalog.pg_inherits i
    WHERE i.inhparent = ANY ($1::oid[])
    UNION
    SELECT i.inhrelid
    FROM descendant d
    JOIN pg_catalog.pg_inherits i ON i.inhparent = d.oid
)
SELECT n.nspname::text AS schema,
       c.relname::text AS name
FROM descendant d
JOIN pg_catalog.pg_class c ON c.oid = d.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f')
