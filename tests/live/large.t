#!/bin/bash
# The shape of large applications: views over views over views, hundreds of triggers, partitions in two levels, circles of
# foreign keys, and functions that need views that need functions.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)" 'max_locks_per_transaction = 1024'
new_db source
psql -q -d source -f - >"$work/log" 2>&1 <<'EOF'
CREATE SCHEMA app;
CREATE FUNCTION app.fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- a hundred tables in circles of foreign keys, three triggers each, and comments
SELECT format('CREATE TABLE app.t%1$s (id int PRIMARY KEY, next int, v text DEFAULT %2$L, UNIQUE (next, v));
    COMMENT ON COLUMN app.t%1$s.v IS %3$L;
    INSERT INTO app.t%1$s SELECT i, i %% 10 + 1, i FROM generate_series(1, 10) i;', n, 'd' || n, 'column ' || n)
FROM generate_series(1, 100) n \gexec
SELECT format('ALTER TABLE app.t%s ADD CONSTRAINT ring FOREIGN KEY (next) REFERENCES app.t%s DEFERRABLE', n, n % 100 + 1)
FROM generate_series(1, 100) n \gexec
SELECT format('CREATE TRIGGER "fire %2$s" %3$s ON app.t%1$s FOR EACH ROW EXECUTE FUNCTION app.fire(%2$L)', n, kind, event)
FROM generate_series(1, 100) n, (VALUES ('a', 'BEFORE INSERT'), ('b', 'AFTER UPDATE OF v'), ('c', 'AFTER DELETE')) e (kind, event) \gexec
SELECT format('ALTER TABLE app.t%s DISABLE TRIGGER "fire b"', n) FROM generate_series(1, 100, 7) n \gexec
-- two hundred views, each over the one before; every tenth has a function of its row type, which the next one calls
CREATE VIEW app.v0 AS SELECT id, v FROM app.t1;
SELECT CASE n % 10
    WHEN 0 THEN format('CREATE VIEW app.v%1$s AS SELECT id, v || %1$L AS v FROM app.v%2$s;
        CREATE FUNCTION app.f%1$s(app.v%1$s) RETURNS int LANGUAGE sql STABLE AS ''SELECT ($1).id''', n, n - 1)
    WHEN 1 THEN format('CREATE VIEW app.v%1$s AS SELECT %3$s AS id, x.v FROM app.v%2$s x', n, n - 1,
                       CASE WHEN n = 1 THEN 'x.id' ELSE format('app.f%s(x)', n - 1) END)
    ELSE format('CREATE VIEW app.v%1$s AS SELECT a.id, a.v FROM app.v%2$s a WHERE a.id > %1$s - 1000', n, n - 1) END
FROM generate_series(1, 200) n \gexec
-- the first view of ten calls what is made of the last of them
SELECT format('CREATE OR REPLACE VIEW app.v%1$s AS SELECT id + 0 * (SELECT count(*)::int FROM pg_class WHERE false) AS id, v FROM app.v%2$s', n, n - 1)
FROM generate_series(5, 200, 10) n \gexec
-- five hundred partitions in two levels, attached late and in another order of columns
CREATE TABLE app.log (at date, kind int, body text, PRIMARY KEY (at, kind)) PARTITION BY RANGE (at);
SELECT format('CREATE TABLE app.log_%1$s (body text, kind int NOT NULL, at date NOT NULL) PARTITION BY LIST (kind);', y)
FROM generate_series(0, 19) y \gexec
SELECT format('CREATE TABLE app.log_%1$s_%2$s PARTITION OF app.log_%1$s FOR VALUES IN (%2$s)', y, k)
FROM generate_series(0, 19) y, generate_series(0, 23) k ORDER BY k, y \gexec
SELECT format('ALTER TABLE app.log ATTACH PARTITION app.log_%s FOR VALUES FROM (%L) TO (%L)', y, make_date(2000 + y, 1, 1), make_date(2001 + y, 1, 1))
FROM generate_series(19, 0, -1) y \gexec
CREATE INDEX ON app.log (kind, body);
CREATE TRIGGER fire BEFORE INSERT ON app.log_3_4 FOR EACH ROW EXECUTE FUNCTION app.fire();
CREATE TABLE app.of_log (at date, kind int, FOREIGN KEY (at, kind) REFERENCES app.log);
INSERT INTO app.log SELECT make_date(2000 + i % 20, 1 + i % 12, 1 + i % 28), i % 24, i FROM generate_series(1, 600) i ON CONFLICT DO NOTHING;
INSERT INTO app.of_log SELECT at, kind FROM app.log;
EOF
for lanes in 1 4; do
    exits 0 "dump -j $lanes" pgsnap dump -d source -j "$lanes" -f "$work/large.pgsnap"
    is "$err" '' "dump -j $lanes says nothing"
    new_db copy
    exits 0 "restore -j $lanes" pgsnap restore -d copy -j "$lanes" "$work/large.pgsnap"
    alike source copy "restore -j $lanes"
done
query copy 'DROP TABLE app.of_log; DROP TABLE app.t5 CASCADE'
exits 0 'restore -c' pgsnap restore -c -d copy -j 2 "$work/large.pgsnap"
alike source copy 'restore -c'
done_testing
