CREATE SCHEMA abroad;
CREATE EXTENSION file_fdw SCHEMA abroad;
CREATE EXTENSION postgres_fdw SCHEMA abroad;
CREATE FOREIGN DATA WRAPPER own_wrapper HANDLER abroad.postgres_fdw_handler VALIDATOR abroad.postgres_fdw_validator;
CREATE FOREIGN DATA WRAPPER "Empty" OPTIONS (debug 'it''s');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER "Far Away" TYPE 'old "type"' VERSION '1.2''3' FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host 'nowhere.invalid', dbname 'it''s', port '5');
CREATE USER MAPPING FOR PUBLIC SERVER "Far Away" OPTIONS (user 'nobody');
CREATE USER MAPPING FOR reader SERVER "Far Away" OPTIONS (user 'us''er', password 'not a real one');
CREATE FOREIGN TABLE abroad.remote (id int NOT NULL, name text OPTIONS (column_name 'na"me') DEFAULT 'x', CHECK (id > 0))
    SERVER "Far Away" OPTIONS (schema_name 'public', table_name 'It''s');
CREATE FOREIGN TABLE abroad.counted (id serial, big bigserial OPTIONS (column_name 'huge')) SERVER "Far Away";
SELECT nextval('abroad.counted_id_seq') FROM generate_series(1, 4) \g /dev/null
CREATE FOREIGN TABLE abroad.words (word text) SERVER files OPTIONS (filename '/nowhere/words', format 'csv', header 'true');
ALTER SERVER files OWNER TO CURRENT_USER;
GRANT USAGE ON FOREIGN SERVER "Far Away" TO reader WITH GRANT OPTION;
GRANT USAGE ON FOREIGN DATA WRAPPER own_wrapper TO harbour;
-- a child of a table with compression, which a foreign table cannot be given
\if :from14
CREATE TABLE abroad.compressed_parent (a text COMPRESSION pglz, b text);
CREATE FOREIGN TABLE abroad.foreign_child (c int) INHERITS (abroad.compressed_parent) SERVER files OPTIONS (filename '/dev/null');
\endif
\if :from19
CREATE FOREIGN DATA WRAPPER connects CONNECTION abroad.postgres_fdw_connection OPTIONS (debug 'yes');
CREATE SERVER connected FOREIGN DATA WRAPPER connects;
\endif
