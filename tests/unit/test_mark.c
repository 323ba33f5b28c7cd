/*
 * Marks: taken out of what a server wrote, changed by edit, and as bytes of a record.
 */
#include "unit.h"

#include "archive/record.h"
#include "base/arena.h"
#include "base/buf.h"
#include "model/edit.h"
#include "model/mark.h"
#include <string.h>

static struct arena *arena;
static struct entry entry;
static struct toc toc;

static void setup(void)
{
    arena = arena_new();
    entry = (struct entry){.id = 1, .kind = "TABLE", .stage = STAGE_PRE, .section = SECTION_PRE_DATA, .owner = "al"};
    toc = (struct toc){.arena = arena, .entries = &entry, .count = 1};
}

static void teardown(void)
{
    arena_free(arena);
}

static bool take(const char *create, const char *own, const char *name)
{
    struct mark_list marks = {0};
    bool good = mark_take(arena, create, "#", MARK_CREATE, &marks, &entry.create) &&
                mark_take(arena, own, "#", MARK_OWN, &marks, &entry.own) &&
                mark_take(arena, name, "#", MARK_NAME, &marks, &entry.name);

    mark_give(arena, &marks, &entry);
    return good;
}

START_TEST(texts_come_out_clean)
{
    ck_assert(take("GRANT x TO #role#al#al#, #role#Bo b#\"Bo b\"#;", "OWNER TO #role#al#al#;", "of #role#al#al#"));
    ck_assert_str_eq(entry.create, "GRANT x TO al, \"Bo b\";");
    ck_assert_str_eq(entry.own, "OWNER TO al;");
    ck_assert_str_eq(entry.name, "of al");
    ck_assert_uint_eq(entry.marks_count, 4);
    ck_assert_str_eq(entry.marks[1].object, "Bo b");
    ck_assert_uint_eq(entry.marks[1].at, 15);
    ck_assert_uint_eq(entry.marks[1].length, 6);
    ck_assert_int_eq(entry.marks[3].text, MARK_NAME);
    ck_assert(mark_has(&entry, MARK_ROLE) && !mark_has(&entry, MARK_TABLESPACE));
}
END_TEST

START_TEST(nothing_is_marked)
{
    ck_assert(take("SELECT 1;", NULL, "n"));
    ck_assert_str_eq(entry.create, "SELECT 1;");
    ck_assert_ptr_null(entry.own);
    ck_assert_uint_eq(entry.marks_count, 0);
    ck_assert(take("#compression###", NULL, "n"));
    ck_assert_ptr_null(entry.create);
    ck_assert_uint_eq(entry.marks_count, 0);
}
END_TEST

START_TEST(fences_must_match)
{
    ck_assert(!take("a #role#al#al", NULL, "n"));
    ck_assert(!take("a #role#al", NULL, "n"));
    ck_assert(!take("a #", NULL, "n"));
    ck_assert(!take("a #nonsense#al#al#", NULL, "n"));
}
END_TEST

START_TEST(the_format_makes_what_is_taken)
{
    char *format = mark_format("#");

    ck_assert_str_eq(format, "#%1$s#%2$s#%3$s#");
    free(format);
}
END_TEST

START_TEST(roles_change_places)
{
    struct edit_role roles[] = {{.from = "al", .to = "Bo b", .quoted = "\"Bo b\""},
                                {.from = "Bo b", .to = "al", .quoted = "al"},
                                {.from = "nobody", .to = "x", .quoted = "x"}};
    struct edit_options options = {.roles = roles, .roles_count = 3};

    ck_assert(take("GRANT al TO #role#al#al#, #role#Bo b#\"Bo b\"#;", "OWNER TO #role#al#al#;", "of #role#al#al#"));
    edit_toc(&toc, &options);
    ck_assert_str_eq(entry.create, "GRANT al TO \"Bo b\", al;");
    ck_assert_str_eq(entry.own, "OWNER TO \"Bo b\";");
    ck_assert_str_eq(entry.name, "of Bo b");
    ck_assert_str_eq(entry.owner, "Bo b");
    ck_assert_uint_eq(entry.marks[1].at, 20);
    ck_assert_str_eq(entry.marks[1].object, "al");
    ck_assert(roles[0].used && roles[1].used && !roles[2].used);
}
END_TEST

START_TEST(clauses_are_left_out)
{
    struct edit_options options = {.no_tablespaces = true, .no_compression = true};

    ck_assert(take("CREATE TABLE t ()#access method#h# USING h##tablespace#s# TABLESPACE s#;#compression##\nALTER;#",
                   "OWNER TO #role#al#al#;", "t"));
    edit_toc(&toc, &options);
    ck_assert_str_eq(entry.create, "CREATE TABLE t () USING h;");
    ck_assert_str_eq(entry.own, "OWNER TO al;");
    ck_assert_uint_eq(entry.marks_count, 2);
    ck_assert_int_eq(entry.marks[1].kind, MARK_ROLE);
}
END_TEST

