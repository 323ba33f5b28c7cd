/*
 * What restore --rename-table has to say to the target in the end, when the tables have been restored in schemas of their own. $1, $2:
 * these schemas, and those that the tables go to; $3, $4: old and new names of the tables; all in parallel. One statement per
 * line, to be run in this order.
 *
 * Indexes, sequences of columns and statistics go along and must not meet others of their name: a name that begins with the
 * table's gets the new one in its place, and any other name that is taken has the new one put behind it. So do names of NOT NULL
 * that begin so: the server would choose another one for a table that has such a name by itself.
 */
WITH moved AS (
    SELECT m.place, m.old, m.new, s.oid AS schema, t.oid AS target, c.oid, m.source AS schema_name, m.target AS target_name
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS m (source, target, old, new, place)
    JOIN pg_catalog.pg_namespace s ON s.nspname::text = m.source
    JOIN pg_catalog.pg_namespace t ON t.nspname::text = m.target
    JOIN pg_catalog.pg_class c ON c.relnamespace = s.oid AND c.relname::text = m.old
), parts AS (
    SELECT m.*, 'INDEX' AS keyword, c.relname::text AS name
    FROM moved m
    JOIN pg_catalog.pg_index i ON i.indrelid = m.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    UNION ALL
    SELECT m.*, 'SEQUENCE', c.relname::text
    FROM moved m
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = m.oid
                               AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
    UNION ALL
    SELECT m.*, 'STATISTICS', s.stxname::text
    FROM moved m
    JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = m.oid
    UNION ALL -- >=18
    SELECT m.*, 'CONSTRAINT', o.conname::text -- >=18
    FROM moved m -- >=18
    JOIN pg_catalog.pg_constraint o ON o.conrelid = m.oid AND o.contype = 'n' -- >=18
), named AS (
    SELECT p.*,
           CASE WHEN starts_with(p.name, p.old || '_') THEN p.new || substr(p.name, length(p.old) + 1)
                WHEN CASE p.keyword
                     WHEN 'CONSTRAINT' THEN false
                     WHEN 'STATISTICS' THEN EXISTS (SELECT FROM pg_catalog.pg_statistic_ext s
                                                    WHERE s.stxnamespace = p.target AND s.stxname::text = p.name)
                     ELSE EXISTS (SELECT FROM pg_catalog.pg_class c
                                  WHERE c.relnamespace = p.target AND c.relname::text = p.name) END
                THEN p.name || '_' || p.new
                ELSE p.name END AS new_name
    FROM parts p
), lines AS (
    SELECT place, 1 AS step, name,
           CASE keyword
           WHEN 'CONSTRAINT' THEN format('ALTER TABLE %I.%I RENAME CONSTRAINT %I TO %I;', schema_name, old, name, new_name)
           ELSE format('ALTER %s %I.%I RENAME TO %I;', keyword, schema_name, name, new_name) END AS text
    FROM named
    WHERE new_name <> name
    UNION ALL
    SELECT place, 2, '', format('ALTER TABLE %I.%I RENAME TO %I;', schema_name, old, new)
    FROM moved
    UNION ALL
    SELECT place, 3, '', format('ALTER TABLE %I.%I SET SCHEMA %I;', schema_name, new, target_name)
    FROM moved
    UNION ALL
    SELECT place, 4, name, format('ALTER STATISTICS %I.%I SET SCHEMA %I;', schema_name, new_name, target_name)
    FROM named
    WHERE keyword = 'STATISTICS'
    UNION ALL
    SELECT max(place) + 1, 5, schema_name, format('DROP SCHEMA %I;', schema_name)
    FROM (SELECT schema_name, max(m.place) OVER () AS place FROM moved m) m
    GROUP BY schema_name
)
SELECT text
FROM lines
ORDER BY place, step, name COLLATE "C"
