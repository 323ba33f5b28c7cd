/*
 * Two wordings of one expression, and what only looks like them.
 */
#include "base/arena.h"
#include "model/wording.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static void settles(const char *text, const char *wanted)
{
    char *settled = wording_settle(text);

    ck_assert_str_eq(settled, wanted);
    free(settled);
}

START_TEST(both_wordings)
{
    const char *before = "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))";
    const char *after =
        "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))";

    settles(before, after);
    settles(after, after);
    ck_assert(wording_same(before, after));
    ck_assert(wording_same(after, before));
    ck_assert(!wording_same(before, "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text])))"));
}
END_TEST

START_TEST(awkward_elements)
{
    settles("x((ARRAY['it''s (,]', f(1, 2), \"a]\"[3]])::text[])y",
            "x(ARRAY[('it''s (,]')::text, (f(1, 2))::text, (\"a]\"[3])::text])y");
    settles("(ARRAY[(ARRAY[1])::a[], 2])::b.\"c d\"[]", "ARRAY[(ARRAY[(1)::a])::b.\"c d\", (2)::b.\"c d\"]");
    settles("ANY (ARRAY['a'::b c, 'd]']::text[])", "ANY (ARRAY['a'::b c::text, 'd]'::text])");
    settles("MYARRAY[1]::text[] ARRAY[1]::text", "MYARRAY[1]::text[] ARRAY[1]::text");
    settles("(ARRAY[1, 2])::numeric(10,2)[]", "ARRAY[(1)::numeric(10,2), (2)::numeric(10,2)]");
    settles("(ARRAY[1])::timestamp(3) without time zone[]", "ARRAY[(1)::timestamp(3) without time zone]");
}
END_TEST

/* What begins a chain of AND or OR is a part of it; what does not begin one, or is of the other kind, is a thing of its own. */
START_TEST(chains)
{
    settles("CHECK ((((a >= 1) AND (a <= 5)) AND (b > 0)))", "CHECK (((a >= 1) AND (a <= 5) AND (b > 0)))");
    settles("((((a) OR (b)) OR (c)) OR (d))", "((a) OR (b) OR (c) OR (d))");
    settles("((((a) AND (b)) OR (c)) OR (d))", "(((a) AND (b)) OR (c) OR (d))");
    settles("(((a) AND (b = ') AND (')) AND (d))", "((a) AND (b = ') AND (') AND (d))");
    settles("(((a) OR (b)) AND (c))", "(((a) OR (b)) AND (c))");
    settles("((c) AND ((a) AND (b)))", "((c) AND ((a) AND (b)))");
    settles("(NOT ((a) AND (b)))", "(NOT ((a) AND (b)))");
    settles("((a) AND (b)) AND (c)", "((a) AND (b)) AND (c)");
    settles("$$(((a) AND (b)) AND (c))$$", "$$(((a) AND (b)) AND (c))$$");
    settles("))((((a) AND (b)) AND (c)", "))(((a) AND (b) AND (c)");
    ck_assert(!wording_same("(((a) AND (b)) AND (c))", "((a) AND (b) AND (d))"));
    ck_assert(!wording_same("(((a) AND (b)) OR (c))", "((a) AND ((b) OR (c)))"));
}
END_TEST

START_TEST(other_wordings)
{
    settles("(t LEFT JOIN u ON TRUE)", "(t LEFT JOIN u ON (true))");
    settles("FROM (VALUES (1,2)) \"*VALUES*\"", "FROM ( VALUES (1,2)) \"*VALUES*\"");
    settles("' ON TRUE(VALUES ('", "' ON TRUE(VALUES ('");
    settles("(- 12) (- 1.5)", "'-12'::integer '-1.5'::numeric");
    settles("(- a) (- .5) (- 1a) (- 1", "(- a) (- .5) (- 1a) (- 1");
}
END_TEST

