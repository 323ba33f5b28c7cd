/*
 * Where the operators are that a statement means and does not name. IS DISTINCT FROM, NULLIF, CASE x WHEN and JOIN USING
 * are written without their "=". One that is not in pg_catalog, citext's for example, is found again only when its
 * schema is searched. pg_catalog comes first in any case, as it did when the object was made.
 */
WITH readers AS MATERIALIZED (
    SELECT DISTINCT d.classid, d.objid, n.nspname
    FROM pg_catalog.pg_operator o
    JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_operator'::regclass AND d.refobjid = o.oid
    WHERE o.oprname = '=' AND n.nspname <> 'pg_catalog'
), objects AS ( -- and of what text they may be a part
    SELECT classid AS class, objid AS oid, nspname
    FROM readers
    UNION
    SELECT 'pg_catalog.pg_class'::regclass, r.ev_class, o.nspname
    FROM readers o
    JOIN pg_catalog.pg_rewrite r ON o.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = o.objid AND r.ev_type = '1'
    UNION
    SELECT 'pg_catalog.pg_class'::regclass, a.adrelid, o.nspname
    FROM readers o
    JOIN pg_catalog.pg_attrdef a ON o.classid = 'pg_catalog.pg_attrdef'::regclass AND a.oid = o.objid
    UNION
    SELECT CASE k.contypid WHEN 0 THEN 'pg_catalog.pg_class'::regclass ELSE 'pg_catalog.pg_type'::regclass END,
           CASE k.contypid WHEN 0 THEN k.conrelid ELSE k.contypid END, o.nspname
    FROM readers o
    JOIN pg_catalog.pg_constraint k ON o.classid = 'pg_catalog.pg_constraint'::regclass AND k.oid = o.objid
)
SELECT class, oid, string_agg(quote_ident(nspname), ', ' ORDER BY nspname) AS path
FROM objects
GROUP BY class, oid
