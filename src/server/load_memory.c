/*
 * Only where nobody has set maintenance_work_mem. All lanes together then take a quarter of the server's cache at most, which
 * a server that has so much can spare: a GIN index is built half as fast again with twice the usual 64 MB.
 *
 * A btree index is another matter. It is sorted, and a sort in runs that the processor's cache holds, which are merged
 * afterwards, takes less of its time than one in much memory (up to a third less: doc/decisions.md), as long as
 * all runs can be merged at once: a run needs its memory, and merging a quarter of a megabyte for each of them, so the square
 * root of their product is enough. But with so little the server starts no parallel workers. So it is done only when they would find
 * no processor: when the server runs on this machine, with as many lanes as processors, and every lane has an index to build.
 */
#include "server/load_memory.h"

#include "base/arena.h"
#include "pq/query.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LARGE_TABLE = 16 << 20,  /* bytes of rows; a smaller one is not worth a statement */
    MERGE_BUFFER = 256 << 10 /* bytes that the server takes for each run when it merges them */
};

/* Kilobytes of memory, and 0 for as much as may be. The second choice comes back to the server's default or above. */
static const char set_memory[] =
    "SELECT pg_catalog.set_config('maintenance_work_mem', CASE WHEN %u > 0 THEN %u ELSE most.kilobytes END || 'kB', "
    "false)"
    " FROM pg_catalog.pg_settings AS mine, pg_catalog.pg_settings AS cache,"
    " LATERAL (SELECT greatest(mine.boot_val::pg_catalog.int8,"
    " least(pg_catalog.pg_size_bytes(cache.setting || cache.unit) / 4096 / %u, 1048576))) AS most (kilobytes)"
    " WHERE mine.name = 'maintenance_work_mem' AND mine.source IN ('default', 'session')"
    " AND cache.name = 'shared_buffers'";

static bool set(const struct load *load, struct conn *conn, unsigned kilobytes, struct err *err)
{
    return query_exec_format(conn, err, set_memory, kilobytes, kilobytes,
                             load->lanes_count > 0 ? load->lanes_count : 1);
}

bool load_memory_start(struct load *load, struct conn *conn, struct err *err)
{
    return set(load, conn, 0, err);
}

/* 0: its memory stays as it is. */
static uint64_t sorted_bytes(const struct load *load, const struct entry *entry)
{
    bool btree =
        (strcmp(entry->kind, "INDEX") == 0 && entry->create != NULL && strstr(entry->create, " USING btree ")) ||
        (strcmp(entry->kind, "CONSTRAINT") == 0 && entry->create != NULL && !strstr(entry->create, " EXCLUDE "));
    uint64_t bytes = entry_find(load->toc, entry->parent) == NULL ? 0 : load->memory.table_bytes[entry->parent - 1];

    return btree && bytes >= LARGE_TABLE ? bytes : 0;
}

void load_memory_plan(struct load *load)
{
    struct load_memory *memory = &load->memory;

    memory->table_bytes = mem_calloc(load->toc->count + 1, sizeof *memory->table_bytes);
    atomic_init(&memory->sorts_left, 0);
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if ((entry->flags & ENTRY_ROWS) && entry->selected && entry_find(load->toc, entry->parent) != NULL)
            memory->table_bytes[entry->parent - 1] = entry->bytes;
    }
    for (size_t i = 0; i < load->toc->count; i++)
        if (load->toc->entries[i].selected && sorted_bytes(load, &load->toc->entries[i]) > 0)
            atomic_fetch_add(&memory->sorts_left, 1);
}

void load_memory_free(struct load *load)
{
    free(load->memory.table_bytes);
}

static bool is_busy(const struct load *load, const struct conn *conn, unsigned sorts_left)
{
    return load->lanes_count > 1 && sorts_left >= load->lanes_count && conn_is_local(conn) &&
           sysconf(_SC_NPROCESSORS_ONLN) <= (long)load->lanes_count;
}

static unsigned square_root(uint64_t value)
{
    uint64_t root = 0;

    for (uint64_t bit = UINT64_C(1) << 31; bit > 0; bit >>= 1)
        if ((root | bit) * (root | bit) <= value)
            root |= bit;
    return (unsigned)root;
}

bool load_memory_prepare(struct load *load, unsigned lane, const struct entry *const *entries, size_t count,
                         struct err *err)
{
    struct load_lane *mine = &load->lanes[lane];
    uint64_t bytes = count == 1 ? sorted_bytes(load, entries[0]) : 0;
    unsigned kilobytes = 0;

    if (bytes > 0 && is_busy(load, mine->conn, atomic_fetch_sub(&load->memory.sorts_left, 1)))
        kilobytes = square_root(bytes / 1024 * (MERGE_BUFFER / 1024)) + 1;
    if (kilobytes == mine->sort_kilobytes)
        return true;
    mine->sort_kilobytes = kilobytes;
    return set(load, mine->conn, kilobytes, err);
}
