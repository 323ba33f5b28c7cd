/*
 * loops.h - entries that need each other are made to need less, by the rules of one table.
 */
#ifndef PGSNAP_LOOPS_H
#define PGSNAP_LOOPS_H

#include "model/draft.h"

/* Afterwards no item needs itself over others. Leaves a doubt about a loop that no rule breaks. */
void loops_break(struct draft *draft);

#endif
