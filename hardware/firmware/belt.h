/* The belt's speed out of its encoder's ticks, and whether it stands. */

#ifndef PACKWARDEN_BELT_H
#define PACKWARDEN_BELT_H

#include <stdbool.h>
#include <stdint.h>

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
