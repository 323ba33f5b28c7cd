/*
 * OPERATOR. A commutator or negator that does not exist yet comes to be as a shell by being named, and is filled in by
 * its own entry. A shell that nobody ever filled in (oprcode = 0) is an entry so that it can be dropped and has its owner,
 * which it gets when it has been named; where nothing names it any more, an operator that does is made, with its function,
 * and both are dropped again.
 */
WITH named AS ( -- by another operator
    SELECT n.oid, min(n.by::int8)::oid AS by
    FROM (SELECT unnest(ARRAY[o.oprcom, o.oprnegate]) AS oid, o.oid AS by
          FROM pg_catalog.pg_operator o
          WHERE o.oprnamespace = ANY ($2::oid[]) AND o.oprcode <> 0) n
    WHERE n.oid >= 16384 AND n.oid <> n.by
    GROUP BY n.oid
), operators AS (
    SELECT o.*, n.nspname, named.oid IS NULL AS alone, named.by,
           CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END AS left_type,
           CASE WHEN o.oprright <> 0 THEN format_type(o.oprright, NULL) END AS right_type
    FROM pg_catalog.pg_operator o
    JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
    LEFT JOIN named ON named.oid = o.oid
    WHERE o.oprnamespace = ANY ($2::oid[])
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
)
SELECT 'OPERATOR' AS kind,
       'pg_catalog.pg_operator'::regclass::oid AS class,
       o.oid,
       o.nspname::text AS schema,
       format('%s(%s, %s)', o.oprname, coalesce(o.left_type, 'NONE'), coalesce(o.right_type, 'NONE')) AS name,
       pg_get_userbyid(o.oprowner)::text AS owner,
       CASE
       WHEN o.oprcode <> 0 THEN concat(
           format(E'CREATE OPERATOR %I.%s (\n    FUNCTION = ', o.nspname, o.oprname), o.oprcode,
           E',\n    LEFTARG = ' || o.left_type,
           E',\n    RIGHTARG = ' || o.right_type,
           CASE WHEN c.oid IS NOT NULL THEN format(E',\n    COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) END,
           CASE WHEN ne.oid IS NOT NULL THEN format(E',\n    NEGATOR = OPERATOR(%I.%s)', nen.nspname, ne.oprname) END,
           E',\n    RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc,
           E',\n    JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc,
           CASE WHEN o.oprcanhash THEN E',\n    HASHES' END,
           CASE WHEN o.oprcanmerge THEN E',\n    MERGES' END,
           E'\n);')
       WHEN o.alone THEN concat_ws(E'\n',
           format('CREATE FUNCTION %I."names a shell"(%s) RETURNS boolean LANGUAGE sql AS ''SELECT true'';',
                  o.nspname, concat_ws(', ', o.left_type, o.right_type)),
           format('CREATE OPERATOR %1$I.@#@#@#@ (FUNCTION = %1$I."names a shell"%2$s%3$s, NEGATOR = OPERATOR(%1$I.%4$s));', o.nspname,
                  ', LEFTARG = ' || o.left_type, ', RIGHTARG = ' || o.right_type, o.oprname),
           format('DROP OPERATOR %I.@#@#@#@ (%s, %s);', o.nspname, coalesce(o.left_type, 'NONE'),
                  coalesce(o.right_type, 'NONE')),
           format('DROP FUNCTION %I."names a shell"(%s);', o.nspname, concat_ws(', ', o.left_type, o.right_type)))
       END AS create,
       format('DROP OPERATOR IF EXISTS %I.%s (%s, %s);', o.nspname, o.oprname, coalesce(o.left_type, 'NONE'),
              coalesce(o.right_type, 'NONE')) AS "drop",
       CASE WHEN o.oprcode = 0 THEN 'pg_catalog.pg_operator'::regclass::oid || ' ' || o.by END AS needs
FROM operators o
LEFT JOIN pg_catalog.pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_catalog.pg_operator ne ON ne.oid = o.oprnegate
LEFT JOIN pg_catalog.pg_namespace nen ON nen.oid = ne.oprnamespace
