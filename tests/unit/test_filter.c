#include "unit.h"

#include "model/filter.h"
#include "model/kind.h"
#include <stdio.h>
#include <string.h>

/* A little database. Entries as graph_order would list them; needs and parents by id. */
static struct entry entries[] = {
    {.id = 1, .kind = "DATABASE", .name = "db"},
    {.id = 2, .kind = "SCHEMA", .name = "hr"},
    {.id = 3, .kind = "SCHEMA", .name = "sales"},
    {.id = 4, .kind = "EXTENSION", .name = "hstore"},
    {.id = 5, .kind = "FUNCTION", .schema = "sales", .name = "f()"},
    {.id = 6, .kind = "TABLE", .schema = "hr", .name = "people"},
    {.id = 7, .kind = "TABLE", .schema = "sales", .name = "orders"},
    {.id = 8, .kind = "SEQUENCE", .schema = "sales", .name = "orders_id_seq", .parent = 7},
    {.id = 9, .kind = "TABLE", .schema = "sales", .name = "parted"},
    {.id = 10, .kind = "TABLE ATTACH", .schema = "sales", .name = "parted orders", .parent = 7},
    {.id = 11, .kind = "LARGE OBJECTS", .name = "1"},
    {.id = 12, .kind = "MATERIALIZED VIEW", .schema = "sales", .name = "sums"},
    {.id = 13, .kind = "TABLE DATA", .schema = "hr", .name = "people", .parent = 6},
    {.id = 14, .kind = "TABLE DATA", .schema = "sales", .name = "orders", .parent = 7},
    {.id = 15, .kind = "LARGE OBJECT DATA", .name = "1"},
    {.id = 16, .kind = "SEQUENCE SET", .schema = "sales", .name = "orders_id_seq", .parent = 8},
    {.id = 17, .kind = "INDEX", .schema = "sales", .name = "orders_pkey", .parent = 7},
    {.id = 18, .kind = "PUBLICATION", .name = "p"},
    {.id = 19, .kind = "PUBLICATION TABLE", .name = "p orders", .parent = 7},
    {.id = 20, .kind = "COMMENT", .schema = "sales", .name = "f()"},
    {.id = 21, .kind = "COMMENT", .name = "orders_pkey", .parent = 7},
    {.id = 22, .kind = "ACL", .schema = "hr", .name = "people"},
    {.id = 23, .kind = "MATERIALIZED VIEW DATA", .schema = "sales", .name = "sums", .parent = 12},
    {.id = 24, .kind = "STATISTICS DATA", .schema = "hr", .name = "people", .parent = 6},
    {.id = 25, .kind = "STATISTICS DATA", .schema = "sales", .name = "orders_pkey", .parent = 7},
    {.id = 26, .kind = "STATISTICS DATA", .schema = "sales", .name = "sums"}, /* its parent was left out by a dump */
};
enum { ENTRIES = sizeof entries / sizeof entries[0] };

static uint32_t attach_needs[] = {7, 9};
static uint32_t published_needs[] = {7, 18};
static uint32_t comment_needs[] = {5};
static uint32_t index_comment_needs[] = {7, 17};
static uint32_t acl_needs[] = {6};

static const struct toc toc = {.entries = entries, .count = ENTRIES};

static void need(uint32_t id, uint32_t *needs, size_t count)
{
    entries[id - 1].needs = needs;
    entries[id - 1].needs_count = count;
}

static void setup(void)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        const struct kind *kind = kind_find(entries[i].kind);

        ck_assert_ptr_nonnull(kind);
        entries[i].stage = kind->stage;
        entries[i].section = kind->section;
        entries[i].flags = kind->flags;
        entries[i].selected = true;
    }
    need(10, attach_needs, 2);
    need(19, published_needs, 2);
    need(20, comment_needs, 1);
    need(21, index_comment_needs, 2);
    need(22, acl_needs, 1);
}

/* The ids that are left, as "1 2 5". */
static void selects(const struct filter_options *options, const char *expected)
{
    static char text[256];
    struct filter *filter;
    struct err err = ERR_INIT;
    size_t used = 0;

    setup();
    text[0] = '\0';
    ck_assert_msg(filter_new(options, &filter, &err), "%s", err.message);
    filter_select(filter, &toc);
    filter_free(filter);
    for (size_t i = 0; i < ENTRIES; i++)
        if (entries[i].selected)
            used += (size_t)snprintf(text + used, sizeof text - used, used == 0 ? "%u" : " %u", entries[i].id);
    ck_assert_str_eq(text, expected);
}

