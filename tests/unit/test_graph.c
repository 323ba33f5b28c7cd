#include "unit.h"

#include "builder.h"

#include "base/arena.h"
#include "base/buf.h"
#include <stdio.h>
#include <string.h>

static struct builder b;

static void setup(void)
{
    builder_start(&b);
}

static void teardown(void)
{
    builder_end(&b);
}

static const char *listing(const struct toc *toc, struct buf *text)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        buf_printf(text, "%d %s %s.%s ^%u", entry->stage, entry->kind, entry->schema == NULL ? "-" : entry->schema,
                   entry->name, entry->parent);
        for (size_t need = 0; need < entry->needs_count; need++)
            buf_printf(text, " %u", entry->needs[need]);
        buf_add_char(text, '\n');
    }
    return buf_text(text);
}

START_TEST(nothing_is_in_order)
{
    ck_assert(builder_order(&b));
    ck_assert_uint_eq(b.toc.count, 0);
}
END_TEST

START_TEST(sorted_by_kind_schema_name)
{
    struct node no_schema = {.entry = {.kind = "SCHEMA", .name = "s"}, .address = {2615, 1}};
    struct buf text = {0};

    builder_add(&b, "TABLE", "b", 10, 0);
    builder_add(&b, "TABLE", "B", 11, 0);
    builder_add(&b, "TABLE", "\xc3\xa9", 12, 0);
    builder_add(&b, "INDEX", "a", 13, 10);
    builder_add(&b, "TABLE DATA", "b", 10, 10);
    graph_add(b.graph, &no_schema);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert_str_eq(listing(&b.toc, &text), "2 SCHEMA -.s ^0\n"
                                             "2 TABLE s.B ^0\n"
                                             "2 TABLE s.b ^0\n"
                                             "2 TABLE s.\xc3\xa9 ^0\n"
                                             "3 TABLE DATA s.b ^3 3\n"
                                             "4 INDEX s.a ^3 3\n");
    buf_free(&text);
}
END_TEST

START_TEST(needs_go_over_aliases)
{
    struct address type = {1247, 1}, array = {1247, 2}, table = {BUILDER_CLASS, 2}, function = {BUILDER_CLASS, 1};

    builder_add(&b, "FUNCTION", "a", 1, 0);
    builder_add(&b, "TABLE", "z", 2, 0);
    graph_add_alias(b.graph, array, type);
    graph_add_alias(b.graph, type, table);
    graph_add_need(b.graph, function, array);
    graph_add_need(b.graph, function, array);
    graph_add_need(b.graph, function, function);
    graph_add_need(b.graph, function, (struct address){1247, 99});
    ck_assert(builder_order(&b));
    ck_assert(builder_needs(&b, "FUNCTION", "a", "TABLE", "z"));
    ck_assert_uint_eq(builder_entry(&b, "FUNCTION", "a")->needs_count, 1);
}
END_TEST

START_TEST(aliases_in_a_circle_lead_nowhere)
{
    struct address one = {1247, 1}, two = {1247, 2}, three = {1247, 3}, table = {BUILDER_CLASS, 7};

    builder_add(&b, "TABLE", "t", 7, 0);
    graph_add_alias(b.graph, one, two);
    graph_add_alias(b.graph, two, one);
    graph_add_alias(b.graph, three, two);
    for (unsigned i = 0; i < 3; i++) {
        graph_add_need(b.graph, table, three);
        graph_add_need(b.graph, one, table);
    }
    ck_assert(builder_order(&b));
    ck_assert_uint_eq(builder_entry(&b, "TABLE", "t")->needs_count, 0);
}
END_TEST

