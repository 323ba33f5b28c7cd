#!/bin/bash
# settings.t - a role whose settings make values look different, statements end early and transactions read only: what is dumped
# and restored by it is what anybody else dumps and restores.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db source
ok 'the sample objects' objects source
exits 0 'dump' pgsnap dump -d source -f "$work/plain.pgsnap"

query postgres 'CREATE ROLE plain SUPERUSER LOGIN'
export PGUSER=plain # for the oracles
psql -q -d postgres >"$work/log" <<'SQL'
SELECT format('ALTER ROLE postgres SET %I = %s', name, value) FROM (VALUES
    ('search_path', 'nowhere, public'), ('default_transaction_read_only', 'on'),
    ('statement_timeout', '200'), ('lock_timeout', '200'), ('idle_in_transaction_session_timeout', '200'),
    ('idle_session_timeout', '200'), ('transaction_timeout', '200'),
    ('standard_conforming_strings', 'off'), ('quote_all_identifiers', 'on'), ('backslash_quote', 'on'),
    ('DateStyle', '''German, DMY'''), ('IntervalStyle', 'sql_standard'), ('timezone', '''Asia/Kathmandu'''),
    ('bytea_output', 'escape'), ('xmlbinary', 'hex'), ('xmloption', 'document'), ('array_nulls', 'off'),
    ('extra_float_digits', '-5'), ('transform_null_equals', 'on'), ('client_encoding', 'LATIN1'),
    ('default_transaction_isolation', 'serializable'), ('default_transaction_deferrable', 'on'),
    ('row_security', 'on'), ('synchronize_seqscans', 'on'), ('synchronous_commit', 'off'),
    ('session_replication_role', 'replica'), ('event_triggers', 'off'), ('createrole_self_grant', '''set'''),
    ('restrict_nonsystem_relation_kind', '''view, foreign-table'''), ('check_function_bodies', 'on'),
    ('client_min_messages', 'error'), ('log_statement', '''all'''), ('plan_cache_mode', 'force_generic_plan')
) AS odd (name, value) JOIN pg_settings USING (name)
WHERE name <> 'standard_conforming_strings' OR current_setting('server_version_num')::int < 190000 -- there it is always on
\gexec
SQL
# amounts of money are written with other signs and digits, where the system knows a country
country=$(locale -a 2>/dev/null | grep -m 1 -E '^(ja_JP|de_DE)' || true)
if [ -n "$country" ]; then query postgres "ALTER ROLE postgres SET lc_monetary = '$country'"; fi
exits 0 'dump by the role' pgsnap dump -U postgres -d source -f "$work/odd.pgsnap"
exits 0 'says the same' pgsnap diff "$work/plain.pgsnap" "$work/odd.pgsnap"

new_db copy
ok 'what will be replaced' objects copy "$live"/objects/0[1-3]_*.sql
query copy 'DROP CAST (text AS types.knots); DROP CAST (types.knots AS integer); DROP CAST (types.signal AS types.knots)'
exits 0 'restore -c by the role' pgsnap restore -U postgres -c -d copy "$work/odd.pgsnap"
alike source copy 'restore -c by the role'
exits 0 'restore --swap' pgsnap restore -U postgres --swap -d copy "$work/odd.pgsnap"
alike source copy 'restore --swap'
exits 0 'restore --swap-back' pgsnap restore -U postgres --swap-back -d copy
exits 0 'verify --against' pgsnap verify --against 'dbname=copy user=postgres' "$work/plain.pgsnap"

# names of months that the database's encoding has no letters for: the server cannot even write a time by a pattern
if [ -n "$country" ]; then
    query postgres "CREATE DATABASE cyrillic TEMPLATE template0 ENCODING 'WIN1251' LC_COLLATE 'C' LC_CTYPE 'C'"
    query cyrillic 'CREATE TABLE words AS SELECT 1 AS n'
    query postgres "ALTER DATABASE cyrillic SET lc_time = '$country'"
    exits 0 'dump with months of another alphabet' pgsnap dump -d cyrillic -f "$work/months.pgsnap"
    like "$(pgsnap list "$work/months.pgsnap")" '20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}Z?' 'says when'
    exits 0 'restore --swap' pgsnap restore --swap -d cyrillic "$work/months.pgsnap"
    exits 0 'restore -c' pgsnap restore -c -d cyrillic "$work/months.pgsnap"
fi
done_testing
