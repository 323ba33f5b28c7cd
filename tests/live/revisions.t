#!/bin/bash
# The revision that a migration tool's table names: in the archive, and in the closing lines of a restore. Each tool has a
# schema of its own here, with the columns that it gives its table.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db app

tool() { # tool SCHEMA TOOL REVISION TABLE COLUMNS [VALUES]: the revision that the rows mean
    query app "CREATE SCHEMA $1; CREATE TABLE $1.$4 ($5)"
    if [ -n "${6:-}" ]; then query app "INSERT INTO $1.$4 VALUES $6"; fi
    printf '%s %s.%s %s\n' "$2" "$1" "$4" "$3" >>"$work/wanted"
}

# How to add one: a line for each way in which the tool's newest revision is not simply the largest.
tool alembic alembic '3f2a, 9b1c' alembic_version 'version_num varchar(32)' "('9b1c'), ('3f2a')"
tool django django 'shop.0002_price (3 applied)' django_migrations \
    'id bigint, app varchar(255), name varchar(255), applied timestamptz' \
    "(1, 'shop', '0001_initial', now()), (2, 'auth', '0009_last', now()), (3, 'shop', '0002_price', now())"
tool flyway flyway '10 (failed)' flyway_schema_history 'installed_rank int, version varchar(50), success boolean' \
    "(1, '9', true), (2, '10', false), (3, NULL, true)"
tool golang golang-migrate '12 (dirty)' schema_migrations 'version bigint, dirty boolean' '(12, true)'
tool ecto ecto 20250102000000 schema_migrations 'version bigint, inserted_at timestamp(0)' \
    '(20240101000000, now()), (20250102000000, now())'
tool rails rails 20250611092227 schema_migrations 'version varchar' "('99'), ('20250611092227'), ('108'), ('9'), ('')"
tool rails_numbers rails 108 schema_migrations 'version varchar' "('99'), ('108'), ('9')"
tool rails_words rails two schema_migrations 'version varchar' "('one'), ('two')"
tool rails_empty rails '' schema_migrations 'version varchar'
tool prisma prisma '2_b (unfinished)' _prisma_migrations \
    'migration_name varchar(255), started_at timestamptz, finished_at timestamptz' \
    "('1_a', '2026-01-01', '2026-01-01'), ('2_b', '2026-01-02', NULL)"
tool knex knex 10_b.js knex_migrations 'id int, name varchar(255), batch int' "(9, '9_a.js', 1), (10, '10_b.js', 1)"
tool sqlx sqlx 2 _sqlx_migrations 'version bigint, description text, success boolean' "(1, 'a', true), (2, 'b', true)"
tool liquibase liquibase 'log.xml::b::me' databasechangelog \
    'id varchar(255), author varchar(255), filename varchar(255), orderexecuted int' \
    "('c', 'me', 'log.xml', 1), ('b', 'me', 'log.xml', 2)"
tool laravel laravel 2026_b migrations 'id int, migration varchar(255), batch int' "(9, '2026_c', 1), (10, '2026_b', 2)"
tool typeorm typeorm Second2 migrations 'id int, "timestamp" bigint, name varchar' "(1, 1, 'First1'), (2, 2, 'Second2')"
tool db_migrate db-migrate /2-b migrations 'id int, name varchar(255), run_on timestamp' \
    "(1, '/1-a', now()), (2, '/2-b', now())"
tool node_pg_migrate node-pg-migrate 2_b pgmigrations 'id int, name varchar(255), run_on timestamp' \
    "(1, '1_a', now()), (2, '2_b', now())"
tool sequelize sequelize 2_b.js '"SequelizeMeta"' 'name varchar(255)' "('2_b.js'), ('1_a.js')"
tool drizzle drizzle '1700000000001 (bb)' __drizzle_migrations 'id int, hash text, created_at bigint' \
    "(1, 'aa', 1700000000000), (2, 'bb', 1700000000001)"
tool entity 'entity framework' 2026_Second '"__EFMigrationsHistory"' \
    '"MigrationId" varchar(150), "ProductVersion" varchar(32)' "('2025_First', '9.0'), ('2026_Second', '9.0')"
tool doctrine doctrine 'App\Version2' doctrine_migration_versions \
    'version varchar(191), executed_at timestamp(0), execution_time int' \
    "('App\\Version1', now(), 1), ('App\\Version2', now(), 1)"
tool diesel diesel 20260102 __diesel_schema_migrations 'version varchar(50), run_on timestamp' \
    "('20260101', now()), ('20260102', now())"
tool goose goose 2 goose_db_version 'id int, version_id bigint, is_applied boolean, tstamp timestamp' \
    '(1, 0, true, now()), (2, 1, true, now()), (3, 3, true, now()), (4, 2, true, now()), (5, 3, false, now())'
tool sqitch sqitch 'shop:second, site:first' changes \
    'change_id text, change text, project text, committed_at timestamptz, planned_at timestamptz' \
    "('a', 'first', 'shop', '2026-01-01', now()), ('b', 'second', 'shop', '2026-01-02', now()),
     ('c', 'first', 'site', '2026-01-03', now())"
tool odoo odoo '19.0.1.3 (2 modules)' ir_module_module 'name varchar, state varchar, latest_version varchar' \
    "('web', 'installed', '19.0.9'), ('base', 'installed', '19.0.1.3'), ('crm', 'uninstalled', NULL)"

exits 0 'dump' pgsnap dump -d app -f "$work/app.pgsnap"
listed() { # listed ARCHIVE: what the archive says of migration tools
    pgsnap list "$1" | sed -n 's/^migration *//p' | LC_ALL=C sort
}
listed "$work/app.pgsnap" >"$work/listed"
LC_ALL=C sort "$work/wanted" >"$work/sorted"
same "$work/sorted" "$work/listed" 'every tool is recognised, with its newest revision'

# Tables of these names that are somebody else's, or whose columns cannot be compared, keep nothing from being dumped.
new_db other
query other "CREATE TABLE changes (id int, change text); CREATE TABLE migrations (bird text, season text);
    CREATE TABLE schema_migrations (version int); CREATE TABLE ir_module_module (name text)"
exits 0 'dump of tables that only bear such names' pgsnap dump -d other -f "$work/other.pgsnap"
is "$(listed "$work/other.pgsnap")" '' 'no tool is recognised'

# The closing lines.
new_db copy
exits 0 'restore -s' pgsnap restore -s -d copy "$work/app.pgsnap"
like "$err" 'rails revision is none \(rails.schema_migrations\)' 'without rows there is no revision'
exits 0 'restore -a' pgsnap restore -a -d copy "$work/app.pgsnap"
like "$err" 'rails revision is 20250611092227, it was none \(rails.schema_migrations\)' 'then there is'
query copy "INSERT INTO rails_numbers.schema_migrations VALUES ('1000')"
exits 0 'restore -c' pgsnap restore -c -d copy "$work/app.pgsnap"
like "$err" 'rails revision is 108, it was 1000 ' 'the newer is the larger number'
like "$err" 'rails revision is none as before \(rails_empty.schema_migrations\)' 'none may stay none'
done_testing
