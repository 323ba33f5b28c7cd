-- What all databases of a server share, awkward on purpose.
CREATE ROLE "Boss ""Q""; -- x" SUPERUSER LOGIN PASSWORD 'it''s secret' VALID UNTIL '2031-02-03 04:05:06+00';
CREATE ROLE "staff é" NOINHERIT;
CREATE ROLE "select" LOGIN CONNECTION LIMIT 5 BYPASSRLS REPLICATION;
CREATE ROLE third LOGIN CREATEROLE CREATEDB;
CREATE ROLE past VALID UNTIL '-infinity';
CREATE ROLE caesar VALID UNTIL '0044-03-15 00:00:00+00 BC';
CREATE ROLE abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk;
GRANT "staff é" TO "select" WITH ADMIN OPTION;
GRANT "select" TO third;
GRANT pg_monitor TO "select";
GRANT past TO pg_monitor;
SET ROLE "select";
GRANT "staff é" TO third;
RESET ROLE;
ALTER ROLE "select" SET search_path TO 'a, b', "$user", 'it''s';
ALTER ROLE "select" SET work_mem TO '5MB';
ALTER ROLE "select" SET "my.own" TO E'two\nlines';
ALTER ROLE ALL SET lock_timeout TO '1h';
COMMENT ON ROLE "select" IS 'it''s a role; not a word';
DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 150000 THEN
        EXECUTE 'GRANT SET, ALTER SYSTEM ON PARAMETER log_statement TO "select" WITH GRANT OPTION';
        EXECUTE 'GRANT SET ON PARAMETER "my.own" TO PUBLIC';
        SET ROLE "select";
        EXECUTE 'GRANT SET ON PARAMETER log_statement TO third';
        RESET ROLE;
    END IF;
    IF current_setting('server_version_num')::int >= 160000 THEN
        EXECUTE 'GRANT abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk TO "Boss ""Q""; -- x" WITH INHERIT FALSE, SET FALSE';
        CREATE ROLE "Z1";
        CREATE ROLE "Y2";
        CREATE ROLE "X3";
        EXECUTE 'GRANT "select" TO "Z1" WITH ADMIN OPTION';
        EXECUTE 'GRANT "select" TO "Y2" WITH ADMIN OPTION GRANTED BY "Z1"';
        EXECUTE 'GRANT "select" TO "X3" WITH ADMIN OPTION GRANTED BY "Y2"';
        EXECUTE 'GRANT "select" TO "Y2" WITH ADMIN OPTION';
        EXECUTE 'GRANT "select" TO "Z1" WITH ADMIN OPTION GRANTED BY "Y2"';
    END IF;
END $$;
