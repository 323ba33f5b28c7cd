#!/bin/bash
# Planner statistics: dumped from every server, set in those that can be given them, and passed over by the others.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

# columns DB FILE: all that pg_stats says of the user's tables; what the server names by itself goes by number
columns() {
    local ranges=
    if [ "${3:-$major}" -ge 17 ]; then ranges=', range_length_histogram, range_empty_frac, range_bounds_histogram'; fi
    query "$1" "SELECT s.schemaname, s.tablename, a.attnum, s.inherited, null_frac, avg_width, n_distinct,
            most_common_vals, most_common_freqs, histogram_bounds, correlation, most_common_elems,
            most_common_elem_freqs, elem_count_histogram$ranges
        FROM pg_stats s
        JOIN pg_namespace n ON n.nspname = s.schemaname
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
        WHERE s.schemaname !~ '^pg_|^information_schema'
        ORDER BY s.schemaname COLLATE \"C\", s.tablename COLLATE \"C\", a.attnum - (SELECT count(*) FROM pg_attribute d
            WHERE d.attrelid = c.oid AND d.attnum BETWEEN 1 AND a.attnum AND d.attisdropped), s.inherited" |
        awk -F '|' -v OFS='|' '{ $3 = ""; print }' >"$2"
}

# sizes DB FILE: what pg_class says, as far as it is known
sizes() {
    query "$1" "SELECT c.relnamespace::regnamespace, c.relname, c.relkind, c.relpages, c.reltuples, c.relallvisible
        FROM pg_class c
        WHERE c.relkind IN ('r', 'm', 'f') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
          AND (c.reltuples > 0 OR c.relpages > 0)
        ORDER BY 1, 2" >"$2"
}

# extended DB FILE [1]: what is known of extended statistics, with 1 also of ranges and arrays, which majors count otherwise
extended() {
    local kinds=''
    if [ -n "${3:-}" ]; then kinds=', most_common_elems, most_common_elem_freqs, elem_count_histogram, range_length_histogram, range_empty_frac, range_bounds_histogram'; fi
    query "$1" "SELECT statistics_schemaname, statistics_name, inherited, n_distinct, dependencies, most_common_vals, most_common_freqs,
            most_common_base_freqs
        FROM pg_stats_ext ORDER BY 1, 2, 3" >"$2"
    query "$1" "SELECT statistics_schemaname, statistics_name, inherited, expr, null_frac, avg_width, n_distinct, most_common_vals,
            most_common_freqs, histogram_bounds, correlation$kinds
        FROM pg_stats_ext_exprs ORDER BY 1, 2, 3, 4" >>"$2"
}

# extended_given: what they are in the copy is what ANALYZE finds there
extended_given() {
    local from=$1 from_major=$2 label="$2 into $major" same_major=''
    if [ "$from_major" = "$major" ]; then same_major=1; fi
    extended copy "$work/given.extended" $same_major
    ok "$label: there are extended statistics" grep -q '"ndistinct": ' "$work/given.extended"
    query copy 'ANALYZE'
    extended copy "$work/analyzed.extended" $same_major
    if [ "$from_major" -lt 15 ]; then # they had none for parents
        sed -i '/^[^|]*|[^|]*|t|/d' "$work/analyzed.extended" "$work/given.extended"
    fi
    same "$work/given.extended" "$work/analyzed.extended" "$label: the values of extended statistics are the same"
}

extended_refused() {
    local from=$1 label="$2 into $major"
    new_db copy
    exits 0 "$label: restore -v" pgsnap restore -v -d copy "$work/$from.pgsnap"
    is "$(grep -c 'the values of extended statistics of [34] relations are left out: servers take them from PostgreSQL 19 on' "$work/run.err")" 1 \
        "$label: one line says that those of extended statistics are left out"
    unlike "$err" 'planner statistics' "$label: no other is"
}

new_source() {
    new_db source
    psql -q -d source -v ON_ERROR_STOP=1 -v outside="$work/outside" -f "$live/statistics.sql" >"$work/log" 2>&1 ||
        diag "$(cat "$work/log")"
    query source 'VACUUM keyed'
    query source 'ANALYZE'
    query source 'ANALYZE outside'
    query source 'CREATE TABLE never (a int)'
    query source 'INSERT INTO never VALUES (1)'
}

