#include "server/versions.h"

#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

bool versions_read(struct conn *conn, const struct catalog_scope *scope, struct rows **rows, struct err *err)
{
    static const uint32_t types[] = {SQL_OID_ARRAY, SQL_OID_ARRAY};
    char *relations = sql_oid_array(scope->relations, scope->relations_count);
    char *namespaces = sql_oid_array(scope->namespaces, scope->namespaces_count);
    const char *const values[] = {relations, namespaces};
    bool ok = sql_run(conn, "versions", 2, types, values, rows, err);

    free(namespaces);
    free(relations);
    return ok;
}

struct columns {
    int class_oid, oid, version, name;
};

static struct columns find_columns(const struct rows *rows)
{
    return (struct columns){.class_oid = rows_column(rows, "class"),
                            .oid = rows_column(rows, "oid"),
                            .version = rows_column(rows, "version"),
                            .name = rows_column(rows, "name")};
}

static uint64_t address_of(const struct rows *rows, const struct columns *columns, size_t row)
{
    return (uint64_t)rows_get_oid(rows, row, columns->class_oid) << 32 | rows_get_oid(rows, row, columns->oid);
}

enum versions_change versions_compare(const struct rows *before, const struct rows *now, const char **name)
{
    struct columns then = find_columns(before), later = find_columns(now);
    enum versions_change change = VERSIONS_SAME;
    size_t k = 0;

    for (size_t i = 0; i < rows_count(before); i++) {
        uint64_t address = address_of(before, &then, i);

        while (k < rows_count(now) && address_of(now, &later, k) < address)
            k++;
        if (k == rows_count(now) || address_of(now, &later, k) != address) {
            *name = rows_text(before, i, then.name);
            return VERSIONS_GONE;
        }
        if (strcmp(rows_text(before, i, then.version), rows_text(now, k, later.version)) != 0) {
            *name = rows_text(before, i, then.name);
            change = VERSIONS_CHANGED;
        }
    }
    return change;
}
