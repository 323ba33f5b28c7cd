/*
 * What a restore means for what stands in the target.
 */
#include "base/arena.h"
#include "model/replacement.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

enum { MOST = 16 };

struct side {
    struct toc toc;
    struct entry entries[MOST];
    uint32_t needs[MOST][4];
};

static struct side archive, target;
static struct replacement replacement;

static void start(void)
{
    archive = (struct side){.toc = {.count = 0}};
    target = (struct side){.toc = {.count = 0}};
    archive.toc.entries = archive.entries;
    target.toc.entries = target.entries;
}

static struct entry *add(struct side *side, const char *kind, const char *schema, const char *name, uint32_t parent)
{
    size_t at = side->toc.count++;

    side->entries[at] = (struct entry){.id = (uint32_t)side->toc.count,
                                       .kind = kind,
                                       .stage = strcmp(kind, "COMMENT") == 0 ? STAGE_RIGHTS : STAGE_PRE,
                                       .schema = schema,
                                       .name = name,
                                       .create = "CREATE ...;",
                                       .drop = strcmp(kind, "COMMENT") == 0 ? NULL : "DROP ...;",
                                       .parent = parent,
                                       .needs = side->needs[at],
                                       .selected = true};
    return &side->entries[at];
}

static void need(struct entry *entry, uint32_t id)
{
    entry->needs[entry->needs_count++] = id;
}

/* In both: a schema, and a table in it. */
static void add_shop(struct side *side)
{
    add(side, "SCHEMA", NULL, "shop", 0);
    need(add(side, "TABLE", "shop", "orders", 0), 1);
}

static void work_out(bool clean, bool exact)
{
    struct replacement_options options = {.clean = clean, .exact = exact};

    replacement_work_out(&replacement, &archive.toc, &target.toc, &options);
}

static void expect(uint32_t id, enum replacement_fate fate)
{
    ck_assert_uint_eq(replacement_fate(&replacement, &target.entries[id - 1]), fate);
}

START_TEST(nothing_stands)
{
    start();
    add_shop(&archive);
    work_out(true, true);
    ck_assert(!replacement.kept[0]);
    ck_assert(!replacement_collides(&replacement, &archive.entries[1]));
    replacement_free(&replacement);
}
END_TEST

START_TEST(what_exists_collides_without_clean)
{
    start();
    add_shop(&archive);
    add(&archive, "INDEX", "shop", "orders orders_at", 2);
    add_shop(&target);
    add(&target, "INDEX", "shop", "orders orders_at", 2);
    work_out(false, false);
    expect(1, REPLACEMENT_KEPT);
    expect(2, REPLACEMENT_STAYS);
    ck_assert(replacement.kept[0]);
    ck_assert(replacement_collides(&replacement, &archive.entries[1]));
    ck_assert_msg(!replacement_collides(&replacement, &archive.entries[2]), "its table says it already");
    ck_assert(!replacement_collides(&replacement, &archive.entries[0]));
    replacement_free(&replacement);
}
END_TEST

START_TEST(names_of_other_kinds_are_in_the_way)
{
    start();
    add_shop(&archive);
    add(&archive, "DOMAIN", "shop", "price", 0);
    add(&archive, "SEQUENCE", "shop", "numbers", 0);
    add(&target, "SCHEMA", NULL, "shop", 0);
    need(add(&target, "ENUM", "shop", "orders", 0), 1);
    need(add(&target, "TYPE", "shop", "price", 0), 1);
    need(add(&target, "DOMAIN", "shop", "numbers", 0), 1);
    need(add(&target, "VIEW", "shop", "others", 0), 1);
    for (int clean = 0; clean <= 1; clean++) {
        work_out(clean, false);
        expect(2, REPLACEMENT_IN_THE_WAY);
        expect(3, REPLACEMENT_IN_THE_WAY);
        expect(4, REPLACEMENT_STAYS);
        expect(5, REPLACEMENT_STAYS);
        ck_assert_uint_eq(replacement.causes[1], 0);
        replacement_free(&replacement);
    }
}
END_TEST

