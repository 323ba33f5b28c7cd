/*
 * RULE, with its state when that is not "enabled". A view's own rule is the view.
 *
 * Before PostgreSQL 18 another rule could get the name of that one, but only by being renamed.
 */
SELECT 'RULE' AS kind,
       'pg_catalog.pg_rewrite'::regclass::oid AS class,
       r.oid,
       n.nspname::text AS schema,
       c.relname || ' ' || r.rulename AS name,
       c.oid AS parent,
       concat(CASE r.rulename WHEN '_RETURN'
                   THEN regexp_replace(rtrim(pg_get_ruledef(r.oid), E';\n'), '"_RETURN"', '"not _RETURN"')
                        || format(E';\nALTER RULE "not _RETURN" ON %I.%I RENAME TO "_RETURN"', n.nspname, c.relname)
                   ELSE rtrim(pg_get_ruledef(r.oid), E';\n') END, ';',
              CASE WHEN r.ev_enabled <> 'O' THEN
                   format(E'\nALTER TABLE %I.%I %s RULE %I;', n.nspname, c.relname,
                          CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS'
                                            ELSE 'ENABLE REPLICA' END, r.rulename) END) AS create,
       format('DROP RULE IF EXISTS %I ON %I.%I;', r.rulename, n.nspname, c.relname) AS "drop"
FROM unnest($1::oid[]) AS w (oid)
JOIN pg_catalog.pg_class c ON c.oid = w.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid
WHERE r.ev_type <> '1'
