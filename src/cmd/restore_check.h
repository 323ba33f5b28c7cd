/*
 * restore_check.h - what the options of restore cannot mean together.
 */
#ifndef PGSNAP_RESTORE_CHECK_H
#define PGSNAP_RESTORE_CHECK_H

#include "cmd/restore_options.h"

/* ERR_USAGE names the options that exclude each other. */
bool restore_check(const struct restore_options *options, struct err *err);

/* For an archive of roles and tablespaces (model/globals.h): ERR_FAILED names what cannot be done with it. */
bool restore_check_globals(const struct restore_options *options, struct err *err);

/* For --exact and --clean: whether the archive has what they need. */
bool restore_check_whole(const struct toc *toc, struct err *err);
bool restore_check_definitions(const struct toc *toc, struct err *err);

#endif
