/*
 * filter.h - which entries the user wants: -n -N -t -T -s -a -x and friends, with psql's patterns.
 *
 * Patterns are psql's: * and ? and regular-expression characters work, letters fold to lower case unless in double
 * quotes, a dot parts schema from name, "$" is literal. "db.schema.name" is allowed when db is the database at hand.
 */
#ifndef PGSNAP_FILTER_H
#define PGSNAP_FILTER_H

#include <pgsnap/entry.h>
#include <pgsnap/err.h>
#include <stdbool.h>

struct filter;

/*
 * Lists of patterns. How to add one: a line here and in filter.c's table, and what it means in filter.c or filter_select.c.
 * A list ..._TREES also means what descends from the tables that it matches, partitions or children by INHERITS, which
 * filter_add_descendant tells; without that it means those tables alone.
 */
enum filter_list {
    FILTER_SCHEMAS,             /* -n */
    FILTER_EXCLUDE_SCHEMAS,     /* -N */
    FILTER_TABLES,              /* -t */
    FILTER_TABLE_TREES,         /* --table-and-children */
    FILTER_EXCLUDE_TABLES,      /* -T */
    FILTER_EXCLUDE_TABLE_TREES, /* --exclude-table-and-children */
    FILTER_EXCLUDE_DATA,        /* --exclude-table-data */
    FILTER_EXCLUDE_DATA_TREES,  /* --exclude-table-data-and-children */
    FILTER_EXTENSIONS,          /* -e: of extensions only these */
    FILTER_EXCLUDE_EXTENSIONS,  /* --exclude-extension */
    FILTER_SERVERS,             /* --include-foreign-data */
    FILTER_FUNCTIONS,           /* restore -P: names, no patterns, and so the next ones */
    FILTER_INDEXES,             /* restore -I */
    FILTER_TRIGGERS,            /* restore --trigger */
    FILTER_LISTS
};

struct filter_texts {
    const char *const *values;
    size_t count;
};

struct filter_options {
    struct filter_texts lists[FILTER_LISTS];
    bool schema_only, data_only; /* -s -a */
    bool sequence_data;          /* with schema_only: the values of sequences all the same */
    unsigned sections;           /* --section: 1 << enum section for each; 0: all of them */
    bool statistics;             /* planner statistics, beside what else is wanted */
    bool statistics_only;        /* with statistics: nothing else */
    bool no_rights;              /* -x */
    bool no_comments;
    bool no_policies, no_publications, no_subscriptions, no_security_labels;
    bool no_unlogged_data;  /* no rows of unlogged tables */
    bool no_foreign_data;   /* no rows of foreign tables */
    bool no_large_objects;  /* -B */
    bool large_objects;     /* -b: also when -n or -t is given */
    bool with_dependencies; /* what the chosen ones need is wanted too, unless -T or -N names it */
    const char *database;   /* for three-part patterns; NULL: filter_check_database comes later */
};

/* Compiles the patterns; a bad one is ERR_USAGE. The options' strings must outlive the filter. */
bool filter_new(const struct filter_options *options, struct filter **filter, struct err *err);
void filter_free(struct filter *filter);
/* A pattern that names another database is ERR_USAGE. */
bool filter_check_database(const struct filter *filter, const char *database, struct err *err);

/* True when neither -n nor -t narrow the choice: what lives in no schema is wanted too. */
bool filter_is_whole(const struct filter *filter);
/* True when extensions may be wanted: the choice is whole, or -e was given. */
bool filter_may_want_extensions(const struct filter *filter);
/* True when large objects may be wanted: the choice is whole, or -b was given. filter_select has the last word. */
bool filter_may_want_large_objects(const struct filter *filter);
bool filter_has_tables(const struct filter *filter);  /* -t was given, --table-and-children, -P, -I or --trigger */
bool filter_has_servers(const struct filter *filter); /* --include-foreign-data was given */
/* What a wanted schema may come without: "tables" (-t or -T was given), "sections", or NULL. */
const char *filter_leaves_out(const struct filter *filter);
bool filter_leaves_out_schemas(const struct filter *filter); /* -n, -N or -t was given */
bool filter_leaves_out_rights(const struct filter *filter);  /* -x was given */
/* These note which patterns have matched. */
bool filter_wants_schema(struct filter *filter, const char *schema);
bool filter_wants_relation(struct filter *filter, const char *schema, const char *name);
bool filter_wants_rows(struct filter *filter, const char *schema, const char *name);
bool filter_wants_server(struct filter *filter, const char *server); /* the rows of its foreign tables */
bool filter_wants_extension(struct filter *filter, const char *extension);

/*
 * Before any of the above is asked about relations: for each list `list` of FILTER_*_TREES that has patterns, the descendants of
 * the relations that filter_is_root finds are to be told. filter_forget_descendants: to begin anew.
 */
bool filter_has_trees(const struct filter *filter, enum filter_list list);
bool filter_is_root(struct filter *filter, enum filter_list list, const char *schema, const char *name);
void filter_add_descendant(struct filter *filter, enum filter_list list, const char *schema, const char *name);
void filter_forget_descendants(struct filter *filter);

/*
 * Clears `selected` of every entry that is not wanted. A relation brings what is part of it (parent): indexes, constraints,
 * triggers, defaults, owned sequences, rows, comments, rights. With -t only relations are wanted, with -n also
 * everything in those schemas and the schema itself. With dependencies, sets `brought` of what is there only for others.
 */
void filter_select(struct filter *filter, const struct toc *toc);

/* After the matching: fails (ERR_FAILED) naming the first pattern for what is wanted that matched nothing. */
bool filter_check_used(const struct filter *filter, struct err *err);

#endif