START_TEST(parts_need_main_and_parent)
{
    graph_add_alias(b.graph, (struct address){BUILDER_CLASS, 50}, (struct address){BUILDER_CLASS, 1});
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "ROW SECURITY", "t", 1, 0);
    builder_add(&b, "INDEX", "i", 2, 1);
    builder_add(&b, "COMMENT", "i", 2, 1);
    builder_add(&b, "TRIGGER", "t x", 3, 50);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_needs(&b, "ROW SECURITY", "t", "TABLE", "t"));
    ck_assert(builder_needs(&b, "INDEX", "i", "TABLE", "t"));
    ck_assert(builder_needs(&b, "COMMENT", "i", "INDEX", "i"));
    ck_assert_uint_eq(builder_entry(&b, "TRIGGER", "t x")->parent, builder_entry(&b, "TABLE", "t")->id);
    ck_assert_int_eq(builder_entry(&b, "COMMENT", "i")->section, SECTION_POST_DATA);
}
END_TEST

START_TEST(need_of_one_kind)
{
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "TABLE DATA", "t", 1, 1);
    builder_add(&b, "INDEX", "i", 2, 0);
    graph_add_node_need(b.graph, (struct address){BUILDER_CLASS, 1}, "TABLE DATA");
    ck_assert(builder_order(&b));
    ck_assert(builder_needs(&b, "INDEX", "i", "TABLE DATA", "t"));
    ck_assert(!builder_needs(&b, "INDEX", "i", "TABLE", "t"));
}
END_TEST

START_TEST(object_without_main_entry_has_needs)
{
    builder_add(&b, "PUBLICATION TABLE", "p t", 5, 0);
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_need(&b, 5, 1);
    ck_assert(builder_order(&b));
    ck_assert(builder_needs(&b, "PUBLICATION TABLE", "p t", "TABLE", "t"));
}
END_TEST

START_TEST(unknown_kind_is_an_error)
{
    builder_add(&b, "TABEL", "t", 1, 0);
    ck_assert(!builder_order(&b));
    ck_assert_ptr_nonnull(strstr(b.err.message, "TABEL"));
}
END_TEST

/* A function with an SQL body that groups by a key needs the index, which comes after the rows. */
START_TEST(promotion_takes_along_what_needs_it)
{
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "INDEX", "key", 2, 1);
    builder_add(&b, "FUNCTION", "f", 3, 0);
    builder_add(&b, "OPERATOR", "o", 4, 0);
    builder_add(&b, "FUNCTION", "plain", 5, 0);
    builder_need(&b, 3, 2);
    builder_need(&b, 4, 3);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert_int_eq(builder_entry(&b, "FUNCTION", "f")->stage, STAGE_POST);
    ck_assert_int_eq(builder_entry(&b, "FUNCTION", "f")->section, SECTION_POST_DATA);
    ck_assert_int_eq(builder_entry(&b, "OPERATOR", "o")->stage, STAGE_POST);
    ck_assert_int_eq(builder_entry(&b, "FUNCTION", "plain")->stage, STAGE_PRE);
}
END_TEST

/* A partition that must have a constraint first, and that comes after the rows: the tables above it wait. */
START_TEST(late_partition_comes_before_what_is_made_above_it)
{
    builder_add(&b, "TABLE", "root", 1, 0);
    builder_add(&b, "TABLE", "middle", 2, 0);
    builder_add(&b, "TABLE ATTACH", "middle", 2, 2);
    graph_add_node_need(b.graph, (struct address){BUILDER_CLASS, 1}, NULL);
    builder_add(&b, "TABLE", "leaf", 3, 0);
    builder_add(&b, "TABLE ATTACH", "leaf", 3, 3);
    graph_add_node_need(b.graph, (struct address){BUILDER_CLASS, 2}, NULL);
    graph_add_node_need(b.graph, (struct address){BUILDER_CLASS, 4}, NULL);
    builder_add(&b, "CONSTRAINT", "leaf strict", 4, 3);
    builder_add(&b, "INDEX", "of the root", 5, 1);
    builder_add(&b, "INDEX", "of the middle", 6, 2);
    builder_add(&b, "INDEX", "of the leaf", 7, 3);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert_int_eq(builder_entry(&b, "TABLE ATTACH", "leaf")->stage, STAGE_POST);
    ck_assert_int_eq(builder_entry(&b, "TABLE ATTACH", "middle")->stage, STAGE_PRE);
    ck_assert(builder_needs(&b, "INDEX", "of the root", "TABLE ATTACH", "leaf"));
    ck_assert(builder_needs(&b, "INDEX", "of the middle", "TABLE ATTACH", "leaf"));
    ck_assert(!builder_needs(&b, "INDEX", "of the leaf", "TABLE ATTACH", "leaf"));
    ck_assert(!builder_needs(&b, "INDEX", "of the root", "TABLE ATTACH", "middle"));
}
END_TEST

