/*
 * LARGE OBJECTS and LARGE OBJECT DATA: an entry stands for up to 1000 large objects of one owner, and goes by the
 * address of the first (owners.sql, acls.sql, comments.sql and labels.sql group in the same way).
 *
 * A large object travels as rows: number, offset, 256 kB. The restore makes the temporary table that load names and
 * puts its rows into the large objects. Neither side reads pg_largeobject, which only superusers may: the size is where
 * seeking to the end of an open large object arrives.
 */
WITH given AS MATERIALIZED ( -- groups that another side has, to be compared with this one: they hold whoever owns them
    SELECT u.oid, g.number
    FROM unnest(string_to_array(current_setting('pgsnap.large_object_groups'), ';')) WITH ORDINALITY AS g (list, number)
    CROSS JOIN LATERAL unnest(g.list::oid[]) AS u (oid)
), numbered AS (
    SELECT m.oid, m.lomowner, CASE WHEN g.number IS NULL THEN m.lomowner ELSE 0 END AS holder,
           CASE WHEN g.number IS NULL
                THEN (row_number() OVER (PARTITION BY g.number IS NULL, m.lomowner ORDER BY m.oid) - 1) / 1000
                ELSE - g.number END AS part,
           count(*) OVER () AS total
    FROM pg_catalog.pg_largeobject_metadata m
    LEFT JOIN given g ON g.oid = m.oid
    WHERE current_setting('pgsnap.large_objects')::bool
), groups AS MATERIALIZED (
    SELECT min(oid) AS first, pg_get_userbyid(min(lomowner))::text AS owner, quote_literal(array_agg(oid ORDER BY oid)) AS list,
           format(current_setting('pgsnap.mark'), 'large objects', array_agg(oid ORDER BY oid),
                  quote_literal(array_agg(oid ORDER BY oid))) AS marked,
           format('large objects %s..%s', min(oid), max(oid)) AS name,
           pg_relation_size('pg_catalog.pg_largeobject') * count(*) / max(total) AS bytes
    FROM numbered
    GROUP BY holder, part
)
SELECT 'LARGE OBJECTS' AS kind,
       'pg_catalog.pg_largeobject'::regclass::oid AS class,
       g.first AS oid,
       g.name,
       g.owner,
       format('SELECT pg_catalog.lo_create(u.lo) FROM pg_catalog.unnest(%s::pg_catalog.oid[]) AS u (lo);', g.marked) AS create,
       format('SELECT pg_catalog.lo_unlink(m.oid) FROM pg_catalog.pg_largeobject_metadata m '
              'WHERE m.oid OPERATOR(pg_catalog.=) ANY (%s::pg_catalog.oid[]);', g.list) AS "drop",
       NULL AS load,
       NULL AS unload,
       0 AS bytes
FROM groups g
UNION ALL
SELECT 'LARGE OBJECT DATA',
       'pg_catalog.pg_largeobject'::regclass::oid,
       g.first,
       g.name,
       NULL,
       NULL,
       NULL,
       'COPY pg_temp.pgsnap_large_objects (oid, at, data) FROM stdin',
       -- lo_close tells 0: by adding it, nothing stays open
       format('COPY (SELECT o.lo, part.at, pg_catalog.lo_get(o.lo, part.at, 262144)'
              ' FROM (SELECT u.lo, pg_catalog.lo_open(u.lo, 262144) AS fd'
                    ' FROM pg_catalog.unnest(%s::pg_catalog.oid[]) AS u (lo) OFFSET 0) AS o'
              ' CROSS JOIN LATERAL (SELECT pg_catalog.lo_lseek64(o.fd, 0, 2) AS size, pg_catalog.lo_close(o.fd) AS closed'
                                  ' OFFSET 0) AS opened'
              ' CROSS JOIN LATERAL pg_catalog.generate_series(0::pg_catalog.int8, opened.size + opened.closed - 1,'
                                                            ' 262144::pg_catalog.int8) AS part (at)) TO stdout', g.list),
       g.bytes
FROM groups g
