# shellcheck shell=bash
# deps.sh - installs the Debian packages that building and testing need, only those that are missing. To be sourced:
#
#   need_packages $build_packages $test_packages
#
# Works as root, or as a user who may use sudo without being asked. Where there is no dpkg the packages are named, and it
# is left to whoever runs this to have what they stand for.

# shellcheck disable=SC2034 # for whoever sources this
{
    build_packages='build-essential autoconf automake pkg-config libpq-dev libzstd-dev libxxhash-dev libjansson-dev check'
    test_packages='git perl procps postgresql postgresql-client alembic python3-psycopg2'
    check_packages='pgbouncer clang clang-format libclang-rt-dev shellcheck'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -n "$@" || {
            echo "deps.sh: could not run as root: $*" >&2
            return 1
        }
    else
        echo "deps.sh: neither root nor sudo, so this could not be run: $*" >&2
        return 1
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

# The server's package would make and start a cluster of its own: only the programs are wanted.
without_cluster() {
    local folder=/etc/postgresql-common/createcluster.d status=0
    as_root mkdir -p "$folder"
    echo 'create_main_cluster = false' | as_root tee "$folder/pgsnap.conf" >/dev/null
    "$@" || status=$?
    as_root rm -f "$folder/pgsnap.conf"
    return "$status"
}

need_packages() {
    local package missing=()
    if ! command -v dpkg-query >/dev/null; then
        echo "deps.sh: this is no Debian; needed are: $*" >&2
        return 0
    fi
    for package in "$@"; do
        # shellcheck disable=SC2016 # dpkg's own variable
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) in
        installed*) ;;
        *) missing+=("$package") ;;
        esac
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    echo "installing ${missing[*]}"
    apt update >/dev/null
    without_cluster apt install --no-install-recommends "${missing[@]}" >/dev/null
}
