#!/bin/sh
# What src/x/y.c exports begins with y_ (or is y). From the objects when PGSNAP_BUILD names a build folder, else from
# the text, which clang-format has made regular.
# shellcheck source=tests/house/tap.sh
. "$(dirname "$0")/tap.sh"

# How to add a prefix: a row "FILE PREFIX", with the header that owes it. A prefix that ends without _ is a whole name.
allowed()
{
    cat <<'ROWS'
src/base/arena.c mem_
src/model/block.c digest_
src/model/block.c counts_
src/pq/query.c rows_
src/cmd/main.c main
src/server/sql_embedded.c server_sql
ROWS
}

# "FILE NAME" of each exported function and variable.
from_objects()
{
    (cd "$PGSNAP_BUILD" && find src -name '*.o') | sort | while IFS= read -r object; do
        nm -g --defined-only "$PGSNAP_BUILD/$object" | awk -v file="${object%.o}.c" '$3 !~ /^__/ { print file, $3 }'
    done
}

from_text()
{
    find src -name '*.c' | sort | xargs awk '
        FNR == 1 { text = inside = "" }
        inside { if ($0 ~ inside) inside = ""; next }
        text == "" && !/^[a-z_]/ { next }
        { text = text " " $0 }
        /[;{]/ || /^{/ {
            if (text !~ /^ (static|typedef|extern)/ && text ~ /[{=]/) {
                name = text
                sub(/[(=[].*/, "", name)
                gsub(/__attribute__/, "", name)
                sub(/[ *]*$/, "", name)
                sub(/.*[ *]/, "", name)
                if (text ~ /[(=]/ && name ~ /^[a-z_][a-z0-9_]*$/)
                    print FILENAME, name
            }
            if (text ~ /{/ && text !~ /}/)
                inside = text ~ /=/ ? "};$" : "^}" # what ends a table, what ends a function
            text = ""
        }'
}

misnamed()
{
    names=$("$1")
    [ -n "$names" ] || echo "no exported names were found"
    { allowed; echo --; printf '%s\n' "$names"; } | awk '
        $1 == "--" { listed = 1; next }
        !listed { prefixes[$1] = prefixes[$1] " " $2; next }
        {
            module = $1
            sub(/.*\//, "", module)
            sub(/[.]c$/, "", module)
            fits = index($2, module "_") == 1 || $2 == module
            count = split(prefixes[$1], own, " ")
            for (i = 1; i <= count; i++)
                if (own[i] ~ /_$/ ? index($2, own[i]) == 1 : $2 == own[i])
                    fits = 1
            if (!fits)
                print $1 ": " $2 " should begin with " module "_"
        }'
}

if [ -n "$PGSNAP_BUILD" ]; then
    check "exported symbols begin with their file's name" misnamed from_objects
fi
check "exported definitions begin with their file's name" misnamed from_text
done_testing
