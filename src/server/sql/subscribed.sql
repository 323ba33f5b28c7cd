/*
 * Tables, from 19 on also sequences, of $1 (schemas) and $2 (names), both text[], name side by side, that an enabled
 * subscription keeps up to date.
 */
SELECT format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname) AS relation,
       s.subname AS subscription, quote_ident(s.subname) AS quoted
FROM ROWS FROM (unnest($1::text[]), unnest($2::text[])) AS w (schema, name)
JOIN pg_catalog.pg_namespace n ON n.nspname::text = w.schema
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname::text = w.name
JOIN pg_catalog.pg_subscription_rel r ON r.srrelid = c.oid
JOIN pg_catalog.pg_subscription s ON s.oid = r.srsubid
WHERE s.subenabled
ORDER BY 1, 2
