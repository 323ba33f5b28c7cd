#!/bin/bash
# failure_resume.t - what an interrupted restore leaves, and what may be done with it: --resume, -c, and what is refused.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db source
psql -q -d source -f "$live/small.sql" >"$work/log"
psql -q -d source -f "$live/failure.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d source -j 2 -f "$work/it.pgsnap"
exits 0 'another dump' pgsnap dump -d source -j 2 -f "$work/other.pgsnap"

ledger() { query copy "SELECT count(*) FROM pg_namespace WHERE nspname = 'pgsnap_resume'"; }
noted() { [ "$(query "${1:-copy}" "SELECT count(*) FROM pgsnap_resume.loaded WHERE blocks <> 'existed'" 2>/dev/null)" -gt 0 ]; }

# stopped DB OPTION...: a restore into it that is killed when rows have been noted, or when it has nothing more to do but wait for a lock
stopped() {
    local db=$1 pid
    shift
    "$PGSNAP" restore -j 2 "$@" "$work/it.pgsnap" >"$work/run.out" 2>"$work/run.err" &
    pid=$!
    wait_for 30 noted "$db"
    kill -KILL "$pid"
    status=0
    wait "$pid" 2>/dev/null || status=$?
    is "$status" 137 "killed: restore $*"
}
whole() { # whole LABEL
    alike source copy "$1"
    is "$(ledger)" 0 "$1: no ledger is left"
}

new_db copy
exits 1 'nothing to resume' pgsnap restore --resume -d copy "$work/it.pgsnap"
like "$err" 'there is no interrupted restore in database "copy"' 'says so'
is "$(query copy "SELECT count(*) FROM pg_namespace WHERE nspname IN ('work', 'pgsnap_resume')")" 0 'and does nothing'

stopped copy -d copy
is "$(ledger)" 1 'an interrupted restore leaves its ledger'
query copy "CREATE VIEW public.mine AS SELECT nspname FROM pg_namespace"
exits 1 'a restore over it' pgsnap restore -d copy "$work/it.pgsnap"
like "$err" 'a restore into this database, begun .* was interrupted .*database source' 'says what is there'
like "$err" '-+resume goes on with it, -c starts anew' 'and what can be done'
exits 1 'another archive' pgsnap restore --resume -d copy "$work/other.pgsnap"
like "$err" 'the interrupted restore was of another archive: database source' 'is refused'
exits 1 'another choice' pgsnap restore --resume -n work -d copy "$work/it.pgsnap"
like "$err" 'other objects' 'is refused too'
exits 1 'a part of it anew' pgsnap restore -c -n store -d copy "$work/it.pgsnap"
like "$err" '-c starts anew if it brings all tables' 'is refused, for it would leave the rest half done'
is "$(ledger)" 1 'and the ledger stays'
exits 0 'a dump of it' pgsnap dump -d copy -f "$work/half.pgsnap"
is "$(pgsnap list "$work/half.pgsnap" | grep -c pgsnap_resume)" 0 'does not have the ledger'
exits 0 'restore --resume --dry-run' pgsnap restore --resume --dry-run -d copy "$work/it.pgsnap"
is "$(ledger)" 1 'leaves it as it is'
query copy 'DROP VIEW public.mine'
# shellcheck disable=SC2016 # for the inner shell
exits 0 'restore --resume --check from a pipe' sh -c '"$0" restore --resume --check -j 2 -d copy <"$1"' "$PGSNAP" "$work/it.pgsnap"
whole 'restore --resume from a pipe'

query copy 'DELETE FROM work.lines; CREATE TABLE work.later (i int)'
stopped copy --exact -d copy
exits 0 'restore --exact --resume' pgsnap restore --exact --resume -d copy "$work/it.pgsnap"
whole 'restore --exact --resume'

stopped copy -c -d copy
exits 0 'restore -c' pgsnap restore -c -d copy "$work/other.pgsnap"
whole 'restore -c over an interrupted restore'

stopped copy -c -d copy
exits 0 'restore -c -1 over an interrupted restore' pgsnap restore -c -1 -d copy "$work/it.pgsnap"
whole 'restore -c -1 over an interrupted restore'

# What somebody has dropped since is made and filled again.
stopped copy -c -d copy
query copy 'DROP TABLE work.large CASCADE'
exits 0 'restore --resume after a table was dropped' pgsnap restore --resume -d copy "$work/it.pgsnap"
whole 'restore --resume after a table was dropped'

stopped copy -c -d copy
stopped copy -c --resume -d copy
exits 0 'restore --resume after two interruptions' pgsnap restore -c --resume -j 1 -d copy "$work/it.pgsnap"
whole 'restore --resume after two interruptions'

# -C: the database is made by the restore
query postgres 'DROP DATABASE copy'
query postgres 'ALTER DATABASE source RENAME TO original'
stopped source -C -d postgres
exits 0 'restore -C --resume' pgsnap restore -C --resume -d postgres "$work/it.pgsnap"
query postgres 'ALTER DATABASE source RENAME TO copy'
query postgres 'ALTER DATABASE original RENAME TO source'
whole 'restore -C --resume'

# Into tables that exist: their rows are not the restore's, so nothing may be emptied.
new_db copy
exits 0 'the schema' pgsnap restore -s -d copy "$work/it.pgsnap"
query copy 'DROP EVENT TRIGGER refuse; ALTER TABLE work.lines DISABLE TRIGGER note; ALTER TABLE work.log ADD mine text; INSERT INTO work.log VALUES (7)'
stopped copy -a -d copy -T store.\* -B
exits 0 'restore -a --resume' pgsnap restore -a --resume -d copy -T store.\* -B "$work/it.pgsnap"
is "$(query copy 'SELECT count(*), count(DISTINCT id) FROM work.large')" '150000|150000' 'restore -a --resume: no row is there twice'
is "$(query copy 'SELECT count(*), count(DISTINCT line) FROM work.lines')" '60000|60000' 'nor in another table'
is "$(query copy 'SELECT n FROM work.log')" 7 'rows that were there before are there'
query copy "SELECT format('TRUNCATE %s CASCADE', string_agg(format('%I.%I', schemaname, tablename), ', ')) FROM pg_tables
    WHERE schemaname = 'work'" | psql -q -d copy
stopped copy -a -d copy -T store.\* -B
query copy 'DROP TABLE work.large CASCADE'
exits 1 'restore -a --resume after a table was dropped' pgsnap restore -a --resume -d copy -T store.\* -B "$work/it.pgsnap"
like "$err" 'table data work.large (needs|was loaded)' 'is refused'

# A role without the right to create schemas: no ledger, and no harm.
query postgres 'CREATE ROLE plain LOGIN'
new_db copy
query copy 'GRANT CREATE ON SCHEMA public TO plain'
exits 0 'restore by a role that may not create schemas' pgsnap restore -v -d copy -U plain -O -x -t public.plain "$work/it.pgsnap"
like "$err" 'you may not create a schema' '-v says that it could not be resumed'
is "$(query copy 'SELECT v FROM public.plain')" x 'the rows are there'
exits 2 '--resume with -1' pgsnap restore --resume -1 -d copy "$work/it.pgsnap"
exits 2 '--resume with -f' pgsnap restore --resume -f - "$work/it.pgsnap"
done_testing
