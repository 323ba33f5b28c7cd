/*
 * TEXT SEARCH PARSER, TEMPLATE, DICTIONARY and CONFIGURATION.
 */
WITH dictionaries AS ( -- which dictionaries a configuration asks for a type of token, in turn
    SELECT m.mapcfg, m.maptokentype, string_agg(format('%I.%I', n.nspname, d.dictname), ', ' ORDER BY m.mapseqno) AS list
    FROM pg_catalog.pg_ts_config c
    JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = c.oid
    JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
    JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
    WHERE c.cfgnamespace = ANY ($2::oid[])
    GROUP BY m.mapcfg, m.maptokentype
), mappings AS (
    SELECT d.mapcfg, d.list, string_agg(quote_ident(t.alias), ', ' ORDER BY t.tokid) AS tokens, min(t.tokid) AS first
    FROM dictionaries d
    JOIN pg_catalog.pg_ts_config c ON c.oid = d.mapcfg
    JOIN LATERAL ts_token_type(c.cfgparser) t ON t.tokid = d.maptokentype
    GROUP BY d.mapcfg, d.list
), configured AS (
    SELECT c.oid, string_agg(format(E'\nALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %s WITH %s;',
                                    n.nspname, c.cfgname, m.tokens, m.list), '' ORDER BY m.first) AS mappings
    FROM mappings m
    JOIN pg_catalog.pg_ts_config c ON c.oid = m.mapcfg
    JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
    GROUP BY c.oid
), objects AS (
    SELECT 'PARSER' AS type,
           'pg_catalog.pg_ts_parser'::regclass::oid AS class, p.oid, p.prsnamespace AS namespace, p.prsname AS name,
           NULL::oid AS owner,
           concat('START = ', p.prsstart, ', GETTOKEN = ', p.prstoken, ', END = ', p.prsend,
                  ', HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc, ', LEXTYPES = ', p.prslextype) AS definition
    FROM pg_catalog.pg_ts_parser p
    UNION ALL
    SELECT 'TEMPLATE', 'pg_catalog.pg_ts_template'::regclass, t.oid, t.tmplnamespace, t.tmplname, NULL,
           concat('INIT = ' || nullif(t.tmplinit::oid, 0)::regproc || ', ', 'LEXIZE = ', t.tmpllexize)
    FROM pg_catalog.pg_ts_template t
    UNION ALL
    SELECT 'DICTIONARY', 'pg_catalog.pg_ts_dict'::regclass, d.oid, d.dictnamespace, d.dictname, d.dictowner,
           concat(format('TEMPLATE = %I.%I', n.nspname, t.tmplname), ', ' || d.dictinitoption)
    FROM pg_catalog.pg_ts_dict d
    JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
    JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
    UNION ALL
    SELECT 'CONFIGURATION', 'pg_catalog.pg_ts_config'::regclass, c.oid, c.cfgnamespace, c.cfgname, c.cfgowner,
           format('PARSER = %I.%I', n.nspname, p.prsname)
    FROM pg_catalog.pg_ts_config c
    JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
    JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
)
SELECT 'TEXT SEARCH ' || o.type AS kind,
       o.class,
       o.oid,
       n.nspname::text AS schema,
       o.name::text,
       pg_get_userbyid(o.owner)::text AS owner,
       concat(format('CREATE TEXT SEARCH %s %I.%I (%s);', o.type, n.nspname, o.name, o.definition), m.mappings) AS create,
       format('DROP TEXT SEARCH %s IF EXISTS %I.%I;', o.type, n.nspname, o.name) AS "drop"
FROM objects o
JOIN pg_catalog.pg_namespace n ON n.oid = o.namespace
LEFT JOIN configured m ON m.oid = o.oid AND o.class = 'pg_catalog.pg_ts_config'::regclass
WHERE o.namespace = ANY ($2::oid[])
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
