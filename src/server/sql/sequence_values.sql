/*
 * SEQUENCE SET: where the sequences stand.
 *
 * Up to 17 the value is only in the sequence's own relation: pg_sequence_last_value tells nothing before the first
 * call of nextval, when it may well have been set. One statement must therefore read relations whose names it does not
 * know, without a function of our own and without libxml (query_to_xml). ts_stat can: it runs the query that it is given
 * and returns the words of the text search vectors found there, and we put both numbers into one word.
 */
WITH identities AS MATERIALIZED (
    SELECT d.objid AS oid, d.refobjid AS table_oid
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = w.oid
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype = 'i'
), sequences AS (
    SELECT oid, table_oid FROM identities
    UNION ALL
    SELECT w.oid, NULL
    FROM unnest($1::oid[]) AS w (oid)
    WHERE NOT EXISTS (SELECT FROM identities i WHERE i.oid = w.oid)
), wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified, s.table_oid
    FROM sequences s
    JOIN pg_catalog.pg_class c ON c.oid = s.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery()) -- unseen.sql names them
), positions AS (
    SELECT w.*, p.last_value::text, p.is_called::text -- >=18
    FROM wanted w, pg_get_sequence_data(w.oid) p -- >=18
    SELECT w.*, split_part(p.word, ' ', 1) AS last_value, split_part(p.word, ' ', 2) AS is_called -- <18
    FROM wanted w, ts_stat(format('SELECT pg_catalog.array_to_tsvector(ARRAY[last_value || '' '' || is_called]) ' -- <18
                                  'FROM %s', w.qualified)) p -- <18
)
SELECT 'SEQUENCE SET' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       p.oid,
       p.nspname::text AS schema,
       p.relname::text AS name,
       coalesce(p.table_oid, p.oid) AS parent,
       format('SELECT pg_catalog.setval(%L, %s, %s);', p.qualified, p.last_value, p.is_called) AS create,
       format('%s %s', 'pg_catalog.pg_class'::regclass::oid, coalesce(p.table_oid, p.oid)) AS needs
FROM positions p
WHERE p.last_value IS NOT NULL