START_TEST(quotes)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"COPY \"public\".\"t\" (\"a\", \"B\")", "COPY public.t (a, \"B\")"},
        {"\"1a\" \"\" \"char\" \"chars\"", "\"1a\" \"\" \"char\" chars"},
        {"'\"a\"' \"b\"", "'\"a\"' b"},
        {"$$ \"a\" $$ \"b\"", "$$ \"a\" $$ b"},
        {"$x$ \"a\" $$ $x$ \"b\" $1", "$x$ \"a\" $$ $x$ b $1"},
        {"$x$ \"a\"", "$x$ a"},
        {"nextval('\"a\".\"b\"'::\"regclass\")", "nextval('a.b'::regclass)"},
        {"'\"a\".\"B\"' '\"a\".\"b\".' '\"a\".'", "'a.\"B\"' '\"a\".\"b\".' '\"a\".'"},
        {"'\"a b\".\"c\"' 'a.\"B\"\"''\"'", "'\"a b\".c' 'a.\"B\"\"''\"'"},
        {"'\"a\".\"b' '\"a\".\"b\"'' 'c", "'\"a\".\"b' '\"a\".\"b\"'' 'c"},
        {"\"open", "\"open"},
        {"(\"a\"='off', \"b\"='7', c='O', d= 'e', f='g''')", "(a=off, b='7', c='O', d= 'e', f='g''')"},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *unquoted = wording_unquote(cases[i].text);

        ck_assert_str_eq(unquoted, cases[i].wanted);
        free(unquoted);
    }
    ck_assert(wording_same("CREATE \"a\"", "CREATE a"));
    ck_assert(!wording_same("CREATE \"A\"", "CREATE a"));
}
END_TEST

/* The name that a NOT NULL gets anyway may stand there or not; any other may not. */
START_TEST(usual_names)
{
    static const char with[] = "CREATE TABLE s.t (\n"
                               "    a integer CONSTRAINT t_a_not_null NOT NULL,\n"
                               "    \"b B\" text DEFAULT 'x'::text CONSTRAINT \"t_b B_not_null\" NOT NULL,\n"
                               "    c integer CONSTRAINT t_a_not_null NOT NULL\n"
                               ") PARTITION BY LIST (a);\n"
                               "CREATE UNLOGGED TABLE \"T \"\"x\"\"\" (\n"
                               "    a integer CONSTRAINT \"T \"\"x\"\"_a_not_null\" NOT NULL,\n"
                               "    CONSTRAINT t_a_not_null NOT NULL a\n);";

    settles(with, "CREATE TABLE s.t (\n"
                  "    a integer NOT NULL,\n"
                  "    \"b B\" text DEFAULT 'x'::text NOT NULL,\n"
                  "    c integer CONSTRAINT t_a_not_null NOT NULL\n"
                  ") PARTITION BY LIST (a);\n"
                  "CREATE UNLOGGED TABLE \"T \"\"x\"\"\" (\n"
                  "    a integer NOT NULL,\n"
                  "    CONSTRAINT t_a_not_null NOT NULL a\n);");
    settles("CREATE TABLE t", "CREATE TABLE t");
    settles("CREATE TABLE \"t", "CREATE TABLE \"t");
    settles("CREATE \n    a CONSTRAINT t_a_not_null NOT NULL", "CREATE \n    a CONSTRAINT t_a_not_null NOT NULL");
    settles("CREATE TABLE t (\n    ", "CREATE TABLE t (\n    ");
    settles("CREATE TABLE t (\n    \"", "CREATE TABLE t (\n    \"");
}
END_TEST

