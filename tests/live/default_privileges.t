#!/bin/bash
# Default privileges in the target give nobody a right to what is restored that the archive does not give, and take none
# away. What they do is undone before there are rows; only with -x, or when the archive was made with -x, it stays.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# The rights to everything in the database, those of pg_catalog's own objects aside.
rights() {
    query "$1" "SELECT r.what, coalesce((SELECT string_agg(a.acl::text, ' ' ORDER BY a.acl::text) FROM unnest(r.acl) AS a (acl)), '')
        FROM (SELECT 'relation ' || c.relname, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relowner))
              FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              UNION ALL SELECT 'routine ' || p.proname, coalesce(p.proacl, acldefault('f', p.proowner)) FROM pg_proc p WHERE p.oid >= 16384
              UNION ALL SELECT 'type ' || t.typname, coalesce(t.typacl, acldefault('T', t.typowner)) FROM pg_type t WHERE t.oid >= 16384 AND t.typtype IN ('b', 'c', 'd', 'e', 'r') AND t.typelem = 0
              UNION ALL SELECT 'schema ' || n.nspname, coalesce(n.nspacl, acldefault('n', n.nspowner)) FROM pg_namespace n WHERE n.nspname !~ '^pg_'
              UNION ALL SELECT 'large object ' || l.oid, coalesce(l.lomacl, acldefault('L', l.lomowner)) FROM pg_largeobject_metadata l) AS r (what, acl)
        ORDER BY 1" >"$2"
}

# What a later admin might decide for all that is made from now on by this role.
decide() { # decide DATABASE ROLE
    local rest
    for rest in 'GRANT ALL ON TABLES TO snooper WITH GRANT OPTION' "REVOKE INSERT, DELETE ON TABLES FROM $2" \
        'REVOKE EXECUTE ON ROUTINES FROM PUBLIC' 'GRANT EXECUTE ON ROUTINES TO "Nosy ""P"""' \
        'REVOKE USAGE ON TYPES FROM PUBLIC' 'GRANT USAGE ON TYPES TO snooper' 'GRANT USAGE, CREATE ON SCHEMAS TO snooper' \
        'GRANT SELECT, UPDATE ON SEQUENCES TO PUBLIC'; do
        query "$1" "ALTER DEFAULT PRIVILEGES FOR ROLE $2 $rest"
    done
    query "$1" "ALTER DEFAULT PRIVILEGES FOR ROLE $2 IN SCHEMA public GRANT UPDATE ON TABLES TO PUBLIC"
    if [ "$major" -ge 18 ]; then query "$1" "ALTER DEFAULT PRIVILEGES FOR ROLE $2 GRANT SELECT ON LARGE OBJECTS TO snooper"; fi
}

