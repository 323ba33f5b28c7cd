/*
 * MATERIALIZED VIEW, made empty, and MATERIALIZED VIEW DATA, its refresh if it was filled: after those that it reads,
 * also when it reads them through plain views. A refresh reads as the owner, to whom policies apply as they did: all of
 * pgsnap's sessions have row_security off, which would refuse that.
 */
WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'm'
), columns AS (
    SELECT a.attrelid,
           string_agg(format('ALTER COLUMN %I %s', a.attname, s.setting), ', ' ORDER BY a.attnum, s.number) AS settings
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    CROSS JOIN LATERAL unnest(ARRAY[
        CASE WHEN a.attstorage <> t.typstorage THEN
             'SET STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
                                                 WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
        CASE WHEN a.attstattarget >= 0 THEN 'SET STATISTICS ' || a.attstattarget END,
        'SET (' || (SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
                    FROM pg_options_to_table(a.attoptions) WITH ORDINALITY o
                    WHERE o.option_name <> 'pg_attver') || ')' -- the server's own, see tables.sql
    ]) WITH ORDINALITY AS s (setting, number)
    WHERE s.setting IS NOT NULL
    GROUP BY a.attrelid
), compressions AS ( -- >=14
    SELECT w.oid, -- >=14
           format(current_setting('pgsnap.mark'), 'compression', -- >=14
                  min(CASE a.attcompression WHEN 'p' THEN 'pglz' ELSE 'lz4' END), -- >=14
                  string_agg(format(E'\nALTER TABLE ONLY %s ALTER COLUMN %I SET COMPRESSION %s;', w.qualified, a.attname, -- >=14
                                    CASE a.attcompression WHEN 'p' THEN 'pglz' ELSE 'lz4' END), '' -- >=14
                             ORDER BY a.attnum)) AS list -- >=14
    FROM wanted w -- >=14
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND a.attcompression IN ('p', 'l') -- >=14
    GROUP BY w.oid -- >=14
), policed AS (
    SELECT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relrowsecurity) AS applied
), extensions AS ( -- that it depends on by its owner's word
    SELECT d.objid, string_agg(DISTINCT format(E'\nALTER MATERIALIZED VIEW %s DEPENDS ON EXTENSION %I;', w.qualified,
                                               e.extname), '') AS list
    FROM pg_catalog.pg_depend d
    JOIN wanted w ON w.oid = d.objid
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'x'
    GROUP BY d.objid
), reads AS MATERIALIZED ( -- what views of both sorts read
    SELECT DISTINCT r.ev_class AS reader, c.oid, c.relkind, c.relispopulated
    FROM pg_catalog.pg_rewrite r
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
                               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
    JOIN pg_catalog.pg_class c ON c.oid = d.refobjid AND c.relkind IN ('v', 'm')
    WHERE r.ev_type = '1'
), reached AS (
    SELECT r.reader AS root, r.oid, r.relkind, r.relispopulated
    FROM wanted w
    JOIN reads r ON r.reader = w.oid
    UNION
    SELECT p.root, r.oid, r.relkind, r.relispopulated
    FROM reached p
    JOIN reads r ON r.reader = p.oid
    WHERE p.relkind = 'v'
), bodies AS ( -- as in views.sql
    SELECT d.oid,
           CASE WHEN d.body NOT LIKE '% CYCLE % SET % TO %' THEN d.body
                ELSE regexp_replace(d.body, current_setting('pgsnap.cycle_values'), '\1\2\3\5\3\4\6', 'g') END AS body
    FROM (SELECT oid, rtrim(pg_get_viewdef(oid), ';') AS body FROM wanted OFFSET 0) d -- asked once
), refreshes AS (
    SELECT root, string_agg(format('%s %s MATERIALIZED VIEW DATA', 'pg_catalog.pg_class'::regclass::oid, oid), E'\n'
                            ORDER BY oid) AS needs
    FROM reached
    WHERE relkind = 'm' AND relispopulated
    GROUP BY root
)
SELECT 'MATERIALIZED VIEW' AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       0::oid AS parent,
       pg_get_userbyid(w.relowner)::text AS owner,
       concat('CREATE MATERIALIZED VIEW ', w.qualified,
              CASE WHEN am.amname <> 'heap'
                   THEN format(current_setting('pgsnap.mark'), 'access method', am.amname,
                               ' USING ' || quote_ident(am.amname)) END,
              ' WITH (' || nullif(concat_ws(', ',
                  (SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
                   FROM pg_options_to_table(w.reloptions) WITH ORDINALITY o),
                  (SELECT string_agg(format('toast.%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
                   FROM pg_options_to_table(toast.reloptions) WITH ORDINALITY o)), '') || ')',
              CASE WHEN ts.oid IS NOT NULL
                   THEN format(current_setting('pgsnap.mark'), 'tablespace', ts.spcname,
                               ' TABLESPACE ' || quote_ident(ts.spcname)) END,
              E' AS\n', b.body, E'\nWITH NO DATA;',
              E'\nALTER TABLE ONLY ' || w.qualified || ' ' || c.settings || ';',
              z.list, -- >=14
              e.list) AS create,
       format('DROP MATERIALIZED VIEW IF EXISTS %s;', w.qualified) AS "drop",
       NULL AS needs
FROM wanted w
JOIN bodies b ON b.oid = w.oid
LEFT JOIN columns c ON c.attrelid = w.oid
LEFT JOIN compressions z ON z.oid = w.oid -- >=14
LEFT JOIN extensions e ON e.objid = w.oid
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = w.reltoastrelid
LEFT JOIN pg_catalog.pg_am am ON am.oid = w.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = w.reltablespace
UNION ALL
SELECT 'MATERIALIZED VIEW DATA', 'pg_catalog.pg_class'::regclass::oid, w.oid, w.nspname::text, w.relname::text, w.oid, NULL,
       format(CASE WHEN p.applied THEN E'SET row_security = on;\nREFRESH MATERIALIZED VIEW %s;\nSET row_security = off;'
                   ELSE 'REFRESH MATERIALIZED VIEW %s;' END, w.qualified), NULL, r.needs
FROM wanted w
CROSS JOIN policed p
LEFT JOIN refreshes r ON r.root = w.oid
WHERE w.relispopulated
