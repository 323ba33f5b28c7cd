#!/bin/bash
# dependents.t - restoring a schema or a table into a database in which others stand upon it: with --keep-dependents they are as
# they were, or nothing is changed. Also what a role may do that owns its schema only.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

remember() { # remember DB
    fingerprint "$1" "$work/was.catalogs"
    digests "$1" "$work/was.rows"
}
unchanged() { # unchanged NAME DB: since the last `remember DB`
    fingerprint "$2" "$work/is.catalogs"
    digests "$2" "$work/is.rows"
    same "$work/was.catalogs" "$work/is.catalogs" "$1: the catalogs are as they were"
    same "$work/was.rows" "$work/is.rows" "$1: the rows are as they were"
}

try() {
    query postgres 'CREATE ROLE dependents_owner'
    new_db shop
    psql -q -d shop -v ON_ERROR_STOP=1 -f "$live/dependents.sql" >"$work/log" 2>&1 || { tap 1 "$label: sample" && return; }
    remember shop
    for selection in '-n ?hop*' '-t ?hop*.orders'; do
        # shellcheck disable=SC2086 # words
        exits 0 "$label: dump $selection" pgsnap dump -d shop $selection -f "$work/shop.pgsnap"
        query shop "INSERT INTO \"Shop \"\"1\"\"\".orders VALUES (1000, 1)"
        exits 1 "$label: restore -c ($selection)" pgsnap restore -c -d shop "$work/shop.pgsnap"
        like "$err" 'view Reports ;--\.Totals .*--keep-dependents makes it again' 'says what would help'
        exits 0 "$label: restore --keep-dependents --dry-run ($selection)" \
            pgsnap restore -c --keep-dependents --dry-run -d shop "$work/shop.pgsnap"
        like "$out" 'drop    view Reports ;--\.Totals: needs what is replaced' 'says what goes'
        like "$out" 'create  view Reports ;--\.Totals: as it is there now' 'and comes again'
        exits 0 "$label: restore --keep-dependents ($selection)" \
            pgsnap restore -c --keep-dependents --check -d shop "$work/shop.pgsnap"
        unchanged "$label: restore --keep-dependents ($selection)" shop
    done
    exits 0 "$label: dump" pgsnap dump -d shop -n '?hop*' -f "$work/shop.pgsnap"
    query shop 'ALTER TABLE "Shop ""1""".orders ADD more int; CREATE VIEW newer AS SELECT more FROM "Shop ""1""".orders'
    remember shop
    exits 1 "$label: a view on a column that the archive has not" \
        pgsnap restore -c --keep-dependents -d shop "$work/shop.pgsnap"
    like "$err" 'view public\.newer could not be made again, so nothing was changed: column.*more' 'is named'
    unchanged "$label: a view that cannot be made again" shop
    query shop 'DROP VIEW newer; INSERT INTO "Shop ""1""".orders VALUES (2000);
        INSERT INTO "Reports ;--".notes VALUES (2000)'
    remember shop
    exits 1 "$label: a row that refers to one that the archive has not" \
        pgsnap restore -c --keep-dependents -d shop "$work/shop.pgsnap"
    like "$err" 'fk constraint Reports ;--\.notes of it could not be made again.*2000' 'is named'
    unchanged "$label: a foreign key that cannot be made again" shop
    query shop 'CREATE TABLE "Reports ;--".child () INHERITS ("Shop ""1""".orders)'
    exits 1 "$label: what holds rows is not dropped for it" pgsnap restore -c --keep-dependents -d shop "$work/shop.pgsnap"
    like "$err" 'table Reports ;--\.child .*move or drop it first' 'but named'
}
each_server try 'wal_level = logical'

for option in -C '-j 2' --keep-going '--transaction-size 5' --resume '-f x'; do
    # shellcheck disable=SC2086 # words
    exits 2 "--keep-dependents with $option" pgsnap restore -c --keep-dependents $option "$work/shop.pgsnap"
done
exits 2 '--keep-dependents without -c' pgsnap restore --keep-dependents -d shop "$work/shop.pgsnap"

# As on a service: somebody else's schemas beside one's own, one of them closed, and others' default privileges in one's own.
pg_start service "$(first_bindir)"
query postgres 'CREATE ROLE admin SUPERUSER; CREATE ROLE tenant LOGIN; CREATE ROLE guest'
new_db project
psql -q -d project >"$work/log" <<'SQL'
GRANT CREATE ON DATABASE project TO tenant;
GRANT ALL ON SCHEMA public TO tenant WITH GRANT OPTION;
SET SESSION AUTHORIZATION admin;
CREATE SCHEMA vault;
CREATE TABLE vault.secrets (a int);
CREATE SCHEMA auth;
CREATE TABLE auth.users (id int PRIMARY KEY);
INSERT INTO auth.users SELECT generate_series(1, 50);
GRANT USAGE ON SCHEMA auth TO tenant;
GRANT SELECT, REFERENCES, TRIGGER ON auth.users TO tenant;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO guest, tenant;
CREATE FUNCTION auth.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NOTIFY changed; END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION auth.watch();
SET SESSION AUTHORIZATION tenant;
CREATE TABLE public.profiles (id int PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, name text);
INSERT INTO public.profiles SELECT g, 'n' FROM generate_series(1, 50) g;
CREATE PUBLICATION changes FOR TABLE public.profiles;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO guest;
SQL
remember project
export PGUSER=tenant
exits 0 'dump of the schema that one owns things in' pgsnap dump -d project -n public -f "$work/project.pgsnap"