default_privileges() {
    file=$work/rights.pgsnap
    rm -f "$file"
    query postgres 'CREATE ROLE snooper; CREATE ROLE "Nosy ""P"""; CREATE ROLE "the Owner" LOGIN; CREATE ROLE plain LOGIN; GRANT "the Owner" TO plain'
    new_db source
    query source "CREATE TYPE mood AS ENUM ('calm'); CREATE SCHEMA \"Mixed s\"; CREATE TABLE \"Mixed s\".\"Secret t\" (id int GENERATED ALWAYS AS IDENTITY, b serial)
        ; INSERT INTO \"Mixed s\".\"Secret t\" DEFAULT VALUES; CREATE TABLE shown (a int); GRANT SELECT ON shown TO snooper
        ; CREATE TABLE of_all (a int); GRANT SELECT, UPDATE (a) ON of_all TO PUBLIC; CREATE VIEW seen AS SELECT a FROM shown
        ; CREATE MATERIALIZED VIEW kept AS SELECT a FROM shown; CREATE FUNCTION of_anyone(int, mood) RETURNS int LANGUAGE sql AS 'SELECT 1'
        ; CREATE FUNCTION of_none() RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION of_none() FROM PUBLIC
        ; CREATE PROCEDURE \"do It\"(inout a int, b text) LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int)
        ; CREATE TABLE keyed (id int PRIMARY KEY, a int); CREATE MATERIALIZED VIEW \"after Rows\" AS SELECT id, a FROM keyed GROUP BY id
        ; CREATE FUNCTION with_it() RETURNS SETOF \"after Rows\" LANGUAGE sql AS 'SELECT 1, 2'
        ; CREATE TYPE pair AS (a int, b int); CREATE DOMAIN whole AS int; CREATE TYPE span AS RANGE (subtype = date)
        ; SELECT lo_create(4711); CREATE SEQUENCE free_one; ALTER TABLE \"Mixed s\".\"Secret t\" OWNER TO \"the Owner\"; ALTER FUNCTION of_anyone OWNER TO \"the Owner\"" >"$work/log"
    rights source "$work/wanted"
    pgsnap dump -d source -f "$file"

    for way in '' '-1' '-j 4' '-c' '-c -1'; do
        new_db target
        # shellcheck disable=SC2086 # words
        case $way in -c*) pgsnap restore -d target "$file" ;; esac
        decide target postgres
        # shellcheck disable=SC2086
        exits 0 "$label: restore $way where there are default privileges" pgsnap restore --check $way -d target "$file"
        rights target "$work/got"
        same "$work/got" "$work/wanted" "$label: all rights are the archive's"
    done

    decide source postgres
    exits 0 "$label: one table, back into its own database" pgsnap restore -c -t '"Mixed s"."Secret t"' -d source "$file"
    rights source "$work/got"
    same "$work/got" "$work/wanted" "$label: nobody can read it who could not"

    new_db away
    query away "CREATE FOREIGN DATA WRAPPER none; CREATE SERVER nowhere FOREIGN DATA WRAPPER none
        ; CREATE FOREIGN TABLE away (id int GENERATED ALWAYS AS IDENTITY, b serial) SERVER nowhere; CREATE EXTENSION hstore"
    rights away "$work/wanted"
    pgsnap dump -d away -f "$work/away.pgsnap"
    new_db target
    decide target postgres
    exits 0 "$label: restore a foreign table and an extension" pgsnap restore --check -d target "$work/away.pgsnap"
    rights target "$work/got"
    same "$work/got" "$work/wanted" "$label: the sequences and the extension's objects have the archive's rights too"
    rm -f "$work/away.pgsnap"

    new_db many
    query many "DO 'BEGIN FOR i IN 1..700 LOOP EXECUTE ''CREATE TABLE private_'' || i || '' (a int)''; END LOOP; END'"
    pgsnap dump -d many -f "$work/many.pgsnap"
    new_db target
    decide target postgres
    "$PGSNAP" restore -d target "$work/many.pgsnap" >"$work/log" 2>&1 &
    restoring=$!
    until [ "$(query target "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")" = t ]; do :; done
    kill -KILL "$restoring" 2>/dev/null || true
    wait "$restoring" 2>/dev/null || true
    until [ "$(query target "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgsnap'")" = 0 ]; do sleep 0.1; done
    is "$(query target "SELECT count(*) FROM pg_class WHERE relname ~ 'private' AND has_table_privilege('snooper', oid, 'select')")" 0 \
        "$label: after a kill nobody can read what stands"
    rm -f "$work/many.pgsnap"

    query postgres 'CREATE DATABASE of_plain OWNER plain'
    decide of_plain plain
    exits 0 "$label: a role that is no superuser" env PGUSER=plain "$PGSNAP" restore --check --role-map postgres=plain --role-map "the Owner=plain" -d of_plain "$file"
    is "$(query of_plain "SELECT has_table_privilege('snooper', '\"Mixed s\".\"Secret t\"', 'select'), has_function_privilege('snooper', 'of_anyone(int, mood)', 'execute')")" \
        'f|t' "$label: its objects are as in the archive too"

    new_db target
    decide target postgres
    exits 0 "$label: under another name" pgsnap restore --rename-schema 'Mixed s=other' --role-map "the Owner=postgres" -d target "$file"
    is "$(query target "SELECT has_schema_privilege('snooper', 'other', 'usage'), has_table_privilege('snooper', 'other.\"Secret t\"', 'select')")" \
        'f|f' "$label: the new schema is as private"

    new_db target
    decide target postgres
    pgsnap restore -x -d target "$file"
    is "$(query target "SELECT has_table_privilege('snooper', '\"Mixed s\".\"Secret t\"', 'select')")" t "$label: with -x they decide"
    pgsnap dump -x -d source -f "$work/without.pgsnap"
    new_db target
    decide target postgres
    pgsnap restore -d target "$work/without.pgsnap"
    is "$(query target "SELECT has_table_privilege('snooper', '\"Mixed s\".\"Secret t\"', 'select')")" t "$label: also when the archive has no rights"
    rm -f "$work/without.pgsnap"
}

each_server default_privileges
done_testing
