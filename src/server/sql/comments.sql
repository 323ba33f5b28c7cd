/*
 * COMMENT and SECURITY LABEL of every kind of object but databases (database.sql): what they are put on is named in the
 * same way.
 *
 * pg_identify_object writes the name of nearly everything as COMMENT ON wants it; the CASE has what it writes otherwise.
 * Comments of members of extensions are left out: CREATE EXTENSION makes them, and the extension's own, which only its
 * owner may set. It makes no labels. A new database's schema "public" has a comment too. Large objects go by the groups of
 * large_objects.sql.
 */
WITH RECURSIVE subscriptions AS ( -- of this database
    SELECT s.subid AS oid
    FROM pg_catalog.pg_stat_subscription s
    JOIN pg_catalog.pg_subscription u ON u.subname = s.subname
                                     AND u.oid = s.subid -- >=14
    JOIN pg_catalog.pg_database d ON d.oid = u.subdbid AND d.datname = current_database()
), notes AS MATERIALIZED (
    SELECT 'COMMENT' AS kind, d.classoid, d.objoid, d.objsubid, NULL::text AS provider, d.description AS text
    FROM pg_catalog.pg_description d
    WHERE (d.objoid >= 16384 OR d.classoid = 'pg_catalog.pg_largeobject'::regclass)
      AND (d.classoid <> 'pg_catalog.pg_subscription'::regclass -- a dropped one, and one of the template, leaves its comment
           OR d.objoid IN (SELECT s.oid FROM subscriptions s))
      AND NOT (d.classoid = 'pg_catalog.pg_namespace'::regclass AND d.objoid = coalesce(to_regnamespace('public'), 0))
      AND NOT (d.classoid = 'pg_catalog.pg_extension'::regclass -- the control file's (catalog_prepare.c)
               AND d.objoid = ANY (current_setting('pgsnap.commented_extensions')::oid[]))
    UNION ALL
    SELECT 'COMMENT', 'pg_catalog.pg_namespace'::regclass, n.oid, 0, NULL, d.description
    FROM pg_catalog.pg_namespace n
    LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_namespace'::regclass AND d.objoid = n.oid
    WHERE n.nspname = 'public' AND d.description IS DISTINCT FROM 'standard public schema'
    UNION ALL
    SELECT 'SECURITY LABEL', l.classoid, l.objoid, l.objsubid, l.provider, l.label
    FROM pg_catalog.pg_seclabel l
    WHERE l.objoid >= 16384
       OR l.classoid IN ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_language'::regclass,
                         'pg_catalog.pg_largeobject'::regclass)
    UNION ALL
    SELECT 'SECURITY LABEL', l.classoid, l.objoid, 0, l.provider, l.label
    FROM pg_catalog.pg_shseclabel l
    JOIN subscriptions s ON s.oid = l.objoid
    WHERE l.classoid = 'pg_catalog.pg_subscription'::regclass
), partitions_triggers AS ( -- and those that they come from, whose names they have in a copy (triggers.sql) -- >=13 <15
    SELECT t.oid, t.tgparentid, t.tgname -- >=13 <15
    FROM pg_catalog.pg_trigger t -- >=13 <15
    WHERE t.oid = ANY (ARRAY(SELECT objoid FROM notes WHERE classoid = 'pg_catalog.pg_trigger'::regclass)) -- >=13 <15
      AND t.tgparentid <> 0 -- >=13 <15
    UNION ALL -- >=13 <15
    SELECT t.oid, p.tgparentid, p.tgname -- >=13 <15
    FROM partitions_triggers t -- >=13 <15
    JOIN pg_catalog.pg_trigger p ON p.oid = t.tgparentid -- >=13 <15
), objects AS ( -- one of the catalogs has it; what it is a part of comes with it
    SELECT n.*, w.oid AS parent, relation.oid AS relation, relation.relname, relation.relnamespace, a.attname,
           pt.tgname AS partitions_trigger, -- >=13 <15
           coalesce(k.conname,
                    pt.tgname, -- >=13 <15
                    t.tgname, r.rulename, p.polname, s.stxname,
                    CASE WHEN i.indexrelid IS NOT NULL THEN c.relname END)::text AS part,
           k.conname AS domain_constraint, coalesce(nullif(k.contypid, 0), c.reltype) AS type,
           f.oid AS function, f.proname, f.prokind, f.proargtypes, f.pronamespace, tr.trftype, tr.trflang
    FROM notes n
    LEFT JOIN pg_catalog.pg_class c ON n.classoid = 'pg_catalog.pg_class'::regclass AND c.oid = n.objoid
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = n.objsubid AND n.objsubid <> 0
          AND a.attrelid = ANY (ARRAY(SELECT objoid FROM notes WHERE objsubid <> 0)) -- by index, like what follows
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_catalog.pg_constraint k ON n.classoid = 'pg_catalog.pg_constraint'::regclass AND k.oid = n.objoid
          AND k.oid = ANY (ARRAY(SELECT objoid FROM notes WHERE classoid = 'pg_catalog.pg_constraint'::regclass))
    LEFT JOIN pg_catalog.pg_trigger t ON n.classoid = 'pg_catalog.pg_trigger'::regclass AND t.oid = n.objoid
          AND t.oid = ANY (ARRAY(SELECT objoid FROM notes WHERE classoid = 'pg_catalog.pg_trigger'::regclass))
    LEFT JOIN partitions_triggers pt ON pt.oid = t.oid AND pt.tgparentid = 0 -- >=13 <15
    LEFT JOIN pg_catalog.pg_rewrite r ON n.classoid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = n.objoid
    LEFT JOIN pg_catalog.pg_policy p ON n.classoid = 'pg_catalog.pg_policy'::regclass AND p.oid = n.objoid
    LEFT JOIN pg_catalog.pg_statistic_ext s ON n.classoid = 'pg_catalog.pg_statistic_ext'::regclass AND s.oid = n.objoid
    LEFT JOIN pg_catalog.pg_proc f ON n.classoid = 'pg_catalog.pg_proc'::regclass AND f.oid = n.objoid
    LEFT JOIN pg_catalog.pg_transform tr ON n.classoid = 'pg_catalog.pg_transform'::regclass AND tr.oid = n.objoid
    LEFT JOIN pg_catalog.pg_class relation
           ON relation.oid = coalesce(i.indrelid, c.oid, nullif(k.conrelid, 0), t.tgrelid, r.ev_class, p.polrelid, s.stxrelid)
          AND relation.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    LEFT JOIN unnest($1::oid[]) AS w (oid) ON w.oid = relation.oid
    WHERE n.classoid <> 'pg_catalog.pg_largeobject'::regclass
), members AS (
    SELECT o.kind, o.classoid, o.objoid
    FROM objects o
    JOIN pg_catalog.pg_depend d ON d.classid = o.classoid AND d.objid = o.objoid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
    UNION
    SELECT o.kind, o.classoid, o.objoid
    FROM objects o
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = o.type
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
), named AS (
    SELECT o.*, i.schema AS quoted_schema,
           CASE WHEN i.type LIKE '% column' THEN 'COLUMN'
                WHEN i.type LIKE '% constraint' THEN 'CONSTRAINT'
                WHEN i.type = 'statistics object' THEN 'STATISTICS'
                ELSE upper(replace(i.type, '-', ' ')) END AS keyword,
           CASE WHEN o.function IS NOT NULL -- with the modes of a procedure's arguments
                THEN format('%I.%I(%s)', n.nspname, o.proname,
                            coalesce(nullif(pg_get_function_identity_arguments(o.function), ''),
                                     CASE o.prokind WHEN 'a' THEN '*' END))
                WHEN o.domain_constraint IS NOT NULL AND o.relation IS NULL
                THEN format('%I ON DOMAIN %s', o.domain_constraint, format_type(o.type, NULL))
                WHEN l.oid IS NOT NULL THEN format('FOR %s LANGUAGE %I', format_type(o.trftype, NULL), l.lanname)
                WHEN o.partitions_trigger IS NOT NULL -- >=13 <15
                THEN format('%I ON %s', o.partitions_trigger, o.relation::regclass) -- >=13 <15
                ELSE i.identity END AS identity,
           CASE WHEN o.function IS NOT NULL THEN format('%s(%s)', o.proname, oidvectortypes(o.proargtypes))
                WHEN o.relation IS NOT NULL THEN concat_ws(' ', o.relname, o.part, o.attname)
                WHEN l.oid IS NOT NULL THEN format('for %s language %s', format_type(o.trftype, NULL), l.lanname) -- majors differ
                ELSE coalesce(i.name, i.identity) END AS name
    FROM objects o
    CROSS JOIN LATERAL pg_identify_object(o.classoid, o.objoid, o.objsubid) i
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.pronamespace
    LEFT JOIN pg_catalog.pg_language l ON l.oid = o.trflang
), given AS MATERIALIZED (
    SELECT u.oid, g.number
    FROM unnest(string_to_array(current_setting('pgsnap.large_object_groups'), ';')) WITH ORDINALITY AS g (list, number)
    CROSS JOIN LATERAL unnest(g.list::oid[]) AS u (oid)
), large_objects AS (
    SELECT m.oid, m.lomowner, CASE WHEN g.number IS NULL THEN m.lomowner ELSE 0 END AS holder,
           CASE WHEN g.number IS NULL
                THEN (row_number() OVER (PARTITION BY g.number IS NULL, m.lomowner ORDER BY m.oid) - 1) / 1000
                ELSE - g.number END AS part
    FROM pg_catalog.pg_largeobject_metadata m
    LEFT JOIN given g ON g.oid = m.oid
    WHERE current_setting('pgsnap.large_objects')::bool
), large_object_groups AS (
    SELECT part, holder, min(oid) AS first, max(oid) AS last
    FROM large_objects
    GROUP BY part, holder
)
SELECT n.kind,
       n.classoid AS class,
       n.objoid AS oid,
       row_number() OVER (PARTITION BY n.kind, n.classoid, n.objoid ORDER BY n.objsubid, n.provider)::int AS sub,
       s.nspname::text AS schema,
       concat_ws(' ', n.keyword, n.name, n.provider) AS name,
       coalesce(n.parent, 0) AS parent,
       concat(n.kind, ' ', 'FOR ' || quote_ident(n.provider) || ' ', 'ON ',
              CASE WHEN n.trftype IS NULL THEN n.keyword || ' ' ELSE 'TRANSFORM ' END, n.identity, ' IS ',
              quote_nullable(n.text), ';') AS create