# given: this server can be given statistics; from the archive of the server $from
given() {
    local from=$1 from_major=$2 label="$2 into $major"
    new_db copy
    exits 0 "$label: restore" pgsnap restore -d copy -j 2 "$work/$from.pgsnap"
    is "$err" '' "$label: restore says nothing"
    columns copy "$work/copy.columns" "$from_major"
    same "$work/$from.columns" "$work/copy.columns" "$label: the statistics of columns are the same"
    sizes copy "$work/copy.sizes"
    same "$work/$from.sizes" "$work/copy.sizes" "$label: the sizes of relations are the same"
    is "$(query copy "SELECT reltuples FROM pg_class WHERE relname = 'never'")" -1 "$label: what is not known stays unknown"
    is "$(query copy "SELECT reltuples FROM pg_class WHERE relname = 'empty'")" "$((from_major >= 14 ? 0 : -1))" \
        "$label: empty is not unknown, from 14 on"
    if [ "$major" -ge 19 ]; then extended_given "$@"; else extended_refused "$@"; fi
    drop_db copy
}

# refused: this server cannot
refused() {
    local from=$1 label="$2 into $major"
    new_db copy
    exits 0 "$label: restore" pgsnap restore -d copy -j 2 "$work/$from.pgsnap"
    is "$err" '' "$label: restore says nothing"
    is "$(query copy "SELECT count(*) FROM pg_stats WHERE schemaname = 'public'")" 0 "$label: there are no statistics"
    drop_db copy
    new_db copy
    exits 0 "$label: restore -v" pgsnap restore -v -d copy "$work/$from.pgsnap"
    is "$(grep -c 'planner statistics' "$work/run.err")" 1 "$label: one line says that they are left out"
    like "$err" 'planner statistics of [0-9]+ relations are left out.*ANALYZE' "$label: with the remedy"
    exits 0 "$label: --statistics-only" pgsnap restore --statistics-only -d copy "$work/$from.pgsnap"
    like "$err" 'warning: planner statistics of' "$label: who asked for them is warned"
    drop_db copy
    new_db copy
    exits 0 "$label: --dry-run" pgsnap restore --dry-run -d copy "$work/$from.pgsnap"
    like "$out" 'skip +statistics data public\.keyed: servers take planner statistics from PostgreSQL 18 on' \
        "$label: --dry-run tells what is skipped"
    like "$out" 'problems 0' "$label: it is no problem"
    drop_db copy
}

# analyzed: --analyze does the work instead
analyzed() {
    local from=$1 label="$2 into $major"
    new_db copy
    exits 0 "$label: --analyze" pgsnap restore --no-statistics --analyze -d copy -j 3 "$work/$from.pgsnap"
    is "$err" '' "$label: --analyze says nothing"
    is "$(query copy "SELECT string_agg(DISTINCT tablename || CASE WHEN inherited THEN ' all' ELSE '' END, ', '
            ORDER BY tablename || CASE WHEN inherited THEN ' all' ELSE '' END)
        FROM pg_stats WHERE schemaname = 'public'")" \
        'child, keyed, keyed_expr_excl, never, parent, parent all, parts all, parts_high all, parts_high_x, parts_high_x_expr_idx, parts_low, parts_low_expr_idx, wide' \
        "$label: --analyze makes statistics of every table"
    drop_db copy
}

# --- what restore and dump do with them, on a server that takes them

