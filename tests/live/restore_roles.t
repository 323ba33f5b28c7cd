#!/bin/bash
# restore --role-map: owners, rights, default rights, policies, user mappings and settings of roles under other names.
# And the clauses that can be left out: --no-tablespaces and its like, on both sides.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
# Awkward names, and one that is also a word of the data, of a comment and of a table's name.
query postgres 'CREATE ROLE alice; CREATE ROLE "Bob'\''s \ ""role"""; CREATE ROLE carol; CREATE ROLE dave;
    CREATE ROLE "New Alice"; CREATE ROLE "user"; CREATE ROLE plain'
new_db source
psql -q -d source >"$work/log" <<'SQL'
GRANT CREATE ON DATABASE source TO alice;
CREATE SCHEMA s AUTHORIZATION alice;
CREATE TABLE s.alice (alice text DEFAULT 'alice', owner text);
INSERT INTO s.alice VALUES ('alice', 'OWNER TO alice');
COMMENT ON TABLE s.alice IS 'OWNER TO alice; GRANT ALL TO carol';
ALTER TABLE s.alice OWNER TO alice;
GRANT SELECT ON s.alice TO carol WITH GRANT OPTION;
GRANT USAGE ON SCHEMA s TO carol, "Bob's \ ""role""";
SET ROLE carol;
GRANT SELECT ON s.alice TO "Bob's \ ""role""";
RESET ROLE;
ALTER TABLE s.alice ENABLE ROW LEVEL SECURITY;
CREATE POLICY alice ON s.alice TO alice, "Bob's \ ""role""" USING (alice = 'alice');
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA s GRANT SELECT ON TABLES TO carol;
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE ALL ON FUNCTIONS FROM PUBLIC;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1 AS alice';
ALTER FUNCTION s.f() OWNER TO "Bob's \ ""role""";
CREATE EXTENSION postgres_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
CREATE USER MAPPING FOR alice SERVER far OPTIONS (user 'alice');
ALTER ROLE alice IN DATABASE source SET work_mem = '5MB';
CREATE TABLE daves (a int);
ALTER TABLE daves OWNER TO dave;
SELECT lo_from_bytea(900001, 'x');
ALTER LARGE OBJECT 900001 OWNER TO alice;
GRANT SELECT ON LARGE OBJECT 900001 TO carol;
SQL
exits 0 'dump' pgsnap dump -d source -f "$work/source.pgsnap"

# what DB: everything that roles have to do with
what() {
    query "$1" "CREATE FUNCTION pg_temp.sorted(aclitem[]) RETURNS text LANGUAGE sql AS
        'SELECT string_agg(a::text, '' '' ORDER BY a::text) FROM unnest(\$1) AS a';
        SELECT relname, relowner::regrole, pg_temp.sorted(relacl) FROM pg_class WHERE relname IN ('alice', 'daves')
        UNION ALL SELECT nspname, nspowner::regrole, pg_temp.sorted(nspacl) FROM pg_namespace WHERE nspname = 's'
        UNION ALL SELECT proname, proowner::regrole, pg_temp.sorted(proacl) FROM pg_proc WHERE proname = 'f' AND pronamespace = 's'::regnamespace
        UNION ALL SELECT 'default ' || defaclobjtype::text, defaclrole::regrole, pg_temp.sorted(defaclacl) FROM pg_default_acl
        UNION ALL SELECT 'object', lomowner::regrole, pg_temp.sorted(lomacl) FROM pg_largeobject_metadata
        ORDER BY 1, 2"
    query "$1" "SELECT polname, r::regrole FROM pg_policy, unnest(polroles) AS r ORDER BY 1, 2"
    query "$1" "SELECT usename, umoptions FROM pg_user_mappings"
    query "$1" "SELECT setrole::regrole, setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase
        WHERE datname = current_database() AND setrole <> 0"
    query "$1" "SELECT obj_description('s.alice'::regclass), (SELECT row(a.*) FROM s.alice a)"
}
what source >"$work/source.txt"

new_db same
exits 0 'restore without a map' pgsnap restore -d same "$work/source.pgsnap"
what same | grep -v work_mem >"$work/same.txt"
grep -v work_mem "$work/source.txt" >"$work/wanted.txt"
same "$work/wanted.txt" "$work/same.txt" 'without a map all is as it was'

