CREATE SCHEMA looks;
CREATE VIEW looks.simple AS SELECT ship_id, name FROM harbour.ships WHERE length > 100;
CREATE VIEW looks.renamed ("Ship's ""Name""", "the id") AS SELECT name, ship_id FROM harbour.ships;
CREATE VIEW looks.checked WITH (security_barrier) AS SELECT * FROM harbour.ships WHERE flag = 'xx' WITH LOCAL CHECK OPTION;
CREATE VIEW looks.cascading AS SELECT * FROM looks.checked WITH CASCADED CHECK OPTION;
ALTER VIEW looks.simple ALTER COLUMN name SET DEFAULT 'from the view';
CREATE RECURSIVE VIEW looks.numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 10;
CREATE VIEW looks.windows AS SELECT berth, count(*) FILTER (WHERE left_at IS NULL) OVER w AS inside,
    lag(arrived, 1, '2000-01-01') OVER w FROM harbour.calls WINDOW w AS (PARTITION BY berth ORDER BY arrived ROWS 3 PRECEDING);
-- GROUP BY the key: the view cannot be made before the primary key
CREATE VIEW looks.by_key AS SELECT s.ship_id, s.name, s.notes, count(*) FROM harbour.ships s JOIN harbour.calls c USING (ship_id)
    GROUP BY s.ship_id;
CREATE VIEW looks.over_by_key AS SELECT name, count FROM looks.by_key;
CREATE VIEW looks.lateral_join AS SELECT s.name, x.* FROM harbour.ships s
    CROSS JOIN LATERAL (SELECT max(arrived) FROM harbour.calls c WHERE c.ship_id = s.ship_id) x ("last call");
CREATE VIEW looks.no_columns AS SELECT;
CREATE VIEW looks.row_of AS SELECT s FROM harbour.ships s;
CREATE MATERIALIZED VIEW looks.kept AS SELECT berth, count(*) AS calls FROM harbour.calls GROUP BY berth WITH DATA;
CREATE UNIQUE INDEX kept_key ON looks.kept (berth);
CREATE MATERIALIZED VIEW looks.kept_of_kept WITH (fillfactor = 90) AS SELECT sum(calls) FROM looks.kept;
CREATE MATERIALIZED VIEW looks.empty_yet AS SELECT name FROM harbour.ships WITH NO DATA;
CREATE MATERIALIZED VIEW looks.a_by_key AS SELECT * FROM looks.by_key;
CREATE VIEW looks.over_kept AS SELECT * FROM looks.kept_of_kept;
ALTER MATERIALIZED VIEW looks.kept ALTER COLUMN calls SET STATISTICS 10;
ALTER VIEW looks.simple OWNER TO "lamp keeper";
\if :from15
CREATE VIEW looks.invoker WITH (security_invoker = true) AS SELECT 1 AS one;
\endif
\if :from14
-- values of CYCLE, which the server writes as it does not read them; and what only looks like them
CREATE TYPE looks.mood AS ENUM ('good', '"It''s');
CREATE TABLE looks.ways (f int, t int, "c SET d TO 'x'::text DEFAULT 'y'::text USING z" int);
CREATE VIEW looks.cycle AS WITH RECURSIVE s (f, t) AS (SELECT f, t FROM looks.ways UNION ALL SELECT w.f, w.t FROM looks.ways w, s WHERE w.f = s.t)
    CYCLE f, t SET is_cycle USING path SELECT f, is_cycle FROM s;
CREATE VIEW looks.cycle_texts AS WITH RECURSIVE s (f, t, o) AS (SELECT f, t, "c SET d TO 'x'::text DEFAULT 'y'::text USING z" FROM looks.ways
    UNION ALL SELECT w.f, w.t, w."c SET d TO 'x'::text DEFAULT 'y'::text USING z" FROM looks.ways w, s WHERE w.f = s.t)
    SEARCH DEPTH FIRST BY f SET "first TO last" CYCLE f, t SET "c d" TO 'It''s \ so' DEFAULT '' USING path
    SELECT f, "c d", o, E'a \\ CYCLE f SET c TO ''''::text DEFAULT ''N''::text USING path' AS x FROM s;
CREATE VIEW looks.cycle_types AS WITH RECURSIVE s (f, t) AS (SELECT f, t FROM looks.ways UNION ALL SELECT w.f, w.t FROM looks.ways w, s WHERE w.f = s.t)
    CYCLE f SET a TO looks.mood '"It''s' DEFAULT 'good' USING p, r (f, t) AS (SELECT f, t FROM s UNION ALL SELECT w.f, w.t FROM looks.ways w, r WHERE w.f = r.t)
    CYCLE f SET b TO timestamp (2) with time zone '2020-01-01' DEFAULT NULL USING p,
    q (f, t) AS (SELECT f, t FROM r UNION ALL SELECT w.f, w.t FROM looks.ways w, q WHERE w.f = q.t) CYCLE t SET c TO 1 DEFAULT 2.5 USING p
    SELECT s.f, s.a, r.b, q.c FROM s JOIN r USING (f) JOIN q USING (f);
CREATE MATERIALIZED VIEW looks.cycle_kept AS WITH RECURSIVE s (f, t) AS (SELECT f, t FROM looks.ways UNION ALL
    SELECT w.f, w.t FROM looks.ways w, s WHERE w.f = s.t) CYCLE f, t SET c TO NULL DEFAULT varchar(3) 'Yes' USING p SELECT f, c FROM s;
INSERT INTO looks.ways VALUES (1, 2), (2, 3), (3, 1);
\endif
