/*
 * What stands beside the database whose name begins them ($1 text), newest first: mark is before, restored, restoring or verifying.
 */
SELECT d.datname::text AS name, part[1] AS mark, format('DROP DATABASE %I;', d.datname) AS "drop"
  FROM pg_catalog.pg_database d
 CROSS JOIN LATERAL regexp_match(substr(d.datname::text, length($1::text) + 1),
                                 '^_(before|restored|restoring|verifying)_([0-9]{8}T[0-9]{6}Z)(?:_([0-9]{1,2}))?$') AS part
 WHERE left(d.datname::text, length($1::text)) = $1::text
   AND part IS NOT NULL
 ORDER BY part[2] COLLATE "C" DESC, coalesce(part[3]::int, 1) DESC