START_TEST(names_of_indexes_are_in_the_way)
{
    start();
    add_shop(&archive);
    add(&archive, "CONSTRAINT", "shop", "orders orders_pkey", 2)->create =
        "ALTER ... ADD CONSTRAINT orders_pkey PRIMARY KEY (id);";
    add(&archive, "CONSTRAINT", "shop", "orders positive", 2)->create =
        "ALTER ... ADD CONSTRAINT positive CHECK (x > 0);";
    add(&target, "SCHEMA", NULL, "shop", 0);
    need(add(&target, "TABLE", "shop", "orders_old", 0), 1);
    add(&target, "CONSTRAINT", "shop", "orders_old orders_pkey", 2)->create = archive.entries[2].create;
    need(add(&target, "FK CONSTRAINT", "shop", "lines orders", 0), 3);
    add(&target, "INDEX", "shop", "positive", 2);
    work_out(true, false);
    expect(2, REPLACEMENT_STAYS);
    expect(3, REPLACEMENT_IN_THE_WAY);
    expect(4, REPLACEMENT_IN_THE_WAY);
    expect(5, REPLACEMENT_STAYS);
    replacement_free(&replacement);
    work_out(false, false);
    expect(3, REPLACEMENT_IN_THE_WAY);
    expect(4, REPLACEMENT_STAYS);
    replacement_free(&replacement);

    need(add(&target, "TABLE", "shop", "orders", 0), 1);
    work_out(false, false);
    expect(3, REPLACEMENT_STAYS);
    replacement_free(&replacement);
}
END_TEST

START_TEST(clean_replaces_with_all_parts)
{
    start();
    add_shop(&archive);
    add_shop(&target);
    add(&target, "INDEX", "shop", "orders later", 2);
    work_out(true, false);
    expect(1, REPLACEMENT_REPLACED);
    expect(2, REPLACEMENT_REPLACED);
    expect(3, REPLACEMENT_GOES_ALONG);
    ck_assert(!replacement.kept[0]);
    replacement_free(&replacement);
}
END_TEST

START_TEST(chains_are_in_the_way)
{
    start();
    add_shop(&archive);
    add_shop(&target);
    need(add(&target, "VIEW", "other", "a", 0), 2);
    need(add(&target, "VIEW", "other", "b", 0), 3);
    work_out(true, false);
    expect(3, REPLACEMENT_IN_THE_WAY);
    expect(4, REPLACEMENT_IN_THE_WAY);
    ck_assert_uint_eq(replacement.causes[2], 2);
    ck_assert_uint_eq(replacement.causes[3], 3);
    replacement_free(&replacement);
}
END_TEST

START_TEST(a_partition_is_in_the_way_although_its_attachment_goes)
{
    start();
    add_shop(&archive);
    add_shop(&target);
    need(add(&target, "TABLE", "shop", "orders_2026", 0), 1);
    struct entry *attach = add(&target, "TABLE ATTACH", "shop", "orders_2026", 3);
    attach->drop = NULL;
    need(attach, 2);
    work_out(true, false);
    expect(3, REPLACEMENT_IN_THE_WAY);
    ck_assert(!replacement_may_cascade(&target.entries[2]));
    replacement_free(&replacement);
    work_out(true, true);
    expect(3, REPLACEMENT_EXTRA);
    replacement_free(&replacement);
}
END_TEST

