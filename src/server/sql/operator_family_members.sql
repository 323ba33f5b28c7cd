/*
 * OPERATOR FAMILY MEMBERS: operators and functions that were added to a family which is no entry itself, because the
 * server or an extension made it. Members of classes come with those (opclasses.sql). Nothing says which members came
 * with an extension, so none counts whose operator, function or type does, and in an extension's family only those of
 * the database's own operators and functions do.
 */
WITH families AS (
    SELECT f.oid, f.opfname, am.amname, n.nspname, format('%I.%I USING %I', n.nspname, f.opfname, am.amname) AS qualified
    FROM pg_catalog.pg_opfamily f
    JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
    JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
    LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_opfamily'::regclass AND d.objid = f.oid AND d.deptype = 'e'
    WHERE f.oid < 16384 OR d.objid IS NOT NULL
), members AS (
    SELECT 'pg_catalog.pg_amop'::regclass AS class, o.oid, o.amopfamily AS family, 'pg_catalog.pg_operator'::regclass AS uses_class,
           o.amopopr::oid AS uses, 1 AS place, o.amopstrategy AS number,
           o.amoplefttype AS left_type, o.amoprighttype AS right_type,
           concat(o.amopopr::regoperator,
                  CASE o.amoppurpose WHEN 'o' THEN format(' FOR ORDER BY %I.%I', sn.nspname, s.opfname) END) AS what
    FROM pg_catalog.pg_amop o
    LEFT JOIN pg_catalog.pg_opfamily s ON s.oid = o.amopsortfamily
    LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace
    WHERE o.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_amproc'::regclass, p.oid, p.amprocfamily, 'pg_catalog.pg_proc'::regclass, p.amproc::oid, 2, p.amprocnum,
           p.amproclefttype, p.amprocrighttype,
           p.amproc::regprocedure::text
    FROM pg_catalog.pg_amproc p
    WHERE p.oid >= 16384
), loose AS (
    SELECT m.*, CASE m.place WHEN 1 THEN 'OPERATOR' ELSE 'FUNCTION' END AS sort,
           format('%s, %s', format_type(m.left_type, NULL), format_type(m.right_type, NULL)) AS types
    FROM members m
    WHERE (m.uses >= 16384 OR m.family < 16384)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = m.class AND d.objid = m.oid AND d.refclassid = 'pg_catalog.pg_opclass'::regclass)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.deptype = 'e'
                        AND (d.classid, d.objid) IN ((m.uses_class, m.uses), ('pg_catalog.pg_type'::regclass, m.left_type),
                                                     ('pg_catalog.pg_type'::regclass, m.right_type)))
)
SELECT 'OPERATOR FAMILY MEMBERS' AS kind,
       'pg_catalog.pg_opfamily'::regclass::oid AS class,
       f.oid,
       format('%s.%s USING %s', f.nspname, f.opfname, f.amname) AS name,
       format('ALTER OPERATOR FAMILY %s ADD%s;', f.qualified,
              string_agg(format(E'\n    %s %s %s', l.sort, l.number,
                                CASE l.place WHEN 1 THEN l.what ELSE format('(%s) %s', l.types, l.what) END), ','
                         ORDER BY l.place, l.number, l.types)) AS create,
       format('ALTER OPERATOR FAMILY %s DROP%s;', f.qualified,
              string_agg(format(E'\n    %s %s (%s)', l.sort, l.number, l.types), ','
                         ORDER BY l.place, l.number, l.types)) AS "drop"
FROM families f
JOIN loose l ON l.family = f.oid
WHERE $3::bool
GROUP BY f.oid, f.opfname, f.amname, f.nspname, f.qualified
