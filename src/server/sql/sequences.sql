/*
 * SEQUENCE and SEQUENCE OWNED BY. An identity column's sequence stands inside its table (tables.sql).
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relowner, c.relpersistence, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified,
           s.*, d.refobjid AS table_oid, d.deptype,
           quote_ident(tn.nspname) || '.' || quote_ident(t.relname) || '.'
           || quote_ident((SELECT a.attname FROM pg_catalog.pg_attribute a
                           WHERE a.attrelid = d.refobjid AND a.attnum = d.refobjsubid)) AS table_column
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind = 'S'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
                                    AND d.deptype IN ('a', 'i')
                                    AND d.objid = ANY (ARRAY(SELECT seqrelid FROM pg_catalog.pg_sequence)) -- by index
    LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r', 'p', 'f', 'v')
    LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
)
SELECT 'SEQUENCE' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       coalesce(w.table_oid, 0) AS parent,
       pg_get_userbyid(w.relowner)::text AS owner,
       format('CREATE %sSEQUENCE %s AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s;',
              CASE w.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, w.qualified, format_type(w.seqtypid, NULL),
              w.seqstart, w.seqincrement, w.seqmin, w.seqmax, w.seqcache,
              CASE WHEN w.seqcycle THEN ' CYCLE' ELSE '' END) AS create,
       format('DROP SEQUENCE IF EXISTS %s;', w.qualified) AS "drop",
       NULL AS needs
FROM wanted w
WHERE w.deptype IS DISTINCT FROM 'i'
UNION ALL
SELECT 'SEQUENCE OWNED BY', 'pg_catalog.pg_class'::regclass::oid, w.oid, w.nspname::text, w.relname::text, w.table_oid, NULL,
       format('ALTER SEQUENCE %s OWNED BY %s;', w.qualified, w.table_column), NULL,
       format('%s %s', 'pg_catalog.pg_class'::regclass::oid, w.table_oid)
FROM wanted w
JOIN unnest($1::oid[]) AS t (oid) ON t.oid = w.table_oid
WHERE w.deptype = 'a'
