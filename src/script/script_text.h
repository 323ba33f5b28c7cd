/*
 * script_text.h - pieces of a script that are made from untrusted text.
 */
#ifndef PGSNAP_SCRIPT_TEXT_H
#define PGSNAP_SCRIPT_TEXT_H

#include "base/buf.h"
#include <pgsnap/block.h>
#include <pgsnap/entry.h>
#include <pgsnap/err.h>

enum { SCRIPT_TEXT_KEY = 64 /* characters of a random key, with the NUL */ };

bool script_text_random_key(char key[SCRIPT_TEXT_KEY], struct err *err);
bool script_text_check_key(const char *key, struct err *err);
/* Letters, digits, '_' and '-' only. */
bool script_text_check_encoding(const char *encoding, struct err *err);

/* "-- TABLE 12", and an empty line; a kind that is not known to be harmless is not shown. */
void script_text_title(struct buf *out, const struct entry *entry);
/* The statements, with ';' and a line break at their end. */
void script_text_statements(struct buf *out, const char *sql);
/* \connect to a database of that name. */
bool script_text_connect(struct buf *out, const char *database, struct err *err);
/* Whether psql will take each row of the block for a row. */
bool script_text_check_rows(const struct block *block, const struct entry *entry, struct err *err);

#endif
