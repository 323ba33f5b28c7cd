#!/bin/bash
# A database with objects of every family, dumped and restored on every server at hand, in every way.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

whole_circle() {
    exits 0 "$label: dump" pgsnap dump -d source -j 2 -f "$work/the first.pgsnap"
    is "$err" '' "$label: dump says nothing"
    is "$(stat -c %a "$work/the first.pgsnap")" 600 "$label: the archive is for its owner only"
    exits 0 "$label: verify" pgsnap verify "$work/the first.pgsnap"
    entries "$work/the first.pgsnap" "$work/entries.first"
    ok "$label: list" grep -q '"digest"' "$work/entries.first"
    new_db copy
    exits 0 "$label: restore" pgsnap restore -d copy -j 2 "$work/the first.pgsnap"
    is "$err" '' "$label: restore says nothing"
    alike source copy "$label: restore"
    if schema_text source "$work/one.text"; then
        schema_text copy "$work/two.text"
        same "$work/one.text" "$work/two.text" "$label: pg_dump sees no difference"
    else
        skip "$label: pg_dump sees no difference" "no pg_dump for PostgreSQL $major is at hand"
    fi
    exits 0 "$label: dump of the copy" pgsnap dump -d copy -f "$work/of the copy.pgsnap"
    entries "$work/of the copy.pgsnap" "$work/entries.copy"
    same "$work/entries.first" "$work/entries.copy" "$label: the copy's archive has the same entries and digests"
}

over_itself() {
    local turn
    for turn in first second; do
        query copy "DROP TABLE IF EXISTS data.one_null; TRUNCATE data.many; DELETE FROM harbour.calls"
        exits 0 "$label: restore -c, $turn time" pgsnap restore -c -d copy -j 2 "$work/the first.pgsnap"
        alike source copy "$label: restore -c, $turn time"
    done
}

through_a_pipe() {
    local codes
    new_db piped
    pgsnap dump -d source -j 2 2>"$work/pipe.err" | pgsnap restore -d piped -j 2 2>>"$work/pipe.err" && codes=0 || codes=$?
    is "$codes $(cat "$work/pipe.err")" '0 ' "$label: dump | restore"
    alike source piped "$label: dump | restore"
}

lanes() {
    local lanes
    for lanes in 1 4; do
        exits 0 "$label: dump -j $lanes" pgsnap dump -d source -j "$lanes" -f "$work/lanes.pgsnap"
        entries "$work/lanes.pgsnap" "$work/entries.lanes"
        same "$work/entries.first" "$work/entries.lanes" "$label: dump -j $lanes has the same entries and digests"
        new_db lanes
        exits 0 "$label: restore -j $lanes" pgsnap restore -d lanes -j "$lanes" "$work/lanes.pgsnap"
        alike source lanes "$label: restore -j $lanes"
    done
}

one_transaction() {
    new_db "in one"
    exits 0 "$label: restore -1" pgsnap restore -1 -d 'in one' "$work/owned.pgsnap"
    alike owned 'in one' "$label: restore -1"
    query 'in one' 'DROP SCHEMA shop CASCADE; CREATE SCHEMA shop; CREATE TABLE shop.orders ()'
    fingerprint 'in one' "$work/one.catalogs"
    run pgsnap restore -1 -d 'in one' "$work/owned.pgsnap"
    isnt "$status" 0 "$label: restore -1 over what is there fails"
    fingerprint 'in one' "$work/two.catalogs"
    same "$work/one.catalogs" "$work/two.catalogs" "$label: a failed restore -1 leaves everything as it was"
}

as_script() {
    new_db scripted
    exits 0 "$label: dump -Fp" pgsnap dump -Fp -d source -f "$work/script.sql"
    ok "$label: psql runs the script" psql -q -d scripted -f "$work/script.sql"
    alike source scripted "$label: dump -Fp | psql"
    new_db scripted
    exits 0 "$label: restore -f" pgsnap restore -f "$work/restored.sql" "$work/the first.pgsnap"
    ok "$label: psql runs the archive's script" psql -q -d scripted -f "$work/restored.sql"
    alike source scripted "$label: restore -f | psql"
}

