/*
 * The script sink: its text byte for byte, and what it refuses.
 */
#include "base/arena.h"
#include "script/script.h"
#include "store/store.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/pgsnap-test-script-XXXXXX";
static char path[64];
static struct arena *arena;
static struct toc toc;
static struct sink *sink;
static struct err err;

static const struct entry sample[] = {
    {.id = 1,
     .kind = "DATABASE",
     .stage = STAGE_DATABASE,
     .create = "CREATE DATABASE shop;",
     .drop = "DROP DATABASE IF EXISTS shop;"},
    {.id = 2,
     .kind = "SCHEMA",
     .stage = STAGE_PRE,
     .name = "s",
     .create = "CREATE SCHEMA s;",
     .own = "ALTER SCHEMA s OWNER TO me;",
     .drop = "DROP SCHEMA IF EXISTS s;"},
    {.id = 3,
     .kind = "TABLE",
     .stage = STAGE_PRE,
     .schema = "s",
     .name = "t",
     .create = "CREATE TABLE s.t (a text)  \n",
     .drop = "DROP TABLE IF EXISTS s.t;"},
    {.id = 4,
     .kind = "TABLE DATA",
     .stage = STAGE_DATA,
     .flags = ENTRY_ROWS,
     .schema = "s",
     .name = "t",
     .parent = 3,
     .load = "COPY s.t (a) FROM stdin"},
    {.id = 5,
     .kind = "LARGE OBJECT DATA",
     .stage = STAGE_DATA,
     .flags = ENTRY_ROWS,
     .name = "all",
     .load = "COPY pg_temp.pgsnap_large_objects (oid, at, data) FROM stdin"},
    {.id = 6,
     .kind = "INDEX",
     .stage = STAGE_POST,
     .schema = "s",
     .name = "i",
     .parent = 3,
     .create = "CREATE INDEX i ON s.t (a);",
     .drop = "DROP INDEX IF EXISTS s.i;"},
    {.id = 7, .kind = "EVIL\nDROP", .stage = STAGE_POST, .name = "x", .own = "SELECT 7;"},
};

enum { SAMPLES = sizeof sample / sizeof sample[0] };

#define SETTINGS                                                                                                       \
    "SET client_encoding = 'UTF8';\n"                                                                                  \
    "SET statement_timeout = 0;\n"                                                                                     \
    "SET lock_timeout = 0;\n"                                                                                          \
    "SET idle_in_transaction_session_timeout = 0;\n"                                                                   \
    "SET standard_conforming_strings = on;\n"                                                                          \
    "SELECT pg_catalog.set_config('search_path', '', false);\n"                                                        \
    "SET check_function_bodies = false;\n"                                                                             \
    "SET xmloption = content;\n"                                                                                       \
    "SET array_nulls = on;\n"                                                                                          \
    "SET lc_monetary = 'C';\n"                                                                                         \
    "SET client_min_messages = warning;\n"                                                                             \
    "SET row_security = off;\n"                                                                                        \
    "SET default_tablespace = '';\n"                                                                                   \
    "SET default_table_access_method = heap;\n\n"

#define HEADER "--\n-- PostgreSQL database, written by pgsnap: restore it with psql\n--\n\n\\restrict k3y\n\n" SETTINGS
#define SCHEMA "-- SCHEMA 2\n\nCREATE SCHEMA s;\n"
#define TABLE "-- TABLE 3\n\nCREATE TABLE s.t (a text);\n\n"
#define FOOTER "\\unrestrict k3y\n"

static void set_up(void)
{
    arena = arena_new();
    toc = (struct toc){.arena = arena, .count = SAMPLES};
    toc.entries = arena_alloc(arena, sizeof sample);
    memcpy(toc.entries, sample, sizeof sample);
    for (size_t i = 0; i < toc.count; i++)
        toc.entries[i].selected = true;
    entry_add_fact(&toc, "encoding", "UTF8");
    entry_add_fact(&toc, "database", "it's \"my\" \\shop");
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out.sql", folder);
    err_clear(&err);
}

