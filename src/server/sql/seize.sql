/*
 * What can be locked of the relations that $1 (schemas) and $2 (names), both text[], name side by side: the rest of a LOCK TABLE
 * statement, a row each. Views come first, as whoever reads through them locks them first. Locking one locks what it reads as well,
 * with its owner's rights, so only those are named that read nothing else and whose owner may do that.
 */
WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT c.oid, c.relkind, c.relowner, format('%I.%I', n.nspname, c.relname) AS name
    FROM ROWS FROM (unnest($1::text[]), unnest($2::text[])) AS w (schema, name)
    JOIN pg_catalog.pg_namespace n ON n.nspname::text = w.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname::text = w.name
    WHERE c.relkind IN ('r', 'p', 'v')
      AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
), reads AS MATERIALIZED (
    SELECT DISTINCT w.oid AS reader, d.refobjid AS relation,
           t.oid IS NOT NULL AND has_table_privilege(w.relowner, t.oid, 'UPDATE, DELETE, TRUNCATE') AS is_free
    FROM wanted w
    JOIN pg_catalog.pg_rewrite r ON r.ev_class = w.oid
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> w.oid
    LEFT JOIN wanted t ON t.oid = d.refobjid
    WHERE w.relkind = 'v'
), barred (reader) AS (
    SELECT reader FROM reads WHERE NOT is_free
    UNION
    SELECT r.reader FROM barred b JOIN reads r ON r.relation = b.reader
)
SELECT CASE WHEN w.relkind = 'v' THEN w.name ELSE 'ONLY ' || w.name END AS name
FROM wanted w
WHERE NOT EXISTS (SELECT FROM barred b WHERE b.reader = w.oid)
ORDER BY w.relkind <> 'v', w.name COLLATE "C"
