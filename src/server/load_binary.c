#include "server/load_binary.h"

#include "base/arena.h"
#include "base/log.h"
#include "codec/binary.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

enum {
    SMALL_TABLE = 1 << 20, /* bytes of rows that are not worth the question */
    MOST_FAILURES = 3      /* blocks of an entry that had to go as text, after which no more are tried */
};

struct load_binary {
    bool asked;            /* binary is known; under `converting`, as binary */
    struct binary *binary; /* NULL: as text */
    atomic_uint failures;
};

void load_binary_init(struct load *load)
{
    pthread_mutex_init(&load->converting, NULL);
}

void load_binary_free(struct load *load)
{
    for (size_t i = 0; load->binaries != NULL && i < load->toc->count; i++)
        binary_free(load->binaries[i].binary);
    free(load->binaries);
    for (unsigned i = 0; i < load->lanes_count; i++)
        buf_free(&load->lanes[i].converted);
    pthread_mutex_destroy(&load->converting);
}

static struct load_binary *find(struct load *load, const struct entry *entry, bool *asked)
{
    struct load_binary *found;

    pthread_mutex_lock(&load->converting);
    if (load->binaries == NULL)
        load->binaries = mem_calloc(load->toc->count, sizeof *load->binaries);
    found = &load->binaries[entry->id - 1];
    *asked = found->asked;
    pthread_mutex_unlock(&load->converting);
    return found;
}

/* NULL also when the server does not answer: the next statement will say why. */
static struct binary *ask(struct conn *conn, const struct entry *entry, const struct entry *table)
{
    static const uint32_t types[] = {SQL_TEXT, SQL_TEXT, SQL_TEXT};
    const char *values[] = {table->schema, table->name, entry->load};
    struct err ignored = ERR_INIT;
    struct binary *binary;
    const char **receivers;
    struct rows *rows;

    if (!sql_run(conn, "receivers", 3, types, values, &rows, &ignored))
        return NULL;
    receivers = mem_calloc(rows_count(rows) + 1, sizeof(const char *));
    for (size_t i = 0; i < rows_count(rows); i++)
        receivers[i] = rows_get(rows, i, 0);
    binary = binary_new(receivers, rows_count(rows));
    free(receivers);
    rows_free(rows);
    return binary;
}

/* How pieces of large objects are loaded (load_rows.c makes that table): there is nothing to ask. */
static bool is_large_objects(const struct entry *entry)
{
    return strcmp(entry->load, "COPY pg_temp.pgsnap_large_objects (oid, at, data) FROM stdin") == 0;
}

static struct binary *find_out(struct conn *conn, const struct entry *entry, const struct entry *table)
{
    static const char *const large_objects[] = {"oidrecv", "int8recv", "bytearecv"};

    return table != NULL ? ask(conn, entry, table) : binary_new(large_objects, 3);
}

/* Two lanes may ask at once; the first answer is kept. */
static void keep(struct load *load, struct load_binary *kept, struct binary *binary)
{
    pthread_mutex_lock(&load->converting);
    if (kept->asked) {
        binary_free(binary);
    } else {
        kept->binary = binary;
        kept->asked = true;
    }
    pthread_mutex_unlock(&load->converting);
}

static bool is_large(const struct entry *entry)
{
    return entry->bytes >= SMALL_TABLE || (entry->counts_known && entry->counts.bytes >= SMALL_TABLE);
}

const struct buf *load_binary_rows(struct load *load, struct load_lane *lane, const struct entry *entry,
                                   const struct block *block)
{
    const struct entry *table = entry_find(load->toc, entry->parent);
    struct load_binary *known;
    bool asked;

    if ((table == NULL || table->schema == NULL) && !is_large_objects(entry))
        return NULL;
    if (!is_large(entry) || block->used > BLOCK_KEEP)
        return NULL;
    known = find(load, entry, &asked);
    if (!asked)
        keep(load, known, find_out(lane->conn, entry, table));
    if (known->binary == NULL || atomic_load(&known->failures) >= MOST_FAILURES)
        return NULL;
    buf_reset(&lane->converted);
    if (binary_rows(known->binary, block->data, block->used, block->rows, &lane->converted))
        return &lane->converted;
    atomic_fetch_add(&known->failures, 1);
    return NULL;
}
