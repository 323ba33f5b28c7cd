#!/bin/bash
# Roles that are no superusers: what they may not read is named with what mends it, before anything is written; what they
# may not see is left out with a warning. Rows hidden by policies stop the dump.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

as_reader() { # as_reader COMMAND...
    PGUSER=reader "$@"
}

as_hinted() { # as_hinted WORDS: does what the hint says after these words
    query shop "$(sed -n "s/.*hint: .*$1//p" <<<"$err" | sed 's/; or leave .*/;/')"
}

by_a_reader() {
    file=$work/of_reader.pgsnap
    rm -f "$file"
    query postgres 'CREATE ROLE reader LOGIN; CREATE ROLE writer'
    new_db shop
    query shop "CREATE SCHEMA goods; CREATE TABLE goods.plain (id int, g int GENERATED ALWAYS AS (id + 1) STORED); INSERT INTO goods.plain VALUES (1)
        ; CREATE SEQUENCE goods.\"the Number\"; CREATE TABLE guarded (id int); INSERT INTO guarded VALUES (1), (2)
        ; ALTER TABLE guarded ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON guarded USING (id = 1)"

    exits 1 "$label: tables may not be read" as_reader pgsnap dump -d shop -f "$file"
    like "$err" 'goods\.plain' "$label: the table is named"
    like "$err" 'GRANT SELECT ON .*goods\.plain.* TO reader; or leave them out with -N or -T' "$label: the GRANT that mends it"
    like "$err" 'GRANT SELECT ON SEQUENCE goods\."the Number" TO reader' "$label: the one for the sequence"
    ok "$label: nothing is written" test ! -e "$file"
    as_hinted 'their owner run: '

    # too many to name: by schema, among them one that may be used, and one of whose tables all may be read but one
    query shop "CREATE SCHEMA wide; GRANT USAGE ON SCHEMA wide TO reader; CREATE SCHEMA \"Wide r\""
    query shop "DO \$\$ BEGIN FOR i IN 1..60 LOOP EXECUTE format('CREATE TABLE wide.%1\$I (a serial); CREATE TABLE \"Wide r\".%1\$I (a int)',
        'a table ' || i); END LOOP; END \$\$; CREATE TABLE goods.late (a int)"
    exits 1 "$label: many tables may not be read" as_reader pgsnap dump -d shop -f "$file"
    like "$err" 'GRANT USAGE ON SCHEMA "Wide r" TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA "Wide r", goods, wide TO reader' \
        "$label: the GRANTs for schemas"
    as_hinted 'their owner run: '
    query shop 'DROP SCHEMA wide, "Wide r" CASCADE' 2>"$work/log"

    exits 1 "$label: policies hide rows" as_reader pgsnap dump -d shop -f "$file"
    like "$err" 'row-level security would hide rows.*guarded' "$label: the guarded table is named"
    exits 0 "$label: what policies show" as_reader pgsnap dump -d shop --enable-row-security -f "$file"
    like "$err" 'row-level security may hide rows of 1 table.*guarded' "$label: a warning"
    is "$(pgsnap restore -a -t guarded -f - "$file" | grep -c '^[12]$')" 1 "$label: no others are in the dump"
    exits 0 "$label: it is as that role sees the database" as_reader pgsnap verify --against shop "$file"
    query postgres 'ALTER ROLE reader BYPASSRLS'
    exits 0 "$label: dump with what the hints said" as_reader pgsnap dump -d shop -f "$file"
    is "$err" '' "$label: it says nothing"

    # shellcheck disable=SC2016 # dollar quotes
    query shop 'CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw
        ; CREATE USER MAPPING FOR writer SERVER far OPTIONS (user $$u$$, password $$hidden$$)
        ; CREATE USER MAPPING FOR reader SERVER far; GRANT USAGE ON FOREIGN SERVER far TO reader
        ; CREATE SUBSCRIPTION feed CONNECTION $$password=hidden$$ PUBLICATION p WITH (connect = false)' 2>/dev/null
    exits 0 "$label: dump of what may not be seen" as_reader pgsnap dump -d shop -f "$file"
    like "$err" 'left out.* subscription feed, user mapping for writer on server far' "$label: what is left out is named"
    unlike "$(pgsnap restore -f - "$file")" 'hidden|MAPPING FOR writer|SUBSCRIPTION' "$label: it is left out"
    exits 0 "$label: a superuser's dump" pgsnap dump -d shop -f "$file"
    is "$err" '' "$label: it says nothing"
    like "$(pgsnap restore -f - "$file")" 'MAPPING FOR reader SERVER far;.*MAPPING FOR writer.*hidden' "$label: it has all"

    query shop "CREATE TABLE config (k text); CREATE SEQUENCE config_number
        ; ALTER EXTENSION postgres_fdw ADD TABLE config; ALTER EXTENSION postgres_fdw ADD SEQUENCE config_number
        ; UPDATE pg_extension SET extconfig = ARRAY['config'::regclass, 'config_number'::regclass]::oid[], extcondition = '{\"\",\"\"}'
          WHERE extname = 'postgres_fdw'"
    exits 1 "$label: an extension's configuration may not be read" as_reader pgsnap dump -d shop -f "$file"
    like "$err" 'GRANT SELECT ON public\.config TO reader; GRANT SELECT ON SEQUENCE public\.config_number TO reader' \
        "$label: what mends that"
    exits 0 "$label: without the extension" as_reader pgsnap dump -d shop --exclude-extension 'postgres*' -f "$file"
    exits 0 "$label: the schema alone" as_reader pgsnap dump -s -d shop -f "$file"
    query shop 'GRANT SELECT ON config, config_number TO reader'
    exits 0 "$label: dump with the extension's configuration" as_reader pgsnap dump -d shop -f "$file"
    ok "$label: the configuration is in it" grep -q '"name": "config"' <(pgsnap list --json "$file")

    query shop "SELECT lo_create(4711), lo_create(4712); GRANT SELECT ON LARGE OBJECT 4711 TO reader" >"$work/log"
    exits 1 "$label: a large object may not be read" as_reader pgsnap dump -d shop -f "$file"
    like "$err" 'GRANT SELECT ON LARGE OBJECT 4712 TO reader' "$label: what mends that"
    if [ "$major" -ge 19 ]; then
        query shop 'GRANT pg_read_all_data TO reader'
        exits 0 "$label: all data is large objects, too" as_reader pgsnap dump -d shop -f "$file"
        like "$(pgsnap restore -f - "$file")" 4712 "$label: they are in it"
    elif [ "$major" -ge 14 ]; then
        query shop 'GRANT pg_read_all_data TO reader'
        exits 1 "$label: all data is not large objects" as_reader pgsnap dump -d shop -f "$file"
        like "$err" 'GRANT SELECT ON LARGE OBJECT 4712 TO reader' "$label: what mends that too"
    fi
    exits 1 "$label: a role that does not exist" pgsnap dump --role nobody -d shop -f "$file"
    like "$err" "hint: check the role's name" "$label: is not to be granted"
}

each_server by_a_reader
done_testing
