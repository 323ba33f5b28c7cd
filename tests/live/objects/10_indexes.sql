CREATE SCHEMA idx;
CREATE TABLE idx.items (id int, name text, tags text[], doc jsonb, place point, score float8, "Mixed Case" int);
INSERT INTO idx.items SELECT n, 'item ' || n, ARRAY['t' || n % 5, 'u'], jsonb_build_object('k', n), point(n, -n), n / 7.0, n
    FROM generate_series(1, 1000) AS n;
CREATE INDEX plain ON idx.items (id);
CREATE UNIQUE INDEX with_all ON idx.items USING btree (name COLLATE "C" text_pattern_ops DESC NULLS LAST, id)
    INCLUDE (score) WITH (fillfactor = 50) WHERE id > 0 AND name <> 'x''y';
CREATE INDEX by_expression ON idx.items (lower(name), (id % 10), (doc ->> 'k'));
CREATE INDEX by_hash ON idx.items USING hash (name);
CREATE INDEX by_gin ON idx.items USING gin (tags) WITH (fastupdate = off);
CREATE INDEX by_gin_doc ON idx.items USING gin (doc jsonb_path_ops);
CREATE INDEX by_gist ON idx.items USING gist (place);
CREATE INDEX by_brin ON idx.items USING brin (id, score) WITH (pages_per_range = 4, autosummarize = on);
CREATE INDEX by_spgist ON idx.items USING spgist (name);
CREATE INDEX "Mixed ""Index""" ON idx.items ("Mixed Case");
ALTER INDEX idx.by_expression ALTER COLUMN 2 SET STATISTICS 77;
-- plain ones, which are written without pg_get_indexdef, and what only looks plain
CREATE DOMAIN idx.short AS varchar(5);
CREATE TYPE idx.size AS ENUM ('small', 'large');
CREATE TABLE idx.nearly (gone int, code varchar(9), "old Name" text, sorted text COLLATE "C", short idx.short, fixed char(3),
                         size idx.size, days date[], n int);
CREATE UNIQUE INDEX nearly_code ON idx.nearly (code);
CREATE INDEX nearly_several ON idx.nearly (n, code, "old Name", sorted, fixed);
CREATE INDEX nearly_sorted ON idx.nearly (sorted);
CREATE INDEX nearly_other_collation ON idx.nearly (code COLLATE "C");
CREATE INDEX nearly_default_collation ON idx.nearly (sorted COLLATE "default");
CREATE INDEX nearly_backwards ON idx.nearly (n, code DESC);
CREATE INDEX nearly_nulls ON idx.nearly (n NULLS FIRST);
CREATE INDEX nearly_patterns ON idx.nearly (code varchar_pattern_ops);
CREATE INDEX nearly_short ON idx.nearly (short);
CREATE INDEX nearly_size ON idx.nearly (size);
CREATE INDEX nearly_days ON idx.nearly USING gin (days);
CREATE INDEX nearly_included ON idx.nearly (n) INCLUDE (code);
CREATE INDEX nearly_filled ON idx.nearly (n) WITH (fillfactor = 90);
CREATE INDEX nearly_hashed ON idx.nearly USING hash (n);
CREATE INDEX nearly_some ON idx.nearly (n) WHERE n > 0;
ALTER TABLE idx.nearly DROP gone;
CREATE TABLE idx.identified (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX identity_index ON idx.identified (b);
ALTER TABLE idx.identified REPLICA IDENTITY USING INDEX identity_index;
CREATE TABLE idx.identified_full (a int);
ALTER TABLE idx.identified_full REPLICA IDENTITY FULL;
CREATE TABLE idx.identified_not (a int);
ALTER TABLE idx.identified_not REPLICA IDENTITY NOTHING;
CREATE TABLE idx.clustered (a int, b int);
CREATE INDEX cluster_here ON idx.clustered (b);
ALTER TABLE idx.clustered CLUSTER ON cluster_here;
CREATE STATISTICS idx.some (ndistinct, dependencies) ON id, name FROM idx.items;
CREATE STATISTICS idx."All Of" ON id, score, name FROM idx.items;
\if :from13
ALTER STATISTICS idx.some SET STATISTICS 33;
CREATE INDEX with_options ON idx.items USING gist (to_tsvector('simple', name) tsvector_ops (siglen = 100));
CREATE TABLE idx.words (v tsvector);
CREATE INDEX only_options ON idx.words USING gist (v tsvector_ops (siglen = 100));
\endif
\if :from14
CREATE STATISTICS idx.of_expressions (mcv) ON (id % 7), lower(name) FROM idx.items;
CREATE STATISTICS idx.of_one ON (score * 2) FROM idx.items;
\endif
CREATE FUNCTION idx.folded(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1)';
CREATE INDEX by_function ON idx.items (idx.folded(name));
