/*
 * hexdigits.h - lower-case hexadecimal digits to bytes and back.
 */
#ifndef PGSNAP_HEXDIGITS_H
#define PGSNAP_HEXDIGITS_H

#include <stdbool.h>
#include <stddef.h>

/* 2 * count characters; false when one is none of 0-9a-f (the bytes are then anything). */
bool hexdigits_to_bytes(const char *text, size_t count, unsigned char *bytes);
void hexdigits_to_text(const unsigned char *bytes, size_t count, char *text);

#endif