START_TEST(a_schema_that_holds_more_is_kept)
{
    start();
    add_shop(&archive);
    need(add(&archive, "COMMENT", NULL, "SCHEMA shop", 0), 1);
    add_shop(&target);
    need(add(&target, "TABLE", "shop", "settings", 0), 1);
    need(add(&target, "COMMENT", NULL, "SCHEMA shop", 0), 1);
    work_out(true, false);
    expect(1, REPLACEMENT_KEPT);
    expect(3, REPLACEMENT_STAYS);
    ck_assert(replacement.kept[0]);
    ck_assert_msg(replacement.kept[2], "its comment is there already");
    replacement_free(&replacement);
    work_out(true, true);
    expect(1, REPLACEMENT_REPLACED);
    expect(3, REPLACEMENT_EXTRA);
    ck_assert_msg(!replacement.kept[2], "its comment goes with it");
    replacement_free(&replacement);
}
END_TEST

START_TEST(exact_leaves_other_schemas_alone)
{
    start();
    add_shop(&archive);
    add_shop(&target);
    add(&target, "SCHEMA", NULL, "other", 0);
    need(add(&target, "TABLE", "other", "mine", 0), 3);
    work_out(true, true);
    expect(3, REPLACEMENT_STAYS);
    expect(4, REPLACEMENT_STAYS);
    replacement_free(&replacement);
}
END_TEST

START_TEST(another_kind_of_the_same_name_is_in_the_way)
{
    start();
    add_shop(&archive);
    add(&target, "SCHEMA", NULL, "shop", 0);
    need(add(&target, "VIEW", "shop", "orders", 0), 1);
    work_out(true, false);
    expect(2, REPLACEMENT_IN_THE_WAY);
    ck_assert_uint_eq(replacement.causes[1], 0);
    replacement_free(&replacement);
    work_out(true, true);
    expect(2, REPLACEMENT_EXTRA);
    replacement_free(&replacement);
}
END_TEST

START_TEST(an_extension_is_kept_unless_rows_come_for_it)
{
    start();
    add(&archive, "EXTENSION", NULL, "maps", 0);
    add(&target, "EXTENSION", NULL, "maps", 0);
    need(add(&target, "TABLE", "other", "places", 0), 1);
    work_out(true, false);
    expect(1, REPLACEMENT_KEPT);
    expect(2, REPLACEMENT_STAYS);
    ck_assert(replacement.kept[0]);
    replacement_free(&replacement);

    struct entry *rows = add(&archive, "TABLE DATA", "public", "marks", 0);
    rows->flags = ENTRY_ROWS;
    need(rows, 1);
    work_out(true, false);
    expect(1, REPLACEMENT_REPLACED);
    expect(2, REPLACEMENT_IN_THE_WAY);
    replacement_free(&replacement);
}
END_TEST

START_TEST(an_extension_is_made_anew_with_the_one_that_it_needs)
{
    start();
    add(&archive, "EXTENSION", NULL, "maps", 0);
    need(add(&archive, "EXTENSION", NULL, "routes", 0), 1);
    need(add(&archive, "EXTENSION", NULL, "stops", 0), 2);
    add(&target, "EXTENSION", NULL, "maps", 0);
    need(add(&target, "EXTENSION", NULL, "routes", 0), 1);
    need(add(&target, "EXTENSION", NULL, "stops", 0), 2);
    need(add(&target, "TABLE", "other", "lines", 0), 3);
    struct entry *rows = add(&archive, "TABLE DATA", "public", "marks", 0);
    rows->flags = ENTRY_ROWS;
    need(rows, 1);
    work_out(true, false);
    expect(2, REPLACEMENT_REPLACED);
    expect(3, REPLACEMENT_REPLACED);
    expect(4, REPLACEMENT_IN_THE_WAY);
    replacement_free(&replacement);
}
END_TEST

static void add_function(struct side *side, const char *create)
{
    struct entry *function = add(side, "FUNCTION", "app", "f(integer)", 0);

    function->create = create;
    need(function, 1);
}

/* A function in both, and something in the target alone that needs it. */
static void add_called(const char *wanted, const char *here, const char *caller)
{
    start();
    add(&archive, "SCHEMA", NULL, "app", 0);
    add_function(&archive, wanted);
    add(&target, "SCHEMA", NULL, "app", 0);
    add_function(&target, here);
    need(add(&target, caller, "other", "caller", 0), 2);
}

