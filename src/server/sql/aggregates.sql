/*
 * AGGREGATE.
 */
SELECT 'AGGREGATE' AS kind,
       'pg_catalog.pg_proc'::regclass::oid AS class,
       p.oid,
       n.nspname::text AS schema,
       format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)) AS name,
       pg_get_userbyid(p.proowner)::text AS owner,
       concat(
           format(E'CREATE AGGREGATE %I.%I(%s) (\n    SFUNC = ', n.nspname, p.proname,
                  coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*')), a.aggtransfn,
           E',\n    STYPE = ', format_type(a.aggtranstype, NULL),
           E',\n    SSPACE = ' || nullif(a.aggtransspace, 0),
           E',\n    FINALFUNC = ' || nullif(a.aggfinalfn::oid, 0)::regproc,
           CASE WHEN a.aggfinalextra THEN E',\n    FINALFUNC_EXTRA' END,
           CASE WHEN a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN E',\n    FINALFUNC_MODIFY = '
                || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
           E',\n    COMBINEFUNC = ' || nullif(a.aggcombinefn::oid, 0)::regproc,
           E',\n    SERIALFUNC = ' || nullif(a.aggserialfn::oid, 0)::regproc,
           E',\n    DESERIALFUNC = ' || nullif(a.aggdeserialfn::oid, 0)::regproc,
           E',\n    INITCOND = ' || quote_literal(a.agginitval),
           CASE WHEN a.aggmtransfn <> 0 THEN concat(
               E',\n    MSFUNC = ', a.aggmtransfn,
               E',\n    MINVFUNC = ', a.aggminvtransfn,
               E',\n    MSTYPE = ', format_type(a.aggmtranstype, NULL),
               E',\n    MSSPACE = ' || nullif(a.aggmtransspace, 0),
               E',\n    MFINALFUNC = ' || nullif(a.aggmfinalfn::oid, 0)::regproc,
               CASE WHEN a.aggmfinalextra THEN E',\n    MFINALFUNC_EXTRA' END,
               CASE WHEN a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN E',\n    MFINALFUNC_MODIFY = '
                    || CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
               E',\n    MINITCOND = ' || quote_literal(a.aggminitval)) END,
           CASE WHEN o.oid IS NOT NULL THEN format(E',\n    SORTOP = OPERATOR(%I.%s)', opn.nspname, o.oprname) END,
           format(current_setting('pgsnap.mark'), 'since', '19', -- >=19
                  E',\n    SUPPORT = ' || nullif(p.prosupport::oid, 0)::regproc), -- >=19
           CASE p.proparallel WHEN 's' THEN E',\n    PARALLEL = SAFE' WHEN 'r' THEN E',\n    PARALLEL = RESTRICTED' END,
           CASE a.aggkind WHEN 'h' THEN E',\n    HYPOTHETICAL' END,
           E'\n);') AS create,
       format('DROP AGGREGATE IF EXISTS %I.%I(%s);', n.nspname, p.proname,
              coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*')) AS "drop"
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_catalog.pg_operator o ON o.oid = a.aggsortop
LEFT JOIN pg_catalog.pg_namespace opn ON opn.oid = o.oprnamespace
WHERE p.pronamespace = ANY ($2::oid[])
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
