/*
 * SUBSCRIPTION, without connecting and disabled: whoever restores decides when it runs. Dropping one leaves the slot on
 * the publisher alone: it is that of the subscription to be restored.
 *
 * Where 16 and 18 brought an option whose default is not what there was before, later majors are told what there was:
 * changes were applied with the rights of the subscription's owner (before 16), and none was streamed (before 14).
 *
 * Only superusers may read pg_subscription, and a query that merely names it is refused to others. So the query is a
 * text, given to ts_stat when it is allowed: ts_stat runs a query and returns the words of the text search vectors found
 * there. A word has to be short: it is "oid piece text", and the pieces make a JSON object together.
 */
WITH allowed AS MATERIALIZED (
    SELECT $query$
        SELECT array_to_tsvector(array_agg(format('%s %s %s', o.oid, lpad(piece::text, 6, '0'),
                                                  substr(o.object, piece * 300 + 1, 300))))
        FROM (
            SELECT s.oid,
                   json_build_object(
                       'name', s.subname,
                       'owner', pg_get_userbyid(s.subowner),
                       'create', concat(
                           'CREATE SUBSCRIPTION ', quote_ident(s.subname),
                           ' CONNECTION ', quote_literal(s.subconninfo), -- <19
                           CASE WHEN f.oid IS NULL THEN ' CONNECTION ' || quote_literal(s.subconninfo) -- >=19
                                ELSE format(current_setting('pgsnap.mark'), 'since', '19', -- >=19
                                            ' SERVER ' || quote_ident(f.srvname)) END, -- >=19
                           ' PUBLICATION ', (SELECT string_agg(quote_ident(p.name), ', ' ORDER BY p.place)
                                             FROM unnest(s.subpublications) WITH ORDINALITY AS p (name, place)),
                           ' WITH (connect = false, slot_name = ', coalesce(quote_literal(s.subslotname), 'NONE'),
                           CASE WHEN s.subbinary THEN ', binary = true' END, -- >=14
                           ', streaming = ', CASE WHEN s.substream THEN 'on' ELSE 'off' END, -- >=14 <16
                           ', streaming = ', CASE s.substream WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' ELSE 'off' END, -- >=16
                           ', synchronous_commit = ' || quote_literal(nullif(s.subsynccommit, 'off')),
                           CASE WHEN s.subtwophasestate <> 'd' THEN ', two_phase = on' END, -- >=15
                           CASE WHEN s.subdisableonerr THEN ', disable_on_error = true' END, -- >=15
                           CASE WHEN NOT s.subpasswordrequired THEN ', password_required = false' END, -- >=16
                           CASE WHEN s.subrunasowner THEN ', run_as_owner = true' END, -- >=16
                           ', origin = ' || quote_literal(nullif(s.suborigin, 'any')), -- >=16
                           CASE WHEN s.subfailover THEN ', failover = true' END, -- >=17
                           format(current_setting('pgsnap.mark'), 'since', '19', concat( -- >=19
                               CASE WHEN s.subretaindeadtuples THEN ', retain_dead_tuples = true' END, -- >=19
                               ', max_retention_duration = ' || nullif(s.submaxretention, 0), -- >=19
                               ', wal_receiver_timeout = ' || quote_literal(nullif(s.subwalrcvtimeout, '-1')))), -- >=19
                           ');'
                           , format(E'\nDO %L;', format('BEGIN' -- <16
                               ' IF pg_catalog.current_setting(''server_version_num'')::pg_catalog.int4' -- <16
                                  ' OPERATOR(pg_catalog.>=) 160000 THEN' -- <16
                               ' ALTER SUBSCRIPTION %I SET (run_as_owner = true' -- <16
                                  ', streaming = off' -- <14
                                  ');' -- <16
                               ' END IF; ' -- <16
                               'END', s.subname)) -- <16
                           ))::text AS object
            FROM pg_catalog.pg_subscription s
            JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = current_database()
            LEFT JOIN pg_catalog.pg_foreign_server f ON f.oid = s.subserver -- >=19
        ) o, generate_series(0, length(o.object) / 300) AS piece
        GROUP BY o.oid
    $query$ AS query
    WHERE $3::bool AND has_table_privilege('pg_catalog.pg_subscription', 'SELECT')
), objects AS (
    SELECT split_part(w.word, ' ', 1)::oid AS oid,
           string_agg(substr(w.word, length(split_part(w.word, ' ', 1)) + 9), ''
                      ORDER BY split_part(w.word, ' ', 2))::json AS object
    FROM allowed a, ts_stat(a.query) w
    GROUP BY split_part(w.word, ' ', 1)
)
SELECT 'SUBSCRIPTION' AS kind,
       'pg_catalog.pg_subscription'::regclass::oid AS class,
       o.oid,
       o.object ->> 'name' AS name,
       o.object ->> 'owner' AS owner,
       o.object ->> 'create' AS create,
       format('DO %L;', format('BEGIN'
                  ' IF EXISTS (SELECT FROM pg_catalog.pg_subscription s'
                             ' JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.subdbid'
                             ' WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()'
                               ' AND s.subname OPERATOR(pg_catalog.=) %1$L::pg_catalog.name) THEN'
                  ' COMMENT ON SUBSCRIPTION %2$I IS NULL;' -- dropping leaves it behind
                  ' ALTER SUBSCRIPTION %2$I DISABLE;'
                  ' ALTER SUBSCRIPTION %2$I SET (slot_name = NONE);'
                  ' DROP SUBSCRIPTION %2$I;'
                  ' END IF; '
              'END', o.object ->> 'name', o.object ->> 'name')) AS "drop"
FROM objects o
