#!/bin/sh
# Who may include whom (doc/design.md, section 2), which folder sees which foreign library, and unique file names.
# shellcheck source=tests/house/tap.sh
. "$(dirname "$0")/tap.sh"

sources() { find src include -name '*.[ch]' | sort; }

# How to add a folder: add it to the floor where it belongs.
include_rules()
{
    sources | xargs awk '
        BEGIN {
            floor["base"] = 0
            floor["model"] = 1
            floor["codec"] = floor["store"] = floor["pq"] = 2
            floor["server"] = floor["archive"] = floor["script"] = floor["pgdump"] = 3
            floor["engine"] = 4
            floor["cmd"] = 5
        }
        function complain(text) { print FILENAME ":" FNR ": " text }
        FNR == 1 {
            split(FILENAME, part, "/")
            own = part[1] == "src" ? part[2] : ""
            if (own != "" && !(own in floor))
                complain("folder " own " stands on no floor")
        }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            split($0, quoted, "\"")
            if (own == "") {
                complain("a contract includes only its like and the system")
            } else if (split(quoted[2], path, "/") != 2 || !(path[1] in floor)) {
                complain("\"" quoted[2] "\" is not of the form \"folder/file.h\"")
            } else if (path[1] != own && floor[path[1]] >= floor[own]) {
                complain(own " includes " path[1] ", which stands no lower")
            } else if (own == "engine" && path[1] != own && path[1] != "model" && path[1] != "base") {
                complain("engine sees only contracts, model and base, not " path[1])
            }
        }'
}

# How to add a library: add a row: a pattern of its headers, and where they may be included.
foreign_rules()
{
    sources | xargs awk '
        BEGIN {
            place["^(libpq-fe|libpq-events|postgres_ext|pg_config[a-z_]*)[.]h$|^libpq/"] = "src/pq/"
            place["^(zstd|zdict|zstd_errors)[.]h$"] = "src/codec/"
            place["^(xxhash|xxh3)[.]h$"] = "src/base/hash.c"
            place["^jansson"] = "src/cmd/"
            place["^(zlib|lz4[a-z]*)[.]h$"] = "src/pgdump/"
            place["^check[.]h$"] = "tests/unit/"
        }
        /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
            split($0, parts, "[<>\"]")
            for (pattern in place)
                if (parts[2] ~ pattern && index(FILENAME, place[pattern]) != 1)
                    print FILENAME ":" FNR ": " parts[2] " may be included only in " place[pattern]
        }'
}

unique_names()
{
    find src include tests -name '*.[ch]' | sed 's,.*/,,' | sort | uniq -d | sed 's/$/ is the name of several files/'
}

check "files include their own folder and lower floors" include_rules
check "foreign libraries stay in their folders" foreign_rules
check "file names are unique" unique_names
done_testing
