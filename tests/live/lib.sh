# shellcheck shell=bash
# lib.sh - what every live test sources: TAP output, runs of the program, and the oracles. Servers: servers.sh.
#
#   PGSNAP_TEST_LIMIT    seconds that one run of the program may take (default 300)
#   PGSNAP_TEST_DIFF     lines of a difference to show (default 30)

live=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/live/servers.sh
. "$live/servers.sh"
limit=${PGSNAP_TEST_LIMIT:-300}
trap 'diag "stopped at line $LINENO of ${BASH_SOURCE[0]##*/}: status $?"' ERR
[ -x "$PGSNAP" ] || {
    echo "Bail out! there is no program at $PGSNAP: build it, or set PGSNAP"
    exit 1
}

# --- TAP

tests_run=0

diag() {
    printf '%s\n' "$*" | sed 's/^/# /'
}

tap() { # tap STATUS NAME: the one place that prints a result
    tests_run=$((tests_run + 1))
    if [ "$1" = 0 ]; then
        printf 'ok %d - %s\n' "$tests_run" "${2//#/}"
    else
        printf 'not ok %d - %s\n' "$tests_run" "${2//#/}"
    fi
}

ok() { # ok NAME COMMAND...: the command succeeds
    local name=$1 status=0
    shift
    "$@" >"$work/ok.out" 2>&1 || status=$?
    tap "$status" "$name"
    if [ "$status" != 0 ]; then diag "status $status: $*" "$(head -c 4000 "$work/ok.out")"; fi
}

is() { # is GOT WANTED NAME
    if [ "$1" = "$2" ]; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "got:    ${1:0:1000}"
        diag "wanted: ${2:0:1000}"
    fi
}

isnt() { # isnt GOT UNWANTED NAME
    if [ "$1" != "$2" ]; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "got the unwanted: ${1:0:4000}"
    fi
}

like() { # like GOT EXTENDED-REGEX NAME
    if [[ $1 =~ $2 ]]; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "got:           ${1:0:4000}"
        diag "does not match: $2"
    fi
}

unlike() { # unlike GOT EXTENDED-REGEX NAME
    if [[ $1 =~ $2 ]]; then
        tap 1 "$3"
        diag "got:     ${1:0:4000}"
        diag "matches: $2"
    else
        tap 0 "$3"
    fi
}

same() { # same FILE FILE NAME: equal bytes, and the first differences when they are not
    if cmp -s "$1" "$2"; then
        tap 0 "$3"
    else
        tap 1 "$3"
        diag "$(diff -a "$1" "$2" 2>&1 | cut -c 1-400 | head -n "${PGSNAP_TEST_DIFF:-30}")"
    fi
}

skip() { # skip NAME REASON
    tests_run=$((tests_run + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tests_run" "$1" "$2"
}

skip_all() {
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

done_testing() {
    printf '1..%d\n' "$tests_run"
}

# --- the program

pgsnap() {
    timeout -k 10 "$limit" "$PGSNAP" "$@"
}

# run COMMAND...: its exit status in $status, what it wrote in $out and $err (each cut at 64 KiB, without NULs)
run() {
    status=0
    "$@" >"$work/run.out" 2>"$work/run.err" || status=$?
    # shellcheck disable=SC2034 # for the tests
    out=$(head -c 65536 "$work/run.out" | tr -d '\0')
    # shellcheck disable=SC2034
    err=$(head -c 65536 "$work/run.err" | tr -d '\0')
}

# exits STATUS NAME COMMAND...: as run, and the status is that one
exits() {
    local wanted=$1 name=$2
    shift 2
    run "$@"
    if [ "$status" = "$wanted" ]; then
        tap 0 "$name"
    else
        tap 1 "$name"
        diag "exit status $status, wanted $wanted: $*"
        diag "$(head -n 20 "$work/run.err" | cut -c 1-400)"
    fi
}

wait_for() { # wait_for SECONDS COMMAND...: until it succeeds
    local tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.05
    done
}

# --- oracles

# Another session, whose statements are not waited for; what it prints is in $work/session.log. A program in the background must be
# started with 9>&-, or the session ends after it.
open_session() { # open_session DB
    rm -f "$work/session"
    mkfifo "$work/session"
    psql -q -d "$1" <"$work/session" >"$work/session.log" 2>&1 &
    session=$!
    exec 9>"$work/session"
}
say() { printf '%s\n' "$1" >&9; } # say STATEMENT
close_session() {
    exec 9>&-
    wait "$session"
}

objects() { # objects DB [FILE...]: the sample objects, by default all families
    local db=$1 file gate gates=()
    shift
    [ $# -gt 0 ] || set -- "$live"/objects/*.sql
    for gate in 13 14 15 16 17 18 19; do gates+=(-v "from$gate=$((major >= gate))"); done
    for file in "$@"; do
        psql -q -d "$db" "${gates[@]}" -v subscription="subscription of $db" -f "$file" >"$work/objects.log" 2>&1 || {
            diag "$file:" "$(cat "$work/objects.log")"
            return 1
        }
    done
}

fingerprint() { # fingerprint DB FILE [1]: the catalogs, an object a line; with 1 what belongs to the database itself too
    psql -Atq -d "$1" -v version="$version" -v database="${3:-0}" -f "$live/fingerprint.sql" | LC_ALL=C sort >"$2"
}

digests() { # digests DB FILE: an md5 of the sorted rows of every table
    psql -Atq -d "$1" -f "$live/digests.sql" | LC_ALL=C sort >"$2"
}

# without_key: what pg_dump writes, less what differs between two of its runs
without_key() {
    grep -a -v -e '^\\restrict ' -e '^\\unrestrict ' -e '^--' -e '^$'
}

# schema_text DB FILE: what pg_dump says, where one is at hand that is not older than the server; false when none is. The
# schema as it is, and everything in whatever order, as rows may be.
schema_text() {
    local tool own
    own=$(cat "$work/$server.bin")
    for tool in "$own/pg_dump" "$client_bin/pg_dump"; do
        [ -x "$tool" ] || continue
        [ "$("$tool" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge "$major" ] || continue
        "$tool" -s -d "$1" | without_key >"$2"
        "$tool" -d "$1" | without_key | LC_ALL=C sort >>"$2"
        return 0
    done
    return 1
}

# entries ARCHIVE FILE: what the archive holds, with rows and digests, less what may differ between two dumps of the
# same rows: how they were cut and packed, and planner statistics. Which hash partition holds a row of an enum is no
# property of the rows.
entries() {
    pgsnap list --json "$1" | sed -n '/^  "entries": /,$p' |
        grep -v -e '^      "id": ' -e '^      "stored": ' -e '^      "blocks": ' |
        awk '/^    \{/ { skip = object = "" } /"kind": "DATABASE/ { skip = "name" }
            /"kind": "(EXTENDED )?STATISTICS DATA"/ { skip = "all" } /"name": "by_enum_[0-9]"/ { skip = "rows|bytes|digest" }
            skip == "" || $0 !~ "\"(" skip ")\": "  { object = object $0 "\n" }
            /^    \}/ { if (skip != "all") printf "%s", object }' |
        sed 's/,$//' >"$2"
}

# alike DB DB LABEL: a copy says of itself what its source says
alike() {
    fingerprint "$1" "$work/one.catalogs"
    fingerprint "$2" "$work/two.catalogs"
    same "$work/one.catalogs" "$work/two.catalogs" "$3: the catalogs are alike"
    digests "$1" "$work/one.rows"
    digests "$2" "$work/two.rows"
    same "$work/one.rows" "$work/two.rows" "$3: the rows are alike"
}