/* Grants that follow each other have no order; what stands between them keeps its place. */
START_TEST(grants)
{
    ck_assert(wording_same_rights("", ""));
    ck_assert(wording_same_rights("GRANT b;\nGRANT a;", "GRANT a;\nGRANT b;"));
    ck_assert(wording_same_rights("REVOKE z;\nGRANT b;\nGRANT a;\n", "REVOKE z;\nGRANT a;\nGRANT b;\n"));
    ck_assert(wording_same_rights("ALTER DEFAULT PRIVILEGES b;\nALTER DEFAULT PRIVILEGES a;",
                                  "ALTER DEFAULT PRIVILEGES a;\nALTER DEFAULT PRIVILEGES b;"));
    ck_assert(!wording_same_rights("SET ROLE x;\nGRANT b;\nSET ROLE y;\nGRANT a;",
                                   "SET ROLE x;\nGRANT a;\nSET ROLE y;\nGRANT b;"));
    ck_assert(!wording_same_rights("REVOKE b;\nGRANT a;", "GRANT a;\nREVOKE b;"));
    ck_assert(!wording_same_rights("GRANT b;", "GRANT b;\nGRANT b;"));
    ck_assert(wording_same_rights("GRANT SELECT ON \"t\" TO \"a\";\nGRANT SELECT ON \"t\" TO PUBLIC;",
                                  "GRANT SELECT ON t TO PUBLIC;\nGRANT SELECT ON t TO a;"));
}
END_TEST

START_TEST(hidden_operators)
{
    ck_assert(wording_hides_operators("CHECK ((a IS DISTINCT FROM b))"));
    ck_assert(wording_hides_operators("SELECT NULLIF(a, b)"));
    ck_assert(wording_hides_operators("CASE a WHEN b THEN 1"));
    ck_assert(wording_hides_operators("FROM (a JOIN b USING (c))"));
    ck_assert(!wording_hides_operators("CHECK ((a OPERATOR(x.=) b))"));
}
END_TEST

/* Left as it is: no cast of the whole, no array type, brackets that do not close, quoted text. */
START_TEST(others)
{
    static const char *const texts[] = {"",
                                        "(ARRAY[1, 2])",
                                        "(ARRAY[1, 2])::text",
                                        "(ARRAY[1, 2",
                                        "(ARRAY[1, 2])::",
                                        "(ARRAY[1)])::text[]",
                                        "(ARRAY[1])::text, (x)::text[]",
                                        "(ARRAY[1])::numeric(x)[]",
                                        "'(ARRAY[1])::text[]'",
                                        "\"(ARRAY[1])::text[]\"",
                                        "'it''s (ARRAY[1])::text[]",
                                        "(ARRAY['open])::text[]"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        settles(texts[i], texts[i]);
}
END_TEST

/* Too long to be looked at: only equal when they are. */
START_TEST(long_texts)
{
    size_t length = 1 << 20;
    char *text = mem_calloc(length + 1, 1), *same = mem_calloc(length + 1, 1);

    memset(text, '(', length);
    memset(same, '(', length);
    ck_assert(wording_same(text, same));
    same[5] = ')';
    ck_assert(!wording_same(text, same));
    free(text);
    free(same);
}
END_TEST

/* Nested as deep as an archive may say. */
START_TEST(deep)
{
    enum { DEPTH = 5000 };
    char *text = mem_calloc(DEPTH * 24 + 1, 1);

    for (int i = 0; i < DEPTH; i++)
        memcpy(text + strlen(text), "(ARRAY[", 7);
    for (int i = 0; i < DEPTH; i++)
        memcpy(text + strlen(text), "])::t[]", 7);
    char *settled = wording_settle(text);
    ck_assert_int_eq(strncmp(settled, "ARRAY[(ARRAY[(", 14), 0);
    ck_assert_ptr_nonnull(strstr(settled, "(ARRAY[(ARRAY[(ARRAY["));
    free(settled);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wording");
    TCase *cases = tcase_create("arrays");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, both_wordings);
    tcase_add_test(cases, awkward_elements);
    tcase_add_test(cases, chains);
    tcase_add_test(cases, other_wordings);
    tcase_add_test(cases, others);
    tcase_add_test(cases, quotes);
    tcase_add_test(cases, usual_names);
    tcase_add_test(cases, grants);
    tcase_add_test(cases, hidden_operators);
    tcase_add_test(cases, long_texts);
    tcase_add_test(cases, deep);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
