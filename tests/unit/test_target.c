/*
 * What the user says about a database, and what libpq is told.
 */
#include "pq/target.h"
#include "unit.h"

#include <string.h>

static struct target target;
static struct err err;

static void set_up(void)
{
    unsetenv("DATABASE_URL");
    target = (struct target){0};
    err = (struct err)ERR_INIT;
}

static void tear_down(void)
{
    target_free(&target);
}

static void resolve(const char *dbname)
{
    struct conn_target wanted = {.dbname = dbname};

    ck_assert_msg(target_resolve(&wanted, NULL, NULL, &target, &err), "%s", err.message);
}

static void expect(const char *keyword, const char *value)
{
    const char *got = target_get(&target, keyword);

    if (value == NULL)
        ck_assert_msg(got == NULL, "%s is %s", keyword, got);
    else
        ck_assert_msg(got != NULL && strcmp(got, value) == 0, "%s is %s, not %s", keyword, got, value);
}

static void refuse(const char *dbname, const char *mentioned)
{
    struct conn_target wanted = {.dbname = dbname};

    set_up();
    ck_assert_msg(!target_resolve(&wanted, NULL, NULL, &target, &err), "%s was taken", dbname);
    ck_assert_int_eq(err.code, ERR_USAGE);
    ck_assert_msg(strstr(err.message, mentioned) != NULL, "%s", err.message);
    ck_assert_msg(strstr(err.message, "secret") == NULL && strstr(err.hint, "secret") == NULL, "%s", err.message);
    target_free(&target);
}

START_TEST(nothing_said)
{
    resolve(NULL);
    expect("dbname", NULL);
    expect("host", NULL);
    expect("fallback_application_name", "pgsnap");
}
END_TEST

START_TEST(plain_name)
{
    resolve("my db's");
    expect("dbname", "my db's");
}
END_TEST

START_TEST(conninfo_string)
{
    resolve("host=h port=1 dbname='a b' user=u");
    expect("host", "h");
    expect("port", "1");
    expect("dbname", "a b");
    expect("user", "u");
}
END_TEST

START_TEST(uri)
{
    resolve("postgres://u:p%40ss@h:7/d%3Dx?connect_timeout=3&sslmode=require");
    expect("user", "u");
    expect("password", "p@ss");
    expect("host", "h");
    expect("port", "7");
    expect("dbname", "d=x");
    expect("connect_timeout", "3");
    expect("sslmode", "require");
}
END_TEST

START_TEST(driver_suffix)
{
    resolve("postgresql+psycopg://u@h/d");
    expect("host", "h");
    expect("dbname", "d");
    tear_down();
    resolve("postgres+asyncpg:///d?host=/run/pg");
    expect("host", "/run/pg");
    expect("dbname", "d");
}
END_TEST

START_TEST(schemes_of_frameworks)
{
    static const char *const uris[] = {"postgis://u@h/d", "pgsql://u@h/d", "psql://u@h/d", "ecto://u@h/d"};

    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        resolve(uris[i]);
        expect("user", "u");
        expect("host", "h");
        expect("dbname", "d");
        target_free(&target);
    }
}
END_TEST

START_TEST(options_win)
{
    struct conn_target wanted = {.dbname = "postgresql://u@h:1/d", .host = "H", .port = "2", .user = "U"};

    ck_assert(target_resolve(&wanted, NULL, "word", &target, &err));
    expect("host", "H");
    expect("port", "2");
    expect("user", "U");
    expect("dbname", "d");
    expect("password", "word");
}
END_TEST

START_TEST(override_is_a_name)
{
    struct conn_target wanted = {.dbname = "postgresql://u@h:1/d"};

    ck_assert(target_resolve(&wanted, "host=evil", NULL, &target, &err));
    expect("dbname", "host=evil");
    expect("host", "h");
}
END_TEST

