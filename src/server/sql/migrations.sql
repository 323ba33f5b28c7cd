/*
 * Tables that a migration tool may keep its state in, with their columns, for server/migration.c. No parameters.
 *
 *   quoted   the table's name ready for SQL
 *   name     unquoted
 *   columns  " column column ... ", in alphabetical order
 *   version  type of the column "version", or NULL
 */
SELECT format('%I.%I', n.nspname, c.relname) AS quoted,
       c.relname::text AS name,
       concat(' ', string_agg(a.attname::text, ' ' ORDER BY a.attname::text COLLATE "C"), ' ') AS columns,
       min(format_type(a.atttypid, NULL)) FILTER (WHERE a.attname = 'version') AS version
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p')
   AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_'
   AND c.relname IN ('alembic_version', 'django_migrations', 'flyway_schema_history', 'schema_migrations',
                     '_prisma_migrations', 'knex_migrations', '_sqlx_migrations', 'databasechangelog',
                     'migrations', 'pgmigrations', 'SequelizeMeta', '__drizzle_migrations', '__EFMigrationsHistory',
                     'doctrine_migration_versions', '__diesel_schema_migrations', 'goose_db_version', 'changes',
                     'ir_module_module')
   AND has_schema_privilege(n.oid, 'USAGE')
   AND has_table_privilege(c.oid, 'SELECT')
   AND NOT coalesce(row_security_active(c.oid), false)
 GROUP BY n.nspname, c.relname
 ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
