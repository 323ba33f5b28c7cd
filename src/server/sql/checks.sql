/*
 * CHECK CONSTRAINT: check constraints of tables that do not stand inside their table (tables.sql says which do), and as
 * CONSTRAINT, after the rows, those that are NOT VALID, with the NOT NULL constraints that are NOT VALID.
 *
 * They are written without ONLY: whichever of parent's and child's comes first, the two merge. A partition repeats what
 * it inherits, because it must have it when it is attached; but not what comes after that. A NOT NULL that is NOT VALID
 * it must have, too, and so it is attached after that (attach.sql).
 *
 * A child that was made after its parent's NOT VALID constraint has it valid, while one that was there before does not.
 * Here all children are there before, so the former are validated. A child that has its NOT NULL under another name than
 * its parent comes before it: once it has the parent's, it can get no other. Likewise one that is enforced, but NOT VALID,
 * below one that is NOT ENFORCED: the other way round the server would take it for valid. So the constraints that are NOT
 * ENFORCED come after the rows where a table has children.
 */
WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind, c.relispartition, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f')
), enum_hashed AS ( -- as in tables.sql -- >=18
    SELECT p.partrelid AS oid -- >=18
    FROM pg_catalog.pg_partitioned_table p, unnest(p.partclass) AS k (oid) -- >=18
    JOIN pg_catalog.pg_opclass o ON o.oid = k.oid -- >=18
    WHERE p.partstrat = 'h' AND o.opcintype = 'pg_catalog.anyenum'::regtype -- >=18
    UNION -- >=18
    SELECT i.inhrelid -- >=18
    FROM enum_hashed e -- >=18
    JOIN pg_catalog.pg_inherits i ON i.inhparent = e.oid -- >=18
), constraints AS MATERIALIZED (
    SELECT k.oid, k.conrelid, k.conname, k.contype, k.conislocal, k.conkey, k.coninhcount, k.convalidated,
           k.conenforced, -- >=18
           k.convalidated
           OR NOT k.conenforced AND w.oid NOT IN (SELECT i.inhparent FROM pg_catalog.pg_inherits i) -- >=18
           AS early
    FROM wanted w
    JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid
    WHERE k.contype = 'c'
       OR k.contype = 'n' AND NOT k.convalidated AND w.relkind <> 'p' -- >=18
          AND w.oid NOT IN (SELECT e.oid FROM enum_hashed e) -- >=18
), entangled AS (
    SELECT DISTINCT k.oid
    FROM constraints k
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
    LEFT JOIN pg_catalog.pg_attribute a ON d.refclassid = 'pg_catalog.pg_type'::regclass AND a.attrelid = k.conrelid
                                       AND a.atttypid = d.refobjid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE (d.refclassid, d.refobjid) <> ('pg_catalog.pg_class'::regclass, k.conrelid)
      AND a.attrelid IS NULL
), heirs AS (
    SELECT k.oid AS root, h.conrelid, h.conname, h.contype, h.convalidated
    FROM constraints k
    JOIN pg_catalog.pg_inherits i ON i.inhparent = k.conrelid
    JOIN pg_catalog.pg_constraint h ON h.conrelid = i.inhrelid AND h.conname = k.conname AND h.contype = k.contype
    WHERE NOT k.early AND NOT h.conislocal
    UNION
    SELECT p.root, h.conrelid, h.conname, h.contype, h.convalidated
    FROM heirs p
    JOIN pg_catalog.pg_inherits i ON i.inhparent = p.conrelid
    JOIN pg_catalog.pg_constraint h ON h.conrelid = i.inhrelid AND h.conname = p.conname AND h.contype = p.contype
    WHERE NOT p.convalidated AND NOT h.conislocal
), below AS ( -- >=18
    SELECT k.oid AS root, i.inhrelid AS relation, k.contype, coalesce(a.attname, k.conname) AS name -- >=18
    FROM constraints k -- >=18
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] AND k.contype = 'n' -- >=18
    JOIN pg_catalog.pg_inherits i ON i.inhparent = k.conrelid -- >=18
    WHERE k.contype = 'n' OR NOT k.conenforced -- >=18
    UNION -- >=18
    SELECT b.root, i.inhrelid, b.contype, b.name -- >=18
    FROM below b -- >=18
    JOIN pg_catalog.pg_inherits i ON i.inhparent = b.relation -- >=18
), earlier AS ( -- >=18
    SELECT b.root, string_agg(format('%s %s', 'pg_catalog.pg_constraint'::regclass::oid, k.oid), E'\n' -- >=18
                              ORDER BY k.oid) AS needs -- >=18
    FROM below b -- >=18
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = b.relation AND a.attname = b.name AND b.contype = 'n' -- >=18
    JOIN constraints k ON k.conrelid = b.relation AND k.contype = b.contype AND k.conislocal -- >=18
                      AND CASE k.contype WHEN 'n' THEN k.conkey = ARRAY[a.attnum] -- >=18
                                         ELSE k.conname = b.name AND k.conenforced AND NOT k.convalidated END -- >=18
    GROUP BY b.root -- >=18
), validations AS (
    SELECT h.root,
           string_agg(format(E'\nALTER TABLE IF EXISTS %s VALIDATE CONSTRAINT %I;', w.qualified, h.conname), ''
                      ORDER BY w.qualified) AS list
    FROM heirs h
    JOIN wanted w ON w.oid = h.conrelid
    WHERE h.convalidated AND NOT w.relispartition
    GROUP BY h.root
)
SELECT CASE WHEN k.early THEN 'CHECK CONSTRAINT' ELSE 'CONSTRAINT' END AS kind,
       'pg_catalog.pg_constraint'::regclass::oid AS class,
       k.oid,
       w.nspname::text AS schema,
       w.relname || ' ' || k.conname AS name,
       w.oid AS parent,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s;', w.qualified, k.conname, pg_get_constraintdef(k.oid))
       || coalesce(v.list, '') AS create,
       CASE WHEN k.coninhcount = 0
            THEN format('ALTER TABLE IF EXISTS %s DROP CONSTRAINT IF EXISTS %I;', w.qualified, k.conname) END AS "drop",
       NULL AS needs -- <18
       below.needs -- >=18
FROM wanted w
JOIN constraints k ON k.conrelid = w.oid
LEFT JOIN entangled e ON e.oid = k.oid
LEFT JOIN validations v ON v.root = k.oid
LEFT JOIN earlier below ON below.root = k.oid -- >=18
WHERE (k.conislocal OR w.relispartition AND (k.early OR k.contype = 'n'))
  AND (e.oid IS NOT NULL OR NOT k.early)
