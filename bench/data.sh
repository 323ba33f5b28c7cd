# shellcheck shell=bash
# data.sh - the data sets of the benchmark. To be sourced after tests/live/servers.sh. Every value comes from a hash of
# its row's number, so each run has the same rows.
#
#   data_mixed DB PERCENT   lineitem (4 million rows), events (2 million, JSON), pgbench (scale 20)
#   data_wide DB PERCENT    documents (text, up to 100 kB), pictures (bytea that does not compress)
#   data_blobs DB PERCENT   20,000 large objects of 4 to 40 kB
#   data_small DB PERCENT   10,000 tables of three rows
#   data_huge DB            one bytea of 300 MB, one text of 900 MB
#
# How to add one: a function here, a part in run.sh.

# shellcheck disable=SC2154 # client_bin and work are of servers.sh
true

data_lineitem() {
    psql -q -d "$1" -v rows="$2" <<'SQL'
CREATE TABLE lineitem (
    orderkey bigint NOT NULL, partkey int NOT NULL, suppkey int NOT NULL, linenumber int NOT NULL,
    quantity numeric(15, 2) NOT NULL, extendedprice numeric(15, 2) NOT NULL, discount numeric(15, 2) NOT NULL,
    tax numeric(15, 2) NOT NULL, returnflag char(1) NOT NULL, linestatus char(1) NOT NULL, shipdate date NOT NULL,
    commitdate date NOT NULL, receiptdate date NOT NULL, shipinstruct char(25) NOT NULL, shipmode char(10) NOT NULL,
    comment varchar(44) NOT NULL
);
CREATE TEMP TABLE words AS SELECT string_to_array('furiously sly carefully ironic quickly bold final regular express special'
    ' pending blithely deposits requests accounts packages foxes theodolites pinto beans instructions dependencies'
    ' asymptotes platelets sleep haggle nag wake boost above the against according to along idle even silent unusual', ' ') AS w;
INSERT INTO lineitem
SELECT 1 + n / 4 + (n / 32) * 24, 1 + (a & 262143), 1 + (b & 16383), 1 + n % 4, 1 + (a >> 20 & 63) % 50,
       (1 + (a >> 20 & 63) % 50) * (90000 + (b >> 14 & 131071)) / 100.0, (a >> 26 & 1023) % 11 / 100.0,
       (a >> 36 & 1023) % 9 / 100.0, substr('NAR', 1 + (b >> 31 & 1)::int + (b >> 32 & 1)::int, 1),
       substr('OF', 1 + (b >> 33 & 1)::int, 1), '1992-01-02'::date + (c & 2047)::int,
       '1992-01-30'::date + (c & 2047)::int + (c >> 11 & 63)::int, '1992-01-03'::date + (c & 2047)::int + (c >> 17 & 31)::int,
       ('{DELIVER IN PERSON,COLLECT COD,NONE,TAKE BACK RETURN}'::text[])[1 + (c >> 22 & 3)],
       ('{REG AIR,AIR,RAIL,SHIP,TRUCK,MAIL,FOB}'::text[])[1 + (c >> 24 & 1023) % 7],
       substr(concat_ws(' ', w[1 + (d & 1023) % 43], w[1 + (d >> 10 & 1023) % 43], w[1 + (d >> 20 & 1023) % 43],
                        w[1 + (d >> 30 & 1023) % 43], w[1 + (d >> 40 & 1023) % 43]),
              1 + (b >> 34 & 3)::int, 10 + (c >> 34 & 31)::int)
FROM words, generate_series(1, :rows) AS n,
     LATERAL (SELECT hashint8extended(n, 1) & 9223372036854775807 AS a, hashint8extended(n, 2) & 9223372036854775807 AS b,
                     hashint8extended(n, 3) & 9223372036854775807 AS c, hashint8extended(n, 4) & 9223372036854775807 AS d) AS h;
VACUUM ANALYZE lineitem;
SQL
}

