/*
 * The embedded SQL is what the files say, byte for byte.
 */
#include "server/sql.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

/* srcdir comes from the test driver; without it, the program runs in the source tree. */
static char *read_file(const char *name)
{
    enum { MOST = 1 << 20 };
    const char *folder = getenv("srcdir");
    char path[4096], *text = malloc(MOST);
    FILE *file;
    size_t length;

    ck_assert_ptr_nonnull(text);
    snprintf(path, sizeof path, "%s/src/server/sql/%s.sql", folder == NULL ? "." : folder, name);
    file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    length = fread(text, 1, MOST - 1, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

START_TEST(text_is_that_of_the_file)
{
    size_t count = 0;

    for (const struct server_sql *sql = server_sql; sql->name != NULL; sql++, count++) {
        char *text = read_file(sql->name);

        ck_assert_msg(strcmp(text, sql->text) == 0, "%s.sql differs from what is embedded", sql->name);
        free(text);
    }
    ck_assert_uint_gt(count, 0);
}
END_TEST

START_TEST(sorted_by_name)
{
    for (const struct server_sql *sql = server_sql; sql[0].name != NULL && sql[1].name != NULL; sql++)
        ck_assert_msg(strcmp(sql[0].name, sql[1].name) < 0, "%s is before %s", sql[0].name, sql[1].name);
}
END_TEST

START_TEST(arrays)
{
    static const uint32_t oids[] = {1, 16384, UINT32_MAX};
    char *none = sql_oid_array(NULL, 0), *three = sql_oid_array(oids, 3);

    ck_assert_str_eq(none, "{}");
    ck_assert_str_eq(three, "{1,16384,4294967295}");
    free(none);
    free(three);
}
END_TEST

UNIT_MAIN("sql", text_is_that_of_the_file, sorted_by_name, arrays)
