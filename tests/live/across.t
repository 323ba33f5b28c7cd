#!/bin/bash
# From every server at hand into the newest one, and from 15 into 16 and 17: all entries are restored, the rows are the
# same, and the copy's own archive has the same objects.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

mapfile -t folders < <(bindirs)
[ "${#folders[@]}" -gt 1 ] || skip_all 'one server is at hand: name several in PGSNAP_TEST_BINDIRS'

# rows ARCHIVE FILE: every table with the count and the digest of its rows. Which hash partition holds a row of an enum
# is no property of the rows.
rows() {
    pgsnap list --json "$1" | awk '
        /^    \{/ { line = kind = "" }
        /^      "kind": / { kind = $0 }
        /^      "(kind|schema|name|rows|digest)": / { line = line $0 }
        /^    \}/ { if (kind ~ / DATA"/ && kind !~ /STATISTICS/ && line !~ /"by_enum_[0-9]/) print line }' |
        tr -s ' ' | LC_ALL=C sort >"$2"
}

# kinds ARCHIVE FILE: what is in it by name, less planner statistics; types in names may be quoted on the one side only (server/newer.h)
kinds() {
    pgsnap list --json "$1" | awk '
        /^    \{/ { line = "" }
        /^      "(kind|schema|name)": / { line = line $0 }
        /^    \}/ { if (line !~ /"(DATABASE|(EXTENDED )?STATISTICS DATA)/) print line }' |
        sed 's/\\"//g' | tr -s ' ' | LC_ALL=C sort >"$2"
}

# Subscriptions do what they did before there was a choice: from 16 on as whom, from 14 on whether changes are streamed.
subscribed() {
    local of_copy="pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = 'copy')"
    [ "$major" -ge 16 ] || return 0
    [ "$from_label" -ge 16 ] ||
        is "$(query copy "SELECT DISTINCT subrunasowner FROM $of_copy")" t "$label: subscriptions run as their owners"
    [ "$from_label" -ge 14 ] ||
        is "$(query copy "SELECT DISTINCT substream FROM $of_copy")" f "$label: subscriptions do not stream"
}

# across SERVER SERVER: from the one into the other
across() {
    local from from_label
    pg_use "$1"
    from=$1 from_label="$major"
    pg_use "$2"
    label="$from_label into $major"
    new_db copy
    exits 0 "$label: restore" pgsnap restore -d copy -j 2 "$work/$from.pgsnap"
    is "$(grep -v ': warning: extension .* in the archive: the server has ' <<<"$err" || true)" '' \
        "$label: restore says nothing but versions of extensions"
    exits 0 "$label: verify --against" pgsnap verify --against copy "$work/$from.pgsnap"
    subscribed
    exits 0 "$label: dump of the copy" pgsnap dump -d copy -f "$work/copy.pgsnap"
    rows "$work/$from.pgsnap" "$work/one.rows"
    rows "$work/copy.pgsnap" "$work/two.rows"
    ok "$label: there are rows" grep -q 'TABLE DATA' "$work/one.rows"
    same "$work/one.rows" "$work/two.rows" "$label: the rows are the same"
    kinds "$work/$from.pgsnap" "$work/one.kinds"
    kinds "$work/copy.pgsnap" "$work/two.kinds"
    same "$work/one.kinds" "$work/two.kinds" "$label: the copy has the same objects"
    new_db copy # schema public as it was made: another major has another owner for it
    exits 0 "$label: restore --check of what leaves public alone" pgsnap restore --check -d copy "$work/$from.small"
    drop_db copy
}

number=0 newest='' newest_major=0
declare -A server_of
for bindir in "${folders[@]}"; do
    name=server$((++number))
    pg_start "$name" "$bindir"
    server_of[$major]=$name
    if [ "$major" -gt "$newest_major" ]; then newest=$name newest_major=$major; fi
    new_db source
    objects source
    exits 0 "$major: dump" pgsnap dump -d source -j 2 -f "$work/$name.pgsnap"
    new_db source
    psql -q -d source -f "$live/small.sql" >"$work/log"
    exits 0 "$major: dump of what leaves public alone" pgsnap dump -d source -f "$work/$name.small"
    drop_db source
done
for from in "${!server_of[@]}"; do
    [ "$from" = "$newest_major" ] || across "${server_of[$from]}" "$newest"
done
for into in 16 17; do
    if [ -n "${server_of[15]:-}" ] && [ -n "${server_of[$into]:-}" ] && [ "$into" != "$newest_major" ]; then
        across "${server_of[15]}" "${server_of[$into]}"
    fi
done

# What an older server does not know is told beforehand.
older=${server_of[12]:-${server_of[13]:-}}
if [ -n "$older" ] && [ "$newest_major" -ge 14 ]; then
    pg_use "$newest"
    new_db packed
    query packed "CREATE TABLE t (a text COMPRESSION pglz); INSERT INTO t VALUES ('x')"
    exits 0 'dump with a compression' pgsnap dump -d packed -f "$work/packed.pgsnap"
    pg_use "$older"
    new_db packed
    exits 1 'restore where it is not known' pgsnap restore -d packed "$work/packed.pgsnap"
    like "$err" 'does not know these compressions of columns: "pglz"; nothing was changed' 'names it'
    exits 0 'restore --no-toast-compression' pgsnap restore --no-toast-compression -d packed "$work/packed.pgsnap"
    is "$(query packed 'SELECT a FROM t')" x 'restores the rest'
fi

# So is what only a later one has; what is not known to be so is refused by the server, and then the majors are said.
older=${server_of[18]:-${server_of[15]:-}}
if [ -n "$older" ] && [ "$newest_major" -ge 19 ]; then
    pg_use "$newest"
    new_db later
    query later "CREATE TABLE t (a int); INSERT INTO t VALUES (7); CREATE PUBLICATION counted FOR ALL SEQUENCES WITH (publish = 'insert');
        CREATE PUBLICATION most FOR ALL TABLES EXCEPT (TABLE t); CREATE PUBLICATION plain FOR TABLE t;
        CREATE VIEW v AS SELECT lag(a) IGNORE NULLS OVER () FROM t;
        CREATE AGGREGATE helped(int) (sfunc = int4pl, stype = int, support = generate_series_int4_support);
        CREATE SUBSCRIPTION patient CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE, wal_receiver_timeout = '5min');
        CREATE EXTENSION postgres_fdw; CREATE FOREIGN DATA WRAPPER w CONNECTION postgres_fdw_connection" 2>/dev/null
    exits 0 'dump of what 19 has' pgsnap dump -d later -f "$work/later.pgsnap"
    query later 'DROP SUBSCRIPTION patient'
    pg_use "$older"
    new_db later
    exits 1 "restore into $major" pgsnap restore -d later "$work/later.pgsnap"
    like "$err" "PostgreSQL $major cannot have these as PostgreSQL 19 has them: aggregate public\.helped\(integer\), foreign data wrapper w, publication counted, publication most, subscription patient; nothing was changed" 'names all of it in one sentence'
    is "$(query later "SELECT count(*) FROM pg_class WHERE relname = 't'")" 0 'nothing was changed'
    exits 3 'restore --keep-going' pgsnap restore --keep-going -d later "$work/later.pgsnap"
    like "$err" "view public\.v: failed: syntax error" 'what it does not know is named'
    like "$err" "hint: the archive is from PostgreSQL 19, and PostgreSQL $major does not know all that it has" 'the majors are said'
    is "$(query later 'SELECT a FROM t') $(query later 'SELECT pubname FROM pg_publication')" '7 plain' 'the rest is restored'
    drop_db later
fi

# From 17 on a multirange type has the rights of its range, and may not be given others.
older=${server_of[15]:-${server_of[14]:-}}
if [ -n "$older" ] && [ "$newest_major" -ge 17 ]; then
    pg_use "$older"
    new_db ranges
    query ranges 'CREATE TYPE span AS RANGE (subtype = date); CREATE ROLE planner; GRANT USAGE ON TYPE span, span_multirange TO planner'
    exits 0 'dump with rights to a multirange type' pgsnap dump -d ranges -f "$work/ranges.pgsnap"
    new_db copy
    exits 0 'restore where it has rights' pgsnap restore --check -d copy "$work/ranges.pgsnap"
    like "$(query copy "SELECT typacl FROM pg_type WHERE typname = 'span_multirange'")" 'planner=U' 'they are restored'
    pg_use "$newest"
    query postgres 'CREATE ROLE planner'
    new_db copy
    exits 0 'restore --check where it has none' pgsnap restore --check -d copy "$work/ranges.pgsnap"
    like "$(query copy "SELECT typacl FROM pg_type WHERE typname = 'span'")" 'planner=U' 'those of the range are restored'
fi
done_testing
