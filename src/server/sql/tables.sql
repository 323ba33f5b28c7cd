/*
 * TABLE and FOREIGN TABLE.
 *
 * A partition is written as a plain table with all its columns and attached later (attach.sql). A child by INHERITS
 * repeats only the columns that are its own too. Defaults and check constraints that depend on nothing but the table
 * stand inside; the others are entries of their own (defaults.sql, checks.sql); what stands inside has an alias to the
 * table in relation_aliases.sql. These three must agree on "simple". A default may also use a sequence that the
 * table owns: SEQUENCE entries need no table.
 *
 * A child that was there before it became one, or before its parent got a column, may have its columns in another order
 * than INHERITS would make; or its parents' defaults may contradict each other by now. Where all of it is its own, it
 * becomes a child afterwards here too. But INHERIT makes everything the child's own. So what it has from its parents
 * alone takes a detour: a helper, a table that is dropped again, has everything in the right order; the child is made
 * from that, gets its true parents and leaves the helper. What comes from a true parent too then stays inherited, and
 * the rest becomes the child's own.
 *
 * A partitioned table's NOT NULL that is NOT VALID stands here too: the partitions get theirs from it when they are
 * attached. A table with rows gets such a one after the rows (checks.sql), which may break it.
 *
 * The column option pg_attver, which minor releases of November 2026 introduced, is the server's own: it sets it anew
 * whenever a column is made, and older releases refuse it.
 */
WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f')
), parents AS (
    SELECT i.inhrelid, string_agg(format('%I.%I', pn.nspname, p.relname), ', ' ORDER BY i.inhseqno) AS list,
           string_agg(format(E'\nALTER TABLE ONLY %s INHERIT %I.%I;', w.qualified, pn.nspname, p.relname), ''
                      ORDER BY i.inhseqno) AS afterwards
    FROM wanted w
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = w.oid
    JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
    WHERE NOT w.relispartition
    GROUP BY i.inhrelid
), enum_hashed AS ( -- with what is below: rows come through the root (data.sql) -- >=18
    SELECT p.partrelid AS oid -- >=18
    FROM pg_catalog.pg_partitioned_table p, unnest(p.partclass) AS k (oid) -- >=18
    JOIN pg_catalog.pg_opclass o ON o.oid = k.oid -- >=18
    WHERE p.partstrat = 'h' AND o.opcintype = 'pg_catalog.anyenum'::regtype -- >=18
    UNION -- >=18
    SELECT i.inhrelid -- >=18
    FROM enum_hashed e -- >=18
    JOIN pg_catalog.pg_inherits i ON i.inhparent = e.oid -- >=18
), early_not_nulls AS ( -- NOT VALID, but needed for attaching, before there are rows -- >=18
    SELECT w.oid, string_agg(format('ADD CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ', ' -- >=18
                             ORDER BY k.conname) AS list -- >=18
    FROM wanted w -- >=18
    JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.contype = 'n' AND NOT k.convalidated -- >=18
    WHERE w.relkind = 'p' OR w.oid IN (SELECT e.oid FROM enum_hashed e) -- >=18
    GROUP BY w.oid -- >=18
), parents_defaults AS MATERIALIZED ( -- once for a parent, however many children it has
    SELECT ad.adrelid, ad.adnum, pg_get_expr(ad.adbin, ad.adrelid) COLLATE "C" AS text
    FROM pg_catalog.pg_attrdef ad
    WHERE ad.adrelid IN (SELECT i.inhparent
                         FROM wanted w
                         JOIN pg_catalog.pg_inherits i ON i.inhrelid = w.oid
                         WHERE NOT w.relispartition)
), inherited AS ( -- what a child's column gets from its parents when it says nothing
    SELECT i.inhrelid, pa.attname, bool_or(pa.attnotnull) AS attnotnull, bool_or(pa.atthasdef) AS atthasdef,
           bool_or(pa.attgenerated <> '') AS generated, min(pa.attstorage)::"char" AS attstorage,
           min(CASE pa.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END) AS compression, -- >=14
           min(i.inhseqno * 2000 + pa.attnum) AS place,
           (array_agg(pnn.conname ORDER BY i.inhseqno) FILTER (WHERE pnn.oid IS NOT NULL))[1] AS not_null_name, -- >=18
           min(pad.text) <> max(pad.text) AS defaults_differ,
           min(pa.attstorage) <> max(pa.attstorage)
           OR min(nullif(pa.attcompression, '')) <> max(nullif(pa.attcompression, '')) -- >=14
           AS storage_differs
    FROM wanted w
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = w.oid
    JOIN pg_catalog.pg_attribute pa ON pa.attrelid = i.inhparent AND pa.attnum > 0 AND NOT pa.attisdropped
    LEFT JOIN parents_defaults pad ON pad.adrelid = pa.attrelid AND pad.adnum = pa.attnum
    LEFT JOIN pg_catalog.pg_constraint pnn ON pnn.conrelid = pa.attrelid AND pnn.contype = 'n' -- >=18
                                          AND pnn.conkey = ARRAY[pa.attnum] AND pnn.convalidated -- >=18
                                          AND NOT pnn.connoinherit -- >=18
    WHERE NOT w.relispartition
    GROUP BY i.inhrelid, pa.attname
), rearranged AS ( -- children that INHERITS would make with another order of columns or other names, or not at all
    SELECT c.attrelid,
           bool_and(c.own) AND c.attrelid NOT IN (SELECT k.conrelid FROM pg_catalog.pg_constraint k
                                                  WHERE k.contype IN ('c', 'n') AND NOT k.conislocal) AS by_itself
    FROM (SELECT a.attrelid, a.attislocal AND (i.place IS NULL OR a.attgenerated = '') AS own,
                 i.storage_differs OR i.defaults_differ AND NOT a.attislocal
                 OR nn.conname <> i.not_null_name -- >=18
                 AS contradictory,
                 row_number() OVER (PARTITION BY a.attrelid ORDER BY i.place, a.attnum) AS made,
                 row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS here
          FROM parents p
          JOIN pg_catalog.pg_attribute a ON a.attrelid = p.inhrelid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN inherited i ON i.inhrelid = a.attrelid AND i.attname = a.attname
          LEFT JOIN pg_catalog.pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' -- >=18
                                               AND nn.conkey = ARRAY[a.attnum] AND NOT nn.conislocal -- >=18
          ) c
    GROUP BY c.attrelid
    HAVING bool_or(c.made <> c.here OR c.contradictory)
), identities AS (
    SELECT d.refobjid AS attrelid, d.refobjsubid AS attnum,
           format('AS IDENTITY (SEQUENCE NAME %I.%I START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s)',
                  sn.nspname, sc.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                  CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END) AS clause,
           CASE WHEN sc.relpersistence <> w.relpersistence -- >=15
                THEN format(E'\nALTER SEQUENCE %I.%I SET %s;', sn.nspname, sc.relname, -- >=15
                            CASE sc.relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END) END AS persistence -- >=15
           NULL::text AS persistence -- <15
    FROM wanted w
    JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = w.oid
                               AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::regclass
                               AND d.deptype = 'i'
    JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
    JOIN pg_catalog.pg_class sc ON sc.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
), used_by_defaults AS MATERIALIZED ( -- but for the table itself and its own sequences
    SELECT ad.oid, ad.adrelid, ad.adnum, d.refclassid, d.refobjid
    FROM pg_catalog.pg_attrdef ad
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = ad.oid AND d.deptype = 'n'
    LEFT JOIN pg_catalog.pg_depend owned ON owned.classid = d.refclassid AND owned.objid = d.refobjid
                                        AND owned.classid = 'pg_catalog.pg_class'::regclass AND owned.objsubid = 0
                                        AND owned.refclassid = 'pg_catalog.pg_class'::regclass
                                        AND owned.refobjid = ad.adrelid AND owned.deptype = 'a'
    WHERE (d.refclassid, d.refobjid) <> ('pg_catalog.pg_class'::regclass, ad.adrelid)
      AND owned.objid IS NULL
), entangled_defaults AS ( -- those that are not simple
    SELECT DISTINCT u.oid
    FROM used_by_defaults u
    JOIN pg_catalog.pg_attribute a ON a.attrelid = u.adrelid AND a.attnum = u.adnum
    WHERE a.attgenerated = ''
      AND (u.refclassid, u.refobjid) <> ('pg_catalog.pg_type'::regclass, a.atttypid)
), entangled_checks AS (
    SELECT DISTINCT k.oid
    FROM wanted w
    JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.contype = 'c'
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
    LEFT JOIN pg_catalog.pg_attribute a ON d.refclassid = 'pg_catalog.pg_type'::regclass AND a.attrelid = w.oid
                                       AND a.atttypid = d.refobjid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE (d.refclassid, d.refobjid) <> ('pg_catalog.pg_class'::regclass, w.oid)
      AND a.attrelid IS NULL
), brought AS ( -- the names of the checks that a parent has when a rearranged child leaves its helper
    SELECT DISTINCT i.inhrelid, k.conname
    FROM rearranged r
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = r.attrelid
    JOIN pg_catalog.pg_constraint k ON k.conrelid = i.inhparent AND k.contype = 'c' AND k.convalidated
), checks AS (
    SELECT k.conrelid,
           string_agg(format(E'    CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), E',\n'
                      ORDER BY k.conname) FILTER (WHERE k.conislocal OR w.relispartition) AS list,
           string_agg(format(E',\n    CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ''
                      ORDER BY k.conname) FILTER (WHERE k.coninhcount > 0 AND b.conname IS NOT NULL) AS inherited
    FROM wanted w
    JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.contype = 'c'
    LEFT JOIN entangled_checks e ON e.oid = k.oid
    LEFT JOIN brought b ON b.inhrelid = w.oid AND b.conname = k.conname
    WHERE e.oid IS NULL
      AND (k.convalidated
           OR NOT k.conenforced AND w.oid NOT IN (SELECT i.inhparent FROM pg_catalog.pg_inherits i) -- >=18
          )
    GROUP BY k.conrelid
), shared_names AS ( -- a constraint gets no name by itself that another one in the schema has, one of a copy made by LIKE -- >=18
    SELECT conname -- >=18
    FROM pg_catalog.pg_constraint -- >=18
    WHERE conname LIKE '%\_not\_null' -- >=18
    GROUP BY connamespace, conname -- >=18
    HAVING count(*) > 1 -- >=18
), columns AS (
    SELECT a.attrelid, a.attnum, a.attname, w.qualified, w.reloftype,
           a.attislocal OR w.relispartition AS own,
           format_type(a.atttypid, a.atttypmod) AS type,
           CASE WHEN a.attfdwoptions IS NOT NULL THEN
                ' OPTIONS (' || (SELECT string_agg(format('%I %L', o.option_name, o.option_value), ', '
                                                   ORDER BY o.ordinality)
                                 FROM pg_options_to_table(a.attfdwoptions) WITH ORDINALITY o) || ')'
                ELSE '' END AS options,
           CASE WHEN a.attcollation NOT IN (0, t.typcollation)
                THEN format(' COLLATE %I.%I', cn.nspname, co.collname) ELSE '' END AS collation,
           CASE
                WHEN a.attgenerated <> '' AND (i.generated OR NOT r.by_itself) THEN '' -- <16
                WHEN a.attgenerated = 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(ad.adbin, ad.adrelid))
                WHEN a.attgenerated = 'v' THEN format(' GENERATED ALWAYS AS (%s) VIRTUAL', pg_get_expr(ad.adbin, ad.adrelid))
                WHEN i.atthasdef AND (ad.oid IS NULL OR e.oid IS NOT NULL AND a.attislocal) THEN ' DEFAULT NULL'
                -- names no column: without the table's OID the server need not open the table
                WHEN e.oid IS NULL THEN ' DEFAULT ' || pg_get_expr(ad.adbin, 0)
           END AS default_clause,
           a.attgenerated <> '' AS generated,
           i.atthasdef AND ad.oid IS NULL AS default_dropped,
           NOT r.by_itself AS in_helper,
           CASE WHEN NOT r.by_itself AND a.attgenerated <> ''
                THEN format(' GENERATED ALWAYS AS (%s)%s', pg_get_expr(ad.adbin, ad.adrelid),
                            CASE a.attgenerated WHEN 's' THEN ' STORED' END) END AS generation,
           CASE WHEN NOT r.by_itself AND a.attnotnull THEN format(' CONSTRAINT %I NOT NULL', usual.name) END -- <18
           CASE WHEN nn.coninhcount > 0 AND i.not_null_name IS NOT NULL -- >=18
                THEN format(' CONSTRAINT %I NOT NULL', nn.conname) END -- >=18
           AS inherited_not_null,
           CASE WHEN a.attnotnull AND (a.attislocal OR NOT coalesce(i.attnotnull, false)) -- <18
                THEN CASE WHEN NOT r.by_itself -- from 18 on the helper's has the usual name -- <18
                          THEN format(' CONSTRAINT %I', usual.name) -- <18
                          ELSE '' END || ' NOT NULL' END -- <18
           CASE WHEN NOT (nn.conislocal OR w.relispartition) THEN NULL -- >=18
                WHEN nn.conname = format('%s_%s_not_null', w.relname, a.attname) AND nn.coninhcount = 0 -- >=18
                     AND nn.conname NOT IN (SELECT conname FROM shared_names) THEN ' NOT NULL' -- >=18
                WHEN nn.conname IS NOT NULL THEN format(' CONSTRAINT %I NOT NULL', nn.conname) END -- >=18
           || CASE WHEN nn.connoinherit THEN ' NO INHERIT' ELSE '' END -- >=18
           AS not_null_clause,
           nn.conname AS not_null_name, nn.connoinherit AS not_null_no_inherit, -- >=18
           ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS ' ELSE 'BY DEFAULT ' END || id.clause
           AS identity_clause,
           id.persistence AS identity_persistence,
           -- a foreign table inherits it without being able to have it set
           CASE WHEN w.relkind <> 'f' THEN CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END END -- >=14
           AS compression, -- >=14
           CASE WHEN w.relkind <> 'f' THEN i.compression END AS inherited_compression, -- >=14
           -- most columns have none
           CASE WHEN a.attstorage <> coalesce(i.attstorage, t.typstorage) OR a.attstorage <> t.typstorage
                     OR a.attstattarget >= 0 OR a.attoptions IS NOT NULL THEN array_remove(ARRAY[
               CASE WHEN a.attstorage <> coalesce(i.attstorage, t.typstorage) OR a.attstorage <> t.typstorage THEN
                    'SET STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
                                                        WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
               CASE WHEN a.attstattarget >= 0 THEN 'SET STATISTICS ' || a.attstattarget END,
               CASE WHEN a.attoptions IS NOT NULL THEN
                    'SET (' || (SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', '
                                                  ORDER BY o.ordinality)
                                FROM pg_options_to_table(a.attoptions) WITH ORDINALITY o
                                WHERE o.option_name <> 'pg_attver') || ')' END
           ], NULL) END AS settings
    FROM wanted w
    JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    LEFT JOIN pg_catalog.pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
    LEFT JOIN entangled_defaults e ON e.oid = ad.oid
    LEFT JOIN inherited i ON i.inhrelid = a.attrelid AND i.attname = a.attname
    LEFT JOIN rearranged r ON r.attrelid = a.attrelid
    CROSS JOIN LATERAL concat_ws('_', w.relname, a.attname) AS whole (name) -- <18
    CROSS JOIN LATERAL (SELECT CASE WHEN octet_length(whole.name) <= 54 THEN whole.name -- <18
                                    ELSE concat_ws('_', left(whole.name, 5), md5(whole.name)) END || '_not_null') AS usual (name) -- <18
    LEFT JOIN identities id ON id.attrelid = a.attrelid AND id.attnum = a.attnum
    LEFT JOIN pg_catalog.pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' -- >=18
                                         AND nn.conkey[1] = a.attnum AND nn.convalidated -- >=18
), clauses AS ( -- each aggregate takes the columns as they come: sorting them for each would take longer than all the rest
    SELECT c.attrelid AS oid,
           string_agg(CASE WHEN c.reloftype = 0
                           THEN format('    %I %s', c.attname, c.type) || c.options || c.collation
                           ELSE format('    %I WITH OPTIONS', c.attname) END
                      || concat(c.default_clause, c.not_null_clause, c.identity_clause), E',\n')
           FILTER (WHERE c.own AND (c.reloftype = 0
                                    OR concat(c.default_clause, c.not_null_clause, c.identity_clause) <> '')) AS list,
           string_agg(format(CASE WHEN c.default_dropped THEN 'ALTER COLUMN %I DROP DEFAULT' ELSE 'ALTER COLUMN %I SET%s' END,
                             c.attname, c.default_clause), ', ')
           FILTER (WHERE c.default_dropped OR NOT c.own AND NOT c.generated AND c.default_clause IS NOT NULL) AS defaults,
           NULL AS not_nulls_inside, -- <18
           string_agg(format('ALTER COLUMN %I SET NOT NULL', c.attname), ', ') -- <18
           FILTER (WHERE NOT c.own AND c.not_null_clause IS NOT NULL) AS not_nulls_after, -- <18
           string_agg(format('    CONSTRAINT %I NOT NULL %I%s', c.not_null_name, c.attname, -- >=18
                             CASE WHEN c.not_null_no_inherit THEN ' NO INHERIT' ELSE '' END), -- >=18
                      E',\n') -- >=18
           FILTER (WHERE NOT c.own AND c.not_null_clause IS NOT NULL) AS not_nulls_inside, -- >=18
           string_agg(format('ALTER COLUMN %I ADD%s', c.attname, c.identity_clause), ', ')
           FILTER (WHERE NOT c.own AND c.identity_clause IS NOT NULL) AS identities,
           string_agg(c.identity_persistence, '') AS identity_persistence,
           format(current_setting('pgsnap.mark'), 'compression', min(coalesce(c.compression, c.inherited_compression)), -- >=14
                  string_agg(format(E'\nALTER TABLE ONLY %s ALTER COLUMN %I SET COMPRESSION %s;', c.qualified, -- >=14
                                    c.attname, coalesce(c.compression, 'default')), '') -- >=14
                  FILTER (WHERE coalesce(c.compression, c.inherited_compression) IS NOT NULL)) AS compression, -- >=14
           string_agg((SELECT string_agg(format('ALTER COLUMN %I %s', c.attname, s), ', ' ORDER BY n)
                       FROM unnest(c.settings) WITH ORDINALITY AS u (s, n)), ', ')
           FILTER (WHERE c.settings <> '{}') AS settings,
           string_agg(concat(format('    %I %s', c.attname, c.type), c.collation, c.generation, c.inherited_not_null), E',\n')
           FILTER (WHERE c.in_helper) AS everything
    FROM (SELECT * FROM columns ORDER BY attrelid, attnum) c
    GROUP BY c.attrelid
)
SELECT CASE w.relkind WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind,
       'pg_catalog.pg_class'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       w.relname::text AS name,
       pg_get_userbyid(w.relowner)::text AS owner,
       concat(
           CASE WHEN NOT r.by_itself THEN format(E'CREATE TABLE %s (\n%s%s\n);\n', r.helper, l.everything, k.inherited) END,
           'CREATE ',
           CASE WHEN w.relkind = 'f' THEN 'FOREIGN '
                WHEN w.relpersistence = 'u' AND w.relkind = 'r'
                THEN format(current_setting('pgsnap.mark'), 'unlogged', w.relname, 'UNLOGGED ') END,
           'TABLE ', w.qualified,
           CASE WHEN w.reloftype <> 0 THEN ' OF ' || format_type(w.reloftype, NULL) END,
           CASE WHEN concat(l.list, l.not_nulls_inside, k.list) <> ''
                THEN E' (\n' || concat_ws(E',\n', l.list, l.not_nulls_inside, k.list) || E'\n)'
                WHEN w.reloftype = 0 THEN ' ()' END,
           ' INHERITS (' || CASE WHEN r.attrelid IS NULL THEN p.list WHEN NOT r.by_itself THEN r.helper END || ')',
           CASE WHEN w.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(w.oid) END,
           CASE WHEN (w.relkind = 'p' AND am.oid IS NOT NULL) OR am.amname <> 'heap'
                THEN format(current_setting('pgsnap.mark'), 'access method', am.amname,
                            ' USING ' || quote_ident(am.amname)) END,
           ' WITH (' || nullif(concat_ws(', ',
               (SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
                FROM pg_options_to_table(w.reloptions) WITH ORDINALITY o),
               (SELECT string_agg(format('toast.%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
                FROM pg_options_to_table(toast.reloptions) WITH ORDINALITY o)), '') || ')',
           ' SERVER ' || quote_ident(fs.srvname),
           ' OPTIONS (' || (SELECT string_agg(format('%I %L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
                            FROM pg_options_to_table(ft.ftoptions) WITH ORDINALITY o) || ')',
           CASE WHEN ts.oid IS NOT NULL
                THEN format(current_setting('pgsnap.mark'), 'tablespace', ts.spcname,
                            ' TABLESPACE ' || quote_ident(ts.spcname)) END,
           ';',
           E'\nALTER TABLE ONLY ' || w.qualified || ' ' || l.not_nulls_after || ';', -- <18
           E'\nALTER TABLE ONLY ' || w.qualified || ' ' || en.list || ';', -- >=18
           E'\nALTER TABLE ONLY ' || w.qualified || ' ' || l.defaults || ';',
           E'\nALTER TABLE ONLY ' || w.qualified || ' ' || l.identities || ';',
           l.identity_persistence,
           E'\nALTER TABLE ONLY ' || w.qualified || ' ' || l.settings || ';',
           l.compression, -- >=14
           CASE WHEN r.attrelid IS NOT NULL THEN p.afterwards END,
           CASE WHEN NOT r.by_itself THEN format(E'\nALTER TABLE ONLY %s NO INHERIT %s;\nDROP TABLE %2$s;',
                                                 w.qualified, r.helper) END
       ) AS create,
       format('DROP %s IF EXISTS %s;', CASE w.relkind WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, w.qualified) AS "drop"
FROM wanted w
LEFT JOIN clauses l ON l.oid = w.oid
LEFT JOIN checks k ON k.conrelid = w.oid
LEFT JOIN early_not_nulls en ON en.oid = w.oid -- >=18
LEFT JOIN parents p ON p.inhrelid = w.oid
LEFT JOIN (SELECT r.*, format('%I.%I', w.nspname, 'columns of ' || md5(w.relname)) AS helper
           FROM rearranged r
           JOIN wanted w ON w.oid = r.attrelid) r ON r.attrelid = w.oid
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = w.reltoastrelid AND toast.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_am am ON am.oid = w.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = w.reltablespace
LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = w.oid
LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
