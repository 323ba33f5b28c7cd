/*
 * STATISTICS DATA: what ANALYZE and VACUUM have found out about a relation, for pg_restore_relation_stats and
 * pg_restore_attribute_stats of PostgreSQL 18. Of indexes only the statistics of expressions: building one counts anew.
 *
 * pg_stats shows what this role may read. Its arrays are cast to text by the server that made them and are quoted as
 * literals. A column of an index goes by number, because the server names it.
 *
 * All calls of a relation are rows of one VALUES: the server then takes two thirds of the time that statements take, and
 * a list of columns would end at 1664.
 *
 * Unlogged tables, whose rows a standby does not have, get none from there.
 *
 * What is kept is bounded by the size in which the server stores it: 32 MB for a relation and 64 MB altogether, the
 * largest relations first. A relation beyond that is returned without a text.
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.oid AS relation, c.oid AS object, 'pg_catalog.pg_class'::regclass::oid AS class, false AS is_index,
           n.nspname, c.relname, c.relpages, c.reltuples, c.relallvisible,
           c.relallfrozen, -- >=18
           c.relpages <> 0 OR c.reltuples > 0
           OR c.reltuples = 0 -- >=14
           AS is_counted -- before 14 an empty relation and an unknown one look alike
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery())
    UNION ALL
    SELECT ic.oid, i.indrelid, coalesce(k.oid, ic.oid),
           CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass
                ELSE 'pg_catalog.pg_constraint'::regclass END::oid, true,
           n.nspname, ic.relname, ic.relpages, 0, 0,
           0, -- >=18
           false
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_index i ON i.indrelid = w.oid AND i.indexprs IS NOT NULL AND i.indisvalid
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid AND NOT (ic.relpersistence = 'u' AND pg_is_in_recovery())
    JOIN pg_catalog.pg_namespace n ON n.oid = ic.relnamespace
    LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.conindid = ic.oid AND k.contype IN ('p', 'u', 'x')
), found AS MATERIALIZED (
    SELECT w.oid, w.is_index, s.*
    FROM wanted w
    JOIN pg_catalog.pg_stats s ON s.schemaname = w.nspname AND s.tablename = w.relname
), sizes AS (
    SELECT oid,
           sum(coalesce(pg_column_size(most_common_vals), 0)
               + coalesce(pg_column_size(most_common_freqs), 0)
               + coalesce(pg_column_size(histogram_bounds), 0)
               + coalesce(pg_column_size(most_common_elems), 0)
               + coalesce(pg_column_size(most_common_elem_freqs), 0)
               + coalesce(pg_column_size(range_length_histogram), 0) -- >=17
               + coalesce(pg_column_size(range_bounds_histogram), 0) -- >=17
               + coalesce(pg_column_size(elem_count_histogram), 0)) AS bytes
    FROM found
    GROUP BY oid
), fitting AS (
    SELECT s.oid,
           s.bytes <= 32 * 1024 * 1024
           AND sum(s.bytes) FILTER (WHERE s.bytes <= 32 * 1024 * 1024) OVER (ORDER BY w.relpages DESC, w.nspname, w.relname)
               <= 64 * 1024 * 1024 AS fits
    FROM sizes s
    JOIN wanted w ON w.oid = s.oid
), numbers AS (
    SELECT w.oid, a.attname, a.attnum
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid
    WHERE w.is_index
), columns AS (
    SELECT f.oid,
           string_agg(concat(
               format('(pg_catalog.pg_restore_attribute_stats(''version'', %s, ''schemaname'', %L, ''relname'', %L, ',
                      current_setting('server_version_num'), f.schemaname, f.tablename),
               CASE WHEN f.is_index THEN format('''attnum'', ''%s''::pg_catalog.int2', n.attnum)
                    ELSE format('''attname'', %L', f.attname) END,
               format(', ''inherited'', %L::pg_catalog.bool, ''null_frac'', %L::pg_catalog.float4, ''avg_width'', %s, '
                      '''n_distinct'', %L::pg_catalog.float4', f.inherited, f.null_frac, f.avg_width, f.n_distinct),
               ', ''most_common_vals'', ' || quote_literal(f.most_common_vals::text),
               ', ''most_common_freqs'', ' || quote_literal(f.most_common_freqs::text) || '::pg_catalog.float4[]',
               ', ''histogram_bounds'', ' || quote_literal(f.histogram_bounds::text),
               ', ''correlation'', ' || quote_literal(f.correlation::text) || '::pg_catalog.float4',
               ', ''most_common_elems'', ' || quote_literal(f.most_common_elems::text),
               ', ''most_common_elem_freqs'', ' || quote_literal(f.most_common_elem_freqs::text) || '::pg_catalog.float4[]',
               ', ''elem_count_histogram'', ' || quote_literal(f.elem_count_histogram::text) || '::pg_catalog.float4[]',
               ', ''range_length_histogram'', ' || quote_literal(f.range_length_histogram::text), -- >=17
               ', ''range_empty_frac'', ' || quote_literal(f.range_empty_frac::text) || '::pg_catalog.float4', -- >=17
               ', ''range_bounds_histogram'', ' || quote_literal(f.range_bounds_histogram::text), -- >=17
               '))'), E',\n' ORDER BY f.attname, f.inherited) AS list
    FROM found f
    JOIN fitting ON fitting.oid = f.oid AND fitting.fits
    LEFT JOIN numbers n ON n.oid = f.oid AND n.attname = f.attname
    GROUP BY f.oid
)
SELECT 'STATISTICS DATA' AS kind,
       w.class,
       w.object AS oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       w.relation AS parent,
       CASE WHEN c.list IS NOT NULL OR (w.is_counted AND f.fits IS NULL) THEN
            'VALUES ' || concat_ws(E',\n',
                CASE WHEN w.is_counted THEN
                     format('(pg_catalog.pg_restore_relation_stats(''version'', %s, ''schemaname'', %L, ''relname'', %L, '
                            '''relpages'', ''%s''::pg_catalog.int4, ''reltuples'', ''%s''::pg_catalog.float4, '
                            '''relallvisible'', %s',
                            current_setting('server_version_num'), w.nspname, w.relname, w.relpages, w.reltuples,
                            w.relallvisible)
                     || format(', ''relallfrozen'', %s', w.relallfrozen) -- >=18
                     || '))' END,
                c.list) || ';' END AS create
FROM wanted w
LEFT JOIN fitting f ON f.oid = w.oid
LEFT JOIN columns c ON c.oid = w.oid
WHERE w.is_counted OR f.oid IS NOT NULL
