/*
 * TABLE ATTACH: a partition becomes one of its parent, if both are wanted.
 *
 * Trees are attached from the root down: the server gives an identity column's mark to the partition that is attached,
 * but not to those below it. The check constraints that the partition inherits must be there first. A partition that is
 * on its way out (DETACH CONCURRENTLY was interrupted) is left a table of its own. One that inherits a NOT NULL that is
 * NOT VALID is attached after the rows, when it has that (checks.sql).
 */
WITH checks AS (
    SELECT k.conrelid,
           string_agg(format('%s %s', 'pg_catalog.pg_constraint'::regclass::oid, k.oid), E'\n' ORDER BY k.conname) AS needs
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid
    WHERE (k.contype = 'c'
           OR k.contype = 'n' AND NOT k.convalidated -- >=18
          ) AND k.coninhcount > 0
    GROUP BY k.conrelid
)
SELECT 'TABLE ATTACH' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       c.oid,
       n.nspname::text AS schema,
       c.relname::text AS name,
       c.oid AS parent,
       format('ALTER TABLE ONLY %I.%I ATTACH PARTITION %I.%I %s;', pn.nspname, p.relname, n.nspname, c.relname,
              pg_get_expr(c.relpartbound, c.oid)) AS create,
       concat_ws(E'\n', format('%s %s', 'pg_catalog.pg_class'::regclass::oid, p.oid), k.needs,
                 CASE WHEN p.relispartition THEN format('%s %s TABLE ATTACH', 'pg_catalog.pg_class'::regclass::oid, p.oid)
                 END) AS needs
FROM unnest($1::oid[]) AS w (oid)
JOIN pg_catalog.pg_inherits i ON i.inhrelid = w.oid
JOIN unnest($1::oid[]) AS wp (oid) ON wp.oid = i.inhparent
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
LEFT JOIN checks k ON k.conrelid = c.oid
WHERE c.relispartition
  AND NOT i.inhdetachpending -- >=14
