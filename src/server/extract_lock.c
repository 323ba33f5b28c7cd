#include "server/extract_state.h"

#include "pq/query.h"
#include "server/lock.h"
#include "server/rights.h"
#include "server/snapshot.h"

static bool list_relations(struct extract *extract, struct relations **relations, struct err *err)
{
    if (extract->options.globals != 0) {
        *relations = relations_none(extract->options.globals);
        return true;
    }
    if (!relations_read(extract->lanes[0].conn, extract->filter, relations, err))
        return false;
    if (extract->options.known != NULL)
        rights_pass_over(*relations, extract->options.known);
    return true;
}

enum extract_attempt extract_lock_altered(const struct extract *extract, const char *name, struct err *err)
{
    if (extract->options.snapshot != NULL) {
        err_set(err, ERR_FAILED, "%s of the given snapshot does not exist any more", name);
        err_hint(err, "it was dropped or replaced after the snapshot was exported");
        return EXTRACT_FAILED;
    }
    err_set(err, ERR_FAILED, "%s was created, dropped or replaced while the dump began", name);
    err_hint(err, "run it again when nobody alters the schema");
    return EXTRACT_AGAIN;
}

/* Lists in the snapshot, and compares with what has been locked. */
static enum extract_attempt compare_relations(struct extract *extract, const struct relations *locked, struct err *err)
{
    const char *other = "";

    if (!list_relations(extract, &extract->relations, err))
        return EXTRACT_FAILED;
    return relations_within(extract->relations, locked, &other) ? EXTRACT_DONE
                                                                : extract_lock_altered(extract, other, err);
}

static enum extract_attempt lock_and_list(struct extract *extract, const struct relations *wanted, bool is_last,
                                          struct err *err)
{
    const struct extract_options *options = &extract->options;
    struct conn *conn = extract->lanes[0].conn;
    unsigned timeout = options->lock_wait_timeout > 0 ? options->lock_wait_timeout : is_last ? 0 : LOCK_PATIENCE;

    if (!snapshot_begin(conn, options->serializable_deferrable, err))
        return EXTRACT_FAILED;
    switch (lock_tables(conn, wanted, timeout, err)) {
    case LOCK_DONE:
        break;
    case LOCK_GONE:
        return extract_lock_altered(extract, "a table", err);
    case LOCK_LATE:
        return options->lock_wait_timeout > 0 ? EXTRACT_FAILED : EXTRACT_LATER;
    case LOCK_FAILED:
        return EXTRACT_FAILED;
    }
    if (options->snapshot != NULL && !snapshot_import(conn, options->snapshot, err))
        return EXTRACT_FAILED;
    return compare_relations(extract, wanted, err);
}

/* Fails when the server would not have room for the locks, or the role not the rights. */
static bool check_wanted(const struct extract *extract, const struct relations *wanted, struct err *err)
{
    struct conn *conn = extract->lanes[0].conn;
    bool data = !extract->options.schema_only || extract->options.sequence_data;
    struct rights_options rights = {
        .rows = data, .row_security = extract->options.row_security, .filter = extract->filter};

    return rights_check(conn, wanted, &rights, err) &&
           lock_foresee(conn, lock_count(conn, wanted, data), "this dump", NULL, err, err) && !err_is_set(err);
}

enum extract_attempt extract_lock_all(struct extract *extract, bool is_last, struct err *err)
{
    struct relations *wanted;
    enum extract_attempt attempt = EXTRACT_FAILED;

    if (!extract_check_cancelled(extract, err) || !list_relations(extract, &wanted, err))
        return EXTRACT_FAILED;
    if (check_wanted(extract, wanted, err))
        attempt = lock_and_list(extract, wanted, is_last, err);
    relations_free(wanted);
    return attempt;
}
