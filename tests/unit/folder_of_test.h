/*
 * folder_of_test.h - a folder of its own for each test that works with files, removed with all that is in it.
 */
#ifndef PGSNAP_FOLDER_OF_TEST_H
#define PGSNAP_FOLDER_OF_TEST_H

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static inline int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline void folder_setup(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/pgsnap-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void folder_teardown(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* "FOLDER/NAME"; good until the eighth call after it. */
static inline const char *in_folder(const char *name)
{
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static inline void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    (void)fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

/* The file's text, or NULL when there is none; good until the next call. */
static inline const char *read_file(const char *path)
{
    static char text[1024];
    FILE *file = fopen(path, "r");
    size_t length;

    if (!file)
        return NULL;
    length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    (void)fclose(file);
    return text;
}

#endif
