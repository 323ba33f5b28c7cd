#!/bin/bash
# checks.t - checks that call SQL functions whose text needs what the catalogs do not say.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"

# A function with the domain among its arguments is made after the domain's check, whose text calls it.
new_db later
query later "SET check_function_bodies = off
    ; CREATE FUNCTION fits(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT public.length_of(ARRAY[]::public.code[]) = 0 AND \$1 > 0'
    ; CREATE DOMAIN code AS int
    ; CREATE FUNCTION length_of(code[]) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.cardinality(\$1)'
    ; ALTER DOMAIN code ADD CHECK (fits(VALUE)); COMMENT ON CONSTRAINT code_check ON DOMAIN code IS 'later than its check'
    ; CREATE TABLE coded (a code PRIMARY KEY); INSERT INTO coded VALUES (1), (2)
    ; CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no changes''; END'
    ; CREATE EVENT TRIGGER closed ON ddl_command_end WHEN TAG IN ('ALTER DOMAIN') EXECUTE FUNCTION refuse()"
exits 0 'dump of a domain whose check calls what needs the domain' pgsnap dump -d later -f "$work/later.pgsnap"
for how in '-j 1' '-j 2' -1; do
    new_db copy
    # shellcheck disable=SC2086
    exits 0 "restore $how of it" pgsnap restore $how --check -d copy "$work/later.pgsnap"
    alike later copy "restore $how of it"
done
exits 1 'restore -c of it' pgsnap restore -c -d copy "$work/later.pgsnap"
like "$err" 'nothing was changed' 'restore -c: says so'
alike later copy 'restore -c: leaves all as it was'

# Names that are found with the application's search_path only.
new_db pathless
query pathless "CREATE FUNCTION helper(int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT \$1 > 0'
    ; CREATE FUNCTION calls_helper(int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT helper(\$1)'
    ; CREATE DOMAIN helped AS int CHECK (calls_helper(VALUE))
    ; CREATE TABLE t (a int CHECK (calls_helper(a)), b helped); INSERT INTO t VALUES (1, 1), (2, 2)"
exits 0 'dump of checks that need a search_path' pgsnap dump -d pathless -f "$work/pathless.pgsnap"
for how in '-j 1' '-j 2'; do
    new_db copy
    # shellcheck disable=SC2086
    exits 3 "restore $how of them" pgsnap restore $how -d copy "$work/pathless.pgsnap"
    like "$err" 'check constraint public\.t t_a_check: failed: it is NOT VALID: function helper\(integer\) does not exist' "restore $how: names that of a table"
    like "$err" 'domain constraint public\.helped helped_check: failed: it is NOT VALID: function helper' "restore $how: and that of a domain"
    is "$(query copy 'SELECT sum(a), sum(b) FROM t')" '3|3' "restore $how: the rows are there"
    is "$(query copy 'SELECT count(*) FROM pg_constraint WHERE NOT convalidated')" 2 "restore $how: both checks are there, NOT VALID"
    is "$(query copy 'INSERT INTO t VALUES (-1, 1)' 2>&1 | grep -c 'violates check constraint')" 1 "restore $how: and work"
done
new_db copy
exits 1 'restore -1 of them' pgsnap restore -1 -d copy "$work/pathless.pgsnap"
is "$(query copy "SELECT count(*) FROM pg_class WHERE relname = 't'")" 0 'restore -1: nothing is left'

# What rows violate is no matter of planning.
query pathless 'DROP FUNCTION calls_helper CASCADE; ALTER TABLE t ADD CONSTRAINT positive CHECK (helper(a))'
exits 0 'dump of a plain check' pgsnap dump -d pathless -s -f "$work/plain.pgsnap"
new_db copy
exits 0 'restore of it' pgsnap restore -d copy "$work/plain.pgsnap"
is "$(query copy 'SELECT convalidated FROM pg_constraint WHERE conname = '"'positive'")" t 'restore of it: is valid'
done_testing