START_TEST(what_is_of_a_later_major_stays)
{
    struct edit_options options = {.no_tablespaces = true, .no_access_methods = true, .no_compression = true};

    ck_assert(take("CREATE PUBLICATION p FOR ALL TABLES#since#19# EXCEPT (TABLE ONLY s.t)##since#19##;", NULL, "p"));
    edit_toc(&toc, &options);
    ck_assert_str_eq(entry.create, "CREATE PUBLICATION p FOR ALL TABLES EXCEPT (TABLE ONLY s.t);");
    ck_assert_uint_eq(entry.marks_count, 1);
    ck_assert_int_eq(entry.marks[0].kind, MARK_SINCE);
    ck_assert_str_eq(entry.marks[0].object, "19");
}
END_TEST

START_TEST(a_table_without_its_access_method_does_not_need_it)
{
    struct edit_options options = {.no_access_methods = true};
    uint32_t needs[] = {1, 2};
    struct entry entries[] = {
        {.id = 1, .kind = "SCHEMA", .name = "h"}, {.id = 2, .kind = "ACCESS METHOD", .name = "h"}, entry};

    toc = (struct toc){.arena = arena, .entries = entries, .count = 3};
    ck_assert(take("CREATE TABLE t ()#access method#h# USING h#;", NULL, "t"));
    entries[2] = entry;
    entries[2].needs = needs;
    entries[2].needs_count = 2;
    edit_toc(&toc, &options);
    ck_assert_str_eq(entries[2].create, "CREATE TABLE t ();");
    ck_assert_uint_eq(entries[2].needs_count, 1);
    ck_assert_uint_eq(entries[2].needs[0], 1);
}
END_TEST

START_TEST(an_archive_may_not_know_roles)
{
    ck_assert(edit_knows_roles(&toc));
    entry.own = "OWNER TO al;";
    ck_assert(!edit_knows_roles(&toc));
    ck_assert(take("CREATE;", "OWNER TO #role#al#al#;", "t"));
    ck_assert(edit_knows_roles(&toc));
}
END_TEST

static const char *decode(struct buf *bytes, struct entry *got)
{
    const char *wrong = record_decode(bytes->data, bytes->used, arena, got);

    return wrong != NULL ? wrong : record_check(got, 1, NULL);
}

START_TEST(as_bytes)
{
    struct buf bytes = {0};
    struct entry got;

    ck_assert(take("GRANT x TO #role#al#al#, #role#Bo b#\"Bo b\"#;", "OWNER TO #role#al#al#;", "t"));
    record_encode(&entry, &bytes);
    ck_assert_ptr_null(decode(&bytes, &got));
    ck_assert_uint_eq(got.marks_count, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(got.marks[i].text, entry.marks[i].text);
        ck_assert_uint_eq(got.marks[i].kind, MARK_ROLE);
        ck_assert_uint_eq(got.marks[i].at, entry.marks[i].at);
        ck_assert_uint_eq(got.marks[i].length, entry.marks[i].length);
        ck_assert_str_eq(got.marks[i].object, entry.marks[i].object);
    }
    buf_free(&bytes);
}
END_TEST

/* Each as the only mark, or after one of the first two bytes of create. */
static const struct {
    bool second, good;
    struct mark mark;
} cases[] = {
    {false, true, {MARK_CREATE, MARK_ROLE, 0, 6, "x"}},
    {false, true, {MARK_CREATE, 77, 5, 1, ""}},
    {false, false, {MARK_CREATE, MARK_ROLE, 0, 7, "x"}},
    {false, false, {MARK_CREATE, MARK_ROLE, 6, 1, "x"}},
    {false, false, {MARK_CREATE, MARK_ROLE, 0, 0, "x"}},
    {false, false, {MARK_OWN, MARK_ROLE, 0, 1, "x"}},
    {false, false, {(enum mark_text)9, MARK_ROLE, 0, 1, "x"}},
    {false, false, {(enum mark_text)0, MARK_ROLE, 0, 1, "x"}},
    {false, false, {MARK_CREATE, MARK_ROLE, UINT32_MAX, UINT32_MAX, "x"}},
    {true, true, {MARK_CREATE, MARK_ROLE, 2, 4, "x"}},
    {true, false, {MARK_CREATE, MARK_ROLE, 1, 1, "x"}},
    {true, true, {MARK_NAME, MARK_ROLE, 0, 1, "x"}},
};

START_TEST(marks_must_fit)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mark marks[2] = {{MARK_CREATE, MARK_ROLE, 0, 2, "x"}, cases[i].mark};
        struct buf bytes = {0};
        struct entry got;

        entry.create = "CREATE";
        entry.name = "t";
        entry.marks = cases[i].second ? marks : marks + 1;
        entry.marks_count = cases[i].second ? 2 : 1;
        record_encode(&entry, &bytes);
        ck_assert_msg((decode(&bytes, &got) == NULL) == cases[i].good, "case %zu", i);
        buf_free(&bytes);
    }
}
END_TEST

UNIT_MAIN_AROUND("mark", setup, teardown, texts_come_out_clean, nothing_is_marked, fences_must_match,
                 the_format_makes_what_is_taken, roles_change_places, clauses_are_left_out,
                 what_is_of_a_later_major_stays, a_table_without_its_access_method_does_not_need_it,
                 an_archive_may_not_know_roles, as_bytes, marks_must_fit)
