#include "unit.h"

#include "model/closure.h"
#include "model/filter.h"
#include "model/kind.h"
#include <stdio.h>

/* A little shop. Needs and parents by id. */
enum { MOST_NEEDS = 3 };
static struct entry entries[] = {
    {.id = 1, .kind = "SCHEMA", .name = "shop"},
    {.id = 2, .kind = "SCHEMA", .name = "hr"},
    {.id = 3, .kind = "ENUM", .schema = "shop", .name = "mood"},
    {.id = 4, .kind = "DOMAIN", .schema = "shop", .name = "email"},
    {.id = 5, .kind = "FUNCTION", .schema = "shop", .name = "audit()"},
    {.id = 6, .kind = "SEQUENCE", .schema = "shop", .name = "orders_id_seq", .parent = 8},
    {.id = 7, .kind = "TABLE", .schema = "shop", .name = "customers"},
    {.id = 8, .kind = "TABLE", .schema = "shop", .name = "orders"},
    {.id = 9, .kind = "TABLE", .schema = "shop", .name = "log"},
    {.id = 10, .kind = "TABLE", .schema = "shop", .name = "log_1"},
    {.id = 11, .kind = "TABLE", .schema = "shop", .name = "log_2"},
    {.id = 12, .kind = "DOMAIN CONSTRAINT", .schema = "shop", .name = "email valid"},
    {.id = 13, .kind = "TABLE ATTACH", .schema = "shop", .name = "log_1", .parent = 10},
    {.id = 14, .kind = "TABLE ATTACH", .schema = "shop", .name = "log_2", .parent = 11},
    {.id = 15, .kind = "VIEW", .schema = "shop", .name = "busy"},
    {.id = 16, .kind = "TABLE DATA", .schema = "shop", .name = "customers", .parent = 7},
    {.id = 17, .kind = "TABLE DATA", .schema = "shop", .name = "orders", .parent = 8},
    {.id = 18, .kind = "CONSTRAINT", .schema = "shop", .name = "customers pkey", .parent = 7},
    {.id = 19, .kind = "FK CONSTRAINT", .schema = "shop", .name = "orders customer", .parent = 8},
    {.id = 20, .kind = "FK CONSTRAINT", .schema = "shop", .name = "customers first_order", .parent = 7},
    {.id = 21, .kind = "TRIGGER", .schema = "shop", .name = "customers audit", .parent = 7},
    {.id = 22, .kind = "COMMENT", .schema = "shop", .name = "TYPE mood"},
    {.id = 23, .kind = "CONSTRAINT", .schema = "shop", .name = "log of all partitions", .parent = 9},
};
enum { ENTRIES = sizeof entries / sizeof entries[0] };

static const struct {
    uint32_t id, needs[MOST_NEEDS];
} needs[] = {{3, {1}},     {4, {1}},      {5, {1}},  {6, {1}},     {7, {1, 3, 4}}, {8, {1, 6}},
             {9, {1}},     {10, {1}},     {11, {1}}, {12, {4, 5}}, {13, {9}},      {14, {9}},
             {15, {1, 8}}, {19, {7, 18}}, {20, {8}}, {21, {5}},    {22, {3}},      {23, {10, 11}}};

static const struct toc toc = {.entries = entries, .count = ENTRIES};
static uint32_t lists[ENTRIES][MOST_NEEDS];

static void setup(void)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        const struct kind *kind = kind_find(entries[i].kind);

        ck_assert_ptr_nonnull(kind);
        entries[i].stage = kind->stage;
        entries[i].flags = kind->flags;
        entries[i].selected = true;
        entries[i].needs_count = 0;
        entries[i].needs = lists[i];
    }
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
        for (size_t j = 0; j < MOST_NEEDS && needs[i].needs[j] != 0; j++)
            lists[needs[i].id - 1][entries[needs[i].id - 1].needs_count++] = needs[i].needs[j];
}

/* The ids that are left, as "1 2 5"; with a plus where nobody chose them. */
static const char *left(void)
{
    static char text[256];
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < ENTRIES; i++)
        if (entries[i].selected)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%u%s", used == 0 ? "" : " ", entries[i].id,
                                     entries[i].brought ? "+" : "");
    return text;
}

static void selects(struct filter_options options, const char *expected)
{
    struct filter *filter;
    struct err err = ERR_INIT;

    setup();
    options.with_dependencies = true;
    ck_assert_msg(filter_new(&options, &filter, &err), "%s", err.message);
    filter_select(filter, &toc);
    filter_free(filter);
    ck_assert_str_eq(left(), expected);
}

#define LIST(list, ...)                                                                                                \
    .lists[FILTER_##list] = {.values = (const char *const[]){__VA_ARGS__},                                             \
                             .count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)}

/* Orders and customers need each other: the chain comes to its end. The view, the log and hr are left alone. */
START_TEST(a_loop_of_tables)
{
    selects((struct filter_options){LIST(TABLES, "orders")}, "1+ 3+ 4+ 5+ 6 7+ 8 12+ 16+ 17 18+ 19 20+ 21+ 22+");
    selects((struct filter_options){LIST(TABLES, "customers")}, "1+ 3+ 4+ 5+ 6+ 7 8+ 12+ 16 17+ 18 19+ 20 21 22+");
}
END_TEST

START_TEST(what_a_view_needs)
{
    selects((struct filter_options){LIST(TABLES, "busy"), .schema_only = true},
            "1+ 3+ 4+ 5+ 6+ 7+ 8+ 12+ 15 18+ 19+ 20+ 21+ 22+");
}
END_TEST

START_TEST(partitions)
{
    selects((struct filter_options){LIST(TABLES, "log_1")}, "1+ 9+ 10 13+ 23+");
    selects((struct filter_options){LIST(TABLES, "log")}, "1+ 9 10+ 11+ 13+ 14+ 23");
}
END_TEST

/* What is excluded by name is not brought: its absence is told later. */
START_TEST(exclusions_win)
{
    selects((struct filter_options){LIST(TABLES, "orders"), LIST(EXCLUDE_TABLES, "customers")}, "1+ 6 8 17 19");
    selects((struct filter_options){LIST(TABLES, "orders"), LIST(EXCLUDE_SCHEMAS, "shop")}, "6 8 17 19");
}
END_TEST

START_TEST(rows_alone)
{
    selects((struct filter_options){LIST(TABLES, "orders"), .data_only = true}, "16+ 17");
}
END_TEST

START_TEST(a_sequence_does_not_need_its_table)
{
    selects((struct filter_options){LIST(TABLES, "orders_id_seq")}, "1+ 6");
}
END_TEST

START_TEST(what_is_there_is_spared)
{
    uint32_t there[ENTRIES] = {0};

    selects((struct filter_options){LIST(TABLES, "orders")}, "1+ 3+ 4+ 5+ 6 7+ 8 12+ 16+ 17 18+ 19 20+ 21+ 22+");
    there[7 - 1] = 1;
    there[3 - 1] = 2;
    there[8 - 1] = 3; /* chosen: not spared */
    closure_spare(&toc, there);
    ck_assert_str_eq(left(), "1+ 4+ 5+ 6 8 12+ 17 19");
}
END_TEST

UNIT_MAIN("closure", a_loop_of_tables, what_a_view_needs, partitions, exclusions_win, rows_alone,
          a_sequence_does_not_need_its_table, what_is_there_is_spared)
