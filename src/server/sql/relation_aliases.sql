/*
 * Aliases of what stands inside a relation's entry, or is made by another's: class, oid, owner_class, owner_oid. Takes a
 * family's parameters.
 */
WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT c.oid, c.relkind, c.relispartition
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
), uses AS MATERIALIZED ( -- of defaults; those that use nothing but their own table are in no other query (depends.sql)
    SELECT ad.oid, ad.adrelid, ad.adnum, d.refclassid, d.refobjid
    FROM pg_catalog.pg_attrdef ad
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = ad.oid AND d.deptype = 'n'
    WHERE (d.refclassid, d.refobjid) <> ('pg_catalog.pg_class'::regclass, ad.adrelid)
), used_by_defaults AS MATERIALIZED ( -- as in tables.sql
    SELECT u.*
    FROM uses u
    LEFT JOIN pg_catalog.pg_depend owned ON owned.classid = u.refclassid AND owned.objid = u.refobjid
                                        AND owned.classid = 'pg_catalog.pg_class'::regclass AND owned.objsubid = 0
                                        AND owned.refclassid = 'pg_catalog.pg_class'::regclass
                                        AND owned.refobjid = u.adrelid AND owned.deptype = 'a'
    WHERE owned.objid IS NULL
), entangled_defaults AS ( -- as in tables.sql
    SELECT DISTINCT u.oid
    FROM used_by_defaults u
    JOIN pg_catalog.pg_attribute a ON a.attrelid = u.adrelid AND a.attnum = u.adnum
    WHERE a.attgenerated = ''
      AND (u.refclassid, u.refobjid) <> ('pg_catalog.pg_type'::regclass, a.atttypid)
), constraints AS MATERIALIZED (
    SELECT k.oid, k.conrelid, k.conname, k.contype, k.conislocal, k.conindid, k.conparentid, w.relispartition, w.relkind,
           k.contype = 'x'
           OR k.conperiod -- >=18
           AS excludes,
           k.convalidated, -- >=18
           k.convalidated
           OR NOT k.conenforced AND w.oid NOT IN (SELECT i.inhparent FROM pg_catalog.pg_inherits i) -- >=18
           AS early
    FROM wanted w
    JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid
), entangled_checks AS ( -- as in tables.sql
    SELECT DISTINCT k.oid
    FROM constraints k
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
    LEFT JOIN pg_catalog.pg_attribute a ON d.refclassid = 'pg_catalog.pg_type'::regclass AND a.attrelid = k.conrelid
                                       AND a.atttypid = d.refobjid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE k.contype = 'c'
      AND (d.refclassid, d.refobjid) <> ('pg_catalog.pg_class'::regclass, k.conrelid)
      AND a.attrelid IS NULL
), enum_hashed AS ( -- as in tables.sql -- >=18
    SELECT p.partrelid AS oid -- >=18
    FROM pg_catalog.pg_partitioned_table p, unnest(p.partclass) AS k (oid) -- >=18
    JOIN pg_catalog.pg_opclass o ON o.oid = k.oid -- >=18
    WHERE p.partstrat = 'h' AND o.opcintype = 'pg_catalog.anyenum'::regtype -- >=18
    UNION -- >=18
    SELECT i.inhrelid -- >=18
    FROM enum_hashed e -- >=18
    JOIN pg_catalog.pg_inherits i ON i.inhparent = e.oid -- >=18
), classes AS (
    SELECT 'pg_catalog.pg_class'::regclass::oid AS relation, 'pg_catalog.pg_constraint'::regclass::oid AS "constraint",
           'pg_catalog.pg_trigger'::regclass::oid AS "trigger", 'pg_catalog.pg_attrdef'::regclass::oid AS "default",
           'pg_catalog.pg_rewrite'::regclass::oid AS rule
)
SELECT DISTINCT c."default" AS class, u.oid, c.relation AS owner_class, u.adrelid AS owner_oid
FROM classes c, wanted w
JOIN uses u ON u.adrelid = w.oid
WHERE w.relkind IN ('r', 'p', 'f')
  AND NOT EXISTS (SELECT FROM entangled_defaults e WHERE e.oid = u.oid)
UNION ALL -- check constraints inside the table, and those that a child has from its parent
SELECT c."constraint", k.oid, c.relation, k.conrelid
FROM classes c, constraints k
WHERE k.contype = 'c'
  AND NOT ((k.conislocal OR k.relispartition AND k.early)
           AND (NOT k.early OR EXISTS (SELECT FROM entangled_checks e WHERE e.oid = k.oid)))
UNION ALL
SELECT c."constraint", k.oid, c.relation, k.conrelid
FROM classes c, constraints k
WHERE k.contype = 'n'
  AND (k.convalidated OR k.relkind = 'p' OR NOT (k.conislocal OR k.relispartition) -- >=18
       OR k.conrelid IN (SELECT e.oid FROM enum_hashed e)) -- >=18
UNION ALL -- a key's index
SELECT c.relation, k.conindid, c."constraint", k.oid
FROM classes c, constraints k
WHERE k.contype IN ('p', 'u', 'x')
UNION ALL -- foreign keys of partitions, as in constraints.sql
SELECT c."constraint", k.oid, c."constraint", p.oid
FROM classes c, constraints k
JOIN constraints p ON p.oid = k.conparentid
LEFT JOIN pg_catalog.pg_inherits t ON t.inhrelid = k.conrelid AND t.inhdetachpending -- >=14
WHERE k.contype = 'f' AND k.conparentid <> 0 AND (p.conrelid = k.conrelid OR p.conname = k.conname)
  AND t.inhrelid IS NULL -- >=14
UNION ALL -- partitions' keys that come with their parents', as in constraints.sql
SELECT c."constraint", k.oid, c."constraint", p.oid
FROM classes c, constraints k
JOIN constraints p ON p.oid = k.conparentid
LEFT JOIN pg_catalog.pg_inherits t ON t.inhrelid = k.conrelid AND t.inhdetachpending -- >=14
WHERE k.contype IN ('p', 'u', 'x') AND k.excludes
  AND t.inhrelid IS NULL -- >=14
UNION ALL -- identity columns' sequences
SELECT c.relation, d.objid, c.relation, w.oid
FROM classes c, wanted w
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = w.oid AND d.refobjsubid > 0
                           AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i'
JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
UNION ALL -- views' own rules
SELECT c.rule, r.oid, c.relation, w.oid
FROM classes c, wanted w
JOIN pg_catalog.pg_rewrite r ON r.ev_class = w.oid
WHERE r.ev_type = '1'
UNION ALL -- partitions' triggers that are as their parents'
SELECT c.trigger, t.oid, c.trigger, o.oid
FROM classes c, wanted w
JOIN pg_catalog.pg_trigger t ON t.tgrelid = w.oid
JOIN pg_catalog.pg_trigger o ON o.oid = t.tgparentid -- >=13
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_trigger'::regclass AND d.objid = t.oid -- <13
                           AND d.refclassid = 'pg_catalog.pg_trigger'::regclass -- <13
JOIN pg_catalog.pg_trigger o ON o.oid = d.refobjid -- <13
WHERE t.tgenabled = o.tgenabled
  AND t.tgparentid <> 0 -- >=13
UNION ALL -- the constraints of constraint triggers
SELECT c."constraint", t.tgconstraint, c.trigger, t.oid
FROM classes c, constraints k
JOIN pg_catalog.pg_trigger t ON t.tgconstraint = k.oid
WHERE k.contype = 't'
