#include "server/extract_state.h"

#include "base/log.h"
#include "pq/query.h"
#include "server/versions.h"

/* What another transaction sees by now: a lane's between two of its own, or one of a connection just for this. */
static bool read_versions_again(struct extract *extract, struct rows **rows, struct err *err)
{
    const struct catalog_scope *scope = &extract->relations->scope;
    struct conn *conn = extract->lanes_count > 1 ? extract->lanes[1].conn : NULL;
    struct err cause = ERR_INIT;
    bool ok;

    if (conn != NULL)
        return query_exec(conn, "ROLLBACK", err) && versions_read(conn, scope, rows, err) &&
               extract_open_join(extract, conn, err);
    if (!conn_open(&extract->options.target, extract->options.dbname, &extract->password, &conn, &cause)) {
        log_verbose("not looked whether the schema is being altered: %s", cause.message);
        return extract_check_cancelled(extract, err);
    }
    ok = versions_read(conn, scope, rows, err);
    conn_close(conn);
    return ok;
}

static enum extract_attempt judge_change(const struct extract *extract, enum versions_change change, const char *name,
                                         bool is_last, struct err *err)
{
    if (change == VERSIONS_SAME)
        return EXTRACT_DONE;
    if (change == VERSIONS_GONE)
        return extract_lock_altered(extract, name, err);
    if (!is_last && extract->options.snapshot == NULL) {
        err_set(err, ERR_FAILED, "%s was altered while the dump began", name);
        return EXTRACT_AGAIN;
    }
    log_warning("%s was altered while the dump began: it may be dumped as it is since then", name);
    return EXTRACT_DONE;
}

enum extract_attempt extract_versions_compare(struct extract *extract, bool is_last, struct err *err)
{
    struct rows *before = NULL, *now = NULL;
    enum versions_change change = VERSIONS_SAME;
    const char *name = "";
    enum extract_attempt attempt = EXTRACT_FAILED;

    if (extract->options.globals != 0) /* text is not made of them: the snapshot shows them as they were */
        return EXTRACT_DONE;
    if (versions_read(extract->lanes[0].conn, &extract->relations->scope, &before, err) &&
        read_versions_again(extract, &now, err)) {
        if (now != NULL)
            change = versions_compare(before, now, &name);
        attempt = judge_change(extract, change, name, is_last, err);
    }
    rows_free(now);
    rows_free(before);
    return attempt;
}
