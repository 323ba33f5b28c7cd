#!/bin/bash
# Security labels. No server at hand has a provider, so the labels are put into the catalogs by hand, and what would restore
# them is looked at as a script.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db labelled
query labelled "CREATE TABLE secret (a int, \"b B\" int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT 1
    ; CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int); CREATE PROCEDURE p(INOUT a int) LANGUAGE sql AS 'SELECT 1'
    ; CREATE DOMAIN d AS int; CREATE SEQUENCE s; CREATE MATERIALIZED VIEW m AS SELECT 1; CREATE PUBLICATION news
    ; CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'
    ; CREATE EVENT TRIGGER watched ON ddl_command_end EXECUTE FUNCTION watch(); ALTER EVENT TRIGGER watched DISABLE
    ; CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE abroad (a int) SERVER far
    ; CREATE TRUSTED LANGUAGE own HANDLER plpgsql_call_handler
    ; CREATE SUBSCRIPTION \"To far\" CONNECTION '' PUBLICATION news WITH (connect = false, slot_name = NONE)
    ; CREATE EXTENSION citext
    ; CREATE SCHEMA hidden; CREATE TYPE hidden.t AS (a int); SELECT lo_create(4711)
    ; SET allow_system_table_mods = on
    ; INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES
        ('secret'::regclass, 'pg_class'::regclass, 0, 'dummy', 'it''s secret'),
        ('secret'::regclass, 'pg_class'::regclass, 0, 'The other', 'x'),
        ('secret'::regclass, 'pg_class'::regclass, 2, 'dummy', 'column'),
        ('v'::regclass, 'pg_class'::regclass, 0, 'dummy', 'view'),
        ('f'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'function'),
        ('hidden.t'::regtype, 'pg_type'::regclass, 0, 'dummy', 'type'),
        ('total'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'aggregate'),
        ('p'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'procedure'),
        ('d'::regtype, 'pg_type'::regclass, 0, 'dummy', 'domain'),
        ('s'::regclass, 'pg_class'::regclass, 0, 'dummy', 'sequence'),
        ('m'::regclass, 'pg_class'::regclass, 0, 'dummy', 'materialized view'),
        ('abroad'::regclass, 'pg_class'::regclass, 0, 'dummy', 'foreign table'),
        ((SELECT oid FROM pg_publication), 'pg_publication'::regclass, 0, 'dummy', 'publication'),
        ((SELECT oid FROM pg_event_trigger), 'pg_event_trigger'::regclass, 0, 'dummy', 'event trigger'),
        ((SELECT oid FROM pg_language WHERE lanname = 'own'), 'pg_language'::regclass, 0, 'dummy', 'language'),
        ((SELECT oid FROM pg_language WHERE lanname = 'plpgsql'), 'pg_language'::regclass, 0, 'dummy', 'a language of the server'),
        ('citext_hash'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'function of an extension'),
        ('hidden'::regnamespace, 'pg_namespace'::regclass, 0, 'dummy', 'schema'),
        (4711, 'pg_largeobject'::regclass, 0, 'dummy', 'large object')
    ; INSERT INTO pg_shseclabel (objoid, classoid, provider, label)
        SELECT oid, 'pg_database'::regclass, 'dummy', 'database' FROM pg_database WHERE datname = 'labelled'
        UNION ALL SELECT oid, 'pg_subscription'::regclass, 'dummy', 'subscription' FROM pg_subscription" >"$work/log"
exits 0 'dump' pgsnap dump -d labelled -f "$work/labels.pgsnap"
pgsnap restore -C -f - "$work/labels.pgsnap" | grep -a '^SECURITY LABEL' | LC_ALL=C sort >"$work/got"
cat >"$work/wanted" <<'EOF'
SECURITY LABEL FOR "The other" ON TABLE public.secret IS 'x';
SECURITY LABEL FOR dummy ON AGGREGATE public.total(integer) IS 'aggregate';
SECURITY LABEL FOR dummy ON COLUMN public.secret."b B" IS 'column';
SECURITY LABEL FOR dummy ON DATABASE labelled IS 'database';
SECURITY LABEL FOR dummy ON EVENT TRIGGER watched IS 'event trigger';
SECURITY LABEL FOR dummy ON FOREIGN TABLE public.abroad IS 'foreign table';
SECURITY LABEL FOR dummy ON FUNCTION public.citext_hash(public.citext) IS 'function of an extension';
SECURITY LABEL FOR dummy ON FUNCTION public.f(integer) IS 'function';
SECURITY LABEL FOR dummy ON LANGUAGE own IS 'language';
SECURITY LABEL FOR dummy ON LANGUAGE plpgsql IS 'a language of the server';
SECURITY LABEL FOR dummy ON LARGE OBJECT 4711 IS 'large object';
SECURITY LABEL FOR dummy ON MATERIALIZED VIEW public.m IS 'materialized view';
SECURITY LABEL FOR dummy ON PROCEDURE public.p(INOUT a integer) IS 'procedure';
SECURITY LABEL FOR dummy ON PUBLICATION news IS 'publication';
SECURITY LABEL FOR dummy ON SCHEMA hidden IS 'schema';
SECURITY LABEL FOR dummy ON SEQUENCE public.s IS 'sequence';
SECURITY LABEL FOR dummy ON SUBSCRIPTION "To far" IS 'subscription';
SECURITY LABEL FOR dummy ON TABLE public.secret IS 'it''s secret';
SECURITY LABEL FOR dummy ON TYPE hidden.t IS 'type';
SECURITY LABEL FOR dummy ON TYPE public.d IS 'domain';
SECURITY LABEL FOR dummy ON VIEW public.v IS 'view';
EOF
same "$work/wanted" "$work/got" 'every label is said again'
new_db copy
exits 3 'restore without the provider' pgsnap restore -d copy "$work/labels.pgsnap"
like "$err" 'security label' 'what is missing is named'
is "$(query copy 'SELECT count(*) FROM secret')" 0 'the rest is there'
done_testing
