/*
 * -Z auto: the level goes up while the lane has nothing to do but wait, and down when compression holds it back.
 *
 * A lane waits for its server, for the network, or for whoever takes the archive (a pipe, a slow disk). While it waits
 * most of the time, a higher level costs next to nothing, and where the way out is what is slow it even saves time. So
 * each lane looks, every PACE_BLOCKS blocks, at its own time since it last looked:
 *
 *   on a processor less than a sixteenth of the time             a level more
 *   on one, or queued for one, more than an eighth of the time   a level less
 *
 * The two are a factor apart because a level more takes up to about twice the time of the one before: the lane then stays
 * where it is instead of going up and down. Compression so never takes more than about an eighth of a dump.
 *
 * A lane that is ready to work but has no processor is not idle: others (perhaps the server, on the same machine) want them,
 * too. Linux tells the time in that queue for each thread; elsewhere it is not known, and a crowded machine then looks like a
 * slow server.
 *
 * How it went before says little about the next table, but starting anew at each would never come far with small ones: a
 * lane goes on with the level that it has.
 */
#include "archive/pace.h"
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { PACE_BLOCKS = 8, RAISE_BELOW = 16, LOWER_ABOVE = 8 };

int pace_next(int level, const struct pace_time *time)
{
    long long much = time->passed / LOWER_ABOVE;

    if (time->working > much || time->queued > much)
        return level > PACE_LEVEL_LEAST ? level - 1 : PACE_LEVEL_LEAST;
    if (time->working < time->passed / RAISE_BELOW)
        return level < PACE_LEVEL_MOST ? level + 1 : PACE_LEVEL_MOST;
    return level;
}

static long long read_clock(clockid_t clock)
{
    struct timespec time = {0};

    (void)clock_gettime(clock, &time);
    return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Since the thread began. The file has: time on a processor, time in the queue for one, turns. */
static long long read_queued(void)
{
    char text[128];
    long long queued = 0;
    int fd = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    ssize_t got;

    if (fd < 0)
        return 0;
    got = read(fd, text, sizeof text - 1);
    (void)close(fd);
    text[got > 0 ? got : 0] = '\0';
    return sscanf(text, "%*d %lld", &queued) == 1 ? queued : 0;
}

static struct pace_time read_clocks(void)
{
    return (struct pace_time){
        .passed = read_clock(CLOCK_MONOTONIC), .working = read_clock(CLOCK_THREAD_CPUTIME_ID), .queued = read_queued()};
}

int pace_step(struct pace *pace)
{
    struct pace_time now, since;

    if (pace->level == 0) {
        *pace = (struct pace){.level = PACE_LEVEL_LEAST, .begun = read_clocks()};
        return pace->level;
    }
    if (++pace->blocks < PACE_BLOCKS)
        return pace->level;
    now = read_clocks();
    since = (struct pace_time){.passed = now.passed - pace->begun.passed,
                               .working = now.working - pace->begun.working,
                               .queued = now.queued - pace->begun.queued};
    *pace = (struct pace){.level = pace_next(pace->level, &since), .begun = now};
    return pace->level;
}
