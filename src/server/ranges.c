#include "server/ranges.h"

#include "base/buf.h"

#include <inttypes.h>

uint64_t ranges_step(uint64_t total, unsigned lanes)
{
    uint64_t step = total / ((uint64_t)lanes * RANGES_PER_LANE);

    return step < RANGES_PAGES_LEAST ? RANGES_PAGES_LEAST : step;
}

uint32_t ranges_count(uint64_t pages, uint64_t step)
{
    uint64_t count = pages / step;

    /* A block number has 32 bits; a server that says more is wrong, and one part is always right. */
    return pages > UINT32_MAX || count < 1 ? 1 : (uint32_t)count;
}

uint64_t ranges_start(uint64_t pages, uint32_t count, uint32_t i)
{
    uint64_t whole = pages / count, rest = pages % count;

    return whole * i + (i < rest ? i : rest);
}

char *ranges_sql(const char *select, uint64_t pages, uint32_t count, uint32_t i)
{
    struct buf sql = {0};

    /* Plain operators: with search_path = '' only pg_catalog is searched, so they cannot be anybody else's. */
    buf_printf(&sql, "COPY (%s", select);
    if (i > 0)
        buf_printf(&sql, " WHERE ctid >= '(%" PRIu64 ",0)'::pg_catalog.tid", ranges_start(pages, count, i));
    if (i + 1 < count)
        buf_printf(&sql, " %s ctid < '(%" PRIu64 ",0)'::pg_catalog.tid", i > 0 ? "AND" : "WHERE",
                   ranges_start(pages, count, i + 1));
    buf_add_text(&sql, ") TO stdout");
    return sql.data;
}
