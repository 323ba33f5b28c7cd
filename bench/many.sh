#!/bin/bash
# many.sh [TABLES [ROUNDS]] - a database of many small tables: pgsnap beside pg_dump and pg_restore, each in turn, several
# rounds, on a throwaway server. Each table has a primary key, an index, a foreign key, a serial column, defaults, a comment
# and ten rows. Medians as Markdown; PGSNAP_TEST_BINDIRS and PGSNAP_TEST_CLIENTS as for run.sh.
#
# The server is as durable as it is by default, unlike those of the tests: a restore's commits wait for the disk. pgsnap
# dumps and restores planner statistics unless told otherwise, as pg_dump 18beta1 did; later ones do with --statistics. So
# the restores are measured with statistics on both sides and without.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/live/servers.sh
. "$root/tests/live/servers.sh"
# shellcheck source=bench/measure.sh
. "$root/bench/measure.sh"

tables=${1:-10000}
rounds=${2:-3}

make_tables() {
    query postgres 'CREATE DATABASE many'
    psql -q -d many -v tables="$tables" >"$work/log" <<'SQL'
CREATE SCHEMA app;
SELECT format('CREATE TABLE app.t%1$s (id serial PRIMARY KEY, parent int, name text NOT NULL DEFAULT ''x'',
                   amount numeric(12, 2) DEFAULT 0, made timestamptz DEFAULT now());
               CREATE INDEX ON app.t%1$s (name);
               COMMENT ON TABLE app.t%1$s IS ''table number %1$s'';
               INSERT INTO app.t%1$s (parent, name) SELECT 1 + g %% 10, ''name '' || g FROM generate_series(1, 10) g;
               ALTER TABLE app.t%1$s ADD CONSTRAINT t%1$s_fk FOREIGN KEY (parent) REFERENCES app.t%2$s (id)',
              n, greatest(n - 1, 1))
FROM generate_series(1, :tables) n
\gexec
SQL
}

restore_into() { # restore_into NAME COMMAND...: one more measurement of that name, into a new database
    local name=$1
    shift
    query postgres "CREATE DATABASE ${name}_$round"
    query postgres CHECKPOINT
    measure "$name" "$@" -d "${name}_$round" -j 2
}

# Nothing is dropped: ext4 walks over the inodes of files that were removed in the last minutes, for each file that is made.
one_round() {
    measure pgsnap_s "$PGSNAP" dump -d many -s -f "$work/schema.pgsnap"
    measure pgsnap "$PGSNAP" dump -d many -j 2 -f "$work/many.pgsnap"
    restore_into pgsnap_r "$PGSNAP" restore "$work/many.pgsnap"
    restore_into pgsnap_n "$PGSNAP" restore --no-statistics "$work/many.pgsnap"
    if [ -x "$client_bin/pg_dump" ]; then
        measure pg_dump_s "$client_bin/pg_dump" -s -f "$work/schema.sql" many
        measure pg_dump "$client_bin/pg_dump" -Fc -f "$work/many.dump" many
        restore_into peer_n "$client_bin/pg_restore" "$work/many.dump"
        if "$client_bin/pg_dump" --help | grep -q -- '--statistics '; then
            measure pg_dump_t "$client_bin/pg_dump" -Fc --statistics -f "$work/many.dump" many
            restore_into peer_r "$client_bin/pg_restore" "$work/many.dump"
        fi
    fi
}

pg_start server "$(first_bindir)" 'shared_buffers = 512MB' 'max_wal_size = 4GB' 'max_locks_per_transaction = 1024' \
    'wal_level = replica' 'fsync = on' 'full_page_writes = on' 'synchronous_commit = on' 'autovacuum = on'
make_tables
for ((round = 1; round <= rounds; round++)); do one_round; done

printf '%s tables in PostgreSQL %s; pg_dump %s; %s processors; medians of %d rounds\n' "$tables" \
    "$(query many 'SHOW server_version')" "$("$client_bin/pg_dump" --version | sed 's/^[^0-9]*\([0-9.]*\).*/\1/')" "$(nproc)" "$rounds"
head_line 'Schema' 'pg_dump -s'
line pg_dump_s pg_dump_s 'pg_dump -s'
line pgsnap_s pg_dump_s 'pgsnap dump -s'
head_line 'Dump' 'pg_dump -Fc'
line pg_dump pg_dump 'pg_dump -Fc'
line pg_dump_t pg_dump 'pg_dump -Fc --statistics'
line pgsnap pg_dump 'pgsnap dump -j 2'
head_line 'Restore, with statistics' 'pg_restore -j 2'
line peer_r peer_r 'pg_restore -j 2'
line pgsnap_r peer_r 'pgsnap restore -j 2'
head_line 'Restore, without' 'pg_restore -j 2'
line peer_n peer_n 'pg_restore -j 2'
line pgsnap_n peer_n 'pgsnap restore -j 2 --no-statistics'
