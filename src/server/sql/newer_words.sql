/*
 * Whether the database has a name that a later major reads as a keyword, and this server's quote_ident does not quote.
 * No parameters. One row:
 *
 *   met   true when quote_all_identifiers must be on for the other files
 *
 * A word that became reserved may stand nowhere; one that became a "column name" keyword may not begin the name of a type
 * (so it may not be the name of a schema), nor be a function's parameter, and is harmless elsewhere. Aliases in the
 * bodies of views and functions are in no catalog but in the body's tree. How to add a major: the words that
 * pg_get_keywords() has there with a catcode other than U and did not have before.
 */
WITH words AS MATERIALIZED (
    SELECT array_agg(word::name) FILTER (WHERE reserved) AS reserved,
           array_agg(word::name) FILTER (WHERE word <> '') AS every -- a parameter without a name has '' beside others' names
    FROM (VALUES ('', false),
                 ('normalize', false), -- <13
                 ('json_array', false), ('json_arrayagg', false), ('json_object', false), ('json_objectagg', false), -- <16
                 ('system_user', true), -- <16
                 ('json', false), ('json_exists', false), ('json_query', false), ('json_scalar', false), -- <17
                 ('json_serialize', false), ('json_table', false), ('json_value', false), ('merge_action', false), -- <17
                 ('', false)) AS w (word, reserved)
)
SELECT coalesce(EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ANY (w.every))
    OR EXISTS (SELECT FROM pg_catalog.pg_proc p
               WHERE p.oid >= 16384 AND (p.proname = ANY (w.reserved) OR p.proargnames && w.every::text[]))
    OR EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384 AND relname = ANY (w.reserved))
    OR EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid >= 16384 AND attname = ANY (w.reserved))
    OR EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384 AND typname = ANY (w.reserved))
    OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ANY (w.reserved))
    OR EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conname = ANY (w.reserved))
    OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgname = ANY (w.reserved))
    OR EXISTS (SELECT FROM pg_catalog.pg_rewrite
               WHERE oid >= 16384
                 AND (rulename = ANY (w.reserved)
                      OR ev_action::text LIKE ANY (SELECT '%' || r || '%' FROM unnest(w.reserved) r)))
    OR EXISTS (SELECT FROM pg_catalog.pg_proc p -- >=14
               WHERE p.oid >= 16384 -- >=14
                 AND p.prosqlbody::text LIKE ANY (SELECT '%' || r || '%' FROM unnest(w.reserved) r)) -- >=14
    OR EXISTS (SELECT FROM (SELECT polname FROM pg_catalog.pg_policy
                            UNION ALL SELECT collname FROM pg_catalog.pg_collation WHERE oid >= 16384
                            UNION ALL SELECT conname FROM pg_catalog.pg_conversion WHERE oid >= 16384
                            UNION ALL SELECT opcname FROM pg_catalog.pg_opclass WHERE oid >= 16384
                            UNION ALL SELECT opfname FROM pg_catalog.pg_opfamily WHERE oid >= 16384
                            UNION ALL SELECT amname FROM pg_catalog.pg_am WHERE oid >= 16384
                            UNION ALL SELECT stxname FROM pg_catalog.pg_statistic_ext
                            UNION ALL SELECT cfgname FROM pg_catalog.pg_ts_config
                            UNION ALL SELECT dictname FROM pg_catalog.pg_ts_dict
                            UNION ALL SELECT prsname FROM pg_catalog.pg_ts_parser
                            UNION ALL SELECT tmplname FROM pg_catalog.pg_ts_template
                            UNION ALL SELECT lanname FROM pg_catalog.pg_language
                            UNION ALL SELECT extname FROM pg_catalog.pg_extension
                            UNION ALL SELECT fdwname FROM pg_catalog.pg_foreign_data_wrapper
                            UNION ALL SELECT srvname FROM pg_catalog.pg_foreign_server
                            UNION ALL SELECT evtname FROM pg_catalog.pg_event_trigger
                            UNION ALL SELECT pubname FROM pg_catalog.pg_publication
                            UNION ALL SELECT datname FROM pg_catalog.pg_database WHERE datname = current_database()
                            UNION ALL SELECT spcname FROM pg_catalog.pg_tablespace) AS other (name)
               WHERE name = ANY (w.reserved)), false) AS met
FROM words w
