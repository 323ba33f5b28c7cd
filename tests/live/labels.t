#!/bin/bash
# Security labels. No server at hand has a provider, so the labels are put into the catalogs by hand, and what would restore
# them is looked at as a script.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db labelled
query labelled "CREATE TABLE secret (a int, \"b B\" int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT 1
    ; CREATE SCHEMA hidden; CREATE TYPE hidden.t AS (a int); SELECT lo_create(4711)
    ; SET allow_system_table_mods = on
    ; INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES
        ('secret'::regclass, 'pg_class'::regclass, 0, 'dummy', 'it''s secret'),
        ('secret'::regclass, 'pg_class'::regclass, 0, 'The other', 'x'),
        ('secret'::regclass, 'pg_class'::regclass, 2, 'dummy', 'column'),
        ('v'::regclass, 'pg_class'::regclass, 0, 'dummy', 'view'),
        ('f'::regproc, 'pg_proc'::regclass, 0, 'dummy', 'function'),
        ('hidden.t'::regtype, 'pg_type'::regclass, 0, 'dummy', 'type'),
        ('hidden'::regnamespace, 'pg_namespace'::regclass, 0, 'dummy', 'schema'),
        (4711, 'pg_largeobject'::regclass, 0, 'dummy', 'large object')
    ; INSERT INTO pg_shseclabel (objoid, classoid, provider, label)
        SELECT oid, 'pg_database'::regclass, 'dummy', 'database' FROM pg_database WHERE datname = 'labelled'" >"$work/log"
exits 0 'dump' pgsnap dump -d labelled -f "$work/labels.pgsnap"
pgsnap restore -C -f - "$work/labels.pgsnap" | grep -a '^SECURITY LABEL' | LC_ALL=C sort >"$work/got"
cat >"$work/wanted" <<'EOF'
SECURITY LABEL FOR "The other" ON TABLE public.secret IS 'x';
SECURITY LABEL FOR dummy ON COLUMN public.secret."b B" IS 'column';
SECURITY LABEL FOR dummy ON DATABASE labelled IS 'database';
SECURITY LABEL FOR dummy ON FUNCTION public.f(integer) IS 'function';
SECURITY LABEL FOR dummy ON LARGE OBJECT 4711 IS 'large object';
SECURITY LABEL FOR dummy ON SCHEMA hidden IS 'schema';
SECURITY LABEL FOR dummy ON TABLE public.secret IS 'it''s secret';
SECURITY LABEL FOR dummy ON TYPE hidden.t IS 'type';
SECURITY LABEL FOR dummy ON VIEW public.v IS 'view';
EOF
same "$work/wanted" "$work/got" 'every label is said again'
new_db copy
exits 3 'restore without the provider' pgsnap restore -d copy "$work/labels.pgsnap"
like "$err" 'security label' 'what is missing is named'
is "$(query copy 'SELECT count(*) FROM secret')" 0 'the rest is there'
done_testing
