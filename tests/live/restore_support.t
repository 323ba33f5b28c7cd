#!/bin/bash
# What restore asks the server for beforehand: large objects that exist, locales, access methods, versions of extensions; and
# what it leaves as it is because it belongs to somebody else.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"

# Large objects go by number.
new_db objects
query objects "SELECT lo_from_bytea(n, 'old') FROM generate_series(700001, 700003) AS n; CREATE TABLE t (a int)" >"$work/log"
exits 0 'dump with large objects' pgsnap dump -d objects -f "$work/objects.pgsnap"
new_db taken
query taken "SELECT lo_from_bytea(700002, 'mine')" >"$work/log"
exits 1 'restore over a large object' pgsnap restore -d taken "$work/objects.pgsnap"
like "$err" "1 of the archive's large objects exists already, the first is 700002" 'names it'
is "$(query taken "SELECT string_agg(oid::text, ' '), (SELECT count(*) FROM pg_tables WHERE tablename = 't')
    FROM pg_largeobject_metadata")" '700002|0' 'and nothing was created'
is "$(query taken "SELECT convert_from(lo_get(700002), 'UTF8')")" mine 'it is as it was'
exits 0 'restore -B' pgsnap restore -B -d taken "$work/objects.pgsnap"
exits 0 'restore -c' pgsnap restore -c -d taken "$work/objects.pgsnap"
is "$(query taken "SELECT convert_from(lo_get(700002), 'UTF8'), count(*) FROM pg_largeobject_metadata")" 'old|3' 'replaces it'

# A locale that the machine does not have. The source is made to say that it has one.
new_db locales
query locales "CREATE COLLATION mine (LC_COLLATE = 'C', LC_CTYPE = 'C'); CREATE COLLATION good (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
    CREATE TABLE t (a text COLLATE mine)"
query locales "UPDATE pg_collation SET collcollate = 'xx_YY.none', collctype = 'xx_YY.none' WHERE collname = 'mine'"
exits 0 'dump with a locale' pgsnap dump -s -d locales -f "$work/locales.pgsnap"
new_db nolocale
exits 1 'restore where it is missing' pgsnap restore -d nolocale "$work/locales.pgsnap"
like "$err" 'collation public\.mine cannot be created on this server: .*xx_YY' 'names the collation'
unlike "$err" 'public\.good' 'and not one that can be had'
is "$(query nolocale "SELECT count(*) FROM pg_collation WHERE collname IN ('mine', 'good', 'pgsnap_trial')")" 0 'nothing is left of the trial'

# A table access method.
new_db methods
query methods 'CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE t (a int) USING heap2'
exits 0 'dump with an access method' pgsnap dump -d methods -f "$work/methods.pgsnap"
new_db nomethod
exits 1 'restore of a table where its access method is missing' pgsnap restore -t t -d nomethod "$work/methods.pgsnap"
like "$err" 'these table access methods do not exist here: "heap2"' 'names it'
exits 0 'restore without' pgsnap restore -t t --no-table-access-method -d nomethod "$work/methods.pgsnap"
new_db method
exits 0 'restore of both' pgsnap restore -d method "$work/methods.pgsnap"

# An extension that the server does not have, which the source is made to say that it has, and one that takes a superuser.
query postgres 'CREATE ROLE tenant LOGIN'
new_db lacking
query lacking "CREATE EXTENSION citext; CREATE TABLE t (a citext); UPDATE pg_extension SET extname = 'nowhere' WHERE extname = 'citext'"
exits 0 'dump with an extension that is nowhere' pgsnap dump -d lacking -f "$work/lacking.pgsnap"
new_db target 'OWNER tenant'
fingerprint target "$work/was"
exits 1 'restore where an extension is missing' pgsnap restore -d target "$work/lacking.pgsnap"
like "$err" 'these extensions are not available on the server: "nowhere"; nothing was changed' 'names it'
fingerprint target "$work/is"
same "$work/was" "$work/is" 'and nothing was changed'
new_db lacking
query lacking 'CREATE EXTENSION pageinspect; CREATE EXTENSION citext'
exits 0 'dump with an extension for superusers' pgsnap dump -d lacking -f "$work/lacking.pgsnap"
run pgsnap restore -O -d target -U tenant "$work/lacking.pgsnap"
like "$err" 'extension pageinspect usually takes a superuser' 'a role that may not create it is told'
unlike "$err" 'extension citext usually' 'but not of one that is trusted'

# Versions of extensions, and what belongs to a superuser.
query postgres 'CREATE ROLE owner LOGIN; CREATE ROLE guest'
new_db extended
psql -q -d extended >"$work/log" <<'SQL'
CREATE EXTENSION citext;
COMMENT ON EXTENSION citext IS 'ours';
CREATE SCHEMA s;
COMMENT ON SCHEMA s IS 'ours';
GRANT USAGE ON SCHEMA s TO guest;
CREATE TABLE s.t (a citext);
INSERT INTO s.t VALUES ('A');
UPDATE pg_extension SET extversion = '0.1' WHERE extname = 'citext';
SQL
exits 0 'dump with an extension' pgsnap dump -d extended -f "$work/extended.pgsnap"
new_db managed
psql -q -d managed >"$work/log" <<'SQL'
CREATE EXTENSION citext;
CREATE SCHEMA s;
GRANT ALL ON SCHEMA s TO owner;
COMMENT ON SCHEMA s IS 'theirs';
SQL
PGUSER=owner exits 0 'its plan for a role that owns neither' pgsnap restore -O --dry-run -d managed "$work/extended.pgsnap"
like "$out" 'skip    comment EXTENSION citext: is of what belongs to another role' 'says what is left out'
PGUSER=owner exits 0 'restore by a role that owns neither' pgsnap restore -O -d managed "$work/extended.pgsnap"
like "$err" 'warning: extension citext 0\.1 in the archive: the database has [0-9.]+' 'warns of another version'
like "$err" '3 comments and rights of what belongs to other roles are left as they are' 'says how many'
is "$(query managed "SELECT obj_description('s'::regnamespace), count(*) FROM s.t")" 'theirs|1' 'and restores the rest'
query managed 'DROP TABLE s.t'
PGUSER=owner exits 0 'restore -v' pgsnap restore -O -v -d managed "$work/extended.pgsnap"
like "$err" 'left as it is: comment SCHEMA s' '-v names them'
new_db mine
exits 0 'restore by a superuser' pgsnap restore -d mine "$work/extended.pgsnap"
is "$(query mine "SELECT obj_description('s'::regnamespace)")" ours 'sets them'
done_testing
