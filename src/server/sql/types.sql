/*
 * ENUM, TYPE (base and composite), RANGE, DOMAIN, and what goes with them: SHELL TYPE for types whose own functions
 * take the type, DOMAIN CONSTRAINT for checks that use more than the domain, and CONSTRAINT, after the rows, for those that
 * are NOT VALID, which rows may break. A domain in a loop gets its default later. Row types, array types and multiranges
 * come with what they belong to (aliases.sql).
 */
WITH wanted AS MATERIALIZED (
    SELECT t.*, n.nspname, format('%I.%I', n.nspname, t.typname) AS qualified
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
    LEFT JOIN pg_catalog.pg_type element ON element.oid = t.typelem AND element.typarray = t.oid
    WHERE t.typnamespace = ANY ($2::oid[])
      AND (t.typtype IN ('b', 'e', 'r', 'd') OR c.relkind = 'c' OR (t.typtype = 'p' AND NOT t.typisdefined))
      AND element.oid IS NULL
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid
                        AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e')
), domain_checks AS MATERIALIZED ( -- aliases.sql must agree on "simple"
    SELECT w.oid AS domain, k.oid, k.conname, k.convalidated, pg_get_constraintdef(k.oid) AS definition,
           k.convalidated
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                           WHERE d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
                             AND (d.refclassid <> 'pg_catalog.pg_type'::regclass
                                  OR d.refobjid NOT IN (w.oid, w.typbasetype))) AS simple
    FROM wanted w
    JOIN pg_catalog.pg_constraint k ON k.contypid = w.oid AND k.contype = 'c'
), labels AS (
    SELECT e.enumtypid AS oid, string_agg(E'\n    ' || quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder) AS list
    FROM wanted w
    JOIN pg_catalog.pg_enum e ON e.enumtypid = w.oid
    GROUP BY e.enumtypid
), attributes AS (
    SELECT w.oid,
           string_agg(format(E'\n    %I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                      || CASE WHEN a.attcollation NOT IN (0, at.typcollation)
                              THEN format(' COLLATE %I.%I', cn.nspname, co.collname) ELSE '' END,
                      ',' ORDER BY a.attnum) AS list
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.typrelid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type at ON at.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    WHERE w.typtype = 'c'
    GROUP BY w.oid
), ranges AS (
    SELECT w.oid,
           concat('SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                  CASE WHEN NOT o.opcdefault OR o.oid >= 16384
                       THEN format(E',\n    SUBTYPE_OPCLASS = %I.%I', opn.nspname, o.opcname) END,
                  CASE WHEN r.rngcollation NOT IN (0, s.typcollation)
                       THEN format(E',\n    COLLATION = %I.%I', cn.nspname, co.collname) END,
                  E',\n    CANONICAL = ' || nullif(r.rngcanonical::oid, 0)::regproc,
                  E',\n    SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::oid, 0)::regproc,
                  format(E',\n    MULTIRANGE_TYPE_NAME = %I.%I', mn.nspname, m.typname), -- >=14
                  '') AS list,
           r.rngcanonical::oid <> 0 AS self_referential
    FROM wanted w
    JOIN pg_catalog.pg_range r ON r.rngtypid = w.oid
    JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype
    JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
    JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace
    JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid -- >=14
    JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace -- >=14
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = r.rngcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
), made AS ( -- each with functions of its name, in the schema of the range
    SELECT w.oid AS range, w.oid, w.nspname, w.typname
    FROM wanted w
    WHERE w.typtype = 'r'
    UNION ALL -- >=14
    SELECT w.oid, m.oid, w.nspname, m.typname -- >=14
    FROM wanted w -- >=14
    JOIN pg_catalog.pg_range r ON r.rngtypid = w.oid -- >=14
    JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid -- >=14
), constructors AS (
    SELECT m.range AS oid,
           string_agg(concat(CASE WHEN p.proname <> m.typname
                                  THEN format(E'\nALTER FUNCTION %I.%I(%s) RENAME TO %I;', m.nspname, m.typname, a.list, p.proname) END,
                             CASE WHEN n.nspname <> m.nspname
                                  THEN format(E'\nALTER FUNCTION %I.%I(%s) SET SCHEMA %I;', m.nspname, p.proname, a.list, n.nspname) END),
                      '' ORDER BY p.oid::regprocedure::text COLLATE "C") AS changes
    FROM made m
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid = m.oid
    JOIN pg_catalog.pg_proc p ON p.oid = d.objid
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    CROSS JOIN LATERAL pg_get_function_identity_arguments(p.oid) AS a (list)
    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'i'
      AND (p.proname <> m.typname OR n.nspname <> m.nspname)
    GROUP BY m.range
), simple_checks AS (
    SELECT k.domain, string_agg(format(E'\n    CONSTRAINT %I %s', k.conname, k.definition), '' ORDER BY k.conname) AS list
    FROM domain_checks k
    WHERE k.simple
    GROUP BY k.domain
), domains AS (
    SELECT w.oid,
           concat('CREATE DOMAIN ', w.qualified, ' AS ', format_type(w.typbasetype, w.typtypmod),
                  CASE WHEN w.typcollation NOT IN (0, b.typcollation)
                       THEN format(' COLLATE %I.%I', cn.nspname, co.collname) END) AS head,
           coalesce(pg_get_expr(w.typdefaultbin, 0), quote_literal(w.typdefault)) AS "default",
           concat('',
                  CASE WHEN nn.conname <> w.typname || '_not_null' THEN format(' CONSTRAINT %I', nn.conname) END, -- >=17
                  CASE WHEN w.typnotnull THEN ' NOT NULL' END,
                  k.list,
                  ';',
                  CASE WHEN w.typdefault IS NULL AND b.typtype = 'd' AND b.typdefault IS NOT NULL -- what it would inherit
                       THEN format(E'\nALTER DOMAIN %s DROP DEFAULT;', w.qualified) END) AS tail
    FROM wanted w
    JOIN pg_catalog.pg_type b ON b.oid = w.typbasetype
    LEFT JOIN simple_checks k ON k.domain = w.oid
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = w.typcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    LEFT JOIN pg_catalog.pg_constraint nn ON nn.contypid = w.oid AND nn.contype = 'n' -- >=17
)
SELECT CASE w.typtype WHEN 'e' THEN 'ENUM' WHEN 'r' THEN 'RANGE' WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END AS kind,
       'pg_catalog.pg_type'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.typname::text AS name,
       pg_get_userbyid(w.typowner)::text AS owner,
       CASE w.typtype
            WHEN 'e' THEN concat('CREATE TYPE ', w.qualified, ' AS ENUM (', l.list, E'\n);')
            WHEN 'c' THEN concat('CREATE TYPE ', w.qualified, ' AS (', a.list, E'\n);')
            WHEN 'r' THEN concat('CREATE TYPE ', w.qualified, E' AS RANGE (\n    ', r.list, E'\n);', k.changes)
            WHEN 'd' THEN concat(d.head, ' DEFAULT ' || d.default, d.tail)
            WHEN 'p' THEN concat('CREATE TYPE ', w.qualified, ';')
            ELSE concat(
                'CREATE TYPE ', w.qualified, E' (\n    INPUT = ', w.typinput,
                E',\n    OUTPUT = ', w.typoutput,
                E',\n    RECEIVE = ' || nullif(w.typreceive::oid, 0)::regproc,
                E',\n    SEND = ' || nullif(w.typsend::oid, 0)::regproc,
                E',\n    TYPMOD_IN = ' || nullif(w.typmodin::oid, 0)::regproc,
                E',\n    TYPMOD_OUT = ' || nullif(w.typmodout::oid, 0)::regproc,
                E',\n    ANALYZE = ' || nullif(w.typanalyze::oid, 0)::regproc,
                E',\n    SUBSCRIPT = ' || nullif(w.typsubscript::oid, 0)::regproc, -- >=14
                E',\n    INTERNALLENGTH = ', CASE w.typlen WHEN -1 THEN 'VARIABLE' ELSE w.typlen::text END,
                CASE WHEN w.typbyval THEN E',\n    PASSEDBYVALUE' END,
                E',\n    ALIGNMENT = ', CASE w.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4'
                                                        ELSE 'double' END,
                E',\n    STORAGE = ', CASE w.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main'
                                                        ELSE 'extended' END,
                CASE WHEN w.typcategory <> 'U' THEN E',\n    CATEGORY = ' || quote_literal(w.typcategory::text) END,
                CASE WHEN w.typispreferred THEN E',\n    PREFERRED = true' END,
                E',\n    DEFAULT = ' || quote_literal(w.typdefault),
                CASE WHEN w.typelem <> 0 THEN E',\n    ELEMENT = ' || format_type(w.typelem, NULL) END,
                CASE WHEN w.typdelim <> ',' THEN E',\n    DELIMITER = ' || quote_literal(w.typdelim::text) END,
                CASE WHEN w.typcollation <> 0 THEN E',\n    COLLATABLE = true' END,
                E'\n);')
       END AS create,
       -- the functions of a base type and the type need each other: only CASCADE drops either
       format('DROP %s IF EXISTS %s%s;', CASE w.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, w.qualified,
              CASE WHEN w.typtype = 'b' OR r.self_referential THEN ' CASCADE' END) AS "drop",
       CASE WHEN w.typdefaultbin IS NOT NULL THEN d.head || d.tail END AS shell,
       format('ALTER DOMAIN %s SET DEFAULT %s;', w.qualified, d.default) AS body,
       format('ALTER DOMAIN %s DROP DEFAULT;', w.qualified) AS hollow,
       format(E'%s %s\n%s %s', 'pg_catalog.pg_type'::regclass::oid, w.typbasetype,
              'pg_catalog.pg_collation'::regclass::oid, w.typcollation) AS shell_needs
FROM wanted w
LEFT JOIN labels l ON l.oid = w.oid
LEFT JOIN attributes a ON a.oid = w.oid
LEFT JOIN ranges r ON r.oid = w.oid
LEFT JOIN constructors k ON k.oid = w.oid
LEFT JOIN domains d ON d.oid = w.oid
UNION ALL
SELECT 'SHELL TYPE',
       'pg_catalog.pg_type'::regclass::oid,
       w.oid,
       w.nspname,
       w.typname,
       NULL,
       format('CREATE TYPE %s;', w.qualified),
       NULL, NULL, NULL, NULL, NULL
FROM wanted w
LEFT JOIN ranges r ON r.oid = w.oid
WHERE w.typtype = 'b' OR r.self_referential
UNION ALL
SELECT CASE WHEN k.convalidated THEN 'DOMAIN CONSTRAINT' ELSE 'CONSTRAINT' END,
       'pg_catalog.pg_constraint'::regclass::oid,
       k.oid,
       w.nspname,
       w.typname || ' ' || k.conname,
       NULL,
       format('ALTER DOMAIN %s ADD CONSTRAINT %I %s;', w.qualified, k.conname, k.definition),
       format('ALTER DOMAIN %s DROP CONSTRAINT IF EXISTS %I;', w.qualified, k.conname),
       NULL, NULL, NULL, NULL
FROM domain_checks k
JOIN wanted w ON w.oid = k.domain
WHERE NOT k.simple