static void tear_down(void)
{
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
    arena_free(arena);
}

static bool begin(struct script_options options)
{
    struct store *store;

    if (options.restrict_key == NULL)
        options.restrict_key = "k3y";
    ck_assert_msg(store_create(path, false, &store, &err), "%s", err.message);
    sink = script_new(store, &options);
    return sink->ops->begin(sink, &toc, 1, &err);
}

static void define(uint32_t first, uint32_t last)
{
    for (uint32_t id = first; id <= last; id++) {
        const struct entry *entry = entry_find(&toc, id);

        ck_assert_msg(sink->ops->define(sink, 0, &entry, 1, &err), "%s", err.message);
    }
}

static bool put_bytes(uint32_t entry, const char *bytes, size_t length)
{
    struct block block;
    bool ok;

    block_init(&block);
    memcpy(block_reserve(&block, length), bytes, length);
    block.used = length;
    block.entry = entry;
    ok = sink->ops->put(sink, 0, &block, &err);
    block_free(&block);
    return ok;
}

static bool put(uint32_t entry, const char *rows)
{
    return put_bytes(entry, rows, strlen(rows));
}

/* Finishes, and compares the file. */
static void expect(const char *wanted)
{
    static char text[16384];
    FILE *file;

    ck_assert_msg(sink->ops->finish(sink, &err), "%s", err.message);
    sink->ops->close(sink);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    ck_assert_str_eq(text, wanted);
}

static void expect_nothing(void)
{
    sink->ops->abort(sink);
    sink->ops->close(sink);
    ck_assert_int_ne(access(path, F_OK), 0);
}

START_TEST(objects)
{
    ck_assert(begin((struct script_options){0}));
    define(2, 3);
    define(6, 7);
    expect(HEADER SCHEMA "ALTER SCHEMA s OWNER TO me;\n\n" TABLE
                         "-- INDEX 6\n\nCREATE INDEX i ON s.t (a);\n\n-- ENTRY 7\n\nSELECT 7;\n\n" FOOTER);
}
END_TEST

START_TEST(without_owner)
{
    ck_assert(begin((struct script_options){.no_owner = true}));
    define(2, 2);
    define(7, 7);
    expect(HEADER SCHEMA "\n" FOOTER);
}
END_TEST

START_TEST(clean)
{
    ck_assert(begin((struct script_options){.clean = true}));
    expect(HEADER "-- TABLE 3\n\nDROP TABLE IF EXISTS s.t;\n\n-- SCHEMA 2\n\nDROP SCHEMA IF EXISTS s;\n\n" FOOTER);
}
END_TEST

START_TEST(create_database)
{
    ck_assert(begin((struct script_options){.clean = true, .create_database = true}));
    define(1, 3);
    expect(HEADER "-- DATABASE 1\n\nDROP DATABASE IF EXISTS shop;\n\n-- DATABASE 1\n\nCREATE DATABASE shop;\n\n"
                  "\\unrestrict k3y\n\n\\connect -reuse-previous=on \"dbname='it\\'s \"\"my\"\" \\\\shop'\"\n\n"
                  "\\restrict k3y\n\n" SETTINGS SCHEMA "ALTER SCHEMA s OWNER TO me;\n\n" TABLE FOOTER);
}
END_TEST