# A function that others call is replaced as it stands, where they only call it, and its arguments and result are the same.
query project "CREATE FUNCTION public.follow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'
    ; COMMENT ON FUNCTION public.follow() IS 'follows users'; REVOKE EXECUTE ON FUNCTION public.follow() FROM PUBLIC
    ; CREATE FUNCTION public.age(years int) RETURNS int LANGUAGE sql AS 'SELECT years'
    ; CREATE TRIGGER follows AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.follow()"
PGUSER=postgres query project 'CREATE VIEW auth.ages AS SELECT public.age(id) FROM auth.users'
exits 0 'dump with functions that somebody else'\''s table and view need' pgsnap dump -d project -n public -f "$work/follow.pgsnap"
query project "CREATE OR REPLACE FUNCTION public.follow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
    ; GRANT EXECUTE ON FUNCTION public.follow() TO guest, PUBLIC; COMMENT ON FUNCTION public.follow() IS 'follows nobody'
    ; CREATE OR REPLACE FUNCTION public.age(years int) RETURNS int LANGUAGE sql AS 'SELECT 2'
    ; REVOKE EXECUTE ON FUNCTION public.age(int) FROM PUBLIC; COMMENT ON FUNCTION public.age(int) IS 'new'"
exits 0 'what they call is replaced in its place (--dry-run)' pgsnap restore -c --keep-dependents --dry-run -d project "$work/follow.pgsnap"
like "$out" 'create +function public\.follow\(\): in the place of the one that others call' 'is told'
exits 0 'what they call is replaced in its place' pgsnap restore -c --keep-dependents --check -d project "$work/follow.pgsnap"
like "$err" 'checked: no difference' 'with its rights and its comment'
is "$(PGUSER=postgres query project "SELECT tgname, (SELECT sum(age) FROM auth.ages), obj_description('public.age(int)'::regprocedure)
    FROM pg_trigger WHERE tgname = 'follows'")" 'follows|1275|' 'the trigger and the view are as they were'
for by in "DROP VIEW auth.ages; DROP FUNCTION public.age(int)
        ; CREATE FUNCTION public.age(months int) RETURNS int LANGUAGE sql AS 'SELECT 3'; CREATE VIEW auth.ages AS SELECT public.age(id) FROM auth.users" \
    "DROP VIEW auth.ages; DROP FUNCTION public.age(int)
        ; CREATE FUNCTION public.age(years int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 4'; CREATE INDEX ages ON auth.users (public.age(id))"; do
    PGUSER=postgres query project "$by; ALTER FUNCTION public.age(int) OWNER TO tenant"
    exits 1 'what cannot be replaced there' pgsnap restore -c -d project "$work/follow.pgsnap"
    like "$err" '(view|index) auth\.ages is not restored, but it needs function public\.age\(integer\)' 'is in the way'
    for option in --dry-run --check; do
        exits 1 "what only somebody else may drop ($option)" \
            pgsnap restore -c --keep-dependents "$option" -d project "$work/follow.pgsnap"
        like "$out$err" '(view auth\.ages belongs to "postgres"|index auth\.ages belongs to "admin"), so you may not drop it' 'is foreseen'
    done
done
PGUSER=postgres query project 'DROP TRIGGER follows ON auth.users; DROP FUNCTION public.follow(); DROP FUNCTION public.age(int) CASCADE'
query project 'ALTER TABLE profiles DROP COLUMN name'
exits 0 'restore of it by its owner, with what needs it' \
    pgsnap restore -c --keep-dependents --check -d project "$work/project.pgsnap"
like "$err" 'rights of what belongs to other roles are left as they are' 'others'\'' default privileges stay'
like "$err" 'checked: no difference' 'tables that he may not read are no part of the check'
exits 0 'nor of a comparison' pgsnap verify --against project -n public "$work/project.pgsnap"
query project 'DROP PUBLICATION changes; DROP TABLE profiles'
exits 0 'restore into what is left' pgsnap restore --check -d project "$work/project.pgsnap"
query project 'CREATE PUBLICATION changes FOR TABLE public.profiles'
export PGUSER=postgres
unchanged 'restored by its owner' project
for option in --dry-run --keep-going -e; do
    exits 1 "-c -C with a part of a database ($option)" pgsnap restore -c -C "$option" -d postgres "$work/project.pgsnap"
    like "$out$err" 'has only a part of database "project", and -c with -C would drop all of it' 'is refused'
done
unchanged '-c -C with a part of a database' project
query postgres 'ALTER DATABASE project RENAME TO kept'
exits 0 '-c -C with a part of one that is not there' pgsnap restore -c -C --section pre-data -d postgres "$work/project.pgsnap"
done_testing
