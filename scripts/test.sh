#!/bin/bash
# Builds pgsnap under build/ and runs all its tests: unit, house, fuzz corpora, live. The last lines are prove's.
# Arguments go to prove; PGSNAP_TEST_BINDIRS names other servers than Debian's newest (see tests/live/servers.sh).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/deps.sh
. "$root/scripts/deps.sh"
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"

# shellcheck disable=SC2086 # lists of packages
need_packages $build_packages $test_packages
mkdir -p "$root/build"
build_in "$root/build"
unit_tests "$root/build"
export PGSNAP=$root/build/pgsnap PGSNAP_BUILD=$root/build
cd "$root"
shopt -s nullglob
exec prove --timer -j "$jobs" "$@" tests/house/*.t tests/fuzz/*.t tests/files/*.t tests/live/*.t
