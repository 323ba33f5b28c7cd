/*
 * gate.h - makes a query fit for a server's major version.
 *
 * A line that ends with a comment of nothing but conditions ("-- >=15", "-- <15", "-- >=12 <14") stays only when the
 * major version meets them all. Every other line stays.
 */
#ifndef PGSNAP_GATE_H
#define PGSNAP_GATE_H

/* The text that is left, malloc'd. */
char *gate_apply(const char *text, unsigned major);

#endif
