/*
 * SEQUENCE SET: where the sequences stand.
 *
 * Up to 17 the value is only in the sequence's own relation: pg_sequence_last_value tells nothing before the first
 * call of nextval, when it may well have been set. One statement must therefore read relations whose names it does not
 * know, without a function of our own and without libxml (query_to_xml). ts_stat can: it runs the query that it is given
 * and returns the words of the text search vectors found there, and we put both numbers into one word.
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified, d.refobjid AS table_oid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
                                    AND d.deptype = 'i'
    LEFT JOIN unnest($1::oid[]) AS s (oid) ON s.oid = c.oid
    LEFT JOIN unnest($1::oid[]) AS t (oid) ON t.oid = d.refobjid
    WHERE c.relkind = 'S' AND coalesce(s.oid, t.oid) IS NOT NULL
), positions AS (
    SELECT w.oid, p.last_value::text, p.is_called::text -- >=18
    FROM wanted w, pg_get_sequence_data(w.oid) p -- >=18
    SELECT w.oid, split_part(p.word, ' ', 1) AS last_value, split_part(p.word, ' ', 2) AS is_called -- <18
    FROM wanted w, ts_stat(format('SELECT pg_catalog.array_to_tsvector(ARRAY[last_value || '' '' || is_called]) ' -- <18
                                  'FROM %s', w.qualified)) p -- <18
)
SELECT 'SEQUENCE SET' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       coalesce(w.table_oid, w.oid) AS parent,
       format('SELECT pg_catalog.setval(%L, %s, %s);', w.qualified, p.last_value, p.is_called) AS create,
       format('%s %s', 'pg_catalog.pg_class'::regclass::oid, coalesce(w.table_oid, w.oid)) AS needs
FROM wanted w
JOIN positions p ON p.oid = w.oid
WHERE p.last_value IS NOT NULL
