/*
 * catalog_files.h - the files of server/sql that read the catalog, and which of them a scope needs.
 */
#ifndef PGSNAP_CATALOG_FILES_H
#define PGSNAP_CATALOG_FILES_H

#include "server/catalog.h"

enum { CATALOG_FILES_MOST = 64 };

/* What a file's rows are, with their columns. */
enum catalog_rows {
    CATALOG_OWNERS, /* how an object gets its owner: class, oid, own. Joined to the main entries, so these come first */
    CATALOG_PATHS, /* where an object's text finds operators that it does not name: class, oid, path. They come first, too */
    CATALOG_FAMILY,  /* entries, with the columns of server/sql/README */
    CATALOG_ALIASES, /* what is a part of what: class, oid, owner_class, owner_oid */
    CATALOG_NEEDS    /* what needs what: class, oid, refclass, refoid */
};

struct catalog_file {
    const char *name; /* without .sql */
    enum catalog_rows rows;
};

/* files: room for CATALOG_FILES_MOST; static rows of a table, in the order in which they are to be asked. Returns their number. */
size_t catalog_files_choose(const struct catalog_scope *scope, const struct catalog_file **files);

#endif