FROM named n
LEFT JOIN pg_catalog.pg_namespace s ON CASE WHEN n.parent IS NOT NULL THEN s.oid = n.relnamespace
                                            ELSE quote_ident(s.nspname) = n.quoted_schema END
LEFT JOIN members m ON (m.kind, m.classoid, m.objoid) = (n.kind, n.classoid, n.objoid)
WHERE CASE WHEN m.objoid IS NOT NULL THEN current_setting('pgsnap.extensions')::bool AND n.kind = 'SECURITY LABEL'
           WHEN n.classoid = 'pg_catalog.pg_extension'::regclass THEN current_setting('pgsnap.extensions')::bool
           WHEN n.relation IS NOT NULL THEN n.parent IS NOT NULL
           WHEN n.classoid = 'pg_catalog.pg_namespace'::regclass THEN n.objoid = ANY ($2::oid[])
           WHEN n.quoted_schema IS NOT NULL THEN s.oid = ANY ($2::oid[])
           WHEN n.classoid = 'pg_catalog.pg_subscription'::regclass
           THEN $3::bool AND has_table_privilege('pg_catalog.pg_subscription', 'SELECT')
           ELSE $3::bool END
  AND n.identity IS NOT NULL -- a dropped subscription leaves its comment behind
UNION ALL
SELECT n.kind,
       'pg_catalog.pg_largeobject'::regclass::oid,
       g.first,
       0,
       NULL,
       concat_ws(' ', format('large objects %s..%s', g.first, g.last), n.provider),
       0,
       string_agg(concat(n.kind, ' ', 'FOR ' || quote_ident(n.provider) || ' ', 'ON LARGE OBJECT ', n.objoid, ' IS ',
                         quote_literal(n.text), ';'), E'\n' ORDER BY n.objoid)
FROM notes n
JOIN large_objects l ON l.oid = n.objoid
JOIN large_object_groups g USING (part, holder)
WHERE n.classoid = 'pg_catalog.pg_largeobject'::regclass
GROUP BY n.kind, n.provider, g.first, g.last
