/*
 * What restore --rename-schema has to say to the target. $1, $2: schemas, old and new names, in pairs; $3, $4, $5: kinds, schemas
 * and names of objects that the restored ones need and the target shall lend; $6: extensions that they need. One line per
 * statement or problem:
 *
 *   step  'problem': text is what stands against it; 'begin' and 'end': text is a statement
 *   hint  of a problem, or NULL
 *
 * At the beginning the new schema gets the old one's name and the old one is set aside, so that all statements of the archive
 * find their own names; at the end both get the names that they shall have. What is lent lives in the new schema meanwhile:
 * functions go before types, because their names have those of types in them, and come back after them.
 */
WITH schemas AS (
    SELECT p.old, p.new, p.place, n.oid, format('pgsnap_aside_%s_%s', pg_backend_pid(), p.place) AS aside,
           pg_has_role(n.nspowner, 'USAGE') AS is_mine,
           EXISTS (SELECT FROM pg_catalog.pg_namespace t WHERE t.nspname::text = p.new) AS taken
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS p (old, new, place)
    LEFT JOIN pg_catalog.pg_namespace n ON n.nspname::text = p.old
), wanted AS (
    SELECT w.kind, w.name, s.*
    FROM unnest($3::text[], $4::text[], $5::text[]) AS w (kind, schema, name)
    JOIN schemas s ON s.old = w.schema
), lent AS (
    SELECT 2 AS rank, CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END AS keyword, quote_ident(t.typname) AS quoted,
           w.name, w.old, w.new, t.typowner AS owner
    FROM wanted w
    JOIN pg_catalog.pg_type t ON t.typname::text = w.name AND t.typnamespace = w.oid
    WHERE w.kind IN ('ENUM', 'TYPE', 'RANGE', 'DOMAIN')
    UNION ALL
    SELECT 1, 'ROUTINE', format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), w.name, w.old, w.new, p.proowner
    FROM wanted w
    JOIN pg_catalog.pg_proc p ON p.pronamespace = w.oid
                             AND format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)) = w.name
    WHERE w.kind IN ('FUNCTION', 'PROCEDURE')
    UNION ALL
    SELECT 3, 'COLLATION', quote_ident(c.collname), w.name, w.old, w.new, c.collowner
    FROM wanted w
    JOIN pg_catalog.pg_collation c ON c.collname::text = w.name AND c.collnamespace = w.oid
    WHERE w.kind = 'COLLATION'
    UNION ALL
    SELECT 3, 'TEXT SEARCH CONFIGURATION', quote_ident(c.cfgname), w.name, w.old, w.new, c.cfgowner
    FROM wanted w
    JOIN pg_catalog.pg_ts_config c ON c.cfgname::text = w.name AND c.cfgnamespace = w.oid
    WHERE w.kind = 'TEXT SEARCH CONFIGURATION'
), extensions AS (
    SELECT e.extname, e.extrelocatable, pg_has_role(e.extowner, 'USAGE') AS is_mine, s.old, s.new,
           -- of a trusted extension the server has made its members for another role
           NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                       LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.objid
                       LEFT JOIN pg_catalog.pg_type t ON d.classid = 'pg_catalog.pg_type'::regclass AND t.oid = d.objid
                       LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid
                       WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
                         AND NOT pg_has_role(coalesce(p.proowner, t.typowner, c.relowner), 'USAGE')) AS has_mine
    FROM unnest($6::text[]) AS w (name)
    JOIN pg_catalog.pg_extension e ON e.extname::text = w.name
    JOIN schemas s ON s.oid = e.extnamespace
), lines AS (
    SELECT 'problem' AS step, 1 AS place, 0 AS rank, format('the schema "%s" exists already', new) AS text,
           'drop it first, or choose another name' AS hint
    FROM schemas WHERE taken
    UNION ALL
    SELECT 'problem', 2, 0, format('you are not the owner of the schema "%s", which has to be renamed for a while', old),
           'restore as its owner, or into another database'
    FROM schemas WHERE NOT is_mine
    UNION ALL
    SELECT 'problem', 3, 0, 'you may not create schemas in the database',
           'restore as the database''s owner, or as a role that was granted CREATE on it'
    WHERE NOT has_database_privilege(current_database(), 'CREATE')
    UNION ALL
    SELECT 'problem', 4, 0, format('the extension "%s" is needed, but it cannot leave the schema "%s" for a while', extname, old),
           CASE WHEN NOT extrelocatable THEN 'restore into another database'
                WHEN is_mine THEN 'its members belong to another role: restore as a superuser, or into another database'
                ELSE 'restore as its owner, or into another database' END
    FROM extensions WHERE NOT (extrelocatable AND is_mine AND has_mine)
    UNION ALL
    SELECT 'problem', 5, 0, format('"%s" in the schema "%s" is needed, but you are not its owner', name, old),
           '--with-dependencies restores what is needed too'
    FROM lent WHERE NOT pg_has_role(owner, 'USAGE')
    UNION ALL
    SELECT 'begin', 1, place, format('CREATE SCHEMA %I;', new), NULL FROM schemas
    UNION ALL
    SELECT 'begin', 1, place, format('GRANT USAGE ON SCHEMA %I TO PUBLIC;', new), NULL
    FROM schemas WHERE old = 'public' -- has them in every new database
    UNION ALL
    SELECT 'begin', 2, 0, format('ALTER EXTENSION %I SET SCHEMA %I;', extname, new), NULL FROM extensions
    UNION ALL
    SELECT 'begin', 3, rank, format('ALTER %s %I.%s SET SCHEMA %I;', keyword, old, quoted, new), NULL FROM lent
    UNION ALL
    SELECT 'begin', 4, place, format('ALTER SCHEMA %I RENAME TO %I;', old, aside), NULL FROM schemas WHERE oid IS NOT NULL
    UNION ALL
    SELECT 'begin', 5, place, format('ALTER SCHEMA %I RENAME TO %I;', new, old), NULL FROM schemas
    UNION ALL
    SELECT 'end', 1, place, format('ALTER SCHEMA %I RENAME TO %I;', old, new), NULL FROM schemas
    UNION ALL
    SELECT 'end', 2, place, format('ALTER SCHEMA %I RENAME TO %I;', aside, old), NULL FROM schemas WHERE oid IS NOT NULL
    UNION ALL
    SELECT 'end', 3, -rank, format('ALTER %s %I.%s SET SCHEMA %I;', keyword, new, quoted, old), NULL FROM lent
    UNION ALL
    SELECT 'end', 4, 0, format('ALTER EXTENSION %I SET SCHEMA %I;', extname, old), NULL FROM extensions
)
SELECT step, text, hint
FROM lines
ORDER BY step COLLATE "C", place, rank, text COLLATE "C"