data_lineitem_indexes() {
    psql -q -d "$1" <<'SQL'
ALTER TABLE lineitem ADD PRIMARY KEY (orderkey, linenumber);
CREATE INDEX ON lineitem (shipdate);
CREATE INDEX ON lineitem (partkey, suppkey);
SQL
}

data_events() {
    psql -q -d "$1" -v rows="$2" <<'SQL'
CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz NOT NULL, visitor uuid NOT NULL, body jsonb NOT NULL);
INSERT INTO events
SELECT n, '2026-01-01'::timestamptz + n * interval '0.37 second' + (a & 1023) * interval '1 millisecond',
       md5((hashint8(n / 7) & 131071)::text)::uuid,
       jsonb_build_object('kind', ('{view,click,order,search,login}'::text[])[1 + (a >> 10 & 1023) % 5],
                          'page', '/shop/' || (a >> 20 & 4095), 'ms', a >> 32 & 8191,
                          'tags', jsonb_build_array('t' || (a >> 45 & 31), 't' || (a >> 50 & 31)), 'ok', a >> 55 & 7 <> 0)
FROM generate_series(1, :rows) AS n, LATERAL (SELECT hashint8extended(n, 1) & 9223372036854775807 AS a) AS h;
VACUUM ANALYZE events;
SQL
}

data_mixed() {
    data_lineitem "$1" $((40000 * $2))
    data_lineitem_indexes "$1"
    data_events "$1" $((20000 * $2))
    psql -q -d "$1" -c "CREATE INDEX ON events USING gin (body jsonb_path_ops)"
    "$client_bin/pgbench" -i -q -s $(((2 * $2 + 9) / 10)) "$1" >"$work/pgbench.log" 2>&1
}

data_wide() {
    psql -q -d "$1" -v rows=$((40 * $2)) <<'SQL'
CREATE FUNCTION pg_temp.noise(n int, blocks int) RETURNS bytea LANGUAGE sql
    RETURN (SELECT string_agg(sha256((n * 100000 + i)::text::bytea), '') FROM generate_series(1, blocks) AS i);
CREATE TABLE documents (id int PRIMARY KEY, title text, body text);
INSERT INTO documents SELECT n, 'document ' || n, (SELECT string_agg(md5((hashint4(n * 31 + i) & 1023)::text), ' ')
    FROM generate_series(1, 30 + (hashint4(n) & 2047)) AS i) FROM generate_series(1, :rows) AS n;
CREATE TABLE pictures (id int PRIMARY KEY, data bytea);
INSERT INTO pictures SELECT n, pg_temp.noise(n, 30 + (hashint4(n) & 1023)) FROM generate_series(1, :rows) AS n;
VACUUM ANALYZE;
SQL
}

data_blobs() {
    psql -q -d "$1" -v rows=$((200 * $2)) <<'SQL'
SELECT count(lo_from_bytea(0, (SELECT string_agg(sha256((n * 10000 + i)::text::bytea), '')
    FROM generate_series(1, 128 + (hashint4(n) & 1023)) AS i))) AS objects FROM generate_series(1, :rows) AS n \g /dev/null
SQL
}

data_small() {
    local made
    for ((made = 0; made < 100 * $2; made += 1000)); do
        psql -q -d "$1" -v from="$made" <<'SQL'
SELECT format('CREATE TABLE t%s (id int PRIMARY KEY, name text); INSERT INTO t%1$s VALUES (1, ''a''), (2, ''b''), (3, NULL)', n)
FROM generate_series(:from::int, :from::int + 999) AS n \gexec
SQL
    done
    psql -q -d "$1" -c ANALYZE
}

data_huge() {
    psql -q -d "$1" <<'SQL'
CREATE TABLE huge_bytea (data bytea);
ALTER TABLE huge_bytea ALTER data SET STORAGE EXTERNAL;
INSERT INTO huge_bytea SELECT decode(repeat(md5('a'), 300000000 / 16), 'hex');
CREATE TABLE huge_text (data text);
INSERT INTO huge_text SELECT repeat(md5('b'), 900000000 / 32);
SQL
}
