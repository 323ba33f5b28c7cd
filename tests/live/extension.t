#!/bin/bash
# An extension of our own: a schema that comes with it and holds what is not part of it, tables and sequences whose rows are
# the user's, rights that its script and the user gave. The servers' own extensions have nothing of the kind. Where it lies
# can be said from PostgreSQL 18 on.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir -p "$work/shelf/extension"
chmod -R a+rX "$work/shelf"
cat >"$work/shelf/extension/lighthouse.control" <<'EOF'
comment = 'lamps and their keepers'
default_version = '1.0'
relocatable = true
EOF
cat >"$work/shelf/extension/lighthouse--1.0.sql" <<'EOF'
CREATE SCHEMA lamps;
CREATE TABLE lamps.kinds (id int PRIMARY KEY, name text, ours boolean DEFAULT false);
INSERT INTO lamps.kinds VALUES (1, 'oil', true), (2, 'gas', true);
CREATE TABLE lamps.settings (kind int REFERENCES lamps.kinds, name text, twice text GENERATED ALWAYS AS (name || name) STORED);
CREATE SEQUENCE lamps.number;
CREATE SEQUENCE lamps.untouched;
CREATE TABLE lamps.own (a int);
INSERT INTO lamps.own VALUES (1);
SELECT pg_catalog.pg_extension_config_dump('lamps.kinds', 'WHERE NOT ours');
SELECT pg_catalog.pg_extension_config_dump('lamps.settings', '');
SELECT pg_catalog.pg_extension_config_dump('lamps.number', '');
SELECT pg_catalog.pg_extension_config_dump('lamps.untouched', '');
CREATE FUNCTION lamps.light(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
REVOKE ALL ON FUNCTION lamps.light(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lamps.light(int) TO keeper;
GRANT SELECT, INSERT ON lamps.own TO keeper WITH GRANT OPTION;
GRANT USAGE ON SCHEMA lamps TO keeper;
CREATE POLICY theirs ON lamps.own USING (a > 5);
-- must not see the schema go that pgsnap has while it restores
CREATE FUNCTION lamps.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO lamps.own SELECT 2 FROM pg_event_trigger_dropped_objects() WHERE object_type = 'schema'; END $$;
CREATE EVENT TRIGGER goes_out ON sql_drop EXECUTE FUNCTION lamps.note();
EOF
# one that needs it, and has no rows: with -c it is made anew together with the other
cat >"$work/shelf/extension/lighthouse_fleet.control" <<'EOF'
default_version = '1.0'
requires = 'lighthouse'
EOF
cat >"$work/shelf/extension/lighthouse_fleet--1.0.sql" <<'EOF'
CREATE FUNCTION sail(lamps.own) RETURNS int LANGUAGE sql AS 'SELECT 1';
EOF

number=0
mapfile -t folders < <(bindirs)
for bindir in "${folders[@]}"; do
    [ "$("$bindir/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 18 ] || continue
    name=server$((++number))
    pg_start "$name" "$bindir" "extension_control_path = '$work/shelf:\$system'"
    label="PostgreSQL $major"
    query postgres 'CREATE ROLE keeper; CREATE ROLE visitor'
    new_db source
    psql -q -d source <<'SQL'
CREATE EXTENSION lighthouse;
CREATE EXTENSION lighthouse_fleet;
INSERT INTO lamps.kinds VALUES (3, 'electric');
-- many, so that they come first
INSERT INTO lamps.settings SELECT 1 + 2 * (n % 2), 'setting ' || n FROM generate_series(1, 30000) AS n;
SELECT nextval('lamps.number') \g /dev/null
-- not of the extension, but in its schema
CREATE TABLE lamps.more (a int PRIMARY KEY, kind int REFERENCES lamps.kinds);
INSERT INTO lamps.more VALUES (1, 3);
-- whose rows are checked against the extension's, and come first by size and by name
CREATE FUNCTION lamps.is_known(int) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN RETURN EXISTS (SELECT FROM lamps.kinds WHERE id = $1); END $$;
CREATE TABLE lamps.at_sea (kind int CHECK (lamps.is_known(kind)), ship text);
INSERT INTO lamps.at_sea SELECT 3, repeat('ship ' || n, 20) FROM generate_series(1, 40000) AS n;
CREATE VIEW lamps.all_kinds AS SELECT name FROM lamps.kinds;
CREATE FUNCTION lamps.more() RETURNS int LANGUAGE sql AS 'SELECT lamps.light(1)';
ALTER INDEX lamps.more_pkey DEPENDS ON EXTENSION lighthouse;
-- rights that are not those of the script
GRANT EXECUTE ON FUNCTION lamps.light(int) TO visitor;
REVOKE GRANT OPTION FOR INSERT ON lamps.own FROM keeper;
REVOKE SELECT ON lamps.own FROM keeper;
GRANT UPDATE (a) ON lamps.own TO visitor;
GRANT USAGE ON SCHEMA lamps TO PUBLIC;
-- policies on its tables, of the user and of the script
CREATE POLICY mine ON lamps.own FOR SELECT TO keeper USING (a > 0);
ALTER POLICY theirs ON lamps.own USING (a > 7);
ALTER TABLE lamps.own ENABLE ROW LEVEL SECURITY;
SQL
    exits 0 "$label: dump" pgsnap dump -j 2 -d source -f "$work/source.pgsnap"
    is "$err" '' "$label: dump says nothing"
    for lanes in 1 2 4; do
        new_db copy
        exits 0 "$label: restore -j $lanes" pgsnap restore -j "$lanes" --check -d copy "$work/source.pgsnap"
        alike source copy "$label: restore -j $lanes"
        new_db copy
        exits 0 "$label: restore -j $lanes from a pipe" pgsnap restore -j "$lanes" --check -d copy - <"$work/source.pgsnap"
    done
    new_db copy
    exits 0 "$label: dump --keep-order" pgsnap dump -j 2 --keep-order -d source -f "$work/ordered.pgsnap"
    exits 0 "$label: restore --keep-order" pgsnap restore -j 2 --keep-order -d copy "$work/ordered.pgsnap"
    alike source copy "$label: restore --keep-order"
    exits 0 "$label: restore -c" pgsnap restore -c --check -d copy "$work/source.pgsnap"
    alike source copy "$label: restore -c"
    pgsnap restore -f "$work/source.sql" "$work/source.pgsnap"
    new_db scripted
    ok "$label: psql runs the script" psql -q -d scripted -o "$work/log" -f "$work/source.sql"
    alike source scripted "$label: restore -f | psql"
    new_db bare
    exits 1 "$label: restore of the schema alone" pgsnap restore -n lamps -d bare "$work/source.pgsnap"
    like "$err" 'these schemas do not exist' "$label: it says that its schema is missing"
    # rows that wait, and then are refused by the version that this server has
    cp "$work/shelf/extension/lighthouse--1.0.sql" "$work/script"
    sed 's/twice text/check (name <> '"'setting 7'"'), &/' "$work/script" >"$work/shelf/extension/lighthouse--1.0.sql"
    new_db stricter
    exits 3 "$label: rows that the extension does not take" pgsnap restore -d stricter "$work/source.pgsnap"
    like "$err" 'lamps\.settings: failed: .*check constraint' "$label: its table is named"
    is "$(query stricter 'SELECT count(*) FROM lamps.at_sea')" 40000 "$label: the other rows are there"
    cp "$work/script" "$work/shelf/extension/lighthouse--1.0.sql"
    # a control file that is broken, of an extension that nobody uses
    echo 'no such line' >"$work/shelf/extension/wreck.control"
    exits 0 "$label: dump beside a broken control file" pgsnap dump -d source -f "$work/beside.pgsnap"
    is "$err" '' "$label: says nothing"
    new_db beside
    exits 0 "$label: restore beside it" pgsnap restore --check -d beside "$work/beside.pgsnap"
    like "$err" 'which extensions the server has could not be read' "$label: says what it cannot know"
    alike source beside "$label: restore beside it"
    exits 0 "$label: restore -c beside it, of an archive of before" pgsnap restore -c --check -d beside "$work/source.pgsnap"
    alike source beside "$label: restore -c beside it"
    rm "$work/shelf/extension/wreck.control"
    pg_stop "$name"
done
if [ "$tests_run" = 0 ]; then skip_all 'no server can be told where an extension lies'; fi
done_testing
