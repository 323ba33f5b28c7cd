/*
 * VIEW. The shell has the same columns and reads nothing; the real view may then replace it, and be replaced by it again
 * before it is dropped: so the shell is written as a replacement too.
 *
 * The server writes the values of CYCLE ... SET c TO 'yes' DEFAULT 'no' as 'yes'::text, which its own grammar does not take
 * there, but text 'yes', which is the same: pgsnap.cycle_values finds them (catalog_prepare.c).
 */
WITH wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relowner, c.reloptions, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'v'
), bodies AS (
    SELECT d.oid,
           CASE WHEN d.body NOT LIKE '% CYCLE % SET % TO %' THEN d.body
                ELSE regexp_replace(d.body, current_setting('pgsnap.cycle_values'), '\1\2\3\5\3\4\6', 'g') END AS body
    FROM (SELECT oid, rtrim(pg_get_viewdef(oid), ';') AS body FROM wanted OFFSET 0) d -- asked once
), columns AS (
    SELECT a.attrelid,
           string_agg(format(E'    NULL::%s%s AS %I', format_type(a.atttypid, a.atttypmod),
                             CASE WHEN a.attcollation NOT IN (0, t.typcollation)
                                  THEN format(' COLLATE %I.%I', cn.nspname, co.collname) END, a.attname), E',\n'
                      ORDER BY a.attnum) AS list,
           string_agg(format('%s %s', 'pg_catalog.pg_type'::regclass::oid, a.atttypid), E'\n') AS types
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    GROUP BY a.attrelid
)
SELECT 'VIEW' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       pg_get_userbyid(w.relowner)::text AS owner,
       concat('CREATE OR REPLACE VIEW ', w.qualified,
              ' WITH (' || (SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
                            FROM pg_options_to_table(w.reloptions) WITH ORDINALITY o) || ')',
              E' AS\n', b.body, ';') AS create,
       format('DROP VIEW IF EXISTS %s;', w.qualified) AS "drop",
       concat('CREATE OR REPLACE VIEW ', w.qualified, E' AS\nSELECT\n', c.list, ';') AS shell,
       c.types AS shell_needs
FROM wanted w
JOIN bodies b ON b.oid = w.oid
LEFT JOIN columns c ON c.attrelid = w.oid
