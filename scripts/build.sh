# shellcheck shell=bash
# build.sh - builds out of tree. To be sourced; $root is the top of the source tree.
#
#   build_in FOLDER [CONFIGURE ARGUMENT...]     FOLDER/pgsnap and the unit tests' programs

: "${root:?the top of the source tree}"
case $root in
*[[:space:]]*)
    echo "the path of the source tree holds white space, which autoconf cannot build in: move it ($root)" >&2
    exit 1
    ;;
esac
jobs=$(nproc 2>/dev/null || echo 2)

# configure and its kind are made once, and again when what they are made from has changed.
make_configure() {
    local file
    for file in configure Makefile.in build-aux/compile; do
        if [ ! -e "$root/$file" ] || [ "$root/configure.ac" -nt "$root/$file" ] || [ "$root/Makefile.am" -nt "$root/Makefile.in" ]; then
            (cd "$root" && autoreconf -fi) >/dev/null || return 1
            return 0
        fi
    done
}

# The build runs quietly; of a failure all is shown.
build_in() {
    local folder=$1 log=$1/build.log
    shift
    make_configure
    mkdir -p "$folder"
    if [ ! -e "$folder/Makefile" ] || [ "$root/configure" -nt "$folder/config.status" ] ||
        [ "$(cat "$folder/configured-with" 2>/dev/null)" != "$*" ]; then
        (cd "$folder" && "$root/configure" "$@") >"$log" 2>&1 || {
            cat "$log" >&2
            return 1
        }
        printf '%s' "$*" >"$folder/configured-with"
    fi
    make -C "$folder" -j "$jobs" all >"$log" 2>&1 || {
        cat "$log" >&2
        return 1
    }
    echo "built $folder/pgsnap"
}

# unit_tests FOLDER: a line that sums up, or the logs of what failed
unit_tests() {
    make -C "$1" -j "$jobs" check >"$1/check.log" 2>&1 || {
        cat "$1/check.log" "$1"/tests/unit/*.log >&2
        return 1
    }
    sed -n 's/^# \(TOTAL\|PASS\): */unit tests: \1 /p' "$1/check.log"
}
