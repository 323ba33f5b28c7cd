# shellcheck shell=bash
# measure.sh - runs a command and notes what it took; medians as lines of a table. To be sourced after tests/live/servers.sh.
#
#   measure NAME COMMAND...       one more measurement of that name
#   head_line TITLE BASE, line NAME BASE TITLE    the table; ratios are to the measurements named BASE

# shellcheck disable=SC2154 # root and work are of servers.sh
true

# shellcheck source=scripts/deps.sh
. "$root/scripts/deps.sh"
[ -x /usr/bin/time ] || need_packages time

server_cpu() { # CPU seconds of the server's processes so far, also of those that have ended
    { sed 's/^\([0-9]*\) (.*) /\1 name /' /proc/[0-9]*/stat 2>/dev/null || true; } | # some end meanwhile
        awk -v parent="$(as_server head -n 1 "$work/server/postmaster.pid")" -v ticks="$(getconf CLK_TCK)" '
            $1 == parent { sum += $14 + $15 + $16 + $17 }
            $4 == parent { sum += $14 + $15 }
            END { print sum / ticks }'
}

# measure NAME COMMAND...: appends "seconds CPU-seconds MiB server-CPU-seconds" to the measurements of that name. What the command makes is
# $work/out; its size is kept too.
measure() {
    local name=$1 before
    shift
    rm -rf "$work/out"
    before=$(server_cpu)
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/log" 2>&1 || {
        cat "$work/log" "$work/time" >&2
        return 1
    }
    sleep 0.2 # until its server processes have ended
    awk -v server="$(server_cpu)" -v before="$before" '{ print $1, $2 + $3, $4 / 1024, server - before }' "$work/time" \
        >>"$work/$name.times"
    if [ -e "$work/out" ]; then du -sk --apparent-size "$work/out" | awk '{ printf "%.1f", $1 / 1024 }' >"$work/$name.size"; fi
}

forget() { rm -f "$work"/*.times "$work"/*.size; }

median() { # median NAME COLUMN; nothing when it was not measured
    [ -e "$work/$1.times" ] || return 0
    cut -d ' ' -f "$2" "$work/$1.times" | sort -n |
        awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b }'; }

head_line() { # head_line TITLE BASE
    printf '\n### %s\n\n| | seconds | to %s | CPU s | server CPU s | memory MiB | output MiB |\n|---|--:|--:|--:|--:|--:|--:|\n' "$1" "$2"
}

line() { # line NAME BASE TITLE
    local seconds
    seconds=$(median "$1" 1)
    [ -n "$seconds" ] || return 0
    printf '| %s | %.2f | %s | %.2f | %.2f | %.0f | %s |\n' "$3" "$seconds" "$(ratio "$seconds" "$(median "$2" 1)")" \
        "$(median "$1" 2)" "$(median "$1" 4)" "$(median "$1" 3)" "$(cat "$work/$1.size" 2>/dev/null || true)"
}
