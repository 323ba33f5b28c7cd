#include "pq/target.h"

#include "base/arena.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

/*
 * A connection string is taken apart here, by libpq's own parser, and handed to PQconnectdbParams as keywords. That way a
 * database name given beside it (-C, the lanes) is never mistaken for a connection string, and what libpq would say
 * about a string that it does not understand, which may quote a password, is not shown.
 */

/* The last ones are those of dj-database-url, django-environ, ecto and Rails' PostGIS. How to add one: a word here. */
static const char *const schemes[] = {"postgresql", "postgres", "postgis", "pgsql", "psql", "ecto"};

static void target_set(struct target *target, const char *keyword, const char *value)
{
    for (size_t i = 0; i < target->count; i++)
        if (strcmp(target->keywords[i], keyword) == 0) {
            free(target->values[i]);
            target->values[i] = mem_strdup(value);
            return;
        }
    target->keywords = mem_resize(target->keywords, target->count + 2, sizeof *target->keywords);
    target->values = mem_resize(target->values, target->count + 2, sizeof *target->values);
    target->keywords[target->count] = mem_strdup(keyword);
    target->values[target->count] = mem_strdup(value);
    target->count++;
    target->keywords[target->count] = NULL;
    target->values[target->count] = NULL;
}

const char *target_get(const struct target *target, const char *keyword)
{
    for (size_t i = 0; i < target->count; i++)
        if (strcmp(target->keywords[i], keyword) == 0)
            return target->values[i];
    return NULL;
}

void target_free(struct target *target)
{
    for (size_t i = 0; i < target->count; i++) {
        free(target->keywords[i]);
        free(target->values[i]);
    }
    free(target->keywords);
    free(target->values);
    *target = (struct target){0};
}

/* Length of the scheme when text begins like a URI ("scheme://" or "scheme+driver://"), else 0. */
static size_t scheme_length(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._");

    return length > 0 && strncmp(text + length, "://", 3) == 0 ? length : 0;
}

/* The URI with libpq's own scheme, malloc'd, or NULL when the scheme is not PostgreSQL's. */
static char *plain_uri(const char *uri, size_t length)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t known = strlen(schemes[i]);

        if (length >= known && strncmp(uri, schemes[i], known) == 0 && (length == known || uri[known] == '+'))
            return mem_printf("postgresql%s", uri + length);
    }
    return NULL;
}

static bool is_keyword(const PQconninfoOption *known, const char *name, size_t length)
{
    /* libpq takes JDBC's ssl=true, though it is no keyword. */
    if (length == 3 && strncmp(name, "ssl", 3) == 0)
        return true;
    for (; known->keyword != NULL; known++)
        if (strlen(known->keyword) == length && strncmp(known->keyword, name, length) == 0)
            return true;
    return false;
}

/*
 * What frameworks put into DATABASE_URL for themselves: left out. How to add one: a line here, but nothing that
 * makes a connection safer; whoever wrote that must learn that libpq knows it by another name.
 */
static const char *const foreign[] = {
    "async_fallback",
    "binary_parameters",
    "checkout_timeout",
    "command_timeout",
    "conn_health_checks",
    "conn_max_age",
    "connection_limit",
    "currentSchema",
    "default_query_exec_mode",
    "description_cache_capacity",
    "encoding",
    "idle_timeout",
    "max_connections",
    "max_conns",
    "max_overflow",
    "min_connections",
    "pgbouncer",
    "pool",
    "pool_max_conn_idle_time",
    "pool_max_conn_lifetime",
    "pool_max_conns",
    "pool_min_conns",
    "pool_pre_ping",
    "pool_recycle",
    "pool_size",
    "pool_timeout",
    "prepareThreshold",
    "prepare_threshold",
    "prepared_statement_cache_size",
    "prepared_statements",
    "reaping_frequency",
    "schema",
    "schema_search_path",
    "search_path",
    "socket_timeout",
    "statement-cache-capacity",
    "statement_cache_capacity",
    "statement_cache_mode",
    "statement_cache_size",
    "statement_limit",
    "statement_timeout",
    "timezone",
    "uselibpqcompat",
};

