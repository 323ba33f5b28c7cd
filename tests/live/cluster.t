#!/bin/bash
# What touches the cluster around a database: tablespaces, locale providers, and a partition whose DETACH was interrupted.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

spaces() {
    install -d -m 700 -o "$server_user" "$work/fast $server" "$work/slow $server"
    query postgres "CREATE TABLESPACE \"Fast disk\" LOCATION '$work/fast $server'"
    query postgres "CREATE TABLESPACE slow LOCATION '$work/slow $server'"
}

# Partitions' keys come with their partitioned table's, in its tablespace.
placed_parts() {
    query placed "CREATE TABLE x (r int4range, EXCLUDE USING gist (r WITH =) USING INDEX TABLESPACE \"Fast disk\") PARTITION BY LIST (r)
        ; CREATE TABLE x1 PARTITION OF x FOR VALUES IN ('[1,2)'); CREATE TABLE x2 PARTITION OF x DEFAULT
        ; ALTER INDEX x1_r_excl SET TABLESPACE slow
        ; CREATE TABLE y (r int4range, EXCLUDE USING gist (r WITH =)) PARTITION BY LIST (r)
        ; CREATE TABLE y1 PARTITION OF y FOR VALUES IN ('[1,2)'); CREATE TABLE y2 PARTITION OF y DEFAULT
        ; ALTER INDEX y1_r_excl SET TABLESPACE \"Fast disk\"
        ; CREATE TABLE z (r int4range, EXCLUDE USING gist (r WITH =) USING INDEX TABLESPACE \"Fast disk\") PARTITION BY LIST (r)
        ; CREATE TABLE z1 PARTITION OF z DEFAULT"
}

in_tablespaces() {
    new_db placed 'TABLESPACE slow'
    query placed "CREATE TABLE t (a int PRIMARY KEY USING INDEX TABLESPACE \"Fast disk\", b text, c int,
            EXCLUDE USING btree (c WITH =) WITH (fillfactor = 70) USING INDEX TABLESPACE \"Fast disk\" WHERE (c > 0)) TABLESPACE \"Fast disk\"
        ; CREATE INDEX here ON t (b) WITH (fillfactor = 60) TABLESPACE \"Fast disk\" WHERE b <> ' TABLESPACE x'
        ; CREATE UNLOGGED TABLE u (a int) TABLESPACE \"Fast disk\"
        ; CREATE MATERIALIZED VIEW m TABLESPACE \"Fast disk\" AS SELECT a FROM t
        ; CREATE TABLE p (a int PRIMARY KEY USING INDEX TABLESPACE \"Fast disk\") PARTITION BY RANGE (a) TABLESPACE \"Fast disk\"
        ; CREATE TABLE p1 PARTITION OF p DEFAULT TABLESPACE pg_default
        ; CREATE INDEX p_i ON p ((a + 1)) TABLESPACE \"Fast disk\"
        ; INSERT INTO t VALUES (1, 'b', 3); INSERT INTO p VALUES (1); REFRESH MATERIALIZED VIEW m"
    [ "$major" -lt 17 ] || placed_parts
    fingerprint placed "$work/one.catalogs" 1
    digests placed "$work/one.rows"
    exits 0 "$label: dump of tablespaces" pgsnap dump -d placed -f "$work/placed.pgsnap"
    drop_db placed
    exits 0 "$label: restore -C into tablespaces" pgsnap restore -C -d postgres "$work/placed.pgsnap"
    fingerprint placed "$work/two.catalogs" 1
    digests placed "$work/two.rows"
    same "$work/one.catalogs" "$work/two.catalogs" "$label: tablespaces of tables, indexes, keys, views and the database"
    same "$work/one.rows" "$work/two.rows" "$label: rows in tablespaces"
}

# with_locale NAME OPTIONS: a database with these options comes back with -C
with_locale() {
    new_db "$1" "$2"
    query "$1" 'CREATE TABLE t (a text PRIMARY KEY)'
    fingerprint "$1" "$work/one.catalogs" 1
    exits 0 "$label: dump of a database with $2" pgsnap dump -d "$1" -f "$work/locale.pgsnap"
    drop_db "$1"
    exits 0 "$label: restore -C of a database with $2" pgsnap restore -C -d postgres "$work/locale.pgsnap"
    fingerprint "$1" "$work/two.catalogs" 1
    same "$work/one.catalogs" "$work/two.catalogs" "$label: a database with $2"
}

locales() {
    with_locale narrow "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    [ "$major" -lt 15 ] || with_locale "in ICU" "LOCALE_PROVIDER icu ICU_LOCALE 'de-u-kn-true' LC_CTYPE 'C.UTF-8'"
    [ "$major" -lt 16 ] || with_locale ruled "LOCALE_PROVIDER icu ICU_LOCALE 'en' ICU_RULES '&a < g < ''\"'''"
    [ "$major" -lt 17 ] || with_locale builtin "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C'"
}

# The schema that every new database has, and this one has not.
without_public() {
    new_db bare
    query bare 'DROP SCHEMA public; CREATE SCHEMA s; CREATE TABLE s.t (a int PRIMARY KEY)'
    fingerprint bare "$work/one.catalogs"
    exits 0 "$label: dump without public" pgsnap dump -d bare -f "$work/bare.pgsnap"
    drop_db bare
    exits 0 "$label: restore -C without public" pgsnap restore -C -d postgres "$work/bare.pgsnap"
    fingerprint bare "$work/two.catalogs"
    same "$work/one.catalogs" "$work/two.catalogs" "$label: public does not come back"
    exits 0 "$label: and is no difference" pgsnap verify --against bare "$work/bare.pgsnap"
    drop_db bare
    pgsnap restore -C -f - "$work/bare.pgsnap" >"$work/bare.sql"
    ok "$label: the script of it" psql -q -d postgres -f "$work/bare.sql"
    fingerprint bare "$work/two.catalogs"
    same "$work/one.catalogs" "$work/two.catalogs" "$label: public does not come back with the script"
    new_db bare
    exits 0 "$label: restore --swap" pgsnap restore --swap -d bare "$work/bare.pgsnap"
    fingerprint bare "$work/two.catalogs"
    same "$work/one.catalogs" "$work/two.catalogs" "$label: public does not come back with --swap"
}

reader_waits() {
    [ -n "$(query postgres "SELECT 1 FROM pg_stat_activity WHERE application_name = 'reader' AND wait_event = 'PgSleep'")" ]
}

# A reader makes DETACH CONCURRENTLY wait after its first half; a timeout ends it there.
interrupt_detach() {
    local reader
    PGAPPNAME=reader psql -q -d detached -c 'BEGIN' -c 'SELECT 1 FROM p' -c 'SELECT pg_sleep(60)' >"$work/reader.log" 2>&1 &
    reader=$!
    wait_for 20 reader_waits
    PGOPTIONS='-c statement_timeout=1s' "$client_bin/psql" -X -q -d detached -c 'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY' \
        >"$work/detach.log" 2>&1 || true
    query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reader'" >"$work/log"
    wait "$reader" || true
}

detach_interrupted() {
    new_db detached
    query detached "CREATE TABLE other (id int PRIMARY KEY); INSERT INTO other VALUES (1), (2)
        ; CREATE TABLE p (a int PRIMARY KEY, b int REFERENCES other, CHECK (b > 0)) PARTITION BY RANGE (a)
        ; CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)
        ; CREATE INDEX p_b ON p (b); INSERT INTO p VALUES (1, 1), (11, 2)
        ; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
        ; CREATE TRIGGER t AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()"
    interrupt_detach
    is "$(query detached 'SELECT count(*) FROM pg_inherits WHERE inhdetachpending')" 1 "$label: a DETACH is interrupted"
    exits 0 "$label: dump with an interrupted DETACH" pgsnap dump -d detached -f "$work/detached.pgsnap"
    query detached 'ALTER TABLE p DETACH PARTITION p1 FINALIZE'
    new_db finished
    exits 0 "$label: restore of an interrupted DETACH" pgsnap restore -d finished "$work/detached.pgsnap"
    alike detached finished "$label: an interrupted DETACH is finished by a restore"
}

surroundings() {
    spaces
    in_tablespaces
    locales
    without_public
    [ "$major" -lt 14 ] || detach_interrupted
}

each_server surroundings
done_testing
