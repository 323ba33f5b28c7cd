/*
 * The databases that can be dumped: no templates, none that lets nobody in or whose DROP DATABASE was interrupted. No parameters.
 */
SELECT d.datname::text AS name
FROM pg_catalog.pg_database d
WHERE d.datallowconn AND NOT d.datistemplate AND d.datconnlimit <> -2
ORDER BY d.datname COLLATE "C"
