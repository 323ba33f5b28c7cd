/*
 * Who has locked a relation that $1 (schemas) and $2 (names), both text[], name side by side, and would be waited for when it is
 * dropped. A worker of autovacuum, which has no user, gives way by itself; a prepared transaction belongs to no process.
 */
WITH wanted AS (
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name
    FROM ROWS FROM (unnest($1::text[]), unnest($2::text[])) AS w (schema, name)
    JOIN pg_catalog.pg_namespace n ON n.nspname::text = w.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname::text = w.name
)
SELECT concat(coalesce('prepared transaction ' || quote_literal(x.gid), 'process ' || l.pid),
              ' of user ' || quote_ident(coalesce(x.owner, a.usename)),
              ' (' || nullif(a.application_name, '') || ')',
              ', ' || a.state || ' since ' || date_trunc('second', a.state_change)::time,
              ': ', array_to_string((array_agg(DISTINCT w.name))[1:3], ', '),
              ' and ' || nullif(greatest(count(DISTINCT w.name) - 3, 0), 0) || ' more') AS holder
FROM pg_catalog.pg_locks l
JOIN wanted w ON w.oid = l.relation
LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_locks own ON l.pid IS NULL AND own.pid IS NULL AND own.locktype = 'transactionid'
                                  AND own.virtualtransaction = l.virtualtransaction
LEFT JOIN pg_catalog.pg_prepared_xacts x ON x.transaction = own.transactionid
WHERE l.locktype = 'relation'
  AND l.granted
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
  AND l.pid IS DISTINCT FROM pg_backend_pid()
  AND (l.pid IS NULL OR a.usesysid IS NOT NULL)
GROUP BY l.pid, x.gid, x.owner, a.usename, a.application_name, a.state, a.state_change
ORDER BY count(DISTINCT w.name) DESC, l.pid
LIMIT 5
