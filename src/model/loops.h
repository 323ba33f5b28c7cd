/*
 * loops.h - entries that need each other are made to need less, by the rules of one table.
 */
#ifndef PGSNAP_LOOPS_H
#define PGSNAP_LOOPS_H

#include "model/draft.h"
#include <pgsnap/err.h>

/* Afterwards no item needs itself over others. Fails, naming the items, when no rule breaks a loop. */
bool loops_break(struct draft *draft, struct err *err);

#endif
