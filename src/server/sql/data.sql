/*
 * TABLE DATA: the rows of ordinary tables.
 *
 * Rows go into the table that they came from, also into partitions. The exception is a partition below a table that is
 * partitioned by the hash of an enum: an enum's hash is that of its OID, which another database numbers otherwise, so
 * these rows go through the root.
 */
WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relam, c.relispartition, c.reltoastrelid, n.nspname,
           format('%I.%I', n.nspname, c.relname) AS qualified, coalesce(pg_relation_size(c.oid), 0) AS size
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery()) -- unseen.sql names them
), columns AS (
    SELECT a.attrelid, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS list
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY a.attrelid
), enum_hashed AS MATERIALIZED (
    SELECT p.partrelid AS oid
    FROM pg_catalog.pg_partitioned_table p, unnest(p.partclass) AS k (oid)
    JOIN pg_catalog.pg_opclass o ON o.oid = k.oid
    WHERE p.partstrat = 'h' AND o.opcintype = 'pg_catalog.anyenum'::regtype
), descent AS ( -- from each hashed table down to its partitions
    SELECT oid AS ancestor, oid FROM enum_hashed
    UNION
    SELECT d.ancestor, i.inhrelid
    FROM descent d
    JOIN pg_catalog.pg_inherits i ON i.inhparent = d.oid
), roots AS (
    SELECT DISTINCT d.oid, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM descent d
    JOIN pg_catalog.pg_class c ON c.oid = pg_partition_root(d.ancestor)
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
)
SELECT 'TABLE DATA' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       w.oid AS parent,
       format('COPY %s%s FROM stdin', coalesce(r.qualified, w.qualified), ' (' || c.list || ')') AS load,
       format('COPY %s%s TO stdout', w.qualified, ' (' || c.list || ')') AS unload,
       CASE WHEN am.amname = 'heap' THEN format('SELECT %s FROM ONLY %s', c.list, w.qualified) END AS ranges,
       w.size + coalesce(pg_relation_size(nullif(w.reltoastrelid, 0)), 0) AS bytes,
       w.size / current_setting('block_size')::int AS pages
FROM wanted w
LEFT JOIN columns c ON c.attrelid = w.oid
LEFT JOIN roots r ON r.oid = w.oid
LEFT JOIN pg_catalog.pg_am am ON am.oid = w.relam
