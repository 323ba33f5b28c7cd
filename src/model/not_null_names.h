/*
 * not_null_names.h - names of NOT NULL constraints that say nothing.
 *
 * From 18 on a column's NOT NULL has a name, TABLE_COLUMN_not_null where nobody has chosen one. A statement has that name
 * only where another constraint in the schema has it, too: a partition's, or one of a copy made with LIKE. So it depends on
 * what else there is.
 *
 *   CREATE TABLE s.t (
 *       c integer CONSTRAINT t_c_not_null NOT NULL
 *
 *   CREATE TABLE s.t (
 *       c integer NOT NULL
 */
#ifndef PGSNAP_NOT_NULL_NAMES_H
#define PGSNAP_NOT_NULL_NAMES_H

/* Takes such names out of the statements, in place. Plain names in them have no quotes (wording_unquote). */
void not_null_names_drop(char *statements);

#endif