choices() {
    local archive=$work/$1.pgsnap
    is "$(pgsnap list "$archive" | grep -c -e '^statistics  of' -e 'STATISTICS DATA')" 1 'list has one line about them'
    exits 0 'diff with the source' pgsnap diff "$archive" source
    query source 'ALTER TABLE keyed ALTER name SET STATISTICS 10; ANALYZE keyed; ALTER TABLE keyed ALTER name SET STATISTICS -1'
    exits 0 'diff after other statistics' pgsnap diff "$archive" -d source
    exits 0 'verify --against' pgsnap verify --against source "$archive"

    new_db copy
    exits 0 'restore --no-statistics' pgsnap restore --no-statistics -d copy "$archive"
    is "$(stats copy)" 0 'restore --no-statistics: there are none'
    exits 0 'restore --statistics-only' pgsnap restore --statistics-only -d copy "$archive"
    columns copy "$work/copy.columns"
    same "$work/$1.columns" "$work/copy.columns" 'restore --statistics-only sets them'
    exits 0 'restore -c --check' pgsnap restore -c --check -d copy "$archive"
    columns copy "$work/copy.columns"
    same "$work/$1.columns" "$work/copy.columns" 'restore -c sets them'
    exits 0 'restore --exact' pgsnap restore --exact -d copy "$archive"
    exits 0 'restore -1' pgsnap restore -1 -c -d copy "$archive"
    columns copy "$work/copy.columns"
    same "$work/$1.columns" "$work/copy.columns" 'restore -1 sets them'

    new_db copy
    exits 0 'restore -s' pgsnap restore -s -d copy "$archive"
    is "$(stats copy)" 0 'restore -s: there are none'
    exits 0 'restore -a' pgsnap restore -a -d copy "$archive"
    is "$(stats copy)" 0 'restore -a: there are none'
    new_db copy
    exits 0 'restore -s --statistics' pgsnap restore -s --statistics -d copy "$archive"
    columns copy "$work/copy.columns"
    same "$work/$1.columns" "$work/copy.columns" 'restore -s --statistics sets them'
    new_db copy
    exits 0 'restore -t' pgsnap restore -t keyed -d copy "$archive"
    is "$(query copy "SELECT string_agg(DISTINCT tablename, ', ' ORDER BY tablename) FROM pg_stats WHERE schemaname = 'public'")" \
        'keyed, keyed_expr_excl' 'restore -t: those of the table and its indexes'
    new_db copy
    exits 0 'restore --exclude-table-data' pgsnap restore --exclude-table-data keyed -d copy "$archive"
    is "$(query copy "SELECT count(*) FROM pg_stats WHERE tablename ~ '^keyed'")" 0 \
        'restore --exclude-table-data: statistics hold values, and are left out'
    new_db copy
    exits 1 'restore --statistics-only without the tables' pgsnap restore --statistics-only -d copy "$archive"
    like "$err" 'needs table .*neither selected nor in the database' 'the message says what is missing'

    chosen -s 0
    chosen -a 0
    chosen '-s --statistics' some
    chosen '-a --statistics' some
    chosen --statistics-only some
    chosen --no-statistics 0
    chosen '--exclude-table-data *' 0
    exits 0 'dump --statistics-only' pgsnap dump --statistics-only -d source -f "$work/only.pgsnap"
    unlike "$(pgsnap list --json "$work/only.pgsnap")" '"kind": "(TABLE|TABLE DATA|INDEX|SCHEMA|STATISTICS)"' 'it has nothing else'
    new_db copy
    exits 1 'its restore without the tables' pgsnap restore -d copy "$work/only.pgsnap"
    like "$err" 'these tables do not exist' 'it names them beforehand'
    exits 0 'restore -s for it' pgsnap restore -s -d copy "$archive"
    exits 0 'its restore' pgsnap restore -d copy "$work/only.pgsnap"
    columns source "$work/source.columns"
    columns copy "$work/copy.columns"
    same "$work/source.columns" "$work/copy.columns" 'its restore sets them'

    exits 2 '--statistics and --no-statistics' pgsnap dump --statistics --no-statistics -d source -f "$work/no.pgsnap"
    exits 2 '--statistics-only and -s' pgsnap dump --statistics-only -s -d source -f "$work/no.pgsnap"
    exits 2 '--statistics-only and -c' pgsnap restore --statistics-only -c -d copy "$archive"
    exits 2 '--analyze and -f' pgsnap restore --analyze -f - "$archive"
}

stats() {
    query "$1" "SELECT count(*) FROM pg_stats WHERE schemaname !~ '^pg_|^information_schema'"
}

# chosen OPTIONS COUNT: whether a dump with these options holds statistics
chosen() {
    local count options
    read -r -a options <<<"$1"
    exits 0 "dump $1" pgsnap dump "${options[@]}" -d source -f "$work/chosen.pgsnap"
    count=$(pgsnap list --json "$work/chosen.pgsnap" | grep -c '"kind": ".*STATISTICS DATA"' || true)
    if [ "$2" = some ] && [ "$count" -gt 0 ]; then count=some; fi
    is "$count" "$2" "dump $1: statistics of $2 relations"
}

scripts() {
    exits 0 'restore -f' pgsnap restore -f "$work/plain.sql" "$work/$1.pgsnap"
    is "$(grep -c pg_restore_ "$work/plain.sql")" 0 'a script has no statistics'
    exits 0 'dump -Fp' pgsnap dump -Fp -d source -f "$work/plain.sql"
    is "$(grep -c pg_restore_ "$work/plain.sql")" 0 'neither has one of dump'
    exits 0 'restore -f --statistics' pgsnap restore --statistics -f "$work/script.sql" "$work/$1.pgsnap"
    new_db copy
    ok 'psql takes the script' psql -q -d copy -v ON_ERROR_STOP=1 -f "$work/script.sql"
    columns copy "$work/copy.columns"
    same "$work/$1.columns" "$work/copy.columns" 'a script with --statistics sets them'
}

# --- roles without superuser

roles() {
    query postgres 'CREATE ROLE planner LOGIN'
    query source 'GRANT SELECT ON keyed TO planner'
    exits 0 'dump by another role' pgsnap dump -U planner -t keyed -d source -f "$work/keyed.pgsnap"
    drop_db copy
    query postgres 'CREATE DATABASE copy OWNER planner'
    exits 0 'restore by a role that owns the tables' pgsnap restore -U planner -O -x -d copy "$work/keyed.pgsnap"
    is "$(query copy "SELECT count(*) FROM pg_stats WHERE tablename = 'keyed'")" 2 'it may set their statistics'
}