START_TEST(view_is_split_instead_of_promoted)
{
    const struct entry *body;

    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "CONSTRAINT", "key", 2, 1);
    builder_add_view(&b, "v", 3);
    builder_add_view(&b, "w", 4);
    builder_need(&b, 3, 1);
    builder_need(&b, 3, 2);
    builder_need(&b, 4, 3);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    body = builder_entry(&b, "VIEW BODY", "v");
    ck_assert_ptr_nonnull(body);
    ck_assert_str_eq(body->create, "full;");
    ck_assert_int_eq(body->stage, STAGE_POST);
    ck_assert_uint_eq(body->parent, builder_entry(&b, "VIEW", "v")->id);
    ck_assert(builder_needs(&b, "VIEW BODY", "v", "CONSTRAINT", "key"));
    ck_assert(builder_needs(&b, "VIEW BODY", "v", "TABLE", "t"));
    ck_assert(builder_needs(&b, "VIEW BODY", "v", "VIEW", "v"));
    ck_assert_str_eq(builder_entry(&b, "VIEW", "v")->create, "shell;");
    ck_assert_int_eq(builder_entry(&b, "VIEW", "v")->stage, STAGE_PRE);
    ck_assert(builder_needs(&b, "VIEW", "v", "TABLE", "t"));
    ck_assert(!builder_needs(&b, "VIEW", "v", "CONSTRAINT", "key"));
    ck_assert_str_eq(builder_entry(&b, "VIEW", "w")->create, "full;");
    ck_assert(builder_needs(&b, "VIEW", "w", "VIEW", "v"));
}
END_TEST

START_TEST(what_cannot_be_promoted_is_doubted)
{
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "INDEX", "i", 2, 0);
    builder_need(&b, 1, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert_ptr_nonnull(builder_doubt(&b));
    ck_assert_ptr_nonnull(strstr(builder_doubt(&b), "table s.t needs index s.i"));
}
END_TEST

START_TEST(comment_goes_with_an_event_trigger)
{
    builder_add(&b, "EVENT TRIGGER", "e", 1, 0);
    builder_add(&b, "COMMENT", "e", 1, 0);
    ck_assert(builder_order(&b));
    ck_assert_int_eq(builder_entry(&b, "COMMENT", "e")->stage, STAGE_LAST);
    ck_assert(builder_before(&b, "EVENT TRIGGER", "e", "COMMENT", "e"));
}
END_TEST

static void add_table_with_rows(const char *name, unsigned number)
{
    builder_add(&b, "TABLE", name, number, 0);
    builder_add(&b, "TABLE DATA", name, number, number);
}

static void add_foreign_key(const char *name, unsigned number, unsigned from, unsigned to)
{
    builder_add(&b, "FK CONSTRAINT", name, number, from);
    builder_need(&b, number, from);
    builder_need(&b, number, to);
}

START_TEST(rows_follow_foreign_keys)
{
    add_table_with_rows("a", 1);
    add_table_with_rows("b", 2);
    add_table_with_rows("c", 3);
    add_foreign_key("ab", 11, 1, 2);
    add_foreign_key("bc", 12, 2, 3);
    add_foreign_key("aa", 13, 1, 1);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_before(&b, "TABLE DATA", "c", "TABLE DATA", "b"));
    ck_assert(builder_before(&b, "TABLE DATA", "b", "TABLE DATA", "a"));
    ck_assert_uint_eq(builder_entry(&b, "TABLE DATA", "a")->needs_count, 1);
}
END_TEST

