/*
 * Statements about a database that are made to speak of another one.
 */
#include "model/readdress.h"

#include <check.h>
#include <stdlib.h>

static void becomes(const char *sql, const char *wanted)
{
    char *text = readdress_statements(sql, "\"new one\"");

    ck_assert_str_eq(text, wanted);
    free(text);
}

START_TEST(statements)
{
    becomes("CREATE DATABASE shop WITH TEMPLATE = template0 LC_COLLATE = 'C';",
            "CREATE DATABASE \"new one\" WITH TEMPLATE = template0 LC_COLLATE = 'C';");
    becomes("ALTER DATABASE shop SET work_mem TO '8MB';\nALTER ROLE app IN DATABASE shop SET x TO 'y';",
            "ALTER DATABASE \"new one\" SET work_mem TO '8MB';\nALTER ROLE app IN DATABASE \"new one\" SET x TO 'y';");
    becomes("GRANT CREATE ON DATABASE shop TO app;\nREVOKE TEMPORARY ON DATABASE shop FROM PUBLIC;",
            "GRANT CREATE ON DATABASE \"new one\" TO app;\nREVOKE TEMPORARY ON DATABASE \"new one\" FROM PUBLIC;");
    becomes("", "");
}
END_TEST

START_TEST(awkward_names)
{
    becomes("DROP DATABASE \"a \"\" DATABASE b\";", "DROP DATABASE \"new one\";");
    becomes("ALTER DATABASE größe OWNER TO \"DATABASE x\";", "ALTER DATABASE \"new one\" OWNER TO \"DATABASE x\";");
    becomes("COMMENT ON DATABASE shop IS 'of DATABASE shop; it''s DATABASE shop';",
            "COMMENT ON DATABASE \"new one\" IS 'of DATABASE shop; it''s DATABASE shop';");
    becomes("COMMENT ON DATABASE shop IS E'\\\\'';DATABASE x';",
            "COMMENT ON DATABASE \"new one\" IS E'\\\\'';DATABASE x';");
    becomes("ALTER MYDATABASE shop DATABASES shop database shop", "ALTER MYDATABASE shop DATABASES shop database shop");
    becomes("COMMENT ON DATABASE", "COMMENT ON DATABASE");
    becomes("x 'DATABASE shop", "x 'DATABASE shop");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("readdress");
    TCase *cases = tcase_create("statements");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, statements);
    tcase_add_test(cases, awkward_names);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
