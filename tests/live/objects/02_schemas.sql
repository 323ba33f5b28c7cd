CREATE SCHEMA harbour AUTHORIZATION harbour;
CREATE SCHEMA ledger;
CREATE SCHEMA "Empty Schema";
CREATE SCHEMA code;
CREATE TABLE public.in_public (id int PRIMARY KEY, note text);
INSERT INTO public.in_public SELECT n, 'note ' || n FROM generate_series(1, 1000) AS n;
