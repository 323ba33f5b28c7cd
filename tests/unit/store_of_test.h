/*
 * store_of_test.h - what the tests of files and of pipes share: calls that must succeed, and errors that must be told.
 */
#ifndef PGSNAP_STORE_OF_TEST_H
#define PGSNAP_STORE_OF_TEST_H

#include "folder_of_test.h"
#include "store/store.h"
#include <signal.h>
#include <string.h>

static inline void store_setup(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as the program does */
    (void)umask(0);                 /* the mode of new files must not lean on it */
    folder_setup();
}

static inline const char *partial_of(const char *path)
{
    static char name[600];

    (void)snprintf(name, sizeof name, "%s.pgsnap-partial-%ld", path, (long)getpid());
    return name;
}

static inline struct store *create(const char *path)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert_msg(store_create(path, true, &store, &err), "%s", err.message);
    return store;
}

static inline struct store *open_store(const char *path)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert_msg(store_open(path, &store, &err), "%s", err.message);
    return store;
}

static inline void write_text(struct store *store, const char *text)
{
    struct err err = ERR_INIT;

    ck_assert_msg(store_write(store, text, strlen(text), &err), "%s", err.message);
}

static inline void publish(struct store *store)
{
    struct err err = ERR_INIT;

    ck_assert_msg(store_publish(store, &err), "%s", err.message);
}

/* The error's message must hold the text, and there must be a hint. */
static inline void says(const struct err *err, const char *text)
{
    ck_assert_msg(strstr(err->message, text) != NULL, "\"%s\" does not say \"%s\"", err->message, text);
    ck_assert_str_ne(err->hint, "");
}

static inline void refuses_to_create(const char *path, const char *text)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert(!store_create(path, true, &store, &err));
    says(&err, text);
}

static inline void refuses_to_open(const char *path, const char *text)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert(!store_open(path, &store, &err));
    says(&err, text);
}

#endif
