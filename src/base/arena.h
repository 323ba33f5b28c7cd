/*
 * arena.h - memory that is given back all at once. Not thread-safe: one arena, one thread at a time.
 * Out of memory aborts the process, here and in mem_alloc.
 */
#ifndef PGSNAP_ARENA_H
#define PGSNAP_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);                                      /* NULL is fine */
void *arena_alloc(struct arena *arena, size_t bytes);                      /* zeroed, aligned for any type */
char *arena_strdup(struct arena *arena, const char *text);                 /* NULL gives NULL */
char *arena_memdup(struct arena *arena, const char *bytes, size_t length); /* adds a NUL */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* malloc family that aborts instead of returning NULL; size products are checked for overflow. */
void *mem_alloc(size_t bytes);
void *mem_calloc(size_t count, size_t size);
void *mem_resize(void *memory, size_t count, size_t size);
char *mem_strdup(const char *text);
char *mem_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