static bool is_foreign(const char *name, size_t length)
{
    if (length > 2 && strncmp(name, "x-", 2) == 0) /* golang-migrate */
        return true;
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (strlen(foreign[i]) == length && strncmp(foreign[i], name, length) == 0)
            return true;
    return false;
}

/* What others say as ssl=VALUE: asyncpg's values are those of libpq's sslmode. libpq itself only takes ssl=true. */
static bool is_ssl_mode(const char *parameter, size_t length, struct target *target)
{
    static const char *const modes[][2] = {
        {"ssl=false", "prefer"},
        {"ssl=disable", "disable"},
        {"ssl=allow", "allow"},
        {"ssl=prefer", "prefer"},
        {"ssl=require", "require"},
        {"ssl=verify-ca", "verify-ca"},
        {"ssl=verify-full", "verify-full"},
    };

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (strlen(modes[i][0]) == length && strncmp(parameter, modes[i][0], length) == 0) {
            target_set(target, "sslmode", modes[i][1]);
            return true;
        }
    return false;
}

/*
 * Takes out the query parameters that are for others, and names the first one that nobody knows; a name with
 * %-escapes is left to libpq.
 */
static bool check_parameters(char *uri, struct target *target, struct err *err)
{
    PQconninfoOption *known = PQconndefaults();
    char *name = strchr(uri, '?');
    bool ok = true;

    name = name == NULL ? NULL : name + 1;
    while (ok && known != NULL && name != NULL && *name != '\0') {
        size_t length = strcspn(name, "=&"), whole = strcspn(name, "&");
        bool is_left_out = is_foreign(name, length) || is_ssl_mode(name, whole, target);

        whole += name[whole] == '&';
        if (is_left_out) {
            memmove(name, name + whole, strlen(name + whole) + 1);
            continue;
        }
        if (length > 0 && memchr(name, '%', length) == NULL && !is_keyword(known, name, length)) {
            ok = err_set(err, ERR_USAGE, "the connection URI has a parameter \"%.*s\", which libpq does not know",
                         length > 64 ? 64 : (int)length, name);
            err_hint(err, "leave it out: it belongs to another driver or framework");
        }
        name += whole;
    }
    PQconninfoFree(known);
    if (strchr(uri, '?') != NULL && strchr("?&", uri[strlen(uri) - 1]) != NULL)
        uri[strlen(uri) - 1] = '\0'; /* what was taken out was the last */
    return ok;
}

/*
 * A password with a bare "@", "/" or "?" in it makes libpq take a part of it for a host, a port or a database, which
 * messages would then show.
 */
static bool check_authority(const char *uri, struct err *err)
{
    const char *start = strstr(uri, "://") + 3;
    size_t length = strcspn(start, "/?");
    const char *at = memrchr(start, '@', length), *colon = memrchr(start, ':', length);
    bool several = at != NULL && memchr(start, '@', (size_t)(at - start)) != NULL;
    /* "user:half" or "half:half" instead of "host:port", and the rest comes later */
    bool cut = colon != NULL && (at == NULL || at < colon) &&
               colon + 1 + strspn(colon + 1, "0123456789]") < start + length && strchr(start + length, '@') != NULL;

    if (!several && !cut)
        return true;
    err_set(err, ERR_USAGE, "the connection URI has a password or user with a special character in it");
    return err_hint(err, "write @ as %%40, / as %%2F, ? as %%3F, : as %%3A and %% as %%25 there; or use PGPASSWORD");
}

/* What libpq quotes in its reason may be a part of a password: such a reason is not shown. */
static bool refuse_string(const char *origin, char *reason, struct err *err)
{
    bool is_plain = reason != NULL && strchr(reason, '"') == NULL;

    if (is_plain)
        reason[strcspn(reason, "\n")] = '\0';
    err_set(err, ERR_USAGE, "%s is not understood%s%s", origin, is_plain ? ": " : "", is_plain ? reason : "");
    err_hint(err, "write it as postgresql://user@host:port/database or as \"host=... port=... dbname=... user=...\"");
    PQfreemem(reason);
    return false;
}

static bool parse_string(const char *text, const char *origin, struct target *target, struct err *err)
{
    char *reason = NULL;
    PQconninfoOption *options = PQconninfoParse(text, &reason);

    if (options == NULL)
        return refuse_string(origin, reason, err);
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
        if (option->val != NULL)
            target_set(target, option->keyword, option->val);
    PQconninfoFree(options);
    return true;
}