#define LIST(list, ...)                                                                                                \
    .lists[FILTER_##list] = {.values = (const char *const[]){__VA_ARGS__},                                             \
                             .count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)}

START_TEST(whole)
{
    selects(&(struct filter_options){0}, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23");
}
END_TEST

START_TEST(schemas)
{
    selects(&(struct filter_options){LIST(SCHEMAS, "sales")}, "1 3 5 7 8 9 10 12 14 16 17 20 21 23");
    selects(&(struct filter_options){LIST(SCHEMAS, "hr", "nosuch")}, "1 2 6 13 22");
    selects(&(struct filter_options){LIST(EXCLUDE_SCHEMAS, "sales")}, "1 2 4 6 11 13 15 18 22");
    selects(&(struct filter_options){LIST(SCHEMAS, "*"), LIST(EXCLUDE_SCHEMAS, "sales")}, "1 2 6 13 22");
}
END_TEST

START_TEST(tables)
{
    selects(&(struct filter_options){LIST(TABLES, "orders")}, "1 7 8 14 16 17 21");
    selects(&(struct filter_options){LIST(TABLES, "sales.*"), LIST(EXCLUDE_TABLES, "parted|sums")},
            "1 7 8 14 16 17 21");
    selects(&(struct filter_options){LIST(TABLES, "orders", "parted")}, "1 7 8 9 10 14 16 17 21");
    selects(&(struct filter_options){LIST(TABLES, "people"), LIST(SCHEMAS, "sales"), LIST(EXCLUDE_SCHEMAS, "hr")},
            "1 6 13 22");
    selects(&(struct filter_options){LIST(TABLES, "orders_id_seq")}, "1 8 16");
    selects(&(struct filter_options){LIST(EXCLUDE_TABLES, "orders")}, "1 2 3 4 5 6 9 11 12 13 15 18 20 22 23");
}
END_TEST

/* Entry 5 as a sequence of table 7, which comes after it; 16 says where it stands. */
START_TEST(owned_sequence_before_its_table)
{
    struct entry function = entries[4];
    uint32_t parent = entries[15].parent;

    entries[4] = (struct entry){.id = 5, .kind = "SEQUENCE", .schema = "sales", .name = "early", .parent = 7};
    entries[15].parent = 5;
    selects(&(struct filter_options){LIST(TABLES, "people")}, "1 6 13 22");
    selects(&(struct filter_options){LIST(TABLES, "orders")}, "1 5 7 8 14 16 17 20 21");
    entries[4] = function;
    entries[15].parent = parent;
}
END_TEST

START_TEST(schema_or_data)
{
    selects(&(struct filter_options){.schema_only = true}, "1 2 3 4 5 6 7 8 9 10 12 17 18 19 20 21 22");
    selects(&(struct filter_options){.data_only = true}, "1 11 13 14 15 16 23");
    selects(&(struct filter_options){.data_only = true, LIST(TABLES, "orders")}, "1 14 16");
    selects(&(struct filter_options){.data_only = true, LIST(EXCLUDE_DATA, "hr.*", "sums")}, "1 11 14 15 16");
    selects(&(struct filter_options){LIST(EXCLUDE_DATA, "*")}, "1 2 3 4 5 6 7 8 9 10 11 12 15 17 18 19 20 21 22");
}
END_TEST

START_TEST(sections)
{
    enum { PRE = 1 << SECTION_PRE_DATA, DATA = 1 << SECTION_DATA, POST = 1 << SECTION_POST_DATA };

    selects(&(struct filter_options){.sections = PRE, .schema_only = true}, "1 2 3 4 5 6 7 8 9 10 12 20 22");
    selects(&(struct filter_options){.sections = DATA, .data_only = true}, "1 11 13 14 15 16 23");
    selects(&(struct filter_options){.sections = POST, .schema_only = true}, "1 17 18 19 21");
    selects(&(struct filter_options){.sections = PRE | DATA | POST},
            "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23");
}
END_TEST

START_TEST(statistics)
{
    selects(&(struct filter_options){.statistics = true},
            "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26");
    selects(&(struct filter_options){.statistics = true, .data_only = true}, "1 11 13 14 15 16 23 24 25 26");
    selects(&(struct filter_options){.statistics = true, .statistics_only = true}, "1 24 25 26");
    selects(&(struct filter_options){.statistics = true, .statistics_only = true, LIST(SCHEMAS, "sales")}, "1 25 26");
    selects(&(struct filter_options){.statistics = true, .statistics_only = true, LIST(TABLES, "orders")}, "1 25");
    selects(&(struct filter_options){.statistics = true, .statistics_only = true, LIST(TABLES, "sums")}, "1 26");
    selects(&(struct filter_options){.statistics = true, .statistics_only = true, LIST(EXCLUDE_DATA, "orders")},
            "1 24 26");
}
END_TEST

START_TEST(large_objects)
{
    selects(&(struct filter_options){.no_large_objects = true, .data_only = true}, "1 13 14 16 23");
    selects(&(struct filter_options){.large_objects = true, LIST(TABLES, "people")}, "1 6 11 13 15 22");
    selects(&(struct filter_options){.large_objects = true, .schema_only = true, LIST(TABLES, "people")}, "1 6 11 22");
}
END_TEST

START_TEST(rights_and_comments)
{
    selects(&(struct filter_options){.no_rights = true, .no_comments = true, LIST(SCHEMAS, "hr", "sales")},
            "1 2 3 5 6 7 8 9 10 12 13 14 16 17 23");
}
END_TEST

START_TEST(names_are_asked_before_entries_exist)
{
    struct filter_options options = {LIST(EXCLUDE_TABLES, "*_old"), LIST(EXCLUDE_DATA, "log")};
    struct filter_options by_table = {LIST(TABLES, "log")};
    struct filter *filter;
    struct err err = ERR_INIT;

    ck_assert(filter_new(&options, &filter, &err));
    ck_assert(filter_is_whole(filter) && !filter_has_tables(filter));
    ck_assert(filter_wants_schema(filter, "public"));
    ck_assert(!filter_wants_schema(filter, "pg_catalog"));
    ck_assert(!filter_wants_schema(filter, "information_schema"));
    ck_assert(filter_wants_relation(filter, "public", "log"));
    ck_assert(!filter_wants_relation(filter, "public", "log_old"));
    ck_assert(!filter_wants_relation(filter, "pg_toast", "log"));
    ck_assert(!filter_wants_rows(filter, "public", "log"));
    ck_assert(filter_wants_rows(filter, "public", "orders"));
    filter_free(filter);

    ck_assert(filter_new(&by_table, &filter, &err));
    ck_assert(!filter_is_whole(filter) && filter_has_tables(filter));
    ck_assert(!filter_wants_schema(filter, "public"));
    ck_assert(filter_wants_relation(filter, "public", "log"));
    filter_free(filter);
}
END_TEST

START_TEST(patterns_that_match_nothing_are_named)
{
    struct filter_options options = {LIST(SCHEMAS, "sales"), LIST(TABLES, "orders", "ordres")};
    struct filter *filter;
    struct err err = ERR_INIT;

    setup();
    ck_assert(filter_new(&options, &filter, &err));
    ck_assert(!filter_check_used(filter, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "\"sales\""));
    err_clear(&err);
    filter_select(filter, &toc);
    ck_assert(!filter_check_used(filter, &err));
    ck_assert_int_eq(err.code, ERR_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "\"ordres\""));
    filter_free(filter);
}
END_TEST

