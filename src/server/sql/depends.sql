/*
 * What needs what: pg_depend, without what could never be about two entries (TOAST tables, triggers that foreign keys
 * made, row and array types, the server's own objects), nor partitions' constraints, which are made before or with those
 * of the partitioned table (constraints.sql, indexes.sql). Nor what goes without saying: that a default or a constraint
 * ('a') needs its own table, which it is a part of, unless its alias is a part of another one. deptypes: extension
 * membership and sharing ('e') say what is an entry and what is not, and are in aliases.sql.
 *
 * Whatever uses a domain also needs those of its constraints that are made by themselves (types.sql): none can be added
 * any more once a table has a column of a type that is made of the domain. Loops drop this need (model/loops.c).
 *
 * Of several keys on the same columns a foreign key takes the one that was made first: that must be the one that it has.
 */
WITH domains AS MATERIALIZED (
    SELECT t.oid AS domain, types.oid AS type, k.oid AS constraint
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_type t ON t.oid = k.contypid
    CROSS JOIN LATERAL (VALUES (t.oid), (t.typarray)) AS types (oid)
    WHERE k.contype = 'c' AND k.convalidated AND k.oid >= 16384
), referred AS MATERIALIZED (
    SELECT DISTINCT conindid AS oid
    FROM pg_catalog.pg_constraint
    WHERE contype = 'f' AND oid >= 16384
)
SELECT d.classid AS class, d.objid AS oid, d.refclassid AS refclass, d.refobjid AS refoid
FROM pg_catalog.pg_depend d
WHERE d.deptype IN ('n', 'a', 'i', 'P', 'S', 'x')
  AND d.objid >= 16384
  AND (d.refobjid >= 16384 OR d.refclassid = 'pg_catalog.pg_namespace'::regclass)
  AND (d.classid, d.objid) <> (d.refclassid, d.refobjid)
  AND NOT (d.classid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'i')
  AND NOT (d.classid = 'pg_catalog.pg_constraint'::regclass AND d.refclassid = d.classid AND d.deptype IN ('P', 'i'))
  AND NOT (d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a')
  AND (d.classid <> 'pg_catalog.pg_constraint'::regclass OR d.refclassid <> 'pg_catalog.pg_class'::regclass OR d.deptype <> 'a'
       OR d.objid IN (SELECT oid FROM pg_catalog.pg_constraint WHERE conparentid <> 0 OR contype = 't'))
  AND (d.classid <> 'pg_catalog.pg_class'::regclass
       OR d.objid NOT IN (SELECT oid FROM pg_catalog.pg_class WHERE relnamespace = 'pg_toast'::regnamespace))
  AND (d.classid <> 'pg_catalog.pg_trigger'::regclass
       OR d.objid NOT IN (SELECT oid FROM pg_catalog.pg_trigger WHERE tgisinternal))
UNION ALL
SELECT d.classid, d.objid, 'pg_catalog.pg_constraint'::regclass, u.constraint
FROM domains u
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid = u.type
LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::regclass AND k.oid = d.objid
WHERE d.refobjid = ANY (ARRAY(SELECT type FROM domains)) -- by index
  AND k.contypid IS DISTINCT FROM u.domain AND NOT (d.classid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'i')
UNION ALL
SELECT 'pg_catalog.pg_class'::regclass, other.indexrelid, 'pg_catalog.pg_class'::regclass, i.indexrelid
FROM referred r
JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
JOIN pg_catalog.pg_index other ON other.indrelid = i.indrelid AND other.indexrelid <> i.indexrelid
LEFT JOIN referred ro ON ro.oid = other.indexrelid
WHERE other.indisunique AND other.indpred IS NULL AND other.indexprs IS NULL
  AND other.indnkeyatts = i.indnkeyatts
  AND (other.indkey::int2[])[0:other.indnkeyatts - 1] @> (i.indkey::int2[])[0:i.indnkeyatts - 1]
  AND ro.oid IS NULL
