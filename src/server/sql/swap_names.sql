/*
 * Names that are free for what is put beside the database whose name begins them ($1 text).
 */
WITH names AS (
    SELECT mark, number,
           concat($1::text, '_', mark, '_',
                  translate(date_trunc('second', statement_timestamp() AT TIME ZONE 'UTC')::text, ' -:', 'T'), 'Z',
                  CASE WHEN number > 1 THEN '_' || number END) AS name
      FROM (VALUES ('before'), ('restored'), ('restoring'), ('verifying')) AS marks (mark)
     CROSS JOIN generate_series(1, 99) AS numbers (number)
), free AS (
    SELECT DISTINCT ON (mark) mark, name
      FROM names
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname::text = names.name)
     ORDER BY mark, number
)
SELECT max(name) FILTER (WHERE mark = 'before') AS before,
       max(name) FILTER (WHERE mark = 'restored') AS restored,
       max(name) FILTER (WHERE mark = 'restoring') AS restoring,
       max(name) FILTER (WHERE mark = 'verifying') AS verifying
  FROM free