START_TEST(foreign_servers)
{
    struct filter_options options = {LIST(SERVERS, "\"Far \"*", "nowhere")};
    struct filter_options none = {.no_foreign_data = true};
    struct filter *filter;
    struct err err = ERR_INIT;

    setup();
    ck_assert(filter_new(&options, &filter, &err));
    ck_assert(filter_has_servers(filter) && filter_is_whole(filter));
    ck_assert(filter_wants_server(filter, "Far Away"));
    ck_assert(!filter_wants_server(filter, "far away"));
    ck_assert(!filter_check_used(filter, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "\"nowhere\""));
    filter_free(filter);

    ck_assert(filter_new(&none, &filter, &err));
    entries[5].kind = "FOREIGN TABLE";
    filter_select(filter, &toc);
    entries[5].kind = "TABLE";
    ck_assert(entries[5].selected && !entries[12].selected && entries[13].selected);
    filter_free(filter);
}
END_TEST

START_TEST(trees)
{
    struct filter_options options = {LIST(TABLE_TREES, "orders"), LIST(EXCLUDE_DATA_TREES, "orders"),
                                     LIST(EXCLUDE_TABLE_TREES, "people")};
    struct filter *filter;
    struct err err = ERR_INIT;

    ck_assert(filter_new(&options, &filter, &err));
    ck_assert(filter_has_trees(filter, FILTER_TABLE_TREES));
    ck_assert(filter_is_root(filter, FILTER_TABLE_TREES, "sales", "orders"));
    ck_assert(!filter_is_root(filter, FILTER_TABLE_TREES, "sales", "orders_1"));
    ck_assert(!filter_is_root(filter, FILTER_TABLE_TREES, "pg_catalog", "orders"));
    ck_assert(!filter_is_whole(filter) && filter_has_tables(filter));
    ck_assert(!filter_wants_relation(filter, "sales", "orders_1"));
    filter_add_descendant(filter, FILTER_TABLE_TREES, "sales", "orders_2");
    filter_add_descendant(filter, FILTER_TABLE_TREES, "sales", "orders_1");
    filter_add_descendant(filter, FILTER_EXCLUDE_DATA_TREES, "sales", "orders_1");
    filter_add_descendant(filter, FILTER_EXCLUDE_TABLE_TREES, "sales", "orders_2");
    ck_assert(filter_wants_relation(filter, "sales", "orders"));
    ck_assert(filter_wants_relation(filter, "sales", "orders_1"));
    ck_assert(!filter_wants_relation(filter, "other", "orders_1"));
    ck_assert(!filter_wants_rows(filter, "sales", "orders") && !filter_wants_rows(filter, "sales", "orders_1"));
    ck_assert(!filter_wants_relation(filter, "sales", "orders_2"));
    filter_forget_descendants(filter);
    ck_assert(!filter_wants_relation(filter, "sales", "orders_1"));
    filter_free(filter);
}
END_TEST

