#include "pq/stop.h"

#include "base/arena.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct stop {
    int file; /* readable once it is set; -1 when there are no descriptors left: then nothing can be stopped */
};

struct stop *stop_new(void)
{
    struct stop *stop = mem_alloc(sizeof *stop);

    stop->file = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return stop;
}

void stop_free(struct stop *stop)
{
    if (stop == NULL)
        return;
    if (stop->file >= 0)
        close(stop->file);
    free(stop);
}

static atomic_bool has_left_thread;

void stop_leave_thread(void)
{
    atomic_store(&has_left_thread, true);
}

bool stop_has_left_thread(void)
{
    return atomic_load(&has_left_thread);
}

void stop_set(struct stop *stop)
{
    /* It fails only when the counter is full: then it is readable already. */
    (void)eventfd_write(stop->file, 1);
}

bool stop_wait(const struct stop *stop, int file)
{
    struct pollfd polled[] = {{.fd = file, .events = POLLIN}, {.fd = stop == NULL ? -1 : stop->file, .events = POLLIN}};

    while (poll(polled, 2, -1) < 0)
        if (errno != EINTR)
            return true; /* out of memory: what follows waits by itself */
    return polled[1].revents == 0;
}

void stop_pause(const struct stop *stop, int milliseconds)
{
    struct pollfd polled = {.fd = stop->file, .events = POLLIN};

    (void)poll(&polled, 1, milliseconds);
}
