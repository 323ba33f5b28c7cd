#include "unit.h"

#include "model/pattern.h"
#include <locale.h>
#include <string.h>

struct sample {
    const char *pattern, *schema, *name;
    bool matches;
};

static bool matches(const char *text, enum pattern_type type, const char *schema, const char *name)
{
    struct pattern *pattern;
    struct err err = ERR_INIT;
    bool found;

    ck_assert_msg(pattern_new(text, type, "db", &pattern, &err), "%s", err.message);
    ck_assert_str_eq(pattern_text(pattern), text);
    found = pattern_matches(pattern, schema, name);
    pattern_free(pattern);
    return found;
}

static const struct sample relations[] = {
    {"orders", "s", "orders", true},
    {"orders", "s", "orders2", false},
    {"orders", "s", "my_orders", false},
    {"ORDERS", "s", "orders", true},
    {"Orders", "s", "Orders", false},
    {"\"Orders\"", "s", "Orders", true},
    {"\"Orders\"", "s", "orders", false},
    {"my\"Or\"DERS", "s", "myOrders", true},
    {"ord*", "s", "orders", true},
    {"*", "s", "anything at all", true},
    {"o?ders", "s", "orders", true},
    {"o?ders", "s", "oders", false},
    {"sales.orders", "sales", "orders", true},
    {"sales.orders", "hr", "orders", false},
    {"s*.o*", "sales", "orders", true},
    {"\"a.b\".c", "a.b", "c", true},
    {"\"a.b\"", "s", "a.b", true},
    {"\"a\"\"b\"", "s", "a\"b", true},
    {"\"a*\"", "s", "a*", true},
    {"\"a*\"", "s", "ab", false},
    {"\"a|b\"", "s", "a|b", true},
    {"\"a|b\"", "s", "a", false},
    {"\"[a](b){1}+^\\.?$\"", "s", "[a](b){1}+^\\.?$", true},
    {"pay$", "s", "pay$", true},
    {"pay$", "s", "pay", false},
    {"a|b", "s", "a", true},
    {"a|b", "s", "ab", false},
    {"(jan|feb)_[0-9]+", "s", "feb_2024", true},
    {"(jan|feb)_[0-9]+", "s", "mar_2024", false},
    {"t[^]x]", "s", "ty", true},
    {"t[^]x]", "s", "t]", false},
    {"[[:ALPHA:]]x", "s", "qx", true},
    {"a\\.b", "s", "a.b", true},
    {"a\\*", "s", "a*", true},
    {"a\\*", "s", "ab", false},
    {"db.s.t", "s", "t", true},
    {"DB.s.t", "s", "t", true},
    {"caf?", "s", "caf\xc3\xa9", true},
    {"caf??", "s", "caf\xc3\xa9", false},
    {"\xc3\x89", "s", "\xc3\x89", true},
    {"s.t", NULL, "t", false},
};

START_TEST(relation_patterns)
{
    for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++)
        ck_assert_msg(matches(relations[i].pattern, PATTERN_RELATION, relations[i].schema, relations[i].name) ==
                          relations[i].matches,
                      "%s and %s", relations[i].pattern, relations[i].name);
}
END_TEST

START_TEST(relation_patterns_in_a_utf8_locale)
{
    ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
    for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++)
        ck_assert_msg(matches(relations[i].pattern, PATTERN_RELATION, relations[i].schema, relations[i].name) ==
                          relations[i].matches,
                      "%s and %s", relations[i].pattern, relations[i].name);
    setlocale(LC_CTYPE, "C");
}
END_TEST

START_TEST(schema_patterns)
{
    ck_assert(matches("sales*", PATTERN_SCHEMA, "sales_eu", NULL));
    ck_assert(!matches("sales", PATTERN_SCHEMA, "sales_eu", NULL));
    ck_assert(matches("db.sales", PATTERN_SCHEMA, "sales", NULL));
    ck_assert(!matches("sales", PATTERN_SCHEMA, NULL, NULL));
}
END_TEST

static void refuses(const char *text, enum pattern_type type, const char *database, const char *why)
{
    struct pattern *pattern;
    struct err err = ERR_INIT;

    ck_assert_msg(!pattern_new(text, type, database, &pattern, &err), "%s", text);
    ck_assert_int_eq(err.code, ERR_USAGE);
    ck_assert_msg(strstr(err.message, why) != NULL, "%s: %s", text, err.message);
    ck_assert_msg(strstr(err.message, text) != NULL, "%s: %s", text, err.message);
}

START_TEST(bad_patterns)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"a)|(b", "not opened"},
        {"(a", "not closed"},
        {"(a.b)", "not closed"},
        {"[a", "bracket"},
        {"[a\"b\"]", "bracket"},
        {"[[:alpha]", "bracket"},
        {"\"a", "quote"},
        {"a\"\"\"", "quote"},
        {"a\\", "backslash"},
        {"a\\d", "backslash"},
        {"", "missing"},
        {"a.", "missing"},
        {".a", "missing"},
        {"a..b", "missing"},
        {"a.b.c.d", "too many"},
        {"other.s.t", "other than"},
        {"\"DB\".s.t", "other than"},
        {"[[:nosuch:]]", "pattern"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refuses(bad[i].text, PATTERN_RELATION, "db", bad[i].why);
    refuses("a.b.c", PATTERN_SCHEMA, "db", "too many");
}
END_TEST

START_TEST(a_database_that_is_known_later)
{
    struct pattern *named, *plain;
    struct err err = ERR_INIT, other = ERR_INIT, none = ERR_INIT;

    ck_assert(pattern_new("db.s.t", PATTERN_RELATION, NULL, &named, &err));
    ck_assert(pattern_matches(named, "s", "t"));
    ck_assert(pattern_check_database(named, "db", &err));
    ck_assert(!pattern_check_database(named, "dbs", &other));
    ck_assert_int_eq(other.code, ERR_USAGE);
    ck_assert(strstr(other.message, "other than") != NULL);
    ck_assert(!pattern_check_database(named, NULL, &none));
    ck_assert(strstr(none.message, "not known") != NULL);
    ck_assert(pattern_new("s.t", PATTERN_RELATION, NULL, &plain, &err));
    ck_assert(pattern_check_database(plain, "db", &err));
    ck_assert(pattern_check_database(plain, NULL, &err));
    pattern_free(named);
    pattern_free(plain);
}
END_TEST

UNIT_MAIN("pattern", relation_patterns, relation_patterns_in_a_utf8_locale, schema_patterns, bad_patterns,
          a_database_that_is_known_later)
