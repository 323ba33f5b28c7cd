/*
 * What a dump reads without having it locked, with the transaction that wrote it last: a line for each object, by class and
 * oid. $1: the wanted relations, $2: the wanted namespaces, as for families.
 *
 * The server makes texts of what is there when it is asked, not of what the snapshot shows. A dump reads this in its snapshot
 * and compares it with what another transaction sees afterwards.
 */
WITH relations AS MATERIALIZED (
    SELECT c.oid, c.xmin, c.relkind, format('%I.%I', n.nspname, c.relname) AS name
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
), named (class, oid, xmin, namespace, name) AS (
    SELECT 'pg_catalog.pg_proc'::regclass, p.oid, p.xmin, p.pronamespace, p.proname
    FROM pg_catalog.pg_proc p
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, t.oid, t.xmin, t.typnamespace, t.typname
    FROM pg_catalog.pg_type t
    LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE t.typcategory <> 'A' AND (c.oid IS NULL OR c.relkind = 'c')
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::regclass, k.oid, k.xmin, k.connamespace, k.conname
    FROM pg_catalog.pg_constraint k
    WHERE k.contypid <> 0
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::regclass, o.oid, o.xmin, o.oprnamespace, o.oprname
    FROM pg_catalog.pg_operator o
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::regclass, o.oid, o.xmin, o.opcnamespace, o.opcname
    FROM pg_catalog.pg_opclass o
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::regclass, o.oid, o.xmin, o.opfnamespace, o.opfname
    FROM pg_catalog.pg_opfamily o
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::regclass, o.oid, o.xmin, o.collnamespace, o.collname
    FROM pg_catalog.pg_collation o
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::regclass, d.oid, d.xmin, d.dictnamespace, d.dictname
    FROM pg_catalog.pg_ts_dict d
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::regclass, c.oid, c.xmin, c.cfgnamespace, c.cfgname
    FROM pg_catalog.pg_ts_config c
    UNION ALL
    SELECT 'pg_catalog.pg_statistic_ext'::regclass, s.oid, s.xmin, s.stxnamespace, s.stxname
    FROM pg_catalog.pg_statistic_ext s
)
SELECT v.class::oid, v.oid, v.xmin::text AS version, v.name
FROM (SELECT 'pg_catalog.pg_class'::regclass AS class, r.oid, r.xmin, r.name
      FROM relations r
      WHERE r.relkind NOT IN ('r', 'p') -- these are locked
      UNION ALL
      SELECT 'pg_catalog.pg_rewrite'::regclass, w.oid, w.xmin, r.name
      FROM relations r
      JOIN pg_catalog.pg_rewrite w ON w.ev_class = r.oid
      UNION ALL
      SELECT 'pg_catalog.pg_index'::regclass, c.oid, c.xmin, format('%I.%I', n.nspname, c.relname)
      FROM relations r
      JOIN pg_catalog.pg_index i ON i.indrelid = r.oid
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      UNION ALL
      SELECT 'pg_catalog.pg_namespace'::regclass, n.oid, n.xmin, quote_ident(n.nspname)
      FROM pg_catalog.pg_namespace n
      WHERE n.oid = ANY ($2::oid[])
      UNION ALL
      SELECT o.class, o.oid, o.xmin, format('%I.%I', n.nspname, o.name)
      FROM named o
      JOIN pg_catalog.pg_namespace n ON n.oid = o.namespace
      WHERE o.namespace = ANY ($2::oid[])) v
ORDER BY 1, 2
