-- A small database for the tests that are not about objects.
CREATE SCHEMA store;
CREATE SCHEMA "Other Store";
CREATE TABLE store.customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE store.orders (id serial PRIMARY KEY, customer int NOT NULL REFERENCES store.customers, note text);
CREATE TABLE store.order_lines (order_id int REFERENCES store.orders, line int, what text, PRIMARY KEY (order_id, line));
CREATE TABLE "Other Store"."Order" (id int PRIMARY KEY, v text);
CREATE TABLE public.plain (id int, v text);
INSERT INTO store.customers SELECT n, 'customer ' || n FROM generate_series(1, 100) AS n;
INSERT INTO store.orders (customer, note) SELECT 1 + n % 100, repeat('note ', n % 20) FROM generate_series(1, 3000) AS n;
INSERT INTO store.order_lines SELECT 1 + n % 3000, n, md5(n::text) FROM generate_series(1, 20000) AS n;
INSERT INTO "Other Store"."Order" VALUES (1, 'one'), (2, 'two');
INSERT INTO public.plain VALUES (1, 'x');
CREATE INDEX orders_customer ON store.orders (customer);
CREATE VIEW store.many AS SELECT customer, count(*) FROM store.orders GROUP BY customer;
COMMENT ON TABLE store.orders IS 'what was ordered';
GRANT SELECT ON store.orders TO PUBLIC;
SELECT lo_from_bytea(800001, 'an object');
