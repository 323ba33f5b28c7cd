-- An md5 of the sorted rows of every table that holds rows of its own: for lib.sh's digests. For psql.
SET search_path = '';
SET row_security = off;
SELECT format('SELECT json_build_array(%L, count(*), md5(string_agg("the row"::text, E''\n'' ORDER BY "the row"::text COLLATE pg_catalog."C"))) FROM ONLY %I.%I AS "the row"',
              n.nspname || '.' || c.relname, n.nspname, c.relname)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname \gexec
