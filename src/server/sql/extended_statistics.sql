/*
 * EXTENDED STATISTICS DATA: what ANALYZE has found out for a relation's extended statistics, all of them in one entry, for
 * pg_restore_extended_stats of PostgreSQL 19. planner_statistics.sql explains what is alike: VALUES, bounds, a standby.
 *
 * Columns go by number: by the one that they have in the copy, where there are no dropped columns. Expressions have
 * negative numbers, and statistics of their own, which follow in the order in which the object lists them. Before 19
 * n_distinct is written {"1, 2": 3}, and dependencies {"1, 2 => 3": 0.5}.
 */
WITH objects AS MATERIALIZED (
    SELECT c.oid AS relation, n.nspname, c.relname, c.relpages, s.oid, sn.nspname AS schema, s.stxname AS name
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery())
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = c.oid
    JOIN pg_catalog.pg_namespace sn ON sn.oid = s.stxnamespace
), numbers AS ( -- an array for each relation: what becomes of its columns' numbers
    SELECT a.attrelid, array_agg(a.number ORDER BY a.attnum) AS list
    FROM (SELECT attrelid, attnum,
                 count(*) FILTER (WHERE NOT attisdropped) OVER (PARTITION BY attrelid ORDER BY attnum) AS number
          FROM pg_catalog.pg_attribute
          WHERE attnum > 0 AND attrelid = ANY (ARRAY(SELECT relation FROM objects))) a
    GROUP BY a.attrelid
), found AS MATERIALIZED (
    SELECT o.relation, o.oid, o.schema, o.name, n.list AS numbers,
           x.inherited, -- >=15
           false AS inherited, -- <15
           x.n_distinct::text::json AS n_distinct, x.dependencies::text::json AS dependencies,
           x.most_common_vals, x.most_common_freqs, x.most_common_base_freqs
    FROM objects o
    JOIN numbers n ON n.attrelid = o.relation
    JOIN pg_catalog.pg_stats_ext x ON x.statistics_schemaname = o.schema AND x.statistics_name = o.name
), expressions AS ( -- >=14
    SELECT o.oid, -- >=14
           x.inherited, -- >=15
           false AS inherited, -- >=14 <15
           '[' || string_agg(coalesce(nullif(jsonb_strip_nulls(jsonb_build_object( -- >=14
               'null_frac', x.null_frac::text, 'avg_width', x.avg_width::text, 'n_distinct', x.n_distinct::text, -- >=14
               'most_common_vals', x.most_common_vals::text, 'most_common_freqs', x.most_common_freqs::text, -- >=14
               'histogram_bounds', x.histogram_bounds::text, 'correlation', x.correlation::text, -- >=14
               'range_length_histogram', x.range_length_histogram::text, -- >=19
               'range_empty_frac', x.range_empty_frac::text, -- >=19
               'range_bounds_histogram', x.range_bounds_histogram::text, -- >=19
               'most_common_elems', x.most_common_elems::text, -- >=14
               'most_common_elem_freqs', x.most_common_elem_freqs::text, -- >=14
               'elem_count_histogram', x.elem_count_histogram::text)), '{}')::text, 'null'), ', ' ORDER BY e.place) || ']' -- >=14
               AS list -- >=14
    FROM objects o -- >=14
    CROSS JOIN LATERAL unnest(pg_get_statisticsobjdef_expressions(o.oid)) WITH ORDINALITY AS e (expr, place) -- >=14
    JOIN pg_catalog.pg_stats_ext_exprs x ON x.statistics_schemaname = o.schema AND x.statistics_name = o.name -- >=14
                                        AND x.expr = e.expr -- >=14
    GROUP BY o.oid -- >=14
             , x.inherited -- >=15
), items AS ( -- of n_distinct and dependencies
    SELECT f.oid, f.inherited, f.numbers, e.place, string_to_array(e.key, ', ')::int[] AS attributes, -- <19
           NULL::int AS dependency, e.value AS value -- <19
    FROM found f -- <19
    CROSS JOIN LATERAL json_each_text(f.n_distinct) WITH ORDINALITY AS e (key, value, place) -- <19
    UNION ALL -- <19
    SELECT f.oid, f.inherited, f.numbers, e.place, string_to_array(split_part(e.key, ' => ', 1), ', ')::int[], -- <19
           split_part(e.key, ' => ', 2)::int, e.value -- <19
    FROM found f -- <19
    CROSS JOIN LATERAL json_each_text(f.dependencies) WITH ORDINALITY AS e (key, value, place) -- <19
    SELECT f.oid, f.inherited, f.numbers, e.place, -- >=19
           ARRAY(SELECT json_array_elements_text(e.item -> 'attributes')::int) AS attributes, -- >=19
           (e.item ->> 'dependency')::int AS dependency, coalesce(e.item ->> 'ndistinct', e.item ->> 'degree') AS value -- >=19
    FROM found f -- >=19
    CROSS JOIN LATERAL (VALUES (f.n_distinct), (f.dependencies)) AS l (list) -- >=19
    CROSS JOIN LATERAL json_array_elements(l.list) WITH ORDINALITY AS e (item, place) -- >=19
), numbered AS (
    SELECT i.oid, i.inherited, i.dependency IS NOT NULL AS depends, i.place,
           concat('{"attributes": [',
                  (SELECT string_agg(coalesce(i.numbers[a.number], a.number)::text, ', ' ORDER BY a.place)
                   FROM unnest(i.attributes) WITH ORDINALITY AS a (number, place)),
                  '], "dependency": ' || coalesce(i.numbers[i.dependency], i.dependency) || ', "degree": ' || i.value,
                  CASE WHEN i.dependency IS NULL THEN '], "ndistinct": ' || i.value END, '}') AS item
    FROM items i
), lists AS (
    SELECT n.oid, n.inherited,
           '[' || string_agg(n.item, ', ' ORDER BY n.place) FILTER (WHERE NOT n.depends) || ']' AS n_distinct,
           '[' || string_agg(n.item, ', ' ORDER BY n.place) FILTER (WHERE n.depends) || ']' AS dependencies
    FROM numbered n
    GROUP BY n.oid, n.inherited
), calls AS (
    SELECT f.relation, f.schema, f.name, f.inherited,
           concat(format('''statistics_schemaname'', %L, ''statistics_name'', %L, ''inherited'', %L::pg_catalog.bool',
                         f.schema, f.name, f.inherited),
                  ', ''n_distinct'', ' || quote_literal(l.n_distinct) || '::pg_catalog.pg_ndistinct',
                  ', ''dependencies'', ' || quote_literal(l.dependencies) || '::pg_catalog.pg_dependencies',
                  ', ''most_common_vals'', ' || quote_literal(f.most_common_vals::text) || '::pg_catalog.text[]',
                  ', ''most_common_freqs'', ' || quote_literal(f.most_common_freqs::text) || '::pg_catalog.float8[]',
                  ', ''most_common_base_freqs'', ' || quote_literal(f.most_common_base_freqs::text)
                      || '::pg_catalog.float8[]'
                  , ', ''exprs'', ' || quote_literal(e.list) || '::pg_catalog.jsonb' -- >=14
                 ) AS arguments
    FROM found f
    LEFT JOIN lists l ON l.oid = f.oid AND l.inherited = f.inherited
    LEFT JOIN expressions e ON e.oid = f.oid AND e.inherited = f.inherited -- >=14
    WHERE num_nonnulls(l.n_distinct, l.dependencies, f.most_common_vals
                       , e.list -- >=14
                      ) > 0
), relations AS (
    SELECT o.relation, o.nspname, o.relname, o.relpages,
           string_agg(concat('pg_catalog.pg_statistic_ext'::regclass::oid, ' ', o.oid), E'\n' ORDER BY o.oid) AS needs
    FROM objects o
    GROUP BY o.relation, o.nspname, o.relname, o.relpages
), texts AS (
    SELECT r.relation, r.nspname, r.relname, r.relpages, r.needs,
           string_agg(format('(pg_catalog.pg_restore_extended_stats(''version'', %s, ''schemaname'', %L, ''relname'', %L, %s))',
                             current_setting('server_version_num'), r.nspname, r.relname, c.arguments), E',\n'
                      ORDER BY c.schema, c.name, c.inherited) AS list
    FROM relations r
    JOIN calls c ON c.relation = r.relation
    GROUP BY r.relation, r.nspname, r.relname, r.relpages, r.needs
), sized AS (
    SELECT t.*, length(t.list) AS bytes,
           sum(length(t.list)) FILTER (WHERE length(t.list) <= 32 * 1024 * 1024)
               OVER (ORDER BY t.relpages DESC, t.nspname, t.relname) AS together
    FROM texts t
)
SELECT 'EXTENDED STATISTICS DATA' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       s.relation AS oid,
       s.nspname::text AS schema,
       s.relname::text AS name,
       s.relation AS parent,
       CASE WHEN s.bytes <= 32 * 1024 * 1024 AND s.together <= 64 * 1024 * 1024 THEN 'VALUES ' || s.list || ';' END AS create,
       s.needs
FROM sized s
