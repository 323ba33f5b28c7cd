/*
 * OPERATOR. A commutator or negator that does not exist yet comes to be as a shell by being named, and is filled in by
 * its own entry. A shell that nobody ever filled in (oprcode = 0) is an entry only so that it can be dropped.
 */
SELECT 'OPERATOR' AS kind,
       'pg_catalog.pg_operator'::regclass::oid AS class,
       o.oid,
       n.nspname::text AS schema,
       format('%s(%s, %s)', o.oprname, CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END,
              CASE o.oprright WHEN 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END) AS name,
       pg_get_userbyid(o.oprowner)::text AS owner,
       CASE WHEN o.oprcode <> 0 THEN concat(
           format(E'CREATE OPERATOR %I.%s (\n    FUNCTION = ', n.nspname, o.oprname), o.oprcode,
           CASE WHEN o.oprleft <> 0 THEN E',\n    LEFTARG = ' || format_type(o.oprleft, NULL) END,
           CASE WHEN o.oprright <> 0 THEN E',\n    RIGHTARG = ' || format_type(o.oprright, NULL) END,
           CASE WHEN c.oid IS NOT NULL THEN format(E',\n    COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) END,
           CASE WHEN ne.oid IS NOT NULL THEN format(E',\n    NEGATOR = OPERATOR(%I.%s)', nen.nspname, ne.oprname) END,
           E',\n    RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc,
           E',\n    JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc,
           CASE WHEN o.oprcanhash THEN E',\n    HASHES' END,
           CASE WHEN o.oprcanmerge THEN E',\n    MERGES' END,
           E'\n);') END AS create,
       format('DROP OPERATOR IF EXISTS %I.%s (%s, %s);', n.nspname, o.oprname,
              CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END,
              CASE o.oprright WHEN 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END) AS "drop"
FROM pg_catalog.pg_operator o
JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg_catalog.pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_catalog.pg_operator ne ON ne.oid = o.oprnegate
LEFT JOIN pg_catalog.pg_namespace nen ON nen.oid = ne.oprnamespace
WHERE o.oprnamespace = ANY ($2::oid[])
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