static bool parse_uri(const char *text, size_t length, const char *origin, struct target *target, struct err *err)
{
    char *uri = plain_uri(text, length);
    bool ok;

    if (uri == NULL) {
        err_set(err, ERR_USAGE, "%s is not the address of a PostgreSQL database: its scheme is \"%.*s\"", origin,
                length > 32 ? 32 : (int)length, text);
        return err_hint(err, "write it as postgresql://user@host:port/database");
    }
    ok = check_authority(uri, err) && check_parameters(uri, target, err) && parse_string(uri, origin, target, err);
    free(uri);
    return ok;
}

static bool parse_dbname(const char *text, const char *origin, struct target *target, struct err *err)
{
    size_t length = scheme_length(text);
    const char *uri = strstr(text, "://"), *equals = strchr(text, '=');

    if (length > 0)
        return parse_uri(text, length, origin, target, err);
    /* With quotes around it, or jdbc: before it. Taken for a name, its password would be shown. */
    if (uri != NULL && (equals == NULL || uri < equals))
        return refuse_string(origin, NULL, err);
    if (equals != NULL)
        return parse_string(text, origin, target, err);
    target_set(target, "dbname", text);
    return true;
}

/* A secret that was made from a file often ends in a line break. */
static bool parse_trimmed(const char *text, const char *origin, struct target *target, struct err *err)
{
    static const char space[] = " \t\r\n";
    char *trimmed = mem_strdup(text + strspn(text, space));
    size_t length = strlen(trimmed);
    bool ok;

    while (length > 0 && strchr(space, trimmed[length - 1]) != NULL)
        trimmed[--length] = '\0';
    ok = length == 0 ? refuse_string(origin, NULL, err) : parse_dbname(trimmed, origin, target, err);
    free(trimmed);
    return ok;
}

static bool check_names(const struct target *target, const char *role, struct err *err)
{
    static const char *const names[] = {"dbname", "host", "hostaddr", "port", "user", "service"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = target_get(target, names[i]);

        if (value != NULL && strpbrk(value, "\r\n") != NULL)
            return err_set(err, ERR_USAGE, "the %s to connect with contains a line break", names[i]);
    }
    if (role != NULL && strpbrk(role, "\r\n") != NULL)
        return err_set(err, ERR_USAGE, "the role contains a line break");
    return true;
}

static bool take_dbname(const struct conn_target *wanted, struct target *target, struct err *err)
{
    const char *url = getenv("DATABASE_URL");
    bool elsewhere = wanted->host != NULL || wanted->port != NULL || wanted->user != NULL;

    if (wanted->dbname != NULL)
        return parse_dbname(wanted->dbname, "the connection string", target, err);
    if (url != NULL && *url != '\0' && !elsewhere)
        return parse_trimmed(url, "the environment's DATABASE_URL", target, err);
    return true;
}

bool target_resolve(const struct conn_target *wanted, const char *override_dbname, const char *password,
                    struct target *target, struct err *err)
{
    const struct {
        const char *keyword, *value;
    } options[] = {{"host", wanted->host},
                   {"port", wanted->port},
                   {"user", wanted->user},
                   {"dbname", override_dbname},
                   {"password", password}};

    if (!take_dbname(wanted, target, err))
        return false;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (options[i].value != NULL)
            target_set(target, options[i].keyword, options[i].value);
    target_set(target, "fallback_application_name", "pgsnap");
    return check_names(target, wanted->role, err);
}

/* libpq takes what a service file says before the environment. */
bool target_database(const struct conn_target *wanted, char **name, struct err *err)
{
    struct target target = {0};
    const char *service = getenv("PGSERVICE"), *fallback = getenv("PGDATABASE"), *said;
    bool ok = target_resolve(wanted, NULL, NULL, &target, err);

    *name = NULL;
    said = target_get(&target, "dbname");
    if (ok && said == NULL && target_get(&target, "service") == NULL && (service == NULL || *service == '\0'))
        said = fallback;
    if (ok && said != NULL && *said != '\0')
        *name = mem_strdup(said);
    target_free(&target);
    return ok;
}
