/*
 * err.h - the one way in which a failure travels.
 *
 * A function that can fail for reasons outside the program (server, archive, disk, user) returns bool and takes a
 * `struct err *` as its last argument. It returns true and leaves the err alone, or returns false and has filled it.
 * The first error wins: err_set on an err that is already set changes nothing, so that clean-up code may fail freely.
 * An err is owned by one thread at a time. Out of memory and broken invariants abort the process at once.
 *
 * Messages are lower-case, one sentence, no final full stop, and name the object ("table public.orders: ..."). They
 * may hold bytes that came from a server or an archive: only log_error (base/log.h) prints them, and it makes control
 * characters visible.
 */
#ifndef PGSNAP_ERR_H
#define PGSNAP_ERR_H

#include <stdbool.h>

/* The values are the exit statuses of the program (man/pgsnap.1). */
enum err_code {
    ERR_NONE = 0,
    ERR_FAILED = 1,   /* could not be done */
    ERR_USAGE = 2,    /* the command line asks for something that makes no sense */
    ERR_PARTIAL = 3,  /* a restore finished, but some objects failed */
    ERR_DAMAGED = 4,  /* an archive is damaged, incomplete or not an archive */
    ERR_LOCKED = 5,   /* another run holds the lock */
    ERR_DIFFERENT = 6 /* a comparison was made, and what was compared differs */
};

struct err {
    enum err_code code;
    bool cancelled; /* the work was stopped from outside (a signal, or another lane's error) */
    char message[4096];
    char hint[1024]; /* empty when there is none */
};

#define ERR_INIT                                                                                                       \
    {                                                                                                                  \
        .code = ERR_NONE                                                                                               \
    }

/* Fills err unless it is set already; always returns false, so that `return err_set(...)` reads well. */
bool err_set(struct err *err, enum err_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Adds a hint ("run ... first") to an err that has none yet; always returns false. */
bool err_hint(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As err_set with ": " and strerror(errno) appended. */
bool err_errno(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool err_is_set(const struct err *err);
void err_clear(struct err *err);

#endif
