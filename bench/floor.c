/*
 * floor.c - the floor under every dump: reads tables as COPY text over several connections and throws the rows away.
 *
 *   floor CONNINFO LANES LEVEL TABLE...
 *
 * Each table is cut by ctid into LANES equal parts; lane i reads part i of every table. With LEVEL 0 nothing is done
 * with the rows; with LEVEL 1 to 19 each lane passes them to one zstd stream per table, as pg_dump's zstd does, and
 * throws that away. Prints the bytes of the rows, and the bytes after zstd.
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

struct lane {
    const char *conninfo;
    char **tables;
    int tables_count;
    int number, lanes, level;
    unsigned long long bytes, packed;
    pthread_t thread;
};

static void die(const char *what, PGconn *conn)
{
    fprintf(stderr, "floor: %s: %s\n", what, conn ? PQerrorMessage(conn) : "");
    exit(1);
}

static unsigned long count_pages(PGconn *conn, const char *table)
{
    char sql[1024];
    PGresult *result;
    unsigned long pages;

    snprintf(sql, sizeof sql, "SELECT pg_relation_size('%s') / current_setting('block_size')::int", table);
    result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        die(table, conn);
    pages = strtoul(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return pages;
}

static void begin_copy(PGconn *conn, const struct lane *lane, const char *table)
{
    unsigned long pages = count_pages(conn, table);
    unsigned long from = pages * (unsigned long)lane->number / (unsigned long)lane->lanes;
    unsigned long to = lane->number + 1 == lane->lanes
                           ? 4294967295UL
                           : pages * (unsigned long)(lane->number + 1) / (unsigned long)lane->lanes;
    char sql[1024];
    PGresult *result;

    if (lane->lanes == 1)
        snprintf(sql, sizeof sql, "COPY %s TO STDOUT", table);
    else
        snprintf(sql, sizeof sql, "COPY (SELECT * FROM ONLY %s WHERE ctid >= '(%lu,0)' AND ctid < '(%lu,0)') TO STDOUT",
                 table, from, to);
    result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_COPY_OUT)
        die(table, conn);
    PQclear(result);
}

static void pack(struct lane *lane, ZSTD_CCtx *packer, const char *row, size_t length, ZSTD_EndDirective directive)
{
    static _Thread_local char out[1 << 17];
    ZSTD_inBuffer input = {row, length, 0};
    size_t left;

    do {
        ZSTD_outBuffer output = {out, sizeof out, 0};

        left = ZSTD_compressStream2(packer, &output, &input, directive);
        if (ZSTD_isError(left))
            die(ZSTD_getErrorName(left), NULL);
        lane->packed += output.pos;
    } while (directive == ZSTD_e_end ? left > 0 : input.pos < input.size);
}

static void read_table(PGconn *conn, struct lane *lane, ZSTD_CCtx *packer, const char *table)
{
    char *row;
    int length;

    begin_copy(conn, lane, table);
    while ((length = PQgetCopyData(conn, &row, 0)) > 0) {
        lane->bytes += (unsigned)length;
        if (packer)
            pack(lane, packer, row, (size_t)length, ZSTD_e_continue);
        PQfreemem(row);
    }
    if (packer)
        pack(lane, packer, "", 0, ZSTD_e_end);
    if (length != -1)
        die(table, conn);
    for (PGresult *result; (result = PQgetResult(conn)) != NULL; PQclear(result))
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            die(table, conn);
}

static void *run(void *argument)
{
    struct lane *lane = argument;
    PGconn *conn = PQconnectdb(lane->conninfo);
    ZSTD_CCtx *packer = NULL;

    if (PQstatus(conn) != CONNECTION_OK)
        die("cannot connect", conn);
    if (lane->level > 0) {
        packer = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(packer, ZSTD_c_compressionLevel, lane->level);
    }
    for (int i = 0; i < lane->tables_count; i++)
        read_table(conn, lane, packer, lane->tables[i]);
    ZSTD_freeCCtx(packer);
    PQfinish(conn);
    return NULL;
}

int main(int argc, char **argv)
{
    unsigned long long bytes = 0, packed = 0;
    int lanes = argc > 4 ? atoi(argv[2]) : 0;
    struct lane *each = calloc((size_t)(lanes > 0 ? lanes : 1), sizeof *each);

    if (lanes < 1 || !each) {
        fprintf(stderr, "floor CONNINFO LANES LEVEL TABLE...\n");
        return 2;
    }
    for (int i = 0; i < lanes; i++) {
        each[i] = (struct lane){.conninfo = argv[1],
                                .tables = argv + 4,
                                .tables_count = argc - 4,
                                .number = i,
                                .lanes = lanes,
                                .level = atoi(argv[3])};
        if (pthread_create(&each[i].thread, NULL, run, &each[i]) != 0)
            die("cannot start a thread", NULL);
    }
    for (int i = 0; i < lanes; i++) {
        pthread_join(each[i].thread, NULL);
        bytes += each[i].bytes;
        packed += each[i].packed;
    }
    printf("%llu %llu\n", bytes, packed);
    free(each);
    return 0;
}
