# shellcheck shell=sh
# tap.sh - sourced by the house tests: TAP output, and the folder of the project.
#
#   check NAME COMMAND...   ok when the command prints nothing and succeeds; what it prints is shown as diagnostics
#   skip_all REASON         ends the test
#   done_testing            prints the plan; its status is that of the test

root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
cd "$root" || exit 1
count=0
failures=0

check()
{
    name=$1
    shift
    count=$((count + 1))
    if output=$("$@" 2>&1) && [ -z "$output" ]; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        printf '%s\n' "$output" | sed 's/^/# /'
        failures=$((failures + 1))
    fi
}

skip_all()
{
    echo "1..0 # SKIP $*"
    exit 0
}

done_testing()
{
    echo "1..$count"
    [ "$failures" -eq 0 ]
}

# The project's files, one a line: what git tracks, or all of an unpacked release.
project_files()
{
    if [ -e .git ]; then
        # Files that were just removed are still in the index.
        git ls-files | while IFS= read -r file; do [ -f "$file" ] && printf '%s\n' "$file"; done
    else
        find . -type f | sed 's,^\./,,'
    fi
}
