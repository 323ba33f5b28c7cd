#!/bin/bash
# What is known of later majors: the keywords of every server at hand and the catalogs from 18 on are in our tables,
# and a name that a later major reserves is quoted.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

sql=$root/src/server/sql

digest_of_named() {
    pgsnap list --json "$1" | grep -A8 '"kind": "TABLE DATA"' | grep -A5 '"name": "named"' | grep '"digest"'
}

words_and_catalogs() {
    query postgres "SELECT word FROM pg_get_keywords() WHERE catcode <> 'U' ORDER BY word" >"$work/words.$major"
    if [ -n "${before:-}" ] && [ "$major" -gt "$before" ]; then
        missing=
        while read -r word; do
            grep -q "('$word', .*-- <" "$sql/newer_words.sql" || missing="$missing $word"
        done < <(LC_ALL=C comm -13 "$work/words.$before" "$work/words.$major")
        is "$missing" '' "$label: its new keywords since $before are known"
    fi
    before=$major

    new_db words
    query words "CREATE TABLE plain (a int); CREATE FUNCTION unnamed(int, OUT named int) LANGUAGE sql AS 'SELECT 1'"
    exits 0 "$label: dump -Fp" pgsnap dump -Fp -d words -f "$work/plain.sql"
    ok "$label: plain names stay plain" grep -q '^CREATE TABLE public.plain' "$work/plain.sql"
    query words 'CREATE VIEW hidden AS SELECT "merge_action".a FROM plain AS "system_user" JOIN plain AS "merge_action" USING (a)'
    exits 0 "$label: dump -Fp with a word of a later major" pgsnap dump -Fp -d words -f "$work/quoted.sql"
    ok "$label: the word is quoted" grep -q '"system_user"' "$work/quoted.sql"
    query words "CREATE TABLE named (r regclass); INSERT INTO named VALUES ('plain')"
    exits 0 "$label: dump with rows that are names" pgsnap dump -d words -j 1 -f "$work/quoted.pgsnap"
    query words 'DROP VIEW hidden'
    exits 0 "$label: dump with plain names" pgsnap dump -d words -j 1 -f "$work/plain.pgsnap"
    quoted=$(digest_of_named "$work/quoted.pgsnap")
    like "$quoted" '"digest": "[0-9a-f]{32}"' "$label: there are rows of regclass"
    is "$quoted" "$(digest_of_named "$work/plain.pgsnap")" "$label: they are alike in both"

    if [ "$major" -ge 18 ]; then
        is "$(psql -Atq -d postgres -f "$sql/newer_catalogs.sql")" '' "$label: nothing in its catalogs is unknown"
        query words "SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_later (oid oid, x int)"
        is "$(psql -Atq -d words -f "$sql/newer_catalogs.sql")" 'catalog pg_later' "$label: an unknown catalog is named"
    fi
}

each_server words_and_catalogs
done_testing