with_its_database() {
    query postgres "COMMENT ON DATABASE source IS 'it''s the source'"
    query postgres "ALTER DATABASE source SET search_path = harbour, \"Empty Schema\""
    query postgres "ALTER DATABASE source SET work_mem = '5MB'"
    query postgres "ALTER ROLE reader IN DATABASE source SET statement_timeout = '5min'"
    query postgres "ALTER DATABASE source CONNECTION LIMIT 17"
    query postgres "ALTER DATABASE source OWNER TO \"lamp keeper\""
    query postgres "REVOKE TEMPORARY ON DATABASE source FROM PUBLIC; GRANT CREATE ON DATABASE source TO reader"
    fingerprint source "$work/one.catalogs" 1
    digests source "$work/one.rows"
    exits 0 "$label: dump of a database with properties" pgsnap dump -d source -f "$work/whole.pgsnap"
    drop_db source
    exits 0 "$label: restore -C" pgsnap restore -C -d postgres "$work/whole.pgsnap"
    fingerprint source "$work/two.catalogs" 1
    digests source "$work/two.rows"
    same "$work/one.catalogs" "$work/two.catalogs" "$label: restore -C: the catalogs and the database are alike"
    same "$work/one.rows" "$work/two.rows" "$label: restore -C: the rows are alike"
}

as_plain_owner() {
    query postgres "DROP ROLE IF EXISTS \"plain owner\"" 2>/dev/null
    query postgres "CREATE ROLE \"plain owner\" LOGIN CREATEDB"
    new_db owned 'OWNER "plain owner"'
    new_db owned_copy 'OWNER "plain owner"'
    export PGUSER='plain owner'
    objects owned "$live/plain_owner.sql"
    exits 0 "$label: dump by an owner who is no superuser" pgsnap dump -d owned -f "$work/owned.pgsnap"
    exits 0 "$label: restore by that owner" pgsnap restore -d owned_copy "$work/owned.pgsnap"
    is "$err" '' "$label: restore by that owner says nothing"
    PGUSER=postgres
    alike owned owned_copy "$label: restore by an owner who is no superuser"
    PGUSER='plain owner' exits 0 "$label: restore -c by that owner" pgsnap restore -c -d owned_copy "$work/owned.pgsnap"
    PGUSER=postgres
    alike owned owned_copy "$label: restore -c by an owner who is no superuser"
}

# A dropped subscription leaves its comment in the catalogs, and one of the template leaves it in the new database.
left_over() {
    new_db left
    query left "CREATE SUBSCRIPTION gone CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE)" 2>/dev/null
    query left "COMMENT ON SUBSCRIPTION gone IS 'it is gone'"
    drop_db taken
    query postgres 'CREATE DATABASE taken TEMPLATE "left"'
    exits 0 "$label: dump of a copy of a database with a subscription" pgsnap dump -d taken -f "$work/left.pgsnap"
    unlike "$(pgsnap restore -f - "$work/left.pgsnap")" 'it is gone' "$label: the comment of the template's subscription is left out"
    query left "DROP SUBSCRIPTION gone"
    exits 0 "$label: dump with the comment of a dropped subscription" pgsnap dump -d left -f "$work/left.pgsnap"
    unlike "$(pgsnap restore -f - "$work/left.pgsnap")" 'it is gone' "$label: the comment of a dropped subscription is left out"
}

