#include "base/arena.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * An arena is a list of chunks, the newest first. Small pieces are cut from the newest chunk; a piece larger than
 * CHUNK_LARGE gets a chunk of its own behind it, so that the room left in the newest is not lost.
 */
enum { CHUNK_SIZE = 64 << 10, CHUNK_LARGE = CHUNK_SIZE / 4 };

struct chunk {
    struct chunk *next;
    size_t used;
    size_t size;
    _Alignas(max_align_t) char data[];
};

struct arena {
    struct chunk *newest;
};

static _Noreturn void out_of_memory(void)
{
    static const char text[] = "pgsnap: error: out of memory\n";
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);

    (void)written;
    abort();
}

void *mem_alloc(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);

    if (!memory)
        out_of_memory();
    return memory;
}

void *mem_calloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);

    if (!memory)
        out_of_memory();
    return memory;
}

void *mem_resize(void *memory, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    memory = realloc(memory, bytes ? bytes : 1);
    if (!memory)
        out_of_memory();
    return memory;
}

char *mem_strdup(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(mem_alloc(size), text, size);
}

char *mem_printf(const char *format, ...)
{
    va_list arguments;
    char *text;
    int length;

    va_start(arguments, format);
    length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        out_of_memory();
    return text;
}

static struct chunk *chunk_new(size_t size)
{
    struct chunk *chunk;
    size_t bytes;

    if (__builtin_add_overflow(size, sizeof *chunk, &bytes))
        out_of_memory();
    chunk = mem_calloc(1, bytes);
    chunk->size = size;
    return chunk;
}

struct arena *arena_new(void)
{
    struct arena *arena = mem_alloc(sizeof *arena);

    arena->newest = chunk_new(CHUNK_SIZE);
    return arena;
}

void arena_free(struct arena *arena)
{
    struct chunk *next;

    if (!arena)
        return;
    for (struct chunk *chunk = arena->newest; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(arena);
}

static void *alloc_large(struct arena *arena, size_t bytes)
{
    struct chunk *chunk = chunk_new(bytes);

    chunk->used = bytes;
    chunk->next = arena->newest->next;
    arena->newest->next = chunk;
    return chunk->data;
}

/* Pieces of text need no alignment and are packed; everything else begins at a multiple of `align`. */
static void *alloc_aligned(struct arena *arena, size_t bytes, size_t align)
{
    struct chunk *chunk = arena->newest;
    size_t start = (chunk->used + align - 1) / align * align;

    if (bytes > CHUNK_LARGE)
        return alloc_large(arena, bytes);
    if (start + bytes > chunk->size) {
        chunk = chunk_new(CHUNK_SIZE);
        chunk->next = arena->newest;
        arena->newest = chunk;
        start = 0;
    }
    chunk->used = start + bytes;
    return chunk->data + start;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    return alloc_aligned(arena, bytes ? bytes : 1, _Alignof(max_align_t));
}

char *arena_memdup(struct arena *arena, const char *bytes, size_t length)
{
    size_t size;
    char *copy;

    if (__builtin_add_overflow(length, (size_t)1, &size))
        out_of_memory();
    copy = alloc_aligned(arena, size, 1);
    if (length)
        memcpy(copy, bytes, length);
    return copy; /* the NUL is there: chunks are zeroed and pieces never given back */
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text ? arena_memdup(arena, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text, *copy;
    int length;

    va_start(arguments, format);
    length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        out_of_memory();
    copy = arena_memdup(arena, text, (size_t)length);
    free(text);
    return copy;
}
