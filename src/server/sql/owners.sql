/*
 * Whose the objects are. Extensions and what comes with them belong to whoever creates the extension; the schema
 * "public" has an owner from the start. Before 17 a range's multirange does not follow it to its new owner, and later it cannot
 * be given one alone.
 */
WITH owned AS (
    SELECT 'pg_catalog.pg_namespace'::regclass::oid AS class, n.oid, n.nspowner AS owner, format('SCHEMA %I', n.nspname) AS object
    FROM pg_catalog.pg_namespace n
    WHERE n.oid = ANY ($2::oid[])
      AND (n.nspname <> 'public'
           OR n.nspowner <> 10 -- <15
           OR n.nspowner <> 'pg_database_owner'::regrole -- >=15
          )
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass, c.oid, c.relowner,
           format('%s %I.%I', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                                             WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, n.nspname, c.relname)
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, t.oid, t.typowner,
           format('%s %I.%I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname)
    FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    LEFT JOIN pg_catalog.pg_type element ON element.oid = t.typelem AND element.typarray = t.oid
    WHERE n.oid = ANY ($2::oid[])
      AND t.typisdefined
      AND element.oid IS NULL
      AND coalesce(c.relkind, 'c') = 'c'
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, p.oid, p.proowner,
           format('%s %I.%I(%s)', CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                  n.nspname, p.proname, coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''),
                                                 CASE p.prokind WHEN 'a' THEN '*' END))
    FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::regclass, o.oid, o.oprowner,
           format('OPERATOR %I.%s (%s, %s)', n.nspname, o.oprname,
                  CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END,
                  CASE o.oprright WHEN 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END)
    FROM pg_catalog.pg_operator o
    JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::regclass, f.oid, f.opfowner,
           format('OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname)
    FROM pg_catalog.pg_opfamily f
    JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
    JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::regclass, c.oid, c.opcowner,
           format('OPERATOR CLASS %I.%I USING %I', n.nspname, c.opcname, a.amname)
    FROM pg_catalog.pg_opclass c
    JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod
    JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::regclass, c.oid, c.collowner, format('COLLATION %I.%I', n.nspname, c.collname)
    FROM pg_catalog.pg_collation c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::regclass, c.oid, c.conowner, format('CONVERSION %I.%I', n.nspname, c.conname)
    FROM pg_catalog.pg_conversion c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::regclass, d.oid, d.dictowner, format('TEXT SEARCH DICTIONARY %I.%I', n.nspname, d.dictname)
    FROM pg_catalog.pg_ts_dict d
    JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::regclass, c.oid, c.cfgowner,
           format('TEXT SEARCH CONFIGURATION %I.%I', n.nspname, c.cfgname)
    FROM pg_catalog.pg_ts_config c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
    WHERE n.oid = ANY ($2::oid[])
    UNION ALL
    SELECT 'pg_catalog.pg_statistic_ext'::regclass, s.oid, s.stxowner, format('STATISTICS %I.%I', n.nspname, s.stxname)
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_language'::regclass, oid, lanowner, format('LANGUAGE %I', lanname)
    FROM pg_catalog.pg_language
    WHERE $3::bool AND oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, oid, fdwowner, format('FOREIGN DATA WRAPPER %I', fdwname)
    FROM pg_catalog.pg_foreign_data_wrapper
    WHERE $3::bool
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::regclass, oid, srvowner, format('SERVER %I', srvname)
    FROM pg_catalog.pg_foreign_server
    WHERE $3::bool
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::regclass, oid, evtowner, format('EVENT TRIGGER %I', evtname)
    FROM pg_catalog.pg_event_trigger
    WHERE $3::bool
    UNION ALL
    SELECT 'pg_catalog.pg_publication'::regclass, oid, pubowner, format('PUBLICATION %I', pubname)
    FROM pg_catalog.pg_publication
    WHERE $3::bool
    UNION ALL
    SELECT 'pg_catalog.pg_subscription'::regclass, s.oid, s.subowner, format('SUBSCRIPTION %I', s.subname)
    FROM (SELECT split_part(w.word, ' ', 1)::oid AS oid, split_part(w.word, ' ', 2)::oid AS subowner,
                 substr(w.word, length(split_part(w.word, ' ', 1) || split_part(w.word, ' ', 2)) + 3) AS subname
          FROM (SELECT 'SELECT array_to_tsvector(ARRAY[format(''%s %s %s'', oid, subowner, subname)]) '
                       'FROM pg_catalog.pg_subscription' AS query
                WHERE $3::bool AND has_table_privilege('pg_catalog.pg_subscription', 'SELECT') OFFSET 0) a,
               ts_stat(a.query) w) s -- subscriptions.sql explains
    UNION ALL
    SELECT 'pg_catalog.pg_database'::regclass, oid, datdba, format('DATABASE %I', datname)
    FROM pg_catalog.pg_database
    WHERE datname = current_database()
), roles AS MATERIALIZED ( -- few own many
    SELECT o.owner, format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(o.owner),
                           quote_ident(pg_get_userbyid(o.owner))) AS marked
    FROM (SELECT DISTINCT owner FROM owned) o
), multiranges AS ( -- >=14 <17
    SELECT t.oid, -- >=14 <17
           format(E'\nDO %L;', -- >=14 <17
                  format('BEGIN IF current_setting(''server_version_num'')::int < 170000 THEN ' -- >=14 <17
                         'EXECUTE (SELECT format(''ALTER TYPE %%s OWNER TO %%I'', r.rngmultitypid::regtype, ' -- >=14 <17
                         'pg_get_userbyid(t.typowner)) FROM pg_catalog.pg_range r ' -- >=14 <17
                         'JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid WHERE t.oid = %L::regtype); END IF; END', -- >=14 <17
                         format('%I.%I', n.nspname, t.typname))) AS own -- >=14 <17
    FROM pg_catalog.pg_range r -- >=14 <17
    JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid -- >=14 <17
    JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid AND m.typowner = t.typowner -- >=14 <17
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace -- >=14 <17
), given AS MATERIALIZED (
    SELECT u.oid, g.number
    FROM unnest(string_to_array(current_setting('pgsnap.large_object_groups'), ';')) WITH ORDINALITY AS g (list, number)
    CROSS JOIN LATERAL unnest(g.list::oid[]) AS u (oid)
), large_objects AS ( -- in the groups of large_objects.sql
    SELECT m.oid, m.lomowner, CASE WHEN g.number IS NULL THEN m.lomowner ELSE 0 END AS holder,
           CASE WHEN g.number IS NULL
                THEN (row_number() OVER (PARTITION BY g.number IS NULL, m.lomowner ORDER BY m.oid) - 1) / 1000
                ELSE - g.number END AS part
    FROM pg_catalog.pg_largeobject_metadata m
    LEFT JOIN given g ON g.oid = m.oid
    WHERE current_setting('pgsnap.large_objects')::bool
)
SELECT o.class, o.oid,
       format('ALTER %s OWNER TO %s;', o.object, r.marked)
       || coalesce(m.own, '') -- >=14 <17
       AS own
FROM owned o
JOIN roles r ON r.owner = o.owner
LEFT JOIN multiranges m ON o.class = 'pg_catalog.pg_type'::regclass AND m.oid = o.oid -- >=14 <17
UNION ALL
SELECT 'pg_catalog.pg_largeobject'::regclass,
       min(l.oid),
       string_agg(format('ALTER LARGE OBJECT %s OWNER TO %s;', l.oid,
                         format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(l.lomowner),
                                quote_ident(pg_get_userbyid(l.lomowner)))), E'\n' ORDER BY l.oid)
FROM large_objects l
GROUP BY l.holder, l.part
