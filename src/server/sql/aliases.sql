/*
 * What comes with something else. relation_aliases.sql has what comes with tables and views.
 */
SELECT d.classid AS class, d.objid AS oid, d.refclassid AS owner_class, d.refobjid AS owner_oid -- an extension's members
FROM pg_catalog.pg_depend d
WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
  AND d.objid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_type'::regclass, t.oid, 'pg_catalog.pg_class'::regclass, t.typrelid -- row types
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE t.oid >= 16384
  AND c.relkind NOT IN ('c', 'i', 'I', 't') -- most of all relations are indexes
UNION ALL
SELECT 'pg_catalog.pg_class'::regclass, t.typrelid, 'pg_catalog.pg_type'::regclass, t.oid -- composite types
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE t.oid >= 16384
  AND c.relkind = 'c'
UNION ALL
SELECT 'pg_catalog.pg_type'::regclass, t.typarray, 'pg_catalog.pg_type'::regclass, t.oid -- array types
FROM pg_catalog.pg_type t
WHERE t.oid >= 16384
  AND t.typarray <> 0
UNION ALL -- >=14
SELECT 'pg_catalog.pg_type'::regclass, r.rngmultitypid, 'pg_catalog.pg_type'::regclass, r.rngtypid -- >=14
FROM pg_catalog.pg_range r -- >=14
WHERE r.rngtypid >= 16384 -- >=14
UNION ALL -- >=19
SELECT 'pg_catalog.pg_publication_rel'::regclass, r.oid, 'pg_catalog.pg_publication'::regclass, r.prpubid -- >=19
FROM pg_catalog.pg_publication_rel r -- >=19
WHERE r.prexcept -- >=19
UNION ALL
SELECT d.classid, d.objid, d.refclassid, d.refobjid -- constructors of ranges, casts to multiranges
FROM pg_catalog.pg_depend d
WHERE d.classid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_cast'::regclass)
  AND d.refclassid = 'pg_catalog.pg_type'::regclass
  AND d.deptype = 'i'
UNION ALL
SELECT d.classid, d.objid, d.refclassid, d.refobjid -- operators and functions of operator classes and families
FROM pg_catalog.pg_depend d
LEFT JOIN pg_catalog.pg_amop o ON d.classid = 'pg_catalog.pg_amop'::regclass AND o.oid = d.objid
WHERE d.classid IN ('pg_catalog.pg_amop'::regclass, 'pg_catalog.pg_amproc'::regclass)
  AND d.deptype IN ('a', 'i')
  AND (d.refclassid = 'pg_catalog.pg_opclass'::regclass
       OR (d.refclassid = 'pg_catalog.pg_opfamily'::regclass AND d.refobjid = coalesce(o.amopfamily, d.refobjid)))
UNION ALL
SELECT 'pg_catalog.pg_amop'::regclass, o.oid, 'pg_catalog.pg_opfamily'::regclass, o.amopfamily -- of the server's own families
FROM pg_catalog.pg_amop o
WHERE o.oid >= 16384 AND o.amopfamily < 16384
UNION ALL
SELECT 'pg_catalog.pg_amproc'::regclass, p.oid, 'pg_catalog.pg_opfamily'::regclass, p.amprocfamily
FROM pg_catalog.pg_amproc p
WHERE p.oid >= 16384 AND p.amprocfamily < 16384
UNION ALL
SELECT 'pg_catalog.pg_constraint'::regclass, k.oid, 'pg_catalog.pg_type'::regclass, k.contypid -- see types.sql
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_type t ON t.oid = k.contypid
WHERE k.contypid <> 0
  AND (k.contype = 'n'
       OR (k.convalidated
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                           WHERE d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
                             AND (d.refclassid <> 'pg_catalog.pg_type'::regclass
                                  OR d.refobjid NOT IN (t.oid, t.typbasetype)))))