START_TEST(rows)
{
    ck_assert(begin((struct script_options){0}));
    ck_assert(put(4, "one\ntwo\n"));
    ck_assert(put(4, "\\\\.\nx\\.\n\n"));
    ck_assert(put(5, "16400\t0\t\\\\x00\n"));
    ck_assert(put(4, "three\n"));
    ck_assert(put(5, "16400\t1\t\\\\x01\n"));
    ck_assert(sink->ops->drain(sink, 0, &err));
    expect(HEADER "-- TABLE DATA 4\n\nCOPY s.t (a) FROM stdin;\none\ntwo\n\\\\.\nx\\.\n\n\\.\n\n"
                  "-- LARGE OBJECT DATA 5\n\n"
                  "CREATE TABLE pg_temp.pgsnap_large_objects (oid pg_catalog.oid,"
                  " at pg_catalog.int8, data pg_catalog.bytea);\n\n"
                  "COPY pg_temp.pgsnap_large_objects (oid, at, data) FROM stdin;\n16400\t0\t\\\\x00\n\\.\n\n"
                  "SELECT pg_catalog.count(pg_catalog.lo_put(oid, at, data)) FROM pg_temp.pgsnap_large_objects;\n"
                  "TRUNCATE pg_temp.pgsnap_large_objects;\n\n"
                  "-- TABLE DATA 4\n\nCOPY s.t (a) FROM stdin;\nthree\n\\.\n\n"
                  "-- LARGE OBJECT DATA 5\n\n"
                  "COPY pg_temp.pgsnap_large_objects (oid, at, data) FROM stdin;\n16400\t1\t\\\\x01\n\\.\n\n"
                  "SELECT pg_catalog.count(pg_catalog.lo_put(oid, at, data)) FROM pg_temp.pgsnap_large_objects;\n"
                  "TRUNCATE pg_temp.pgsnap_large_objects;\n\n" FOOTER);
}
END_TEST

START_TEST(inserts)
{
    ck_assert(begin((struct script_options){.rows_per_insert = 2, .on_conflict_do_nothing = true}));
    ck_assert(put(4, "one\nit's\\t\\\\N\n"));
    ck_assert(put(4, "\\N\n"));
    ck_assert(put(5, "16400\t0\t\\\\x00\n"));
    ck_assert(sink->ops->drain(sink, 0, &err));
    expect(HEADER "-- TABLE DATA 4\n\n"
                  "INSERT INTO s.t (a) VALUES\n\t('one'),\n\t('it''s\t\\N')\nON CONFLICT DO NOTHING;\n"
                  "INSERT INTO s.t (a) VALUES\n\t(NULL)\nON CONFLICT DO NOTHING;\n\n"
                  "-- LARGE OBJECT DATA 5\n\n"
                  "CREATE TABLE pg_temp.pgsnap_large_objects (oid pg_catalog.oid,"
                  " at pg_catalog.int8, data pg_catalog.bytea);\n\n"
                  "INSERT INTO pg_temp.pgsnap_large_objects (oid, at, data) VALUES\n\t('16400', '0', '\\x00')\n"
                  "ON CONFLICT DO NOTHING;\n\n"
                  "SELECT pg_catalog.count(pg_catalog.lo_put(oid, at, data)) FROM pg_temp.pgsnap_large_objects;\n"
                  "TRUNCATE pg_temp.pgsnap_large_objects;\n\n" FOOTER);
}
END_TEST

START_TEST(inserts_into_what_numbers_itself)
{
    ck_assert(begin((struct script_options){.rows_per_insert = 1}));
    entry_find(&toc, 3)->create = "CREATE TABLE s.t (a int GENERATED ALWAYS AS IDENTITY);";
    ck_assert(put(4, "1\n\n"));
    expect(HEADER "-- TABLE DATA 4\n\nINSERT INTO s.t (a) OVERRIDING SYSTEM VALUE VALUES ('1');\n"
                  "INSERT INTO s.t (a) OVERRIDING SYSTEM VALUE VALUES ('');\n\n" FOOTER);
}
END_TEST

START_TEST(inserts_without_columns)
{
    ck_assert(begin((struct script_options){.rows_per_insert = 5}));
    entry_find(&toc, 4)->load = "COPY s.t FROM stdin";
    ck_assert(put(4, "\n\n"));
    ck_assert(!put(4, "a\n"));
    ck_assert_int_eq(err.code, ERR_DAMAGED);
    err_clear(&err);
    expect(HEADER "-- TABLE DATA 4\n\nINSERT INTO s.t DEFAULT VALUES;\nINSERT INTO s.t DEFAULT VALUES;\n\n" FOOTER);
}
END_TEST

