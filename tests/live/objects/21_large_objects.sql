-- of several sizes, also more than a page of 2 kB and more than a block of 1 MiB
SELECT lo_from_bytea(900001, ''), lo_from_bytea(900002, '\x00ff0a5c2e'),
       lo_from_bytea(900003, decode(repeat('00010203ff0d0a5c', 40000), 'hex'));
SELECT lo_from_bytea(900010 + n, convert_to('object ' || n, 'UTF8')) FROM generate_series(1, 50) AS n;
SELECT lo_create(900100);
SELECT lo_put(900100, 5000000, 'far behind a hole');
ALTER LARGE OBJECT 900002 OWNER TO harbour;
GRANT SELECT ON LARGE OBJECT 900003 TO reader;
GRANT UPDATE ON LARGE OBJECT 900003 TO "lamp keeper" WITH GRANT OPTION;
COMMENT ON LARGE OBJECT 900003 IS 'it''s large';
