#!/bin/bash
# validate.t - foreign keys of large tables that refer to the same one are added NOT VALID and validated on all lanes at the end of
# their stage; the catalogs are as in the source, whatever fails or interrupts it.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)" 'log_statement = ddl'
new_db source
psql -q -d source -f - >"$work/log" 2>&1 <<'EOF'
CREATE TABLE customers (id int PRIMARY KEY, code text UNIQUE);
INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 1000) AS n;
CREATE TABLE years (year int PRIMARY KEY) PARTITION BY RANGE (year);
CREATE TABLE years_all PARTITION OF years DEFAULT;
INSERT INTO years VALUES (2026);
CREATE TABLE orders (id int PRIMARY KEY, customer int, code text, before int, year int, filler text);
CREATE TABLE "in""voices" (id int PRIMARY KEY, customer int, code text, before int, year int, filler text);
CREATE TABLE visits (id int PRIMARY KEY, customer int, code text, before int, year int, filler text);
CREATE TABLE parts (id int, customer int, code text, before int, year int, filler text) PARTITION BY RANGE (id);
CREATE TABLE parts_all PARTITION OF parts DEFAULT;
INSERT INTO orders SELECT n, 1 + n % 1000, 'c' || (1 + n % 900), CASE WHEN n > 1 THEN n / 2 END, 2026, repeat('x', 1900)
FROM generate_series(1, 9500) AS n;
INSERT INTO "in""voices" SELECT * FROM orders;
INSERT INTO visits SELECT * FROM orders;
INSERT INTO parts SELECT * FROM orders;
ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers ON DELETE CASCADE,
    ADD CONSTRAINT "by ""code""; DROP TABLE visits" FOREIGN KEY (code) REFERENCES customers (code) DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (before) REFERENCES orders, ADD FOREIGN KEY (year) REFERENCES years;
ALTER TABLE "in""voices" ADD FOREIGN KEY (customer) REFERENCES customers MATCH FULL, ADD FOREIGN KEY (before) REFERENCES orders;
ALTER TABLE visits ADD FOREIGN KEY (customer) REFERENCES customers ON UPDATE SET NULL DEFERRABLE,
    ADD CONSTRAINT later FOREIGN KEY (code) REFERENCES customers (code) NOT VALID;
ALTER TABLE parts ADD FOREIGN KEY (customer) REFERENCES customers;
COMMENT ON CONSTRAINT visits_customer_fkey ON visits IS 'who';
ANALYZE;
EOF
pgsnap dump -d source -j 2 -f "$work/it.pgsnap"

statements() { # those of the last restore that say this
    grep -c "[:;] ALTER TABLE .*$1" "$work/server/server.log" || true
}
restored() { # restored STATUS LABEL OPTION...: into a new database
    local status=$1 label=$2
    shift 2
    as_server truncate -s 0 "$work/server/server.log"
    new_db copy
    exits "$status" "$label" pgsnap restore -d copy "$@" "$work/it.pgsnap"
}

restored 0 'restore -j 2' -j 2
alike source copy 'restore -j 2'
is "$(statements 'FOREIGN KEY.*NOT VALID;')" 6 'five foreign keys were not checked when they were added, and one is not valid in the source'
is "$(statements 'VALIDATE CONSTRAINT')" 3 'one statement for each of three tables has validated them'
is "$(statements 'FOREIGN KEY.*years.*NOT VALID;')$(statements 'parts.*NOT VALID;')" 00 'what has to do with partitioned tables was added as it is'
for option in '-j 1' -1; do
    # shellcheck disable=SC2086 # words
    restored 0 "restore $option" $option
    is "$(statements 'VALIDATE CONSTRAINT')" 0 "restore $option: nothing is left for later"
done

# Interrupted between the two steps: --resume validates.
new_db copy
psql -q -d copy <<'EOF'
CREATE FUNCTION public.wait() RETURNS event_trigger LANGUAGE plpgsql
AS $$ BEGIN IF current_query() ~ 'VALIDATE CONSTRAINT' THEN PERFORM pg_sleep(300); END IF; END $$;
CREATE EVENT TRIGGER wait ON ddl_command_start EXECUTE FUNCTION public.wait();
EOF
validates() {
    [ "$(query copy "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^ALTER.*VALIDATE' AND wait_event = 'PgSleep'")" -gt 0 ]
}
"$PGSNAP" restore -d copy -j 2 "$work/it.pgsnap" >"$work/run.out" 2>"$work/run.err" &
pid=$!
ok 'the restore has come to the validation' wait_for 60 validates
kill -KILL "$pid"
wait "$pid" 2>/dev/null || true
query copy "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'copy' AND application_name = 'pgsnap'" >"$work/log"
psql -q -d copy -c 'DROP EVENT TRIGGER wait' -c 'DROP FUNCTION public.wait'
is "$(query copy "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")" 6 'what it leaves is not valid'
exits 0 '--resume' pgsnap restore --resume -d copy -j 1 "$work/it.pgsnap"
alike source copy '--resume'

# Rows that violate one of a table's foreign keys: it is named and missing, the others are valid.
psql -q -d source -c "SET session_replication_role = replica" -c "UPDATE orders SET customer = 7777 WHERE id = 5" \
    -c "UPDATE visits SET customer = 8888 WHERE id = 6"
pgsnap dump -d source -j 2 -f "$work/it.pgsnap"
restored 3 'restore of rows that violate foreign keys' -j 2
like "$err" 'orders orders_customer_fkey.*violates foreign key constraint.*7777' 'the one is named, with the reason'
like "$err" 'visits visits_customer_fkey.*violates foreign key constraint.*8888' 'the other too'
is "$(query copy "SELECT conname, convalidated FROM pg_constraint WHERE contype = 'f' AND conrelid IN ('orders'::regclass, 'visits'::regclass)
    AND conparentid = 0 ORDER BY conname")" 'by "code"; DROP TABLE visits|t
later|f
orders_before_fkey|t
orders_year_fkey|t' 'they are missing, and the others are as they were'
restored 1 'restore -e of them' -e -j 2
like "$err" 'violates foreign key constraint' 'stops'
done_testing