START_TEST(extensions)
{
    static uint32_t needs[] = {4};

    selects(&(struct filter_options){LIST(EXTENSIONS, "hst*"), LIST(SCHEMAS, "hr")}, "1 2 4 6 13 22");
    selects(&(struct filter_options){LIST(EXCLUDE_EXTENSIONS, "hst*"), LIST(TABLES, "people")}, "1 6 13 22");
    /* rows of people as if the extension had made the table */
    entries[12].parent = 0;
    need(13, needs, 1);
    selects(&(struct filter_options){LIST(EXTENSIONS, "hstore"), LIST(SCHEMAS, "nosuch")}, "1 4 13");
    selects(&(struct filter_options){LIST(EXTENSIONS, "nosuch"), LIST(SCHEMAS, "hr")}, "1 2 6 22");
    selects(&(struct filter_options){LIST(EXTENSIONS, "hstore"), LIST(EXCLUDE_TABLES, "people"), .data_only = true},
            "1 11 14 15 16 23");
    need(13, NULL, 0);
    entries[12].parent = 6;
    selects(&(struct filter_options){LIST(EXCLUDE_EXTENSIONS, "hstore"), .schema_only = true, .sequence_data = true},
            "1 2 3 5 6 7 8 9 10 12 16 17 18 19 20 21 22");
}
END_TEST

START_TEST(bad_pattern)
{
    struct filter_options options = {LIST(TABLES, "ok"), LIST(EXCLUDE_DATA, "a.b.c.d")};
    struct filter *filter;
    struct err err = ERR_INIT;

    ck_assert(!filter_new(&options, &filter, &err));
    ck_assert_int_eq(err.code, ERR_USAGE);
}
END_TEST

UNIT_MAIN("filter", whole, schemas, tables, owned_sequence_before_its_table, schema_or_data, sections, statistics,
          large_objects, rights_and_comments, names_are_asked_before_entries_exist,
          patterns_that_match_nothing_are_named, foreign_servers, trees, extensions, bad_pattern)
