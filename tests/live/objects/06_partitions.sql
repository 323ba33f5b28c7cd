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
\if :from18
-- NOT NULL, not of all rows: of partitions that fulfil it and others, under the same name and others, in levels
CREATE TABLE parts.promised_to (a int PRIMARY KEY);
INSERT INTO parts.promised_to SELECT generate_series(1, 9);
CREATE TABLE parts.promised (a int, b int) PARTITION BY LIST (b);
CREATE INDEX promised_a ON parts.promised (a);
ALTER TABLE parts.promised ADD CONSTRAINT "a, soon" NOT NULL a NOT VALID;
CREATE TABLE parts.promised_1 PARTITION OF parts.promised FOR VALUES IN (1);
CREATE TABLE parts.promised_2 (a int CONSTRAINT kept NOT NULL, b int);
CREATE TABLE parts.promised_3 (b int, a int);
INSERT INTO parts.promised_3 VALUES (3, NULL);
ALTER TABLE parts.promised_3 ADD CONSTRAINT "It's broken" NOT NULL a NOT VALID;
CREATE TABLE parts.promised_4 (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE parts.promised_none (a int, b int);
CREATE TABLE parts.promised_some (a int, b int);
INSERT INTO parts.promised_none VALUES (NULL, 4);
ALTER TABLE parts.promised_4 ATTACH PARTITION parts.promised_none DEFAULT;
ALTER TABLE parts.promised_4 ATTACH PARTITION parts.promised_some FOR VALUES FROM (1) TO (9);
ALTER TABLE parts.promised_4 ADD CONSTRAINT later NOT NULL a NOT VALID;
ALTER TABLE parts.promised_some VALIDATE CONSTRAINT later;
ALTER TABLE parts.promised ATTACH PARTITION parts.promised_2 FOR VALUES IN (2);
ALTER TABLE parts.promised ATTACH PARTITION parts.promised_3 FOR VALUES IN (3);
ALTER TABLE parts.promised ATTACH PARTITION parts.promised_4 FOR VALUES IN (4);
INSERT INTO parts.promised VALUES (1, 1), (2, 2), (3, 3), (4, 4);
CREATE FUNCTION parts.keep_promise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER keep AFTER UPDATE ON parts.promised FOR EACH ROW EXECUTE FUNCTION parts.keep_promise();
ALTER TABLE parts.promised_3 DISABLE TRIGGER keep;
ALTER TABLE parts.promised ADD CONSTRAINT promised_b_a UNIQUE (b, a),
    ADD FOREIGN KEY (a) REFERENCES parts.promised_to;
\endif
\if :from17
-- what excludes: the server makes the partitions' own and attaches no other
CREATE TABLE parts.booked (room int4range, during int4range NOT NULL,
    CONSTRAINT "one at a time" EXCLUDE USING gist (room WITH =, during WITH &&) WITH (fillfactor = 80) WHERE (room > '[1,2)')
        DEFERRABLE) PARTITION BY LIST (room);
CREATE TABLE parts.booked_1 PARTITION OF parts.booked FOR VALUES IN ('[1,2)');
CREATE TABLE parts.booked_2 (during int4range NOT NULL, room int4range);
ALTER TABLE parts.booked ATTACH PARTITION parts.booked_2 FOR VALUES IN ('[2,3)');
CREATE TABLE parts.booked_rest PARTITION OF parts.booked DEFAULT PARTITION BY HASH (room);
CREATE TABLE parts.booked_rest_0 PARTITION OF parts.booked_rest FOR VALUES WITH (MODULUS 1, REMAINDER 0);
-- of its own beside its parent's, and after it was a partition
ALTER TABLE parts.booked_2 ADD CONSTRAINT mine EXCLUDE USING gist (during WITH &&);
CREATE TABLE parts.booked_once PARTITION OF parts.booked FOR VALUES IN ('[3,4)');
ALTER TABLE parts.booked DETACH PARTITION parts.booked_once;
INSERT INTO parts.booked VALUES ('[1,2)', '[1,5)'), ('[1,2)', '[2,5)'), ('[2,3)', '[5,7)'), ('[7,9)', '[1,9)');
CREATE INDEX ON parts.booked USING gist (during);
COMMENT ON CONSTRAINT booked_1_room_during_excl ON parts.booked_1 IS 'of the partition';
-- renamed, also to what the server would choose for another one, on every level, with other options
CREATE TABLE parts.rented (room int4range, during int4range NOT NULL,
    CONSTRAINT rented_excl EXCLUDE USING gist (room WITH =, during WITH &&) WITH (fillfactor = 80, buffering = on),
    CONSTRAINT rented_again EXCLUDE USING gist (room WITH =, during WITH -|-),
    EXCLUDE USING gist (room WITH =, int4range(lower(during), NULL) WITH -|-, room WITH =)) PARTITION BY LIST (room);
CREATE TABLE parts.rented_1 PARTITION OF parts.rented FOR VALUES IN ('[1,2)');
CREATE TABLE parts.rented_2 PARTITION OF parts.rented FOR VALUES IN ('[2,3)');
CREATE TABLE parts.rented_3 PARTITION OF parts.rented FOR VALUES IN ('[3,4)');
CREATE TABLE parts."rented, and $pgsnap$ with a name that's so long that it is cut" PARTITION OF parts.rented FOR VALUES IN ('[4,5)');
CREATE TABLE parts.rented_rest PARTITION OF parts.rented DEFAULT PARTITION BY HASH (room);
CREATE TABLE parts.rented_rest_0 PARTITION OF parts.rented_rest FOR VALUES WITH (MODULUS 1, REMAINDER 0);
ALTER TABLE parts.rented_1 RENAME CONSTRAINT rented_1_room_during_excl TO "It's $1$ of 1";
ALTER TABLE parts.rented_2 RENAME CONSTRAINT rented_2_room_during_excl TO rented_1_room_during_excl;
ALTER INDEX parts.rented_3_room_during_excl RENAME TO "once \ more";
ALTER TABLE parts.rented_rest RENAME CONSTRAINT rented_rest_room_during_excl TO rented_rest_0_room_during_excl2;
ALTER TABLE parts.rented_rest_0 RENAME CONSTRAINT rented_rest_0_room_during_excl TO rented_rest_room_during_excl;
CREATE INDEX rented_3_room_during_excl ON parts.log_2024 (line);
ALTER INDEX parts.rented_2_room_during_excl1 SET (fillfactor = 70);
ALTER INDEX parts.rented_1_room_during_excl SET (fillfactor = 60);
ALTER INDEX parts."once \ more" RESET (fillfactor, buffering);
COMMENT ON CONSTRAINT "It's $1$ of 1" ON parts.rented_1 IS 'of the first';
COMMENT ON CONSTRAINT rented_rest_0_room_during_excl2 ON parts.rented_rest IS 'on the second level';
COMMENT ON INDEX parts."once \ more" IS 'an index';
ALTER TABLE parts.rented_1 CLUSTER ON "It's $1$ of 1";
INSERT INTO parts.rented VALUES ('[1,2)', '[1,5)'), ('[2,3)', '[5,7)'), ('[7,9)', '[1,9)');
\endif
\if :from18
CREATE TABLE parts.priced (kind int4range, during int4range, price int, PRIMARY KEY (kind, during WITHOUT OVERLAPS))
    PARTITION BY LIST (kind);
CREATE TABLE parts.priced_1 PARTITION OF parts.priced FOR VALUES IN ('[1,2)');
CREATE TABLE parts.priced_rest PARTITION OF parts.priced DEFAULT PARTITION BY HASH (kind);
CREATE TABLE parts.priced_rest_0 PARTITION OF parts.priced_rest FOR VALUES WITH (MODULUS 1, REMAINDER 0);
ALTER TABLE parts.priced_1 RENAME CONSTRAINT priced_1_pkey TO "the first's prices";
ALTER TABLE parts.priced_1 CLUSTER ON "the first's prices";
ALTER TABLE parts.priced ADD UNIQUE (kind, during WITHOUT OVERLAPS) INCLUDE (price), ADD UNIQUE (kind, during WITHOUT OVERLAPS);
ALTER TABLE parts.priced_1 RENAME CONSTRAINT priced_1_kind_during_excl TO prices;
COMMENT ON CONSTRAINT prices ON parts.priced_1 IS 'of the first';
INSERT INTO parts.priced VALUES ('[1,2)', '[1,5)', 1), ('[1,2)', '[5,9)', 2), ('[8,9)', '[5,9)', 3);
CREATE TABLE parts.paid (kind int4range, during int4range, FOREIGN KEY (kind, PERIOD during) REFERENCES parts.priced);
INSERT INTO parts.paid VALUES ('[1,2)', '[2,8)');
\endif
-- foreign keys of partitions beside that which their partitioned table has of the same, and is made later by name
CREATE TABLE parts.seen (host text) PARTITION BY LIST (host);
CREATE TABLE parts.a_seen PARTITION OF parts.seen DEFAULT PARTITION BY LIST (host);
CREATE TABLE parts.a_seen_below PARTITION OF parts.a_seen DEFAULT;
ALTER TABLE parts.seen ADD CONSTRAINT "the last of a host" FOREIGN KEY (host) REFERENCES parts.host;
ALTER TABLE parts.a_seen ADD CONSTRAINT "a host beside" FOREIGN KEY (host) REFERENCES parts.host;
ALTER TABLE parts.a_seen_below ADD CONSTRAINT "a host below" FOREIGN KEY (host) REFERENCES parts.host;
INSERT INTO parts.seen VALUES ('a'), ('b');
\if :from18
ALTER TABLE parts.a_seen_below ADD CONSTRAINT "a host not enforced" FOREIGN KEY (host) REFERENCES parts.host NOT ENFORCED;
\endif