# The same roles are looked for under other names; two change places.
new_db mapped
exits 0 'restore --role-map' pgsnap restore --check -d mapped --role-map 'alice=New Alice' --role-map "Bob's \\ \"role\"=user" \
    --role-map carol=dave --role-map dave=carol "$work/source.pgsnap"
what mapped >"$work/mapped.txt"
is "$(query mapped "SELECT relowner::regrole FROM pg_class WHERE relname = 'alice'")" '"New Alice"' 'the owner of a table'
is "$(query mapped "SELECT relowner::regrole FROM pg_class WHERE relname = 'daves'")" carol 'two roles change places'
is "$(query mapped "SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 's'")" '"New Alice"' 'the owner of a schema'
is "$(query mapped "SELECT proowner::regrole FROM pg_proc WHERE proname = 'f'")" '"user"' 'the owner of a function'
is "$(query mapped "SELECT replace(relacl::text, 'xtm', 'xt') FROM pg_class WHERE relname = 'alice'")" \
    '{"\"New Alice\"=arwdDxt/\"New Alice\"","dave=r*/\"New Alice\"",user=r/dave}' 'rights, with who granted them'
is "$(query mapped "SELECT string_agg(defaclrole::regrole || defaclobjtype::text || defaclacl::text, ' ' ORDER BY defaclobjtype)
    FROM pg_default_acl")" '"New Alice"f{"\"New Alice\"=X/\"New Alice\""} "New Alice"r{"dave=r/\"New Alice\""}' 'default rights'
is "$(query mapped 'SELECT r::regrole FROM pg_policy, unnest(polroles) AS r ORDER BY 1' | tr '\n' ' ')" '"New Alice" "user" ' 'the roles of a policy'
is "$(query mapped 'SELECT usename, umoptions FROM pg_user_mappings')" 'New Alice|{user=alice}' 'a user mapping, not its options'
is "$(query mapped 'SELECT lomowner::regrole, lomacl FROM pg_largeobject_metadata')" \
    '"New Alice"|{"\"New Alice\"=rw/\"New Alice\"","dave=r/\"New Alice\""}' 'a large object'
is "$(query mapped "SELECT obj_description('s.alice'::regclass), alice, owner FROM s.alice")" \
    'OWNER TO alice; GRANT ALL TO carol|alice|OWNER TO alice' 'what only looks like a role is left alone'
exits 0 'restore -c --role-map again' pgsnap restore -c -d mapped --role-map 'alice=New Alice' \
    --role-map "Bob's \\ \"role\"=user" --role-map carol=dave --role-map dave=carol "$work/source.pgsnap"
what mapped >"$work/again.txt"
same "$work/mapped.txt" "$work/again.txt" 'gives the same'

# With -C, settings of roles too.
query postgres 'ALTER DATABASE source RENAME TO source_kept'
exits 0 'restore -C --role-map' pgsnap restore -C -d postgres --role-map 'alice=New Alice' "$work/source.pgsnap"
like "$(query source "SELECT setrole::regrole, setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase
    WHERE datname = 'source'")" '"New Alice"[|][{]work_mem=5MB' 'a setting of a role in the database'
like "$(query source "SELECT datacl FROM pg_database WHERE datname = 'source'")" 'New Alice.*=C' 'rights on the database'

# Before anything is changed.
new_db none
exits 1 'a new name that is no role' pgsnap restore -d none --role-map alice=nobody "$work/source.pgsnap"
like "$err" '"nobody"' 'is named'
unlike "$err" '"alice"' 'and not the old one'
is "$(query none "SELECT count(*) FROM pg_namespace WHERE nspname = 's'")" 0 'nothing was created'
query source_kept 'REASSIGN OWNED BY dave TO plain'
exits 0 'an old name that nobody has' pgsnap restore -d none --role-map nobody=plain "$work/source.pgsnap"
like "$err" 'nothing in the archive has to do with a role "nobody"' 'is a warning'
query postgres 'DROP DATABASE source'
query postgres 'DROP DATABASE mapped'
query postgres 'DROP DATABASE same'
query postgres 'DROP DATABASE none'
query source_kept 'DROP OWNED BY dave'
query postgres 'DROP ROLE dave'
new_db gone
exits 1 'a role that is gone' pgsnap restore -d gone "$work/source.pgsnap"
like "$err" '"dave".*--role-map' 'the hint says how to give its things to another'
exits 0 'restore --role-map of it' pgsnap restore -d gone --role-map dave=plain "$work/source.pgsnap"
is "$(query gone "SELECT relowner::regrole FROM pg_class WHERE relname = 'daves'")" plain 'it is'
exits 2 '--role-map without a new name' pgsnap restore -d gone --role-map dave "$work/source.pgsnap"
exits 2 '--role-map of one role twice' pgsnap restore -d gone --role-map a=b --role-map a=c "$work/source.pgsnap"
exits 2 '--role-map for a script' pgsnap restore -f - --role-map a=b "$work/source.pgsnap"