START_TEST(foreign_keys_in_a_circle_give_no_order)
{
    add_table_with_rows("a", 1);
    add_table_with_rows("b", 2);
    add_table_with_rows("c", 3);
    add_foreign_key("ab", 11, 1, 2);
    add_foreign_key("ba", 12, 2, 1);
    add_foreign_key("ac", 13, 1, 3);
    ck_assert(builder_order(&b));
    ck_assert(builder_before(&b, "TABLE DATA", "b", "TABLE DATA", "c"));
    ck_assert(builder_before(&b, "TABLE DATA", "c", "TABLE DATA", "a"));
}
END_TEST

/* A random graph, added in a random order: one listing, whatever the order. */
enum { OBJECTS = 300, NEEDS = 900 };

struct object {
    const char *kind;
    char name[16];
    unsigned number;
};

static void shuffle(void *list, size_t count, size_t width, unsigned *seed)
{
    char *items = list;
    char held[64];

    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)rand_r(seed) % i;

        memcpy(held, items + other * width, width);
        memcpy(items + other * width, items + (i - 1) * width, width);
        memcpy(items + (i - 1) * width, held, width);
    }
}

static char *random_listing(unsigned graph_seed, unsigned order_seed)
{
    static const char *const kinds[] = {"VIEW", "FUNCTION", "INDEX", "VIEW", "CAST", "COMMENT"};
    struct object objects[OBJECTS];
    struct {
        unsigned from, to;
    } needs[NEEDS];
    struct builder built;
    struct buf text = {0};

    for (unsigned i = 0; i < OBJECTS; i++) {
        objects[i] = (struct object){.kind = kinds[rand_r(&graph_seed) % 6], .number = i + 1};
        snprintf(objects[i].name, sizeof objects[i].name, "n%u", (i * 37) % OBJECTS);
    }
    for (unsigned i = 0; i < NEEDS; i++) {
        needs[i].from = 2 + (unsigned)rand_r(&graph_seed) % (OBJECTS - 1);
        needs[i].to = 1 + (unsigned)rand_r(&graph_seed) % (needs[i].from - 1);
        if (i % 10 == 0 && strcmp(objects[needs[i].to - 1].kind, "VIEW") == 0) { /* some loops, over views */
            unsigned held = needs[i].from;

            needs[i].from = needs[i].to;
            needs[i].to = held;
        }
    }
    shuffle(objects, OBJECTS, sizeof objects[0], &order_seed);
    shuffle(needs, NEEDS, sizeof needs[0], &order_seed);
    builder_start(&built);
    for (unsigned i = 0; i < OBJECTS; i++)
        if (strcmp(objects[i].kind, "VIEW") == 0)
            builder_add_view(&built, objects[i].name, objects[i].number);
        else
            builder_add(&built, objects[i].kind, objects[i].name, objects[i].number, 0);
    for (unsigned i = 0; i < NEEDS; i++)
        builder_need(&built, needs[i].from, needs[i].to);
    if (!builder_order(&built))
        buf_add_text(&text, built.err.message);
    else
        ck_assert(builder_is_sound(&built));
    listing(&built.toc, &text);
    builder_end(&built);
    return text.data;
}

START_TEST(order_does_not_depend_on_the_order_of_adding)
{
    for (unsigned graph = 1; graph <= 30; graph++) {
        char *expected = random_listing(graph, 1);

        for (unsigned order = 2; order <= 5; order++) {
            char *text = random_listing(graph, order);

            ck_assert_str_eq(text, expected);
            free(text);
        }
        free(expected);
    }
}
END_TEST

UNIT_MAIN_AROUND("graph", setup, teardown, nothing_is_in_order, sorted_by_kind_schema_name, needs_go_over_aliases,
                 aliases_in_a_circle_lead_nowhere, parts_need_main_and_parent, need_of_one_kind,
                 object_without_main_entry_has_needs, unknown_kind_is_an_error, promotion_takes_along_what_needs_it,
                 late_partition_comes_before_what_is_made_above_it, view_is_split_instead_of_promoted,
                 what_cannot_be_promoted_is_doubted, comment_goes_with_an_event_trigger, rows_follow_foreign_keys,
                 foreign_keys_in_a_circle_give_no_order, order_does_not_depend_on_the_order_of_adding)
