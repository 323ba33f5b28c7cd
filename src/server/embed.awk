# embed.awk - turns SQL files into one C file: a table of their names and texts (server/sql.h).
#
#   awk -f embed.awk FILE... > sql_embedded.c
#
# Each line becomes a string literal of its own; the compiler joins them.

function name_of(path) {
    sub(/^.*\//, "", path)
    sub(/\.sql$/, "", path)
    return path
}

# Not with gsub: awks differ in what backslashes mean in its replacement.
function escaped(line,    text, i, c) {
    text = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "\\" || c == "\"" || c == "?")
            c = "\\" c
        else if (c == "\t")
            c = "\\t"
        text = text c
    }
    return text
}

BEGIN {
    for (i = 1; i < ARGC; i++)
        files[i] = ARGV[i]
    count = ARGC - 1
    # The table is sorted by name, whatever the order on the command line.
    for (i = 2; i <= count; i++)
        for (j = i; j > 1 && name_of(files[j - 1]) > name_of(files[j]); j--) {
            swap = files[j]
            files[j] = files[j - 1]
            files[j - 1] = swap
        }
    print "/* Made by embed.awk from server/sql; do not edit. */"
    print "#include \"server/sql.h\"\n"
    print "const struct server_sql server_sql[] = {"
    for (i = 1; i <= count; i++) {
        printf "    {\"%s\",\n", name_of(files[i])
        lines = 0
        while ((status = (getline line < files[i])) > 0) {
            printf "     \"%s\\n\"\n", escaped(line)
            lines++
        }
        if (status < 0 || lines == 0) {
            print "embed.awk: cannot read " files[i] > "/dev/stderr"
            exit 1
        }
        close(files[i])
        print "    },"
    }
    print "    {0, 0}};"
}
