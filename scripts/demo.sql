-- The demo's database: a small shop, with orders partitioned by month. Every name and number in it is made up.
CREATE SCHEMA shop;
CREATE TYPE shop.order_state AS ENUM ('new', 'paid', 'sent', 'returned');

CREATE TABLE shop.customers (
    customer_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL UNIQUE,
    since date NOT NULL DEFAULT CURRENT_DATE
);
CREATE TABLE shop.products (
    product_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    price numeric(10, 2) NOT NULL CHECK (price > 0),
    stock int NOT NULL DEFAULT 0
);
CREATE TABLE shop.orders (
    order_id bigint NOT NULL,
    ordered_on date NOT NULL,
    customer_id int NOT NULL REFERENCES shop.customers,
    state shop.order_state NOT NULL DEFAULT 'new',
    PRIMARY KEY (order_id, ordered_on)
) PARTITION BY RANGE (ordered_on);
SELECT format('CREATE TABLE shop.%I PARTITION OF shop.orders FOR VALUES FROM (%L) TO (%L)',
              'orders_' || to_char(month, 'YYYY_MM'), month::date, (month + interval '1 month')::date)
FROM generate_series('2025-01-01'::timestamp, '2025-12-01', '1 month') AS month \gexec
CREATE TABLE shop.order_lines (
    order_id bigint NOT NULL,
    ordered_on date NOT NULL,
    line int NOT NULL,
    product_id int NOT NULL REFERENCES shop.products,
    quantity int NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, line),
    FOREIGN KEY (order_id, ordered_on) REFERENCES shop.orders ON DELETE CASCADE
);
CREATE TABLE public.alembic_version (version_num varchar(32) PRIMARY KEY);
INSERT INTO public.alembic_version VALUES ('5f3a9c01d2e4');

INSERT INTO shop.customers (name, email, since)
SELECT 'Customer ' || n, 'customer' || n || '@example.com', '2020-01-01'::date + n % 1800 FROM generate_series(1, 5000) AS n;
INSERT INTO shop.products (name, price, stock)
SELECT 'Product ' || n, 1 + n % 250 + 0.95, n % 400 FROM generate_series(1, 500) AS n;
INSERT INTO shop.orders (order_id, ordered_on, customer_id, state)
SELECT n, '2025-01-01'::date + n % 365, 1 + n * 7 % 5000, (enum_range(NULL::shop.order_state))[1 + n % 4]
FROM generate_series(1, 20000) AS n;
INSERT INTO shop.order_lines
SELECT n, '2025-01-01'::date + n % 365, line, 1 + (n * 13 + line) % 500, 1 + n % 5
FROM generate_series(1, 20000) AS n, generate_series(1, 1 + n % 4) AS line;

CREATE INDEX ON shop.orders (customer_id);
CREATE INDEX ON shop.order_lines (product_id);
CREATE FUNCTION shop.take_from_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE shop.products SET stock = stock - NEW.quantity WHERE product_id = NEW.product_id;
    RETURN NEW;
END $$;
CREATE TRIGGER take_from_stock AFTER INSERT ON shop.order_lines FOR EACH ROW EXECUTE FUNCTION shop.take_from_stock();
CREATE MATERIALIZED VIEW shop.turnover AS
SELECT date_trunc('month', ordered_on)::date AS month, sum(quantity * price) AS amount
FROM shop.order_lines JOIN shop.products USING (product_id) GROUP BY 1;
CREATE UNIQUE INDEX ON shop.turnover (month);
COMMENT ON TABLE shop.orders IS 'One row per order, a partition per month';
ANALYZE;
