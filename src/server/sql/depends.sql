/*
 * What needs what: pg_depend, without what could never be about two entries (TOAST tables, triggers that foreign keys
 * made, row and array types, the server's own objects), nor partitions' constraints, which are made before or with those
 * of the partitioned table (constraints.sql, indexes.sql). deptypes: extension membership and sharing ('e') say what is an
 * entry and what is not, and are in aliases.sql.
 */
SELECT DISTINCT d.classid AS class, d.objid AS oid, d.refclassid AS refclass, d.refobjid AS refoid
FROM pg_catalog.pg_depend d
WHERE d.deptype IN ('n', 'a', 'i', 'P', 'S', 'x')
  AND d.objid >= 16384
  AND (d.refobjid >= 16384 OR d.refclassid = 'pg_catalog.pg_namespace'::regclass)
  AND (d.classid, d.objid) <> (d.refclassid, d.refobjid)
  AND NOT (d.classid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'i')
  AND NOT (d.classid = 'pg_catalog.pg_constraint'::regclass AND d.refclassid = d.classid AND d.deptype IN ('P', 'i'))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c
                  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid
                    AND c.relnamespace = 'pg_toast'::regnamespace)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
                  WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND t.oid = d.objid AND t.tgisinternal)
