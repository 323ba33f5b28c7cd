/*
 * stopper.h - signals while a command opens its ends: the relay has its own watch, opening a source (connecting, locking,
 * reading the catalog) has this one.
 */
#ifndef PGSNAP_STOPPER_H
#define PGSNAP_STOPPER_H

#include <pgsnap/ends.h>

/* source->ops->open, cancelled by SIGINT, SIGTERM and SIGHUP: then returns false with err->cancelled. */
bool stopper_open(struct source *source, unsigned lanes, struct toc **toc, struct err *err);

#endif
