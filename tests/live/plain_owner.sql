-- What the owner of a database makes who is no superuser. For roundtrip.t; run as that owner.
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid', 'sent');
CREATE DOMAIN shop.price AS numeric(10, 2) CHECK (VALUE >= 0);
CREATE TABLE shop.customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE shop.orders (
    id serial PRIMARY KEY, customer int NOT NULL REFERENCES shop.customers, state shop.state DEFAULT 'new', total shop.price
);
INSERT INTO shop.customers (name) SELECT 'customer ' || n FROM generate_series(1, 200) AS n;
INSERT INTO shop.orders (customer, total) SELECT 1 + n % 200, n / 3.0 FROM generate_series(1, 2000) AS n;
CREATE INDEX ON shop.orders (state) WHERE state <> 'sent';
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE VIEW shop.open AS SELECT * FROM shop.orders WHERE state = 'new';
CREATE MATERIALIZED VIEW shop.totals AS SELECT customer, sum(total) FROM shop.orders GROUP BY customer;
COMMENT ON TABLE shop.orders IS 'what was ordered';
GRANT SELECT ON shop.open TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reader;
ALTER TABLE shop.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.customers FOR SELECT TO reader USING (name = current_user);
SELECT lo_from_bytea(700001, 'owned by no superuser');
