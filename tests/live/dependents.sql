-- What stands outside the schema "Shop ""1""" and needs something in it.
SELECT current_setting('server_version_num')::int >= 140000 AS has_bodies,
       current_setting('server_version_num')::int >= 150000 AS has_filters \gset
CREATE SCHEMA "Shop ""1""";
SET search_path = "Shop ""1""";
CREATE TABLE orders (id int PRIMARY KEY, total numeric, made date DEFAULT now());
INSERT INTO orders SELECT g, g * 1.5 FROM generate_series(1, 500) g;
CREATE TABLE parts (id int, note text) PARTITION BY RANGE (id);
CREATE FUNCTION tax(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 0.2';
CREATE FUNCTION looks() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TYPE state AS ENUM ('open', 'paid');
CREATE SEQUENCE numbers START 7;

CREATE SCHEMA "Reports ;--";
SET search_path = "Reports ;--", "Shop ""1""", public;
CREATE VIEW "Totals" AS SELECT sum(total) AS s, sum(tax(total)) AS t FROM orders;
COMMENT ON VIEW "Totals" IS 'all of it';
COMMENT ON COLUMN "Totals".s IS 'the sum';
ALTER VIEW "Totals" OWNER TO dependents_owner;
GRANT SELECT ON "Totals" TO PUBLIC;
CREATE VIEW more AS SELECT * FROM "Totals" WHERE s > 0;
ALTER VIEW more ALTER s SET DEFAULT 3;
CREATE RULE writes AS ON INSERT TO more DO INSTEAD INSERT INTO orders VALUES (new.s);
CREATE VIEW written AS SELECT id, total FROM orders;
CREATE TRIGGER instead INSTEAD OF UPDATE ON written FOR EACH ROW EXECUTE FUNCTION looks();
CREATE MATERIALIZED VIEW kept AS SELECT id, total FROM orders;
CREATE UNIQUE INDEX kept_index ON kept (id);
COMMENT ON INDEX kept_index IS 'an index';
CREATE MATERIALIZED VIEW unfilled AS SELECT id FROM orders WITH NO DATA;
CREATE FUNCTION of_row(orders) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION of_state(state) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (state AS int) WITH FUNCTION of_state(state);
COMMENT ON CAST (state AS int) IS 'a cast';
CREATE AGGREGATE taxes(numeric) (SFUNC = numeric_add, STYPE = numeric, FINALFUNC = tax);
CREATE TABLE notes (of_order int, words text DEFAULT tax(3)::text, number int DEFAULT nextval('numbers'));
ALTER TABLE notes ADD CONSTRAINT "of it" FOREIGN KEY (of_order) REFERENCES orders ON DELETE CASCADE DEFERRABLE;
ALTER TABLE notes ADD CONSTRAINT taxed CHECK (tax(of_order) > 0);
COMMENT ON CONSTRAINT "of it" ON notes IS 'a key';
INSERT INTO notes VALUES (3, 'x');
CREATE INDEX notes_tax ON notes (tax(of_order));
CREATE TRIGGER looked BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION looks();
ALTER TABLE notes ENABLE ALWAYS TRIGGER looked;
COMMENT ON TRIGGER looked ON notes IS 'a trigger';
CREATE POLICY known ON notes USING (of_order IN (SELECT id FROM orders));
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
\if :has_filters
CREATE PUBLICATION news FOR TABLE orders WHERE (id > 3), notes;
\else
CREATE PUBLICATION news FOR TABLE orders, notes;
\endif
\if :has_bodies
CREATE FUNCTION body() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT sum(total) FROM orders; END;
REVOKE EXECUTE ON FUNCTION body() FROM PUBLIC;
\endif
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO dependents_owner;
ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO dependents_owner;
