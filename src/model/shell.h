/*
 * shell.h - what stands in for an object that others in a loop need before it can be made: the same object, needing less.
 */
#ifndef PGSNAP_SHELL_H
#define PGSNAP_SHELL_H

struct shell {
    const char *create; /* NULL: the object has none */
    const char *body;   /* makes the whole of it; NULL: the object's own create text does */
    const char *hollow; /* makes a shell of the whole again, before it is dropped; NULL: create does */
};

#endif
