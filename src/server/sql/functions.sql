/*
 * FUNCTION and PROCEDURE. Constructors of range types come with the type.
 *
 * Where a body is SQL that the server has read (14), it may use what needs the function, as it was replaced later: the shell
 * has a body and defaults that use nothing, of the type that it returns, as the server may look into it. (CREATE OR REPLACE
 * can put other defaults in their place, but not take them away, and whoever calls the function may leave arguments to
 * them.) One that calls itself is always made of its shell.
 */
WITH wanted AS MATERIALIZED (
    SELECT p.*, n.nspname, format('%I.%I', n.nspname, p.proname) AS qualified,
           CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
           rtrim(pg_get_functiondef(p.oid), E'\n') AS definition,
           pg_get_function_identity_arguments(p.oid) AS arguments
    FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE p.pronamespace = ANY ($2::oid[])
      AND p.prokind <> 'a'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
), parameters AS ( -- >=14
    SELECT w.oid, a.mode, a.ordinality, -- >=14
           concat(CASE a.mode WHEN 'o' THEN 'OUT ' WHEN 'b' THEN 'INOUT ' WHEN 'v' THEN 'VARIADIC ' END, -- >=14
                  quote_ident(nullif(w.proargnames[a.ordinality], '')) || ' ', format_type(a.type, NULL), -- >=14
                  CASE WHEN a.mode <> 'o' AND count(*) FILTER (WHERE a.mode <> 'o') OVER (PARTITION BY w.oid ORDER BY a.ordinality) -- >=14
                                              > w.pronargs - w.pronargdefaults THEN ' DEFAULT NULL' END) AS definition -- >=14
    FROM wanted w -- >=14
    CROSS JOIN unnest(coalesce(w.proallargtypes, w.proargtypes::oid[]), coalesce(w.proargmodes, array_fill('i'::"char", ARRAY[w.pronargs::int]))) -- >=14
               WITH ORDINALITY AS a (type, mode, ordinality) -- >=14
    WHERE w.prosqlbody IS NOT NULL AND w.pronargdefaults > 0 AND a.mode <> 't' -- >=14
), parameter_lists AS ( -- >=14
    SELECT p.oid, string_agg(p.definition, ', ' ORDER BY p.ordinality) AS list -- >=14
    FROM parameters p -- >=14
    GROUP BY p.oid -- >=14
), shells AS MATERIALIZED ( -- >=14
    SELECT w.oid, -- >=14
           replace(left(w.definition, -length(pg_get_function_sqlbody(w.oid))), -- >=14
                   '(' || pg_get_function_arguments(w.oid) || ')', -- >=14
                   '(' || coalesce(p.list, pg_get_function_arguments(w.oid)) || ')') -- >=14
           || format('AS %L;', 'SELECT NULL' || CASE WHEN w.prorettype NOT IN ('record'::regtype, 'void'::regtype) -- >=14
                                                     THEN '::' || format_type(w.prorettype, NULL) ELSE '' END) AS create -- >=14
    FROM wanted w -- >=14
    LEFT JOIN parameter_lists p ON p.oid = w.oid -- >=14
    WHERE w.prosqlbody IS NOT NULL -- >=14
), recursive AS ( -- >=14
    SELECT DISTINCT d.objid AS oid -- >=14
    FROM pg_catalog.pg_depend d -- >=14
    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.refclassid = d.classid AND d.refobjid = d.objid -- >=14
)
SELECT w.kind,
       'pg_catalog.pg_proc'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       format('%s(%s)', w.proname, oidvectortypes(w.proargtypes)) AS name,
       pg_get_userbyid(w.proowner)::text AS owner,
       CASE WHEN self.oid IS NOT NULL THEN s.create || E'\n' ELSE '' END || -- >=14
       w.definition || ';'
       || coalesce((SELECT string_agg(format(E'\nALTER %s %s(%s) DEPENDS ON EXTENSION %I;', w.kind, w.qualified, w.arguments, e.extname),
                                      '' ORDER BY e.extname)
                    FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = w.oid AND d.deptype = 'x'), '')
       AS create,
       s.create AS shell, -- >=14
       CASE WHEN s.oid IS NOT NULL -- >=14
            THEN (SELECT string_agg(DISTINCT format('%s %s', 'pg_catalog.pg_type'::regclass::oid, t.oid), E'\n') -- >=14
                  FROM unnest(w.proargtypes::oid[] || w.proallargtypes || w.protrftypes || w.prorettype) AS t (oid)) -- >=14
            END AS shell_needs, -- >=14
       format('DROP %s IF EXISTS %s(%s);', w.kind, w.qualified, w.arguments) AS "drop"
FROM wanted w
LEFT JOIN shells s ON s.oid = w.oid -- >=14
LEFT JOIN recursive self ON self.oid = w.oid -- >=14