# Other rules are not made under that name, and since PostgreSQL 18 cannot get it.
renamed_rule() {
    [ "$major" -lt 18 ] || return 0
    new_db ruled
    query ruled 'CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE RULE r AS ON INSERT TO t DO ALSO DELETE FROM t WHERE a < 0
        ; ALTER RULE r ON t RENAME TO "_RETURN"; ALTER TABLE t DISABLE RULE "_RETURN"' 2>/dev/null || return 0 # as later minors do
    exits 0 "$label: dump of a rule with the name of a view's" pgsnap dump -d ruled -f "$work/ruled.pgsnap"
    new_db ruled_copy
    exits 0 "$label: restore of it" pgsnap restore -d ruled_copy "$work/ruled.pgsnap"
    alike ruled ruled_copy "$label: a rule with the name of a view's"
}

# Before PostgreSQL 15 a partition's trigger could have another name than the one that it comes from. In a copy it has that
# one's, as later majors demand, but its own state and comment.
renamed_trigger() {
    local states="SELECT c.relname, t.tgenabled, obj_description(t.oid, 'pg_trigger') FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid ORDER BY 1, 2, 3"
    if [ "$major" -lt 13 ] || [ "$major" -ge 15 ]; then return 0; fi
    new_db parted
    query parted "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
        ; CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)
        ; CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2) PARTITION BY LIST (a); CREATE TABLE t22 PARTITION OF t2 DEFAULT
        ; CREATE TRIGGER one AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION nothing()
        ; CREATE TRIGGER two AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION nothing()
        ; ALTER TRIGGER one ON t RENAME TO first; ALTER TRIGGER two ON t1 RENAME TO second
        ; ALTER TABLE t1 DISABLE TRIGGER one, ENABLE ALWAYS TRIGGER second; ALTER TABLE t22 ENABLE REPLICA TRIGGER one
        ; COMMENT ON TRIGGER one ON t22 IS 'one'; COMMENT ON TRIGGER second ON t1 IS 'two'"
    exits 0 "$label: dump of triggers that were renamed" pgsnap dump -d parted -f "$work/parted.pgsnap"
    new_db parted_copy
    exits 0 "$label: restore of them" pgsnap restore -d parted_copy "$work/parted.pgsnap"
    is "$(query parted_copy "$states")" "$(query parted "$states")" "$label: they have their states and comments"
    exits 0 "$label: restore -c of them" pgsnap restore -c --check -d parted_copy "$work/parted.pgsnap"
    is "$(query parted_copy "$states")" "$(query parted "$states")" "$label: restore -c of them: they have their states and comments"
}

# A loop that pg_dump cannot break: with those of the other objects it would write them in another order each time.
default_in_a_loop() {
    new_db looped
    # with a search_path as a restore has, because the server keeps the default's text, too
    query looped "SET search_path = ''; CREATE TABLE public.outermost (a int)
        ; CREATE FUNCTION public.of_outermost(public.outermost) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 7'
        ; CREATE DOMAIN public.measured AS int DEFAULT public.of_outermost(NULL) NOT NULL CHECK (VALUE > 0)
        ; CREATE TABLE public.middle (m public.measured[]); ALTER TABLE public.outermost ADD COLUMN b public.middle[]
        ; CREATE TABLE public.innermost (m public.measured); INSERT INTO public.innermost DEFAULT VALUES"
    exits 0 "$label: dump of a domain whose default needs, over tables, the domain" pgsnap dump -d looped -f "$work/looped.pgsnap"
    new_db looped_copy
    exits 0 "$label: restore of it" pgsnap restore -d looped_copy "$work/looped.pgsnap"
    alike looped looped_copy "$label: a domain's default in a loop"
    exits 0 "$label: restore -c of it" pgsnap restore -c -d looped_copy "$work/looped.pgsnap"
    alike looped looped_copy "$label: restore -c of a domain's default in a loop"
}

every_way() {
    new_db source
    objects source
    whole_circle
    over_itself
    through_a_pipe
    lanes
    as_script
    as_plain_owner
    one_transaction
    with_its_database
    left_over
    renamed_rule
    renamed_trigger
    default_in_a_loop
}

each_server every_way
done_testing