# --- an ANALYZE that fails is a warning

failing() {
    new_db failing
    query failing "CREATE FUNCTION touchy(int) RETURNS int IMMUTABLE LANGUAGE plpgsql SET search_path = pg_catalog AS
            \$\$ BEGIN IF current_query() ~ '^ANALYZE' THEN RAISE 'not today'; END IF; RETURN \$1; END \$\$;
        CREATE TABLE bad (a int); CREATE INDEX ON bad (touchy(a)); INSERT INTO bad SELECT generate_series(1, 100);
        CREATE TABLE good (a int); INSERT INTO good SELECT generate_series(1, 50)"
    exits 0 'dump for --analyze' pgsnap dump -d failing -f "$work/failing.pgsnap"
    new_db copy
    exits 0 'restore --analyze where it fails' pgsnap restore --analyze -j 2 -d copy "$work/failing.pgsnap"
    like "$err" 'warning: ANALYZE of public\.bad failed: .*not today' 'the failure is named'
    is "$(query copy "SELECT count(*) FROM pg_stats WHERE tablename = 'good'")" 1 'other tables are analyzed'
    drop_db failing
}

seq 100 >"$work/outside"
chmod 644 "$work/outside"
# --- a schema that is restored beside itself gets its statistics there

renamed() {
    new_db copy
    query copy 'CREATE TABLE keyed (id int)'
    exits 0 'restore --rename-schema' \
        pgsnap restore --rename-schema public=other -t keyed ${1:+"$1"} -d copy "$work/$newest.pgsnap"
    is "$(query copy "SELECT string_agg(DISTINCT schemaname || '.' || tablename, ', ' ORDER BY schemaname || '.' || tablename)
            FROM pg_stats WHERE tablename ~ '^keyed'")" 'other.keyed, other.keyed_expr_excl' \
        "restore --rename-schema $*: the renamed table has statistics, and the other has none"
}

# --- what takes too much space is left out with a warning

bounded() {
    local column columns=''
    new_db heavy
    for column in a b c d e; do columns="$columns, (SELECT string_agg(md5(i::text || j || '$column'), '') FROM generate_series(1, 28) AS j) AS $column"; done
    query heavy "CREATE TABLE heavy AS SELECT i$columns FROM generate_series(1, 10000) AS i"
    query heavy "CREATE TABLE light (a int)"
    query heavy "INSERT INTO light SELECT generate_series(1, 100)"
    query heavy "SET default_statistics_target = 10000; ANALYZE"
    exits 0 'dump of large statistics' pgsnap dump -d heavy -f "$work/heavy.pgsnap"
    like "$err" 'warning: left out, because planner statistics take too much space: those of 1 relation' \
        'those beyond the bound are left out, with a warning'
    is "$(pgsnap list --json "$work/heavy.pgsnap" | grep -A 3 '"STATISTICS DATA"' | grep -o '"name": .*')" '"name": "light"' \
        'the others are not'
    drop_db heavy
}

number=0 newest='' newest_major=0
declare -A server_of
while read -r bindir; do
    name=server$((++number))
    pg_start "$name" "$bindir"
    server_of[$major]=$name
    if [ "$major" -gt "$newest_major" ]; then newest=$name newest_major=$major; fi
    new_source
    exits 0 "$major: dump" pgsnap dump -d source -j 2 -f "$work/$name.pgsnap"
    columns source "$work/$name.columns"
    sizes source "$work/$name.sizes"
    ok "$major: there are statistics" test -s "$work/$name.columns"
done < <(bindirs)
pg_use "$newest"
for from in "${!server_of[@]}"; do
    if [ "$newest_major" -ge 18 ]; then
        given "${server_of[$from]}" "$from"
    else
        refused "${server_of[$from]}" "$from"
    fi
    analyzed "${server_of[$from]}" "$from"
done
failing
bounded
renamed --analyze
if [ "$newest_major" -ge 18 ]; then
    pg_use "$newest"
    renamed
    choices "$newest"
    scripts "$newest"
    roles
    if [ "$number" -gt 1 ]; then
        for into in "${!server_of[@]}"; do
            if [ "$into" -lt 18 ]; then
                pg_use "${server_of[$into]}"
                refused "${server_of[$into]}" "$into"
                break
            fi
        done
    fi
else
    skip 'statistics are set' 'no server at hand takes them: that is PostgreSQL 18'
fi
done_testing
