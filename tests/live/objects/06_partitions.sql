CREATE SCHEMA parts;
CREATE TABLE parts.log (at date NOT NULL, id bigint NOT NULL, host text NOT NULL DEFAULT 'none', line text, PRIMARY KEY (at, id))
    PARTITION BY RANGE (at);
CREATE TABLE parts.log_2024 PARTITION OF parts.log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE parts.log_2025 PARTITION OF parts.log (host DEFAULT 'of 2025', CONSTRAINT "long line" CHECK (length(line) < 5000))
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (id);
CREATE TABLE parts.log_2025_low PARTITION OF parts.log_2025 FOR VALUES FROM (MINVALUE) TO (600);
CREATE TABLE parts.log_2025_rest PARTITION OF parts.log_2025 DEFAULT WITH (fillfactor = 60);
CREATE TABLE parts.log_min PARTITION OF parts.log FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
-- attached later, with another order of columns and a dropped one
CREATE TABLE parts.log_late (gone int, line text, host text NOT NULL, id bigint NOT NULL, at date NOT NULL);
ALTER TABLE parts.log_late DROP COLUMN gone;
ALTER TABLE parts.log ATTACH PARTITION parts.log_late FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE INDEX log_host ON parts.log (host, lower(line));
CREATE INDEX only_here ON parts.log_2024 (line) WHERE line IS NOT NULL;
CREATE INDEX not_complete ON ONLY parts.log (line);
CREATE INDEX log_2025_rest_line ON parts.log_2025_rest (line);
CREATE STATISTICS parts.log_statistics ON at, host FROM parts.log_2024;
INSERT INTO parts.log (at, id, host, line)
    SELECT '2023-11-01'::date + n, n, chr(97 + n % 5), 'line ' || n FROM generate_series(1, 1200) AS n;

CREATE TABLE parts.hashed (id int NOT NULL, v text) PARTITION BY HASH (id);
CREATE TABLE parts.hashed_0 PARTITION OF parts.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts.hashed_1 PARTITION OF parts.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parts.hashed SELECT n, 'v' || n FROM generate_series(1, 500) AS n;

-- by an enum: a row's partition depends on the OIDs of the labels
CREATE TYPE parts.colour AS ENUM ('red', 'green', 'blue', 'black', 'white');
CREATE TABLE parts.by_enum (c parts.colour, n int) PARTITION BY HASH (c);
CREATE TABLE parts.by_enum_0 PARTITION OF parts.by_enum FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE parts.by_enum_1 PARTITION OF parts.by_enum FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE parts.by_enum_2 PARTITION OF parts.by_enum FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parts.by_enum SELECT c, n FROM unnest(enum_range(NULL::parts.colour)) AS c, generate_series(1, 10) AS n;

CREATE TABLE parts.by_expression (a int, b text) PARTITION BY RANGE ((a % 10), b COLLATE "C");
CREATE TABLE parts.by_expression_low PARTITION OF parts.by_expression FOR VALUES FROM (0, MINVALUE) TO (5, 'm');
CREATE TABLE parts.by_expression_high PARTITION OF parts.by_expression FOR VALUES FROM (5, 'm') TO (MAXVALUE, MAXVALUE);
INSERT INTO parts.by_expression SELECT n, chr(97 + n % 26) FROM generate_series(1, 100) AS n;
CREATE TABLE parts.childless (a int) PARTITION BY LIST (a);

-- foreign keys from and to partitioned tables
CREATE TABLE parts.refers (at date, id bigint, FOREIGN KEY (at, id) REFERENCES parts.log) PARTITION BY RANGE (at);
CREATE TABLE parts.refers_all PARTITION OF parts.refers DEFAULT;
INSERT INTO parts.refers SELECT at, id FROM parts.log WHERE id % 3 = 0;
CREATE FUNCTION parts.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER touched AFTER INSERT ON parts.log FOR EACH ROW EXECUTE FUNCTION parts.touch();
ALTER TABLE parts.log_2024 DISABLE TRIGGER touched;
CREATE TABLE parts."Sub Part" PARTITION OF parts.childless FOR VALUES IN (1, NULL);
INSERT INTO parts.childless VALUES (1), (NULL);
-- foreign keys that partitions had under names of their own before they were attached, one of them a level further down
CREATE TABLE parts.host (name text PRIMARY KEY);
INSERT INTO parts.host SELECT chr(97 + n) FROM generate_series(0, 4) AS n;
CREATE TABLE parts.watched (at date, host text, CONSTRAINT "of a host" FOREIGN KEY (host) REFERENCES parts.host ON DELETE CASCADE)
    PARTITION BY RANGE (at);
CREATE TABLE parts.watched_before (host text, at date,
    CONSTRAINT "It's host" FOREIGN KEY (host) REFERENCES parts.host ON DELETE CASCADE);
CREATE TABLE parts.watched_after (at date, host text,
    CONSTRAINT "after a host" FOREIGN KEY (host) REFERENCES parts.host ON DELETE CASCADE) PARTITION BY LIST (host);
CREATE TABLE parts.watched_a (at date, host text,
    CONSTRAINT "a host" FOREIGN KEY (host) REFERENCES parts.host ON DELETE CASCADE);
ALTER TABLE parts.watched_after ATTACH PARTITION parts.watched_a FOR VALUES IN ('a');
CREATE TABLE parts.watched_b PARTITION OF parts.watched_after FOR VALUES IN ('b');
ALTER TABLE parts.watched ATTACH PARTITION parts.watched_before FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
ALTER TABLE parts.watched ATTACH PARTITION parts.watched_after FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
INSERT INTO parts.watched VALUES ('2024-06-01', 'c'), ('2025-06-01', 'a'), ('2025-06-02', 'b');
COMMENT ON CONSTRAINT "It's host" ON parts.watched_before IS 'a name of its own';
COMMENT ON CONSTRAINT "a host" ON parts.watched_a IS 'another';
\if :from17
-- identity and access methods of partitioned tables
CREATE ACCESS METHOD parts_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE parts.numbered (id int GENERATED ALWAYS AS IDENTITY (START WITH 7 INCREMENT BY 3), v text) PARTITION BY LIST (v) USING parts_heap;
CREATE TABLE parts.numbered_a PARTITION OF parts.numbered FOR VALUES IN ('a');
CREATE TABLE parts.numbered_late (v text, id int NOT NULL) USING heap;
ALTER TABLE parts.numbered ATTACH PARTITION parts.numbered_late FOR VALUES IN ('b');
CREATE TABLE parts.numbered_below PARTITION OF parts.numbered DEFAULT PARTITION BY RANGE (id);
CREATE TABLE parts.numbered_all PARTITION OF parts.numbered_below DEFAULT;
INSERT INTO parts.numbered (v) VALUES ('a'), ('b'), ('c');
\endif
