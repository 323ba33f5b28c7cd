#!/bin/sh
# Nothing of one machine, nothing unfinished, no blanks at the ends of lines. The patterns are written so that they do
# not match themselves.
# shellcheck source=tests/house/tap.sh
. "$(dirname "$0")/tap.sh"

find_text() { project_files | tr '\n' '\0' | xargs -0 grep -nIE -e "$1" /dev/null; true; }

check "no paths of one machine" \
    find_text '(^|[^A-Za-z0-9_.$}])/(hom[e]|User[s]|roo[t]|wor[k])/|/tmp/(buil[d]|p[g]|bash_job[s])[-./]'
check "no marks of unfinished work" find_text '\<(TOD[O]|FIXM[E]|XX[X]|HAC[K])\>'
check "no blanks at the ends of lines" find_text '[[:blank:]]$'
done_testing
