-- An md5 of the sorted rows of every table, and of every partitioned one as a whole: for lib.sh's digests. For psql.
-- Which hash partition holds a row may differ in a copy (the hash of an enum is that of an OID), so those are left to
-- the whole.
SET search_path = '';
SET row_security = off;
SELECT format('SELECT json_build_array(%L, count(*), md5(string_agg("the row"::text, E''\n'' ORDER BY "the row"::text COLLATE pg_catalog."C"))) FROM %s %I.%I AS "the row"',
              n.nspname || '.' || c.relname, CASE c.relkind WHEN 'r' THEN 'ONLY' END, n.nspname, c.relname)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_partitioned_table p ON p.partrelid = i.inhparent
                    WHERE i.inhrelid = c.oid AND p.partstrat = 'h')
ORDER BY n.nspname, c.relname \gexec
