/*
 * INDEX: indexes that no constraint owns; INDEX ATTACH: a partition's index becomes one of its parent's, also when
 * constraints own them.
 *
 * An index that was never finished (CREATE INDEX CONCURRENTLY failed) is left out; on a partitioned table invalid only
 * means that not all partitions have theirs. pg_get_indexdef leaves out the tablespace, which belongs before WHERE.
 * An attached index is dropped with its parent and cannot be dropped alone. A tree of indexes is attached from its leaves
 * up: an index that becomes complete when it is attached already makes the server look at the one above it, and that look
 * can miss what another session attaches at the same time, so that the root would stay invalid.
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid AS relation, n.nspname, i.indexrelid AS oid, i.indrelid, i.indpred, ic.relname, ic.reltablespace,
           k.oid AS key,
           format('%I.%I', n.nspname, ic.relname) AS qualified,
           CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass
                ELSE 'pg_catalog.pg_constraint'::regclass END::oid AS class
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_index i ON i.indrelid = c.oid
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = ic.relnamespace
    LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.conindid = ic.oid AND k.contype IN ('p', 'u', 'x')
    WHERE c.relkind IN ('r', 'p', 'm') AND i.indisready AND (i.indisvalid OR c.relkind = 'p')
), statistics AS (
    SELECT a.attrelid,
           string_agg(format('ALTER COLUMN %s SET STATISTICS %s', a.attnum, a.attstattarget), ', ' ORDER BY a.attnum) AS list
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attstattarget >= 0
    WHERE w.key IS NULL
    GROUP BY a.attrelid
), attached AS ( -- but not of a partition that is on its way out (attach.sql)
    SELECT i.inhrelid, i.inhparent
    FROM wanted w
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = w.oid
    LEFT JOIN pg_catalog.pg_inherits t ON t.inhrelid = w.indrelid AND t.inhdetachpending -- >=14
    WHERE t.inhrelid IS NULL -- >=14
), extensions AS ( -- that it depends on by its owner's word
    SELECT d.objid, string_agg(DISTINCT format(E'\nALTER INDEX %s DEPENDS ON EXTENSION %I;', w.qualified, e.extname), '') AS list
    FROM pg_catalog.pg_depend d
    JOIN wanted w ON w.oid = d.objid AND w.key IS NULL
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'x'
    GROUP BY d.objid
)
SELECT 'INDEX' AS kind,
       w.class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       w.relation AS parent,
       concat(CASE WHEN ts.oid IS NULL THEN d.definition
                   ELSE left(d.definition, length(d.definition) - length(d.ending))
                        || format(current_setting('pgsnap.mark'), 'tablespace', ts.spcname,
                                  ' TABLESPACE ' || quote_ident(ts.spcname)) || d.ending END, ';',
              E'\nALTER INDEX ' || w.qualified || ' ' || s.list || ';', e.list) AS create,
       CASE WHEN i.inhrelid IS NULL THEN format('DROP INDEX IF EXISTS %s;', w.qualified) END AS "drop",
       NULL AS needs
FROM wanted w
CROSS JOIN LATERAL (SELECT pg_get_indexdef(w.oid) AS definition,
                           coalesce(' WHERE ' || pg_get_expr(w.indpred, w.indrelid), '') AS ending) d
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = w.reltablespace
LEFT JOIN attached i ON i.inhrelid = w.oid
LEFT JOIN statistics s ON s.attrelid = w.oid
LEFT JOIN extensions e ON e.objid = w.oid
WHERE w.key IS NULL
UNION ALL
SELECT 'INDEX ATTACH', w.class, coalesce(w.key, w.oid), w.nspname::text, w.relname::text, w.relation,
       format('ALTER INDEX %s ATTACH PARTITION %s;', p.qualified, w.qualified), NULL,
       concat_ws(E'\n', format('%s %s', p.class, coalesce(p.key, p.oid)), below.needs)
FROM wanted w
JOIN attached i ON i.inhrelid = w.oid
JOIN wanted p ON p.oid = i.inhparent
LEFT JOIN (SELECT i.inhparent, string_agg(format('%s %s INDEX ATTACH', w.class, coalesce(w.key, w.oid)), E'\n'
                                          ORDER BY w.relname) AS needs
           FROM wanted w
           JOIN attached i ON i.inhrelid = w.oid
           GROUP BY i.inhparent) below ON below.inhparent = w.oid
