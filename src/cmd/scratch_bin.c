#include "cmd/scratch_bin.h"

#include "base/arena.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char installed[] = "/usr/lib/postgresql";

static bool has_program(const char *folder, const char *program)
{
    char *path = mem_printf("%s/%s", folder, program);
    bool found = access(path, X_OK) == 0;

    free(path);
    return found;
}

static bool has_programs(const char *folder)
{
    return folder[0] == '/' && has_program(folder, "initdb") && has_program(folder, "postgres");
}

/* Takes the folder over when it has no programs. */
static char *keep_if_good(char *folder)
{
    if (has_programs(folder))
        return folder;
    free(folder);
    return NULL;
}

static char *find_in_path(void)
{
    const char *path = getenv("PATH");
    char *found = NULL;

    while (path != NULL && *path != '\0' && found == NULL) {
        size_t length = strcspn(path, ":");

        found = keep_if_good(mem_printf("%.*s", (int)length, path));
        path += length + (path[length] == ':');
    }
    return found;
}

static char *find_installed(unsigned major)
{
    return keep_if_good(mem_printf("%s/%u/bin", installed, major));
}

static char *find_newest(void)
{
    DIR *folder = opendir(installed);
    unsigned newest = 0;

    if (folder == NULL)
        return NULL;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        unsigned major = (unsigned)strtoul(entry->d_name, NULL, 10);
        char *found = major > newest ? find_installed(major) : NULL;

        if (found != NULL)
            newest = major;
        free(found);
    }
    closedir(folder);
    return newest > 0 ? find_installed(newest) : NULL;
}

bool scratch_bin_find(const char *wanted, unsigned major, char **folder, struct err *err)
{
    if (wanted != NULL) {
        *folder = realpath(wanted, NULL);
        if (*folder != NULL && (*folder = keep_if_good(*folder)) != NULL)
            return true;
        return err_set(err, ERR_FAILED, "%s: initdb and postgres are not in it", wanted);
    }
    *folder = major > 0 ? find_installed(major) : NULL;
    if (*folder == NULL)
        *folder = find_in_path();
    if (*folder == NULL)
        *folder = find_newest();
    if (*folder != NULL)
        return true;
    err_set(err, ERR_FAILED, "no PostgreSQL server is installed here: there are no initdb and postgres");
    return err_hint(err, "install one, or say with --bindir where they are");
}
