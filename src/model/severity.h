/*
 * severity.h - how bad it is that an entry was not restored.
 */
#ifndef PGSNAP_SEVERITY_H
#define PGSNAP_SEVERITY_H

#include <pgsnap/entry.h>

/* The worst first. */
enum severity {
    SEVERITY_ROWS, /* rows are missing, or have no place to be in */
    SEVERITY_GUARDS, /* what keeps wrong rows out, or shuts them off from others: constraints, triggers, policies, rights */
    SEVERITY_SCHEMA, /* all else that a program could ask for */
    SEVERITY_SPEED,  /* it works, but slowly */
    SEVERITY_WORDS   /* nobody but people will miss it */
};

enum severity severity_of(const struct entry *entry);

#endif
