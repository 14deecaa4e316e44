/* The belt's speed out of its encoder's ticks, and whether it stands. */

#ifndef PACKWARDEN_BELT_H
#define PACKWARDEN_BELT_H

#include <stdbool.h>
#include <stdint.h>

/* Over so long the speed is measured: a loop that looks every millisecond is then wrong by 2 %,
 * and a drive's ramp of 0.2 s (simulators/plant.py) is followed. */
#define MEASURE_US UINT32_C(50000)

/* No tick for so long: it stands. As long as the longest pulse, so no pulse outlives it. */
#define STOOD_US UINT32_C(200000)

struct belt {
    int32_t tick;
    uint32_t moved_us; /* when the tick last changed */
    int32_t base_tick; /* where and when the present measurement began */
    uint32_t base_us;
    uint16_t ticks_per_s; /* 0 while it stands, and until it was measured */
    bool stands;
};

void belt_start(struct belt *belt);

/* True when it has just come to stand. */
bool belt_move(struct belt *belt, int32_t tick, uint32_t now_us);

#endif