#define HEAD "CREATE OR REPLACE FUNCTION app.f(a integer)\n RETURNS integer\n LANGUAGE sql\n"

static const struct {
    const char *wanted, *here, *caller;
    enum replacement_fate fate;
} called[] = {
    {HEAD "one", HEAD "two", "VIEW", REPLACEMENT_KEPT},
    {HEAD "one", HEAD "two", "INDEX", REPLACEMENT_REPLACED},
    {HEAD "one", HEAD "one", "INDEX", REPLACEMENT_KEPT},
    {HEAD "one", "CREATE OR REPLACE FUNCTION app.f(b integer)\n RETURNS integer\n LANGUAGE sql\n", "VIEW",
     REPLACEMENT_REPLACED},
    {"CREATE FUNCTION app.f(a integer)\n LANGUAGE c", "CREATE FUNCTION app.f(a integer)\n LANGUAGE c", "VIEW",
     REPLACEMENT_REPLACED},
};

START_TEST(a_function_that_is_called_stays_in_its_place)
{
    for (size_t i = 0; i < sizeof called / sizeof called[0]; i++) {
        bool stays = called[i].fate == REPLACEMENT_KEPT;

        add_called(called[i].wanted, called[i].here, called[i].caller);
        work_out(true, false);
        expect(2, called[i].fate);
        expect(3, stays ? REPLACEMENT_STAYS : REPLACEMENT_IN_THE_WAY);
        ck_assert_int_eq(replacement_is_in_place(&replacement, &archive.entries[1]), stays);
        ck_assert(!replacement_collides(&replacement, &archive.entries[1]) && !replacement.kept[1]);
        replacement_free(&replacement);
    }
}
END_TEST

/* Nobody is in the way: it is dropped, as all else. So it is when a type that it takes is dropped. */
START_TEST(a_function_goes_with_what_it_needs)
{
    add_called(HEAD, HEAD, "VIEW");
    target.toc.count--;
    work_out(true, false);
    expect(2, REPLACEMENT_REPLACED);
    replacement_free(&replacement);

    add_called(HEAD, HEAD, "VIEW");
    add(&archive, "DOMAIN", "app", "d", 0);
    add(&target, "DOMAIN", "app", "d", 0);
    need(&target.entries[1], 4);
    work_out(true, false);
    expect(2, REPLACEMENT_REPLACED);
    expect(3, REPLACEMENT_IN_THE_WAY);
    ck_assert(!replacement_is_in_place(&replacement, &archive.entries[1]));
    replacement_free(&replacement);
}
END_TEST

START_TEST(what_is_not_selected_does_not_count)
{
    start();
    add_shop(&archive);
    archive.entries[1].selected = false;
    add_shop(&target);
    work_out(true, false);
    expect(2, REPLACEMENT_STAYS);
    expect(1, REPLACEMENT_KEPT);
    ck_assert(!replacement_collides(&replacement, &archive.entries[1]));
    replacement_free(&replacement);
}
END_TEST

UNIT_MAIN("replacement", nothing_stands, what_exists_collides_without_clean, names_of_other_kinds_are_in_the_way,
          names_of_indexes_are_in_the_way, clean_replaces_with_all_parts, chains_are_in_the_way,
          a_partition_is_in_the_way_although_its_attachment_goes, a_schema_that_holds_more_is_kept,
          exact_leaves_other_schemas_alone, another_kind_of_the_same_name_is_in_the_way,
          an_extension_is_kept_unless_rows_come_for_it, an_extension_is_made_anew_with_the_one_that_it_needs,
          a_function_that_is_called_stays_in_its_place, a_function_goes_with_what_it_needs,
          what_is_not_selected_does_not_count)
