/*
 * STATISTICS: extended statistics, which may live in another schema than their table.
 */
SELECT 'STATISTICS' AS kind,
       'pg_catalog.pg_statistic_ext'::regclass::oid AS class,
       s.oid,
       n.nspname::text AS schema,
       s.stxname::text AS name,
       s.stxrelid AS parent,
       pg_get_userbyid(s.stxowner)::text AS owner,
       concat(pg_get_statisticsobjdef(s.oid), ';'
              , CASE WHEN s.stxstattarget >= 0 -- >=13
                     THEN format(E'\nALTER STATISTICS %I.%I SET STATISTICS %s;', -- >=13
                                 n.nspname, s.stxname, s.stxstattarget) END -- >=13
       ) AS create,
       format('DROP STATISTICS IF EXISTS %I.%I;', n.nspname, s.stxname) AS "drop"
FROM unnest($1::oid[]) AS w (oid)
JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = w.oid
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