START_TEST(end_closes_copy)
{
    struct counts counts = {.blocks = 1, .rows = 1};

    ck_assert(begin((struct script_options){0}));
    ck_assert(put(4, "one\n"));
    ck_assert(sink->ops->end(sink, 0, entry_find(&toc, 4), &counts, &err));
    define(7, 7);
    expect(HEADER "-- TABLE DATA 4\n\nCOPY s.t (a) FROM stdin;\none\n\\.\n\n-- ENTRY 7\n\nSELECT 7;\n\n" FOOTER);
}
END_TEST

static const struct {
    const char *bytes;
    size_t length;
} refused[] = {
    {"\\.\n", 3}, {"a\n\\.\nb\n", 7}, {"\\.;\n", 4}, {"a\n\\.x\n", 6}, {"a\nb", 3}, {"a\0b\n", 4},
};

START_TEST(refused_rows)
{
    ck_assert(begin((struct script_options){0}));
    ck_assert(!put_bytes(4, refused[_i].bytes, refused[_i].length));
    ck_assert_int_eq(err.code, ERR_DAMAGED);
    expect_nothing();
}
END_TEST

START_TEST(refused_entries)
{
    ck_assert(begin((struct script_options){0}));
    ck_assert(!put(3, "a\n"));
    err_clear(&err);
    ck_assert(!put(0, "a\n"));
    err_clear(&err);
    ck_assert(!put(SAMPLES + 1, "a\n"));
    expect_nothing();
}
END_TEST

START_TEST(bad_key)
{
    static const char *const keys[] = {"", "a b", "k\n\\! id"};

    ck_assert(!begin((struct script_options){.restrict_key = keys[_i]}));
    ck_assert_int_eq(err.code, ERR_USAGE);
    expect_nothing();
}
END_TEST

START_TEST(bad_encoding)
{
    static const char *const names[] = {"UTF8'; DROP", "", "-\n"};

    toc.facts[0].value = names[_i];
    ck_assert(!begin((struct script_options){0}));
    ck_assert_int_eq(err.code, ERR_DAMAGED);
    expect_nothing();
}
END_TEST

START_TEST(bad_database)
{
    const struct entry *schema = entry_find(&toc, 2);

    toc.facts[1].value = "a\n\\! id";
    ck_assert(begin((struct script_options){.create_database = true}));
    ck_assert(!sink->ops->define(sink, 0, &schema, 1, &err));
    expect_nothing();
}
END_TEST

/* Long enough not to be guessed, and another one each time. */
START_TEST(random_key)
{
    char keys[2][128];

    for (int i = 0; i < 2; i++) {
        struct script_options options = {0};
        struct store *store;
        FILE *file;

        ck_assert(store_create(path, false, &store, &err));
        sink = script_new(store, &options);
        ck_assert(sink->ops->begin(sink, &toc, 1, &err));
        ck_assert(sink->ops->finish(sink, &err));
        sink->ops->close(sink);
        file = fopen(path, "r");
        ck_assert_int_eq(fscanf(file, "%*[^\\]\\restrict %100[A-Za-z0-9]", keys[i]), 1);
        fclose(file);
        ck_assert_uint_ge(strlen(keys[i]), 32);
    }
    ck_assert_str_ne(keys[0], keys[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("script");
    TCase *cases = tcase_create("script");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(cases, set_up, tear_down);
    suite_add_tcase(suite, cases);
    tcase_add_test(cases, objects);
    tcase_add_test(cases, without_owner);
    tcase_add_test(cases, clean);
    tcase_add_test(cases, create_database);
    tcase_add_test(cases, rows);
    tcase_add_test(cases, inserts);
    tcase_add_test(cases, inserts_into_what_numbers_itself);
    tcase_add_test(cases, inserts_without_columns);
    tcase_add_test(cases, end_closes_copy);
    tcase_add_loop_test(cases, refused_rows, 0, sizeof refused / sizeof refused[0]);
    tcase_add_test(cases, refused_entries);
    tcase_add_loop_test(cases, bad_key, 0, 3);
    tcase_add_loop_test(cases, bad_encoding, 0, 3);
    tcase_add_test(cases, bad_database);
    tcase_add_test(cases, random_key);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
