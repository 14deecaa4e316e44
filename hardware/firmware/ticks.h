/* Ticks and microseconds wrap: they are only ever compared by difference. */

#ifndef PACKWARDEN_TICKS_H
#define PACKWARDEN_TICKS_H

#include <stdbool.h>
#include <stdint.h>

static inline int32_t ticks_after(int32_t tick, int32_t distance)
{
    return (int32_t)((uint32_t)tick + (uint32_t)distance);
}

/* How far `tick` is behind `earlier`; negative where it is before it. */
static inline int32_t ticks_since(int32_t tick, int32_t earlier)
{
    return (int32_t)((uint32_t)tick - (uint32_t)earlier);
}

static inline int32_t middle_of(int32_t front_tick, int32_t back_tick)
{
    return ticks_after(front_tick, ticks_since(back_tick, front_tick) / 2);
}

/* Of what ends at `at`, whatever ends sooner stays in `soonest`. */
static inline void tick_if_sooner(int32_t at, int32_t *soonest, bool *found)
{
    if (!*found || ticks_since(at, *soonest) < 0)
        *soonest = at;
    *found = true;
}

static inline void us_if_sooner(uint32_t at, uint32_t *soonest, bool *found)
{
    if (!*found || (int32_t)(at - *soonest) < 0)
        *soonest = at;
    *found = true;
}

#endif
