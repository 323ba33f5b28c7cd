/*
 * OPERATOR FAMILY and OPERATOR CLASS. An operator or function is part of the class that it depends on internally, else
 * loose in its family: the access method decides that, and pg_depend remembers. DROP ... IF EXISTS fails where the
 * access method does not exist.
 */
WITH families AS MATERIALIZED (
    SELECT f.*, am.amname, n.nspname, format('%I.%I USING %I', n.nspname, f.opfname, am.amname) AS qualified,
           am.oid < 16384 AS am_exists
    FROM pg_catalog.pg_opfamily f
    JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
    JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
), members AS (
    SELECT d.refclassid, d.refobjid, 1 AS place, o.amopstrategy AS number, o.amoplefttype AS left_type,
           o.amoprighttype AS right_type,
           concat('OPERATOR ', o.amopstrategy, ' ', o.amopopr::regoperator,
                  CASE o.amoppurpose WHEN 'o' THEN format(' FOR ORDER BY %I.%I', sort.nspname, sort.opfname) END) AS item
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_amop o ON o.oid = d.objid
    LEFT JOIN families sort ON sort.oid = o.amopsortfamily
    WHERE d.classid = 'pg_catalog.pg_amop'::regclass
      AND (d.refclassid = 'pg_catalog.pg_opclass'::regclass
           OR (d.refclassid = 'pg_catalog.pg_opfamily'::regclass AND d.refobjid = o.amopfamily AND d.deptype IN ('a', 'i')))
    UNION ALL
    SELECT d.refclassid, d.refobjid, 2, p.amprocnum, p.amproclefttype, p.amprocrighttype,
           concat('FUNCTION ', p.amprocnum, ' (', format_type(p.amproclefttype, NULL), ', ',
                  format_type(p.amprocrighttype, NULL), ') ', p.amproc::regprocedure)
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_amproc p ON p.oid = d.objid
    WHERE d.classid = 'pg_catalog.pg_amproc'::regclass
      AND d.refclassid IN ('pg_catalog.pg_opclass'::regclass, 'pg_catalog.pg_opfamily'::regclass)
), lists AS (
    SELECT m.refclassid, m.refobjid,
           string_agg(E'\n    ' || m.item, ',' ORDER BY m.place, m.number, format_type(m.left_type, NULL),
                                                        format_type(m.right_type, NULL)) AS list
    FROM members m
    GROUP BY m.refclassid, m.refobjid
)
SELECT 'OPERATOR FAMILY' AS kind,
       'pg_catalog.pg_opfamily'::regclass::oid AS class,
       f.oid,
       f.nspname::text AS schema,
       format('%s USING %s', f.opfname, f.amname) AS name,
       pg_get_userbyid(f.opfowner)::text AS owner,
       concat('CREATE OPERATOR FAMILY ', f.qualified, ';',
              E'\nALTER OPERATOR FAMILY ' || f.qualified || ' ADD' || l.list || ';') AS create,
       CASE WHEN f.am_exists THEN format('DROP OPERATOR FAMILY IF EXISTS %s;', f.qualified)
            ELSE format('DO %L;', format('BEGIN DROP OPERATOR FAMILY IF EXISTS %s; '
                                         'EXCEPTION WHEN undefined_object THEN NULL; END', f.qualified)) END AS "drop"
FROM families f
LEFT JOIN lists l ON l.refclassid = 'pg_catalog.pg_opfamily'::regclass AND l.refobjid = f.oid
WHERE f.opfnamespace = ANY ($2::oid[])
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_opfamily'::regclass AND d.objid = f.oid AND d.deptype = 'e')
UNION ALL
SELECT 'OPERATOR CLASS',
       'pg_catalog.pg_opclass'::regclass::oid,
       c.oid,
       n.nspname,
       format('%s USING %s', c.opcname, f.amname),
       pg_get_userbyid(c.opcowner),
       concat(format('CREATE OPERATOR CLASS %I.%I', n.nspname, c.opcname),
              CASE WHEN c.opcdefault THEN ' DEFAULT' END,
              ' FOR TYPE ', format_type(c.opcintype, NULL),
              format(' USING %I FAMILY %I.%I AS', f.amname, f.nspname, f.opfname),
              concat_ws(',',
                  -- something must stand here
                  CASE WHEN c.opckeytype <> 0 OR l.list IS NULL
                       THEN E'\n    STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL) END,
                  l.list),
              ';'),
       CASE WHEN f.am_exists THEN format('DROP OPERATOR CLASS IF EXISTS %I.%I USING %I;', n.nspname, c.opcname, f.amname)
            ELSE format('DO %L;', format('BEGIN DROP OPERATOR CLASS IF EXISTS %I.%I USING %I; '
                                         'EXCEPTION WHEN undefined_object THEN NULL; END',
                                         n.nspname, c.opcname, f.amname)) END
FROM pg_catalog.pg_opclass c
JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
JOIN families f ON f.oid = c.opcfamily
LEFT JOIN lists l ON l.refclassid = 'pg_catalog.pg_opclass'::regclass AND l.refobjid = c.oid
WHERE c.opcnamespace = ANY ($2::oid[])
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_opclass'::regclass AND d.objid = c.oid AND d.deptype = 'e')
