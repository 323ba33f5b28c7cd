/*
 * How a table is cut into parts by ctid.
 */
#include "server/ranges.h"
#include "unit.h"

START_TEST(small_dumps_stay_whole)
{
    ck_assert_uint_eq(ranges_step(0, 4), RANGES_PAGES_LEAST);
    ck_assert_uint_eq(ranges_step(4 * RANGES_PER_LANE * RANGES_PAGES_LEAST, 4), RANGES_PAGES_LEAST);
    ck_assert_uint_eq(ranges_count(0, RANGES_PAGES_LEAST), 1);
    ck_assert_uint_eq(ranges_count(2 * RANGES_PAGES_LEAST - 1, RANGES_PAGES_LEAST), 1);
    ck_assert_uint_eq(ranges_count(2 * RANGES_PAGES_LEAST, RANGES_PAGES_LEAST), 2);
}
END_TEST

START_TEST(one_table_gives_each_lane_its_parts)
{
    uint64_t pages = 10 * 1000 * 1000;

    ck_assert_uint_eq(ranges_count(pages, ranges_step(pages, 4)), 4 * RANGES_PER_LANE);
}
END_TEST

START_TEST(parts_cover_all_pages)
{
    static const struct {
        uint64_t pages;
        uint32_t count;
    } tables[] = {{1, 1}, {7, 3}, {2048, 2}, {100000, 97}, {UINT32_MAX, 512}};

    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        uint64_t pages = tables[t].pages;

        ck_assert_uint_eq(ranges_start(pages, tables[t].count, 0), 0);
        ck_assert_uint_eq(ranges_start(pages, tables[t].count, tables[t].count), pages);
        for (uint32_t i = 0; i < tables[t].count; i++) {
            uint64_t size = ranges_start(pages, tables[t].count, i + 1) - ranges_start(pages, tables[t].count, i);

            ck_assert(size == pages / tables[t].count || size == pages / tables[t].count + 1);
        }
    }
}
END_TEST

START_TEST(too_many_pages_are_not_believed)
{
    ck_assert_uint_eq(ranges_count((uint64_t)UINT32_MAX + 1, RANGES_PAGES_LEAST), 1);
    ck_assert_uint_eq(ranges_count(UINT64_MAX, RANGES_PAGES_LEAST), 1);
}
END_TEST

static void expect_sql(uint32_t count, uint32_t i, const char *wanted)
{
    char *sql = ranges_sql("SELECT a FROM ONLY s.t", 3000, count, i);

    ck_assert_str_eq(sql, wanted);
    free(sql);
}

START_TEST(first_and_last_are_open)
{
    expect_sql(1, 0, "COPY (SELECT a FROM ONLY s.t) TO stdout");
    expect_sql(3, 0, "COPY (SELECT a FROM ONLY s.t WHERE ctid < '(1000,0)'::pg_catalog.tid) TO stdout");
    expect_sql(3, 1,
               "COPY (SELECT a FROM ONLY s.t WHERE ctid >= '(1000,0)'::pg_catalog.tid AND ctid < "
               "'(2000,0)'::pg_catalog.tid) TO stdout");
    expect_sql(3, 2, "COPY (SELECT a FROM ONLY s.t WHERE ctid >= '(2000,0)'::pg_catalog.tid) TO stdout");
}
END_TEST

UNIT_MAIN("ranges", small_dumps_stay_whole, one_table_gives_each_lane_its_parts, parts_cover_all_pages,
          too_many_pages_are_not_believed, first_and_last_are_open)
