/*
 * entry.h - one thing to restore, and the table of contents that lists them all.
 *
 * An entry is the smallest thing that is created, skipped, named in an error or selected: a table without its
 * constraints, one constraint, one default that could be part of a loop, the rows of one table, one object's rights.
 * All SQL in it was written by the source's server, ready to run with search_path = ''. Empty text is NULL.
 *
 * Entries are listed in an order in which they can be restored one by one: by stage, and within a stage every entry
 * after those that it needs. The order depends on names and dependencies only, never on OIDs.
 *
 * A struct toc owns its entries and all their strings (one arena); it is made by a source's open and lives until the
 * source is closed. After open only the flags `selected` and `brought` and, by model/edit.h, what is marked may change; while lanes
 * run nobody writes to it.
 */
#ifndef PGSNAP_ENTRY_H
#define PGSNAP_ENTRY_H

#include <pgsnap/block.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The stages of a restore, in order; all of a stage is done before the next begins. Values are in the archive. */
enum stage {
    STAGE_DATABASE = 1, /* CREATE DATABASE and its settings: only with -C, each statement by itself */
    STAGE_PRE = 2,      /* schemas, types, functions, tables, views: what rows need */
    STAGE_DATA = 3,     /* rows, sequence values, large objects */
    STAGE_POST = 4,     /* indexes, constraints, triggers, rules, policies: what is cheaper or only right after rows */
    STAGE_RIGHTS = 5,   /* comments, security labels, ACLs, default privileges */
    STAGE_REFRESH = 6,  /* materialized views are filled */
    STAGE_LAST = 7 /* planner statistics; event triggers, enabled subscriptions: what would act on the restore itself */
};

/* pg_dump's sections, for --section and for showing; values are in the archive. */
enum section { SECTION_NONE = 0, SECTION_PRE_DATA = 1, SECTION_DATA = 2, SECTION_POST_DATA = 3 };

/* Properties of an entry that restore must know even when it does not know the kind; values are in the archive. */
enum entry_flags {
    ENTRY_ROWS = 1 << 0,      /* has rows: blocks with this entry's id follow */
    ENTRY_RIGHTS = 1 << 1,    /* left out by -x */
    ENTRY_COMMENT = 1 << 2,   /* left out by --no-comments */
    ENTRY_RELATION = 1 << 3,  /* a table, view, sequence ...: what -t selects by name */
    ENTRY_ALONE = 1 << 4,     /* cannot run inside a transaction block */
    ENTRY_DATA = 1 << 5,      /* no rows, but part of the data (sequence value, refresh): left out by -s, kept by -a */
    ENTRY_LOCKS = 1 << 6,     /* takes a lock that excludes others on every table that it needs (foreign key, attach) */
    ENTRY_STATISTICS = 1 << 7 /* planner statistics: neither schema nor data; only servers from 18 on take them */
};

/* The texts of an entry that marks are in; values are in the archive. */
enum mark_text { MARK_CREATE = 1, MARK_OWN = 2, MARK_DROP = 3, MARK_NAME = 4 };

/* What a mark says of its piece of text; values are in the archive. Others may come from a newer pgsnap. */
enum mark_kind {
    MARK_ROLE = 1,          /* a role's name, quoted where it must be (not so in a name) */
    MARK_TABLESPACE = 2,    /* a clause, which may be left out */
    MARK_ACCESS_METHOD = 3, /* a clause that says how a table is stored, which may be left out */
    MARK_COMPRESSION = 4,   /* statements about the compression of a column, which may be left out */
    MARK_UNLOGGED = 5,      /* the word that makes a table unlogged */
    MARK_LARGE_OBJECTS = 6, /* their numbers; the object is the text of an oid[] */
    MARK_LOCALE = 7,        /* the options of a collation: provider, locale and so on */
    MARK_SINCE = 8          /* what only later majors know; the object is the first of them, as "19" */
};

/*
 * A piece of one of the entry's texts of which it is known what it means, so that it can be replaced (--role-map) or left out
 * (--no-tablespaces) although nobody parses SQL. Said by the source's server, which wrote the text (server/sql/README).
 */
