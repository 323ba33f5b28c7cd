/*
 * TRIGGER, with its state when that is not "enabled".
 *
 * A partitioned table's trigger makes those of its partitions. Such a one is an entry only when it has been enabled or
 * disabled on its own, and sets nothing but that; the others have an alias to the one they came from
 * (relation_aliases.sql). Before 15 either could be renamed without the other: in a copy it has the name of the one that it
 * came from, as later majors demand.
 */
WITH RECURSIVE triggers AS MATERIALIZED (
    SELECT t.oid, t.tgrelid, t.tgname, t.tgenabled, t.tgisinternal,
           t.tgparentid AS origin -- >=13
           coalesce(d.refobjid, 0) AS origin -- <13
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_trigger t ON t.tgrelid = w.oid
    LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_trigger'::regclass AND d.objid = t.oid -- <13
                                    AND d.refclassid = 'pg_catalog.pg_trigger'::regclass -- <13
    WHERE k.oid IS NULL OR k.contype = 't' -- not those that enforce keys
), names AS (
    SELECT t.oid, t.tgname
    FROM triggers t
    WHERE t.origin = 0
    UNION ALL
    SELECT t.oid, n.tgname
    FROM names n
    JOIN triggers t ON t.origin = n.oid
), extensions AS ( -- that it depends on by its owner's word
    SELECT d.objid, array_agg(DISTINCT e.extname ORDER BY e.extname) AS list
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND d.deptype = 'x'
    GROUP BY d.objid
)
SELECT 'TRIGGER' AS kind,
       'pg_catalog.pg_trigger'::regclass::oid AS class,
       t.oid,
       n.nspname::text AS schema,
       c.relname || ' ' || coalesce(tn.tgname, t.tgname) AS name,
       c.oid AS parent,
       concat(CASE WHEN t.origin = 0 THEN pg_get_triggerdef(t.oid, false) || ';' END,
              CASE WHEN t.origin = 0 AND t.tgenabled <> 'O' THEN E'\n' END,
              CASE WHEN t.origin <> 0 OR t.tgenabled <> 'O' THEN
                   format('ALTER TABLE %I.%I %s TRIGGER %I;', n.nspname, c.relname,
                          CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS'
                                           WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END,
                          coalesce(tn.tgname, t.tgname)) END,
              CASE WHEN t.origin = 0 THEN
                   (SELECT string_agg(format(E'\nALTER TRIGGER %I ON %I.%I DEPENDS ON EXTENSION %I;', t.tgname, n.nspname,
                                             c.relname, x.name), '' ORDER BY x.place)
                    FROM unnest(e.list) WITH ORDINALITY AS x (name, place)) END) AS create,
       CASE WHEN t.origin = 0
            THEN format('DROP TRIGGER IF EXISTS %I ON %I.%I;', t.tgname, n.nspname, c.relname) END AS "drop",
       CASE WHEN t.origin <> 0 THEN format('%s %s', 'pg_catalog.pg_trigger'::regclass::oid, t.origin) END AS needs
FROM triggers t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_trigger o ON o.oid = t.origin
LEFT JOIN names tn ON tn.oid = t.oid
LEFT JOIN extensions e ON e.objid = t.oid
WHERE (t.origin = 0 AND NOT t.tgisinternal) OR t.tgenabled <> o.tgenabled
