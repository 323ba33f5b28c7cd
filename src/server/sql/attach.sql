/*
 * TABLE ATTACH: a partition becomes one of its parent, if both are wanted.
 *
 * The check constraints that the partition inherits must be there first. A partition that is on its way out (DETACH
 * CONCURRENTLY was interrupted) is left a table of its own.
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relispartition, c.relpartbound, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f')
), checks AS (
    SELECT k.conrelid,
           string_agg(format('%s %s', 'pg_catalog.pg_constraint'::regclass::oid, k.oid), E'\n' ORDER BY k.conname) AS needs
    FROM wanted w
    JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid
    WHERE w.relispartition AND k.contype = 'c' AND k.coninhcount > 0
    GROUP BY k.conrelid
)
SELECT 'TABLE ATTACH' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       w.oid AS parent,
       format('ALTER TABLE ONLY %s ATTACH PARTITION %s %s;', p.qualified, w.qualified,
              pg_get_expr(w.relpartbound, w.oid)) AS create,
       concat_ws(E'\n', format('%s %s', 'pg_catalog.pg_class'::regclass::oid, p.oid), k.needs) AS needs
FROM wanted w
JOIN pg_catalog.pg_inherits i ON i.inhrelid = w.oid
JOIN wanted p ON p.oid = i.inhparent
LEFT JOIN checks k ON k.conrelid = w.oid
WHERE w.relispartition
  AND NOT i.inhdetachpending -- >=14
