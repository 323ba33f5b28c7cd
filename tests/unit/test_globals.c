#include "unit.h"

#include "model/globals.h"
#include "model/naming.h"
#include <stdio.h>

/* Two roles, one a member of the other and of one that the server brings; a tablespace of the first. Needs by id. */
static const uint32_t needs_1[] = {1}, needs_2[] = {2}, needs_members[] = {1, 2}, needs_8[] = {8};
static struct entry entries[] = {
    {.id = 1, .kind = "ROLE", .name = "keeper"},
    {.id = 2, .kind = "ROLE", .name = "clerk"},
    {.id = 3, .kind = "ROLE ATTRIBUTES", .name = "keeper", .needs = (uint32_t *)needs_1, .needs_count = 1},
    {.id = 4, .kind = "ROLE ATTRIBUTES", .name = "clerk", .needs = (uint32_t *)needs_2, .needs_count = 1},
    {.id = 5, .kind = "ROLE PASSWORD", .name = "clerk", .needs = (uint32_t *)needs_2, .needs_count = 1},
    {.id = 6,
     .kind = "ROLE MEMBERSHIP",
     .name = "keeper of clerk",
     .needs = (uint32_t *)needs_members,
     .needs_count = 2},
    {.id = 7, .kind = "ROLE MEMBERSHIP", .name = "pg_monitor of clerk", .needs = (uint32_t *)needs_2, .needs_count = 1},
    {.id = 8, .kind = "TABLESPACE", .name = "fast"},
    {.id = 9, .kind = "ACL", .name = "TABLESPACE fast", .needs = (uint32_t *)needs_8, .needs_count = 1},
    {.id = 10, .kind = "ROLE SETTING", .name = "of all roles lock_timeout"},
};
enum { ENTRIES = sizeof entries / sizeof entries[0] };
static struct toc toc = {.entries = entries, .count = ENTRIES};

static void setup(void)
{
    for (size_t i = 0; i < ENTRIES; i++)
        entries[i].selected = true;
}

static const char *selected(void)
{
    static char text[4 * ENTRIES];

    text[0] = '\0';
    for (size_t i = 0; i < ENTRIES; i++)
        if (entries[i].selected)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u", *text == '\0' ? "" : " ", entries[i].id);
    return text;
}

/* there: the ids of what the server has. */
static const char *chosen(bool clean, uint32_t there, uint32_t also)
{
    bool stands[ENTRIES] = {false};

    if (there > 0)
        stands[there - 1] = true;
    if (also > 0)
        stands[also - 1] = true;
    setup();
    globals_choose(&toc, stands, clean);
    return selected();
}

START_TEST(into_a_new_server)
{
    ck_assert_str_eq(chosen(false, 0, 0), "1 2 5 6 7 8 9 10");
    ck_assert_str_eq(chosen(true, 0, 0), "1 2 5 6 7 8 9 10");
}
END_TEST

START_TEST(what_is_there_stays_as_it_is)
{
    ck_assert_str_eq(chosen(false, 2, 0), "1 6 8 9 10"); /* a membership in a new role is made */
    ck_assert_str_eq(chosen(false, 1, 2), "8 9 10");
    ck_assert_str_eq(chosen(false, 8, 0), "1 2 5 6 7 10");
}
END_TEST

START_TEST(what_is_there_is_made_like_the_archive)
{
    ck_assert_str_eq(chosen(true, 2, 0), "1 4 5 6 7 8 9 10");
    ck_assert_str_eq(chosen(true, 1, 2), "3 4 5 6 7 8 9 10");
    ck_assert_str_eq(chosen(true, 8, 0), "1 2 5 6 7 9 10");
}
END_TEST

START_TEST(a_setting_of_all_roles_may_stand)
{
    ck_assert(globals_may_stand(&entries[9]) && globals_may_stand(&entries[0]) && !globals_may_stand(&entries[4]));
    ck_assert_str_eq(chosen(false, 10, 0), "1 2 5 6 7 8 9");
    ck_assert_str_eq(chosen(true, 10, 0), "1 2 5 6 7 8 9 10");
}
END_TEST

START_TEST(a_script_knows_no_server)
{
    globals_choose(&toc, NULL, false);
    ck_assert_str_eq(selected(), "1 2 5 6 7 8 9 10");
    setup();
    globals_choose(&toc, NULL, true);
    ck_assert_str_eq(selected(), "1 2 3 4 5 6 7 8 9 10");
}
END_TEST

START_TEST(no_tablespaces)
{
    globals_leave_out_tablespaces(&toc);
    ck_assert_str_eq(selected(), "1 2 3 4 5 6 7 10");
}
END_TEST

START_TEST(what_is_not_selected_stays_so)
{
    bool stands[ENTRIES] = {false};

    entries[0].selected = entries[4].selected = false;
    globals_choose(&toc, stands, true);
    ck_assert_str_eq(selected(), "2 6 7 8 9 10");
}
END_TEST

START_TEST(what_it_is_about)
{
    struct entry table = {.id = 1, .kind = "TABLE", .schema = "public", .name = "roles"};
    struct toc database = {.entries = &table, .count = 1}, spaces = {.entries = entries + 7, .count = 1};

    ck_assert(globals_are_in(&toc) && globals_have_roles(&toc));
    ck_assert(globals_are_in(&spaces) && !globals_have_roles(&spaces));
    ck_assert(!globals_are_in(&database));
}
END_TEST

START_TEST(names_for_messages)
{
    struct naming naming = {.most = 2};

    ck_assert_str_eq(naming_finish(&naming), "");
    naming_add(&naming, &entries[0]);
    ck_assert_str_eq(naming_finish(&naming), "role keeper");
    naming_add(&naming, &entries[1]);
    naming_add(&naming, &entries[7]);
    naming_add(&naming, &entries[5]);
    ck_assert_str_eq(naming_finish(&naming), "role keeper, role clerk and 2 more");
    ck_assert_uint_eq(naming.count, 4);
    naming_free(&naming);
}
END_TEST

UNIT_MAIN_AROUND("globals", setup, NULL, into_a_new_server, what_is_there_stays_as_it_is,
                 what_is_there_is_made_like_the_archive, a_setting_of_all_roles_may_stand, a_script_knows_no_server,
                 no_tablespaces, what_is_not_selected_stays_so, what_it_is_about, names_for_messages)
