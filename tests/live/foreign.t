#!/bin/bash
# Rows of foreign tables: --include-foreign-data. The server's other database is the foreign server.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

make_databases() {
    new_db far
    query far "CREATE TABLE goods (id int PRIMARY KEY, \"a name\" text, at timestamptz)
        ; INSERT INTO goods SELECT n, E'line\\n' || n, timestamptz '2024-02-29 12:00Z' + n * interval '1 day' FROM generate_series(1, 2000) AS n"
    new_db near
    query near "CREATE EXTENSION postgres_fdw
        ; CREATE SERVER \"Far Away\" FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$PGHOST', port '$PGPORT', dbname 'far')
        ; CREATE SERVER nowhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere.invalid')
        ; CREATE USER MAPPING FOR PUBLIC SERVER \"Far Away\" OPTIONS (user 'postgres', password_required 'false')
        ; CREATE FOREIGN TABLE goods (id int, gone int, \"a name\" text, at timestamptz) SERVER \"Far Away\"
        ; ALTER FOREIGN TABLE goods DROP COLUMN gone
        ; CREATE FOREIGN TABLE unreachable (id int) SERVER nowhere
        ; CREATE TABLE here (a int); INSERT INTO here VALUES (1)"
}

rows_in() { # rows_in ARCHIVE: the tables with rows, and how many
    pgsnap list --json "$1" | awk -F'[:,]' '/^    \{/ { kind = "" } /^      "kind"/ { kind = $2 } /^      "name"/ { name = $2 }
        /^      "rows"/ && kind ~ /TABLE DATA/ { printf "%s%s ", name, $2 }' | tr -d '"'
}

far_away() {
    [ "$major" -ge 13 ] || { # a superuser's mapping without a password came with 13
        skip "$label" 'postgres_fdw asks for a password here'
        return
    }
    make_databases
    exits 0 "$label: dump without foreign data" pgsnap dump -d near -f "$work/without.pgsnap"
    is "$(rows_in "$work/without.pgsnap")" ' here 1 ' "$label: rows of foreign tables are left out"
    exits 0 "$label: dump --include-foreign-data" pgsnap dump -d near -j 2 --include-foreign-data '"Far "*' -f "$work/with.pgsnap"
    is "$(rows_in "$work/with.pgsnap" | tr -s ' ')" ' goods 2000 here 1 ' "$label: the rows of that server are there"
    exits 1 "$label: a pattern that matches no server" pgsnap dump -d near --include-foreign-data 'far*' -f "$work/none.pgsnap"
    like "$err" 'foreign server' "$label: it is named"

    query far 'CREATE TABLE before AS TABLE goods; TRUNCATE goods'
    new_db copy
    exits 0 "$label: restore of foreign data" pgsnap restore -d copy -j 2 --check "$work/with.pgsnap"
    like "$err" 'no difference in [0-9]+ objects and the rows of 1 tables?' "$label: foreign rows are not compared"
    is "$(query far 'SELECT count(*) FROM (TABLE before EXCEPT TABLE goods) x')" 0 "$label: the rows are on the foreign server again"

    query far 'TRUNCATE goods'
    exits 0 "$label: verify --restore" pgsnap verify --restore --bindir "$bindir" "$work/with.pgsnap"
    is "$(query far 'SELECT count(*) FROM goods')" 0 "$label: verify --restore writes nothing to the foreign server"

    query far 'INSERT INTO goods TABLE before'
    exits 0 "$label: dump -Fp --include-foreign-data" pgsnap dump -Fp -d near --include-foreign-data '*y' -f "$work/script.sql"
    query far 'TRUNCATE goods'
    new_db copy
    ok "$label: psql runs the script" psql -q -d copy -f "$work/script.sql"
    is "$(query far 'SELECT count(*) FROM (TABLE before EXCEPT TABLE goods) x')" 0 "$label: the script's rows are on the foreign server"

    query postgres 'CREATE ROLE clerk LOGIN'
    query near 'GRANT SELECT ON here TO clerk'
    PGUSER=clerk exits 1 "$label: dump by a role without rights on the foreign table" \
        pgsnap dump -d near --include-foreign-data '*y' -f "$work/clerk.pgsnap"
    like "$err" 'goods' "$label: the foreign table is named"
}

each_server far_away
done_testing
