/*
 * PUBLICATION, PUBLICATION TABLE and PUBLICATION SCHEMA.
 *
 * The tables that FOR ALL TABLES excepts are a part of the publication, which needs them: they are all said at once, also
 * one that the dump leaves out, because it would be published elsewhere otherwise.
 */
WITH wanted AS MATERIALIZED (
    SELECT p.*
    FROM pg_catalog.pg_publication p
    WHERE $3::bool
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_publication'::regclass AND d.objid = p.oid AND d.deptype = 'e')
)
, excepted AS ( -- >=19
    SELECT r.prpubid AS oid, string_agg(format('ONLY %I.%I', n.nspname, c.relname), ', ' -- >=19
                                        ORDER BY n.nspname, c.relname) AS list -- >=19
    FROM pg_catalog.pg_publication_rel r -- >=19
    JOIN pg_catalog.pg_class c ON c.oid = r.prrelid -- >=19
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace -- >=19
    WHERE r.prexcept -- >=19
    GROUP BY r.prpubid -- >=19
) -- >=19
SELECT 'PUBLICATION' AS kind,
       'pg_catalog.pg_publication'::regclass::oid AS class,
       w.oid,
       NULL::text AS schema,
       w.pubname::text AS name,
       0::oid AS parent,
       pg_get_userbyid(w.pubowner)::text AS owner,
       concat('CREATE PUBLICATION ', quote_ident(w.pubname),
              CASE WHEN w.puballtables THEN ' FOR ALL TABLES' END,
              format(current_setting('pgsnap.mark'), 'since', '19', ' EXCEPT (TABLE ' || e.list || ')'), -- >=19
              CASE WHEN w.puballsequences THEN format(current_setting('pgsnap.mark'), 'since', '19', -- >=19
                   CASE WHEN w.puballtables THEN ', ALL SEQUENCES' ELSE ' FOR ALL SEQUENCES' END) END, -- >=19
              format(' WITH (publish = %L', concat_ws(', ', CASE WHEN w.pubinsert THEN 'insert' END,
                                                            CASE WHEN w.pubupdate THEN 'update' END,
                                                            CASE WHEN w.pubdelete THEN 'delete' END,
                                                            CASE WHEN w.pubtruncate THEN 'truncate' END)),
              CASE WHEN w.pubviaroot THEN ', publish_via_partition_root = true' END, -- >=13
              CASE w.pubgencols WHEN 's' THEN ', publish_generated_columns = stored' END, -- >=18
              ');') AS create,
       format('DROP PUBLICATION IF EXISTS %I;', w.pubname) AS "drop",
       NULL AS needs
FROM wanted w
LEFT JOIN excepted e ON e.oid = w.oid -- >=19
UNION ALL
SELECT 'PUBLICATION TABLE',
       'pg_catalog.pg_publication_rel'::regclass::oid,
       r.oid,
       n.nspname,
       format('%s %s', c.relname, w.pubname),
       c.oid,
       NULL,
       concat(format('ALTER PUBLICATION %I ADD TABLE ONLY %I.%I', w.pubname, n.nspname, c.relname),
              ' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) -- >=15
                       FROM pg_catalog.pg_attribute a -- >=15
                       WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[])) || ')', -- >=15
              ' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', -- >=15
              ';'),
       NULL,
       concat('pg_catalog.pg_publication'::regclass::oid, ' ', w.oid)
FROM wanted w
JOIN pg_catalog.pg_publication_rel r ON r.prpubid = w.oid
                                    AND NOT r.prexcept -- >=19
JOIN unnest($1::oid[]) AS u (oid) ON u.oid = r.prrelid
JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
UNION ALL -- >=15
SELECT 'PUBLICATION SCHEMA', -- >=15
       'pg_catalog.pg_publication_namespace'::regclass::oid, -- >=15
       s.oid, -- >=15
       NULL, -- >=15
       format('%s %s', w.pubname, n.nspname), -- >=15
       0, -- >=15
       NULL, -- >=15
       format('ALTER PUBLICATION %I ADD TABLES IN SCHEMA %I;', w.pubname, n.nspname), -- >=15
       NULL, -- >=15
       concat('pg_catalog.pg_publication'::regclass::oid, ' ', w.oid) -- >=15
FROM wanted w -- >=15
JOIN pg_catalog.pg_publication_namespace s ON s.pnpubid = w.oid -- >=15
JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid AND n.oid = ANY ($2::oid[]) -- >=15