# Clauses that can be left out.
install -d -m 700 -o "$server_user" "$work/space" "$work/space2"
query postgres "CREATE TABLESPACE fast LOCATION '$work/space'"
query postgres "CREATE TABLESPACE \"Odd Space\" LOCATION '$work/space2'"
query postgres 'CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler'
new_db clauses
psql -q -d clauses >"$work/log" <<'SQL'
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int PRIMARY KEY USING INDEX TABLESPACE "Odd Space", b text, c text DEFAULT ' TABLESPACE fast') TABLESPACE fast;
CREATE INDEX t_b ON t (b) TABLESPACE fast WHERE b > ' TABLESPACE fast';
CREATE MATERIALIZED VIEW m TABLESPACE fast AS SELECT a FROM t;
CREATE TABLE parts (a int) PARTITION BY RANGE (a) TABLESPACE fast;
CREATE TABLE am (a int) USING heap2;
CREATE UNLOGGED TABLE u (a int);
INSERT INTO t SELECT n, n FROM generate_series(1, 10) AS n;
INSERT INTO u VALUES (1);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (true);
CREATE PUBLICATION pub FOR TABLE t;
SQL
if [ "$major" -ge 14 ]; then query clauses 'ALTER TABLE t ALTER b SET COMPRESSION pglz'; fi
exits 0 'dump with tablespaces' pgsnap dump -d clauses -f "$work/clauses.pgsnap"
all=(--no-tablespaces --no-table-access-method --no-toast-compression --no-policies --no-publications --no-subscriptions
    --no-security-labels --no-unlogged-table-data)
exits 0 'dump without' pgsnap dump -d clauses "${all[@]}" -f "$work/bare.pgsnap"
exits 0 'a script without' pgsnap restore -f "$work/bare.sql" "${all[@]}" "$work/clauses.pgsnap"
exits 0 'dump -Fp without' pgsnap dump -d clauses -Fp "${all[@]}" -f "$work/bare2.sql"
query postgres 'DROP DATABASE clauses'
query postgres 'DROP TABLESPACE fast'
query postgres 'DROP TABLESPACE "Odd Space"'

bare() { # bare DB LABEL
    is "$(query "$1" "SELECT count(*) FROM pg_class WHERE reltablespace <> 0 AND oid >= 16384")" 0 "$2: no tablespaces"
    is "$(query "$1" "SELECT count(*), (SELECT count(*) FROM m), (SELECT count(*) FROM u) FROM t")" '10|10|0' "$2: rows, not those of unlogged tables"
    is "$(query "$1" "SELECT amname FROM pg_am a JOIN pg_class c ON c.relam = a.oid WHERE c.relname = 'am'")" heap "$2: the default access method"
    is "$(query "$1" "SELECT (SELECT count(*) FROM pg_policy), (SELECT count(*) FROM pg_publication)")" '0|0' "$2: no policies and publications"
    like "$(query "$1" "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef")" ' TABLESPACE fast' "$2: a literal is left alone"
    if [ "$major" -ge 14 ]; then
        is "$(query "$1" "SELECT attcompression FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'b'")" '' "$2: no compression"
    fi
}
new_db target
exits 1 'restore without the tablespaces' pgsnap restore -d target "$work/clauses.pgsnap"
like "$err" 'these tablespaces do not exist here: "Odd Space", "fast"' 'names them'
like "$err" '--no-tablespaces' 'and the option'
exits 0 'restore without' pgsnap restore --check -d target "${all[@]}" "$work/clauses.pgsnap"
bare target 'restore'
new_db target2
exits 0 'restore of what was dumped without' pgsnap restore -d target2 "$work/bare.pgsnap"
bare target2 'dump'
for script in bare bare2; do
    new_db "$script"
    ok "$script: the script runs" psql -q -v ON_ERROR_STOP=1 -d "$script" -f "$work/$script.sql"
    bare "$script" "$script"
done
done_testing
