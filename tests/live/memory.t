#!/bin/bash
# Memory for building indexes: btree indexes of large tables are sorted in small runs while all lanes have one to build, and
# what somebody has set is left alone.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# The lanes must be as many as processors: otherwise parallel workers would find some, and get the memory to start.
lanes=$(nproc)
if [ "$lanes" = 1 ]; then lanes=2; fi
if [ "$lanes" -gt 16 ]; then
    echo '1..0 # SKIP so many processors'
    exit 0
fi

pg_start server "$(first_bindir)" 'log_temp_files = 0' 'max_parallel_maintenance_workers = 0' 'shared_buffers = 128MB'
new_db source
{
    echo "CREATE TABLE large AS SELECT n, md5(n::text) AS filler FROM generate_series(1, 400000) AS n;"
    for ((i = 0; i < lanes; i++)); do echo "CREATE INDEX index$i ON large ((n % (7 + $i)), filler);"; done
    echo "CREATE TABLE small AS SELECT n FROM generate_series(1, 1000) AS n; CREATE INDEX ON small (n);"
} | psql -q -d source -f -
pgsnap dump -d source -f "$work/memory.pgsnap"

sorts() { # the indexes that went through temporary files
    grep -A 1 'temporary file' "$work/server/server.log" | sed -n 's/.*STATEMENT: .*INDEX \([a-z0-9]*\) ON.*/\1/p' | sort -u | wc -l
}

as_server truncate -s 0 "$work/server/server.log"
new_db copy
exits 0 'restore' pgsnap restore -d copy -j "$lanes" "$work/memory.pgsnap"
isnt "$(sorts)" 0 'indexes of the large table are sorted in runs'
alike source copy 'restore'

as_server truncate -s 0 "$work/server/server.log"
new_db copy
query copy "ALTER DATABASE copy SET maintenance_work_mem = '200MB'"
exits 0 'restore with a setting of the database' pgsnap restore -d copy -j "$lanes" "$work/memory.pgsnap"
is "$(sorts)" 0 'that setting holds'

as_server truncate -s 0 "$work/server/server.log"
new_db copy
exits 0 'restore -j 1' pgsnap restore -d copy -j 1 "$work/memory.pgsnap"
is "$(sorts)" 0 'one lane leaves processors to parallel workers'
done_testing
