/*
 * TABLE DATA and SEQUENCE SET of extensions: what users wrote into the tables that CREATE EXTENSION makes, as far as
 * the extension marked it (pg_extension_config_dump). Such a table is no entry, its extension is.
 */
WITH marked AS MATERIALIZED (
    SELECT e.oid AS extension, c.oid, c.relkind, c.relname, c.reltoastrelid, n.nspname,
           format('%I.%I', n.nspname, c.relname) AS qualified, m.condition
    FROM pg_catalog.pg_extension e
    CROSS JOIN unnest(e.extconfig, e.extcondition) AS m (config, condition)
    JOIN pg_catalog.pg_class c ON c.oid = m.config
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE current_setting('pgsnap.extensions')::bool AND c.relkind IN ('r', 'p', 'S')
), columns AS (
    SELECT a.attrelid, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS list
    FROM marked m
    JOIN pg_catalog.pg_attribute a ON a.attrelid = m.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY a.attrelid
), numbering AS MATERIALIZED (
    SELECT DISTINCT ON (c.oid) m.extension, c.oid, format('%I.%I', n.nspname, c.relname) AS qualified, n.nspname, c.relname
    FROM marked m
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = m.oid AND d.refobjsubid > 0
                               AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM marked o WHERE o.oid = c.oid)
      AND EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid
                                                       AND e.deptype = 'e')
    ORDER BY c.oid, m.extension
), numbers AS (
    SELECT extension, oid, qualified, nspname, relname
    FROM marked
    WHERE relkind = 'S' AND has_table_privilege(oid, 'SELECT') -- unreadable_extension_data.sql names those that are wanted
    UNION ALL
    SELECT extension, oid, qualified, nspname, relname FROM numbering
), referenced AS ( -- rows that a foreign key points to come first
    SELECT k.conrelid, string_agg(DISTINCT format('%s %s TABLE DATA', 'pg_catalog.pg_class'::regclass::oid, k.confrelid),
                                  E'\n') AS needs
    FROM marked m
    JOIN pg_catalog.pg_constraint k ON k.conrelid = m.oid AND k.contype = 'f' AND k.confrelid <> k.conrelid
    GROUP BY k.conrelid
)
SELECT 'TABLE DATA' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       m.oid,
       m.nspname::text AS schema,
       m.relname::text AS name,
       NULL AS create,
       format('COPY %s (%s) FROM stdin', m.qualified, c.list) AS load,
       CASE WHEN coalesce(m.condition, '') <> '' OR m.relkind = 'p'
            THEN format('COPY (SELECT %s FROM %s %s) TO stdout', c.list, m.qualified, m.condition)
            ELSE format('COPY %s (%s) TO stdout', m.qualified, c.list) END AS unload,
       coalesce(pg_relation_size(m.oid), 0) + coalesce(pg_relation_size(nullif(m.reltoastrelid, 0)), 0) AS bytes,
       concat_ws(E'\n', format('%s %s', 'pg_catalog.pg_extension'::regclass::oid, m.extension), r.needs) AS needs
FROM marked m
JOIN columns c ON c.attrelid = m.oid
LEFT JOIN referenced r ON r.conrelid = m.oid
WHERE m.relkind <> 'S'
UNION ALL
SELECT 'SEQUENCE SET',
       'pg_catalog.pg_class'::regclass::oid,
       m.oid,
       m.nspname,
       m.relname,
       format('SELECT pg_catalog.setval(%L, %s, %s);', m.qualified, p.last_value, p.is_called::text),
       NULL,
       NULL,
       0,
       format('%s %s', 'pg_catalog.pg_extension'::regclass::oid, m.extension)
FROM (SELECT * FROM numbers OFFSET 0) m,
     pg_get_sequence_data(m.oid) p -- >=18
     ts_stat(format('SELECT pg_catalog.array_to_tsvector(ARRAY[last_value || '' '' || is_called]) FROM %s', -- <18
                    m.qualified)) word, -- <18
     LATERAL (SELECT split_part(word.word, ' ', 1) AS last_value, split_part(word.word, ' ', 2) AS is_called) p -- <18
WHERE p.last_value IS NOT NULL
