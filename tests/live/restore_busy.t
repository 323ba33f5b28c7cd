#!/bin/bash
# restore_busy.t - restore -c of a database into which an application writes meanwhile: what it inserts into the new tables has
# numbers of its own, so that all keys can be made and nothing of the archive is missing.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

insert() { # insert TABLE: until there is no such file any more
    while [ -e "$work/busy" ]; do
        psql -q -d shop -c "INSERT INTO $1 (v) VALUES ('new')" >>"$work/insert.log" 2>&1 || true
    done
}

pg_start server "$(first_bindir)"
new_db shop
for n in 1 2 3 4; do
    psql -q -d shop <<SQL
CREATE TABLE t$n (id $([ "$n" = 1 ] && echo 'bigint GENERATED ALWAYS AS IDENTITY' || echo serial) PRIMARY KEY, v text);
INSERT INTO t$n (v) SELECT 'old' FROM generate_series(1, 20000);
SQL
done
exits 0 'dump' pgsnap dump -d shop -f "$work/shop.pgsnap"

touch "$work/busy"
writers=()
for n in 1 2 3 4; do
    insert "t$n" &
    writers+=($!)
done
for way in '-j 1' '-j 2' '-j 4' '-1' '--exact'; do
    # shellcheck disable=SC2086 # words
    exits 0 "restore -c $way" pgsnap restore -c $way -d shop "$work/shop.pgsnap"
    is "$(query shop "SELECT count(*) FROM pg_constraint
                      WHERE contype = 'p' AND connamespace = 'public'::regnamespace")" 4 "all keys are there ($way)"
    is "$(query shop "SELECT count(*) FROM (SELECT FROM t1 WHERE v = 'old' UNION ALL SELECT FROM t2 WHERE v = 'old'
                      UNION ALL SELECT FROM t3 WHERE v = 'old' UNION ALL SELECT FROM t4 WHERE v = 'old') r")" 80000 \
        "and all rows ($way)"
done
rm "$work/busy"
wait "${writers[@]}"
is "$(query shop "SELECT count(*) > 0 FROM t1 WHERE v = 'new'")" t 'the application has written'
done_testing
