#!/bin/bash
# restore_busy.t - restore -c of a database into which an application writes meanwhile: what it inserts into the new tables has
# numbers of its own, so that all keys can be made and nothing of the archive is missing. None of its transactions fails.
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
is "$(cat "$work/insert.log")" '' 'and no statement of its own failed'

# --- transactions that use one table after the other, in any order: none is ended as a deadlock
exchange() { # exchange FIRST SECOND
    while [ -e "$work/busy" ]; do
        psql -q -d shop >>"$work/exchange.log" 2>&1 <<SQL || true
BEGIN;
INSERT INTO t$1 (v) VALUES ('new');
SELECT pg_sleep(0.02) \gset
INSERT INTO t$2 (v) VALUES ('new');
SELECT count(*) FROM seen \gset
COMMIT;
SQL
    done
}
query shop 'CREATE VIEW seen AS SELECT FROM t3 JOIN t4 ON t3.id = t4.id AND t3.id < 9'
query shop 'ALTER TABLE t2 ADD other bigint REFERENCES t1'
exits 0 'dump' pgsnap dump -d shop -f "$work/shop2.pgsnap"
touch "$work/busy"
writers=()
for pair in '1 4' '4 2' '3 1'; do
    # shellcheck disable=SC2086 # words
    exchange $pair &
    writers+=($!)
done
for way in '-j 2' '-j 1' '-1' '-j 3'; do
    # shellcheck disable=SC2086 # words
    exits 0 "restore -c $way beside transactions" pgsnap restore -c $way -d shop "$work/shop2.pgsnap"
done
rm "$work/busy"
wait "${writers[@]}"
is "$(cat "$work/exchange.log")" '' 'no transaction failed'

# --- somebody has a table, and then wants one that is locked before it
waits() { # waits PROGRAM: a session of it waits for a lock
    [ "$(query shop "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = '$1' AND wait_event_type = 'Lock'")" = t ]
}
for way in '-j 2' '--transaction-size 3' '--lock-wait-timeout 20s'; do
    open_session shop
    say 'BEGIN; SELECT count(*) FROM t4 \gset'
    # shellcheck disable=SC2086 # words
    "$PGSNAP" restore -c $way -d shop "$work/shop2.pgsnap" >"$work/restore.log" 2>&1 9>&- &
    restore=$!
    ok "the restore waits for him ($way)" wait_for 20 waits pgsnap
    say 'SELECT count(*) FROM t1 \gset'
    say 'SELECT count(*) FROM t4, seen \gset'
    say 'COMMIT;'
    ok "he ends well ($way)" close_session
    is "$(cat "$work/session.log")" '' "and was not ended as a deadlock ($way)"
    ok "the restore ends well ($way)" wait "$restore"
done
done_testing
