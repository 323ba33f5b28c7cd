/*
 * INDEX: indexes that no constraint owns; INDEX ATTACH: a partition's index becomes one of its parent's, also when
 * constraints own them.
 *
 * An index that was never finished (CREATE INDEX CONCURRENTLY failed) is left out; on a partitioned table invalid only
 * means that not all partitions have theirs. pg_get_indexdef leaves out the tablespace, which belongs before WHERE.
 * An attached index is dropped with its parent and cannot be dropped alone; one that excludes comes with it
 * (constraints.sql). A tree of indexes is attached from its leaves up: an index that becomes complete when it is attached
 * already makes the server look at the one above it, and that look can miss what another session attaches at the same
 * time, so that the root would stay invalid.
 *
 * pg_get_indexdef opens the index's table, which for ten thousand tables takes the server longer than all the rest here. So
 * a plain index, as most are, is written without it, in the same words. Only a btree is: none of the server's own operator
 * classes for it has parameters, which another one, as GiST's tsvector_ops, can have although it is the default.
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid AS relation, c.relname AS table_name, n.nspname, ic.relname, ic.reltablespace,
           i.indexrelid AS oid, i.indrelid, i.indpred, i.indisunique, i.indisexclusion,
           i.indnatts, i.indkey, i.indclass, i.indcollation, k.oid AS key, i.indexprs IS NOT NULL AS has_expressions,
           k.oid IS NULL AND ic.relkind = 'i' AND ic.reloptions IS NULL AND i.indpred IS NULL AND i.indexprs IS NULL
           AND i.indnkeyatts = i.indnatts AND 0 = ALL (i.indoption::int2[]) AND am.amname = 'btree'
           AND NOT i.indnullsnotdistinct -- >=15
           AS is_plain,
           format('%I.%I', n.nspname, ic.relname) AS qualified,
           CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass
                ELSE 'pg_catalog.pg_constraint'::regclass END::oid AS class
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_index i ON i.indrelid = c.oid
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid AND ic.relkind IN ('i', 'I')
    JOIN pg_catalog.pg_am am ON am.oid = ic.relam
    JOIN pg_catalog.pg_namespace n ON n.oid = ic.relnamespace
    LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.conindid = ic.oid AND k.contype IN ('p', 'u', 'x')
    WHERE c.relkind IN ('r', 'p', 'm') AND i.indisready AND (i.indisvalid OR c.relkind = 'p')
), plain_columns AS MATERIALIZED (
    SELECT w.oid, w.indrelid, x.*
    FROM wanted w
    CROSS JOIN LATERAL unnest(w.indkey::int2[], w.indclass::oid[], w.indcollation::oid[]) WITH ORDINALITY
               AS x (attnum, opclass, collated, place)
    WHERE w.is_plain
), plain AS ( -- columns of their table's order and collation, with the server's own default for their type
    SELECT p.oid, string_agg(quote_ident(a.attname), ', ' ORDER BY p.place) AS columns, count(*) AS columns_count
    FROM plain_columns p
    JOIN pg_catalog.pg_attribute a ON a.attrelid = p.indrelid AND a.attnum = p.attnum AND a.attcollation = p.collated
    JOIN pg_catalog.pg_opclass o ON o.oid = p.opclass AND o.opcdefault AND o.oid < 16384
                                AND (a.atttypid = o.opcintype
                                     OR a.atttypid = 'pg_catalog.varchar'::regtype -- which has none but text's
                                        AND o.opcintype = 'pg_catalog.text'::regtype
                                        AND NOT EXISTS (SELECT FROM pg_catalog.pg_opclass u
                                                        WHERE u.opcintype = 'pg_catalog.varchar'::regtype AND u.opcdefault))
    WHERE a.attrelid = ANY (ARRAY(SELECT indrelid FROM plain_columns)) AND a.attnum > 0 -- by index
    GROUP BY p.oid
), statistics AS ( -- only of expressions
    SELECT a.attrelid,
           string_agg(format('ALTER COLUMN %s SET STATISTICS %s', a.attnum, a.attstattarget), ', ' ORDER BY a.attnum) AS list
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attstattarget >= 0
    WHERE a.attrelid = ANY (ARRAY(SELECT oid FROM wanted WHERE has_expressions)) -- by index
      AND w.key IS NULL
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
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_extension'::regclass
      AND d.deptype = 'x'
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
LEFT JOIN plain p ON p.oid = w.oid AND p.columns_count = w.indnatts
CROSS JOIN LATERAL (SELECT CASE WHEN p.oid IS NULL THEN pg_get_indexdef(w.oid)
                                ELSE format('CREATE %sINDEX %I ON %I.%I USING %I (%s)',
                                            CASE WHEN w.indisunique THEN 'UNIQUE ' END, w.relname, w.nspname, w.table_name,
                                            'btree', p.columns) END AS definition,
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
WHERE NOT w.indisexclusion
