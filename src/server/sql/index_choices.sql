/*
 * CLUSTER: the index by which a table was last clustered; REPLICA IDENTITY: how rows are known to logical replication.
 *
 * An entry that names an index belongs to that index, or to the constraint that owns it. A partitioned table's index
 * can only be chosen when all partitions' indexes are attached.
 */
WITH RECURSIVE relations AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind, c.relreplident, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm')
), chosen AS MATERIALIZED (
    SELECT r.oid AS relation, i.indexrelid, i.indisclustered, i.indisreplident AND r.relreplident = 'i' AS identifies,
           quote_ident(ic.relname) AS index_name, coalesce(k.oid, i.indexrelid) AS oid,
           CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass
                ELSE 'pg_catalog.pg_constraint'::regclass END::oid AS class
    FROM relations r
    JOIN pg_catalog.pg_index i ON i.indrelid = r.oid AND (i.indisclustered OR i.indisreplident)
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid AND k.conindid = ic.oid AND k.contype IN ('p', 'u', 'x')
    WHERE i.indisvalid
), parts AS (
    SELECT c.indexrelid AS root, i.inhrelid AS oid
    FROM chosen c
    JOIN pg_catalog.pg_inherits i ON i.inhparent = c.indexrelid
    UNION
    SELECT p.root, i.inhrelid
    FROM parts p
    JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
), attachments AS (
    SELECT p.root, string_agg(format('%s %s INDEX ATTACH', CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass::oid
                                                                ELSE 'pg_catalog.pg_constraint'::regclass::oid END,
                                     coalesce(k.oid, p.oid)), E'\n' ORDER BY p.oid) AS needs
    FROM parts p
    LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = p.oid AND k.contype IN ('p', 'u', 'x')
    GROUP BY p.root
)
SELECT 'CLUSTER' AS kind,
       c.class,
       c.oid,
       r.nspname::text AS schema,
       r.relname::text AS name,
       r.oid AS parent,
       format('ALTER TABLE %s CLUSTER ON %s;', r.qualified, c.index_name) AS create,
       NULL AS needs
FROM relations r
JOIN chosen c ON c.relation = r.oid AND c.indisclustered
UNION ALL
SELECT 'REPLICA IDENTITY', coalesce(c.class, 'pg_catalog.pg_class'::regclass::oid), coalesce(c.oid, r.oid), r.nspname::text,
       r.relname::text, r.oid,
       format('ALTER TABLE ONLY %s REPLICA IDENTITY %s;', r.qualified,
              CASE r.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'USING INDEX ' || c.index_name END),
       a.needs
FROM relations r
LEFT JOIN chosen c ON c.relation = r.oid AND c.identifies
LEFT JOIN attachments a ON a.root = c.indexrelid
WHERE r.relreplident IN ('f', 'n') OR c.oid IS NOT NULL