struct mark {
    enum mark_text text;
    unsigned kind;      /* enum mark_kind */
    uint32_t at;        /* bytes from the text's start */
    uint32_t length;    /* in bytes */
    const char *object; /* the role, tablespace, ... unquoted */
};

struct entry {
    uint32_t id;      /* 1 .. toc->count; entries[id - 1] is this one */
    const char *kind; /* "TABLE", "INDEX", "TABLE DATA", ...: model/kind.h */
    enum stage stage;
    enum section section;
    uint32_t flags;           /* enum entry_flags */
    const char *schema;       /* unquoted; NULL for what lives in no schema */
    const char *name;         /* unquoted; unique within kind and schema: functions with their argument types, a table's
                           parts as "table part" */
    const char *owner;        /* role name, unquoted; NULL when it has none of its own */
    const char *create;       /* statements, each ended by ';' */
    const char *own;          /* ALTER ... OWNER TO ...;  left out by -O */
    const char *drop;         /* DROP ... IF EXISTS ...; for a view in a loop also what takes its body away */
    const char *load;         /* ENTRY_ROWS: "COPY s.t (a, b) FROM stdin" without ';' */
    const char *unload;       /* "COPY s.t (a, b) TO stdout"; only from a live server, not in the archive */
    const char *ranges;       /* "SELECT a, b FROM ONLY s.t": may be read in parts by ctid; only from a live server */
    const struct mark *marks; /* by text, then from its start on; none overlaps another */
    size_t marks_count;
    uint32_t parent; /* id of the relation that it is a part of (index, trigger, its rows, owned sequence); 0: none */
    uint32_t *needs; /* ids that must exist first; sorted, unique */
    size_t needs_count;
    uint64_t bytes;       /* estimated size of the rows, for the order of work and for progress */
    uint64_t pages;       /* heap pages on the live server; not in the archive */
    struct counts counts; /* of its rows, once known (from the index of an archive) */
    bool counts_known;
    bool selected; /* true after open; the command may clear it */
    bool brought;  /* nobody chose it: something chosen needs it (model/closure.h) */
};

/* One fact about the archive: "database", "server_version", ...; keys may repeat ("extension"). See archive/toc.h. */
struct fact {
    const char *key;
    const char *value;
};

struct toc {
    struct arena *arena; /* owns everything below */
    struct entry *entries;
    size_t count;
    struct fact *facts;
    size_t facts_count;
};

/* NULL when there is no such id. */
struct entry *entry_find(const struct toc *toc, uint32_t id);
/*
 * Rows that users wrote into an extension's own table, which is no entry: they may decide how other rows are read (a check or a
 * generated column that looks them up), and so come first. In an archive without tables all rows look like that.
 */
bool entry_configures(const struct entry *entry);
/* Of planner statistics those of CREATE STATISTICS. */
bool entry_is_extended_statistics(const struct entry *entry);
/* The first major whose servers can be given the planner statistics that the entry has; 0: it has none. */
unsigned entry_statistics_major(const struct entry *entry);
/* Whether they are rights of a multirange type: servers from RANGE_RIGHTS_MAJOR on give it those of its range, and take no others. */
bool entry_is_multirange_rights(const struct toc *toc, const struct entry *entry);
enum { RANGE_RIGHTS_MAJOR = 17 };
/* The first value of the key, or NULL. */
const char *entry_fact(const struct toc *toc, const char *key);
/* What a dump of only a part of the database has left out ("some schemas", "tables", "all rows"); NULL: nothing. */
const char *entry_left_out(const struct toc *toc);
/* Appends a fact (copies both into the arena). The only way in which facts are added: it knows how long the list is. */
void entry_add_fact(struct toc *toc, const char *key, const char *value);
/* "table public.orders": lower-case kind and qualified name, for messages. Returns buffer. */
const char *entry_describe(const struct entry *entry, char *buffer, size_t size);

#endif
