#!/bin/bash
# --keep-order: rows come back in the order in which they were stored, each table in one transaction that freezes them. So they do
# without it where the server then writes no WAL, but in what order does not matter.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)" 'wal_level = minimal' 'max_wal_senders = 0' 'log_statement = all'
new_db source
psql -q -d source -f - >"$work/log" 2>&1 <<'EOF'
CREATE FUNCTION fine(int) RETURNS bool LANGUAGE sql
    AS 'SELECT $1 <> 4711 OR current_setting(''test.strict'', true) IS NULL';
-- rows in no order, in three tables of different size; one goes as text, one has rows wider than a block
CREATE TABLE first AS SELECT n, md5(n::text) AS filler FROM generate_series(1, 60000) AS n ORDER BY hashint4(n);
CREATE TABLE second AS SELECT n, repeat(md5(n::text), 3) AS filler, ARRAY[n] AS list FROM generate_series(1, 40000) AS n ORDER BY hashint4(n * 7);
ALTER TABLE second ADD CHECK (fine(n));
CREATE TABLE wide AS SELECT n, repeat(md5(n::text), CASE WHEN n % 7 = 0 THEN 40000 ELSE 10 END) AS filler
FROM generate_series(1, 60) AS n ORDER BY hashint4(n);
CREATE TABLE tiny AS SELECT n FROM generate_series(1, 10) AS n ORDER BY -n;
CREATE TABLE parted (n int, filler text) PARTITION BY LIST (n);
CREATE TABLE part PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT n, md5(n::text) FROM generate_series(1, 40000) AS n ORDER BY hashint4(n);
CREATE INDEX ON first (n);
EOF

order() { # order DB: of each table's rows
    local table
    for table in first second wide tiny part; do
        query "$1" "SELECT '$table', count(*), md5(string_agg(n::text, ',' ORDER BY ctid)) FROM $table"
    done
}

exits 0 'dump' pgsnap dump -d source -j 2 -f "$work/split.pgsnap"
exits 0 'dump --keep-order' pgsnap dump -d source -j 2 --keep-order -f "$work/order.pgsnap"
exits 0 'dump -j 1' pgsnap dump -d source -j 1 -f "$work/one.pgsnap"

if [ "$(query postgres 'SHOW server_version_num')" -ge 140000 ]; then # older ones are never split
    new_db copy
    exits 1 'an archive without the order' pgsnap restore -d copy --keep-order "$work/split.pgsnap"
    like "$err" 'does not have the rows in the order.*--keep-order' 'is refused, with what to do'
    is "$(query copy "SELECT count(*) FROM pg_class WHERE relname = 'first'")" 0 'and nothing is changed'
fi

for archive in order one; do
    as_server truncate -s 0 "$work/server/server.log"
    new_db copy
    before=$(query postgres "SELECT pg_current_wal_insert_lsn() - '0/0'")
    exits 0 "restore --keep-order of $archive" pgsnap restore -d copy -j 2 --keep-order --check "$work/$archive.pgsnap"
    after=$(query postgres "SELECT pg_current_wal_insert_lsn() - '0/0'")
    is "$(order copy)" "$(order source)" "$archive: the rows are in their order"
    is "$(grep -c 'statement: COPY public.first .*FREEZE' "$work/server/server.log")" 1 "$archive: in one frozen COPY"
    ok "$archive: hardly any WAL" test $((after - before)) -lt 2000000
    alike source copy "$archive"
done

as_server truncate -s 0 "$work/server/server.log"
new_db copy
before=$(query postgres "SELECT pg_current_wal_insert_lsn() - '0/0'")
exits 0 'restore of any archive' pgsnap restore -d copy -j 2 "$work/split.pgsnap"
after=$(query postgres "SELECT pg_current_wal_insert_lsn() - '0/0'")
is "$(grep -c 'statement: COPY public.first .*FREEZE' "$work/server/server.log")" 1 'any archive: one lane loads a table, frozen'
ok 'any archive: hardly any WAL' test $((after - before)) -lt 2000000
alike source copy 'any archive'
new_db copy
exits 0 'one table is larger than the others' pgsnap restore -d copy -j 2 -t 'public.(first|tiny)' "$work/split.pgsnap"
is "$(grep -c 'statement: COPY public.first .*FREEZE' "$work/server/server.log")" 1 'it is loaded by all lanes'

new_db copy
# shellcheck disable=SC2016 # for the inner shell
exits 0 'from a pipe' bash -c '"$1" dump -d source -j 2 --keep-order | "$1" restore -d copy -j 2 --keep-order' - "$PGSNAP"
alike source copy 'from a pipe'
is "$(order copy | grep -v wide)" "$(order source | grep -v wide)" 'from a pipe: in their order'

new_db copy
exits 0 '-1' pgsnap restore -d copy -1 --keep-order "$work/order.pgsnap"
is "$(order copy)" "$(order source)" '-1: in their order'

query postgres 'ALTER DATABASE copy RESET ALL'
new_db copy
query copy "ALTER DATABASE copy SET test.strict = 'on'"
exits 3 'a row is refused' pgsnap restore -d copy -j 2 --keep-order "$work/order.pgsnap"
like "$err" 'second.*violates check constraint' 'the table is named, with the reason'
unlike "$err" 'some of its rows' 'and nothing of it is there'
is "$(query copy 'SELECT count(*) FROM second')" 0 'it is empty'
is "$(query copy 'SELECT count(*) FROM first')" 60000 'the others are full'
done_testing
