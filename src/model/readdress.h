/*
 * readdress.h - statements about a database made to speak of another one.
 */
#ifndef PGSNAP_READDRESS_H
#define PGSNAP_READDRESS_H

/*
 * sql: statements that server/sql/database.sql wrote: the database's name stands behind the word DATABASE. quoted: the other
 * name, as an SQL identifier. malloc'd.
 */
char *readdress_statements(const char *sql, const char *quoted);

#endif
