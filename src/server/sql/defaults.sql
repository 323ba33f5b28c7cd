/*
 * DEFAULT: the defaults that do not stand inside their table (tables.sql says which do), and those of views' columns.
 *
 * One that uses another table's sequence needs that table too: when the table is dropped, the sequence goes with it, and
 * the default must have gone before.
 */
WITH used_by_defaults AS MATERIALIZED ( -- as in tables.sql
    SELECT ad.oid, ad.adrelid, ad.adnum, d.refclassid, d.refobjid
    FROM pg_catalog.pg_attrdef ad
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = ad.oid AND d.deptype = 'n'
    LEFT JOIN pg_catalog.pg_depend owned ON owned.classid = d.refclassid AND owned.objid = d.refobjid
                                        AND owned.classid = 'pg_catalog.pg_class'::regclass AND owned.objsubid = 0
                                        AND owned.refclassid = 'pg_catalog.pg_class'::regclass
                                        AND owned.refobjid = ad.adrelid AND owned.deptype = 'a'
    WHERE (d.refclassid, d.refobjid) <> ('pg_catalog.pg_class'::regclass, ad.adrelid)
      AND owned.objid IS NULL
), chosen AS MATERIALIZED (
    SELECT u.oid, u.adrelid
    FROM used_by_defaults u
    JOIN pg_catalog.pg_attribute a ON a.attrelid = u.adrelid AND a.attnum = u.adnum
    WHERE (u.refclassid, u.refobjid) <> ('pg_catalog.pg_type'::regclass, a.atttypid)
    UNION
    SELECT ad.oid, ad.adrelid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attrdef ad ON ad.adrelid = c.oid
    WHERE c.relkind = 'v'
), defaults AS MATERIALIZED (
    SELECT ad.oid, ad.adrelid, ad.adbin, a.attname, n.nspname, c.relname, c.relkind
    FROM chosen ch
    JOIN pg_catalog.pg_attrdef ad ON ad.oid = ch.oid
    JOIN unnest($1::oid[]) AS w (oid) ON w.oid = ad.adrelid
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
    WHERE a.attrelid = ANY (ARRAY(SELECT adrelid FROM chosen)) -- by index
      AND a.attgenerated = '' AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v')
), owners AS ( -- the tables whose sequences are used
    SELECT ad.oid,
           string_agg(format('%s %s', owned.refclassid, owned.refobjid), E'\n' ORDER BY owned.refobjid) AS needs
    FROM defaults ad
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = ad.oid
                               AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid = 0
    JOIN pg_catalog.pg_depend owned ON owned.classid = d.refclassid AND owned.objid = d.refobjid AND owned.objsubid = 0
                                   AND owned.refclassid = 'pg_catalog.pg_class'::regclass AND owned.refobjsubid > 0
                                   AND owned.deptype IN ('a', 'i')
    WHERE owned.refobjid <> ad.adrelid
    GROUP BY ad.oid
)
SELECT 'DEFAULT' AS kind,
       'pg_catalog.pg_attrdef'::regclass::oid AS class,
       ad.oid,
       ad.nspname::text AS schema,
       ad.relname || ' ' || ad.attname AS name,
       ad.adrelid AS parent,
       format('ALTER %s %I.%I ALTER COLUMN %I SET DEFAULT %s;',
              CASE ad.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE ONLY' END, ad.nspname, ad.relname, ad.attname,
              pg_get_expr(ad.adbin, 0)) AS create,
       format('ALTER %s %I.%I ALTER COLUMN %I DROP DEFAULT;',
              CASE ad.relkind WHEN 'v' THEN 'VIEW IF EXISTS' ELSE 'TABLE IF EXISTS ONLY' END, ad.nspname, ad.relname,
              ad.attname) AS "drop",
       o.needs
FROM defaults ad
LEFT JOIN owners o ON o.oid = ad.oid