START_TEST(environment)
{
    struct conn_target elsewhere = {.host = "H"}, nothing = {0};

    setenv("DATABASE_URL", "postgresql+psycopg2://u@h/d", 1);
    resolve(NULL);
    expect("dbname", "d");
    target_free(&target);
    resolve("other");
    expect("dbname", "other");
    expect("host", NULL);
    target_free(&target);
    setenv("DATABASE_URL", " \n", 1);
    ck_assert(!target_resolve(&nothing, NULL, NULL, &target, &err)); /* not the database of the user's name */
    err = (struct err)ERR_INIT;
    target_free(&target);
    setenv("DATABASE_URL", " postgresql://u@h/d\r\n", 1);
    resolve(NULL);
    expect("dbname", "d");
    target_free(&target);
    ck_assert(target_resolve(&elsewhere, NULL, NULL, &target, &err));
    expect("host", "H");
    expect("dbname", NULL);
}
END_TEST

START_TEST(refused)
{
    refuse("mysql://u:secret@h/d", "\"mysql\"");
    refuse("postgresqlx://u:secret@h/d", "postgresqlx");
    refuse("postgresql://u:secret@h/d?some_cache_size=0", "some_cache_size");
    refuse("postgresql://u:secret@h/d?sslmode=disable&some_bouncer=true", "some_bouncer");
    refuse("postgresql://u:secret@[::1/d", "connection string");
    refuse("password=my secret", "connection string");
    refuse("password='secret", "connection string");
    refuse("a\nb", "line break");
    refuse("\"postgresql://u:secret@h/d\"", "connection string");
    refuse("'postgresql://u:secret@h/d?sslmode=disable'", "connection string");
    refuse("jdbc:postgresql://h/d?user=u&password=secret", "connection string");
    refuse("postgresql://u@h/a%0Ab", "line break");
}
END_TEST

START_TEST(password_with_special_characters)
{
    refuse("postgresql://u:sec@ret@h/x", "special character");
    refuse("postgresql://u:sec/secret@h/x", "special character");
    refuse("postgresql://u:sec?secret@h/x", "special character");
    refuse("postgresql://u:s@e:c/secret@h/x", "special character");
    set_up();
    resolve("postgresql://u:s#c%40ret@[::1]:5433/x?user=me@corp");
    expect("password", "s#c@ret");
    expect("host", "::1");
    expect("user", "me@corp");
    target_free(&target);
    resolve("postgresql://h1:1,h2:2/x?user=me@corp");
    expect("port", "1,2");
}
END_TEST

START_TEST(parameters_of_frameworks)
{
    resolve("postgresql+asyncpg://h/x?schema=public&sslmode=require&pool_size=5&prepared_statement_cache_size=0");
    expect("sslmode", "require");
    expect("dbname", "x");
    target_free(&target);
    resolve("postgresql://h/x?schema=public");
    expect("dbname", "x");
    target_free(&target);
    resolve("postgresql://h/x&");
    expect("dbname", "x&");
    target_free(&target);
    refuse("postgresql://h/x?schema=public&ssl_mode=require", "ssl_mode");
    refuse("postgresql://h/x?sslaccept=strict", "sslaccept");
}
END_TEST

START_TEST(ssl_of_other_drivers)
{
    resolve("postgresql+asyncpg://h/x?ssl=verify-full");
    expect("sslmode", "verify-full");
    target_free(&target);
    resolve("postgresql://h/x?ssl=false&connect_timeout=3");
    expect("sslmode", "prefer");
    expect("connect_timeout", "3");
    target_free(&target);
    resolve("postgresql://h/x?ssl=true");
    expect("sslmode", "require");
}
END_TEST

START_TEST(line_breaks_in_options)
{
    static const struct conn_target wanted[] = {{.host = "a\nb"}, {.port = "1\r"}, {.user = "a\nb"}, {.role = "a\nb"}};

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        set_up();
        ck_assert(!target_resolve(&wanted[i], NULL, NULL, &target, &err));
        target_free(&target);
    }
    set_up();
    ck_assert(!target_resolve(&(struct conn_target){0}, "a\nb", NULL, &target, &err));
}
END_TEST

UNIT_MAIN_AROUND("target", set_up, tear_down, nothing_said, plain_name, conninfo_string, uri, driver_suffix,
                 schemes_of_frameworks, ssl_of_other_drivers, options_win, override_is_a_name, environment, refused,
                 password_with_special_characters, parameters_of_frameworks, line_breaks_in_options)
