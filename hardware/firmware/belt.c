#include "belt.h"

#include "ticks.h"

#define US_PER_S UINT32_C(1000000)

void belt_start(struct belt *belt)
{
    *belt = (struct belt){.stands = true};
}

static void measure(struct belt *belt, uint32_t now_us)
{
    int32_t moved = ticks_since(belt->tick, belt->base_tick);
    uint64_t ticks = (uint32_t)(moved < 0 ? -moved : moved);
    uint64_t ticks_per_s = ticks * US_PER_S / (now_us - belt->base_us);

    belt->ticks_per_s = ticks_per_s < UINT16_MAX ? (uint16_t)ticks_per_s : UINT16_MAX;
    belt->base_tick = belt->tick;
    belt->base_us = now_us;
}

static void moved(struct belt *belt, int32_t tick, uint32_t now_us)
{
    belt->tick = tick;
    belt->moved_us = now_us;
    if (belt->stands) {
        belt->stands = false;
        belt->base_tick = tick;
        belt->base_us = now_us;
    } else if (now_us - belt->base_us >= MEASURE_US) {
        measure(belt, now_us);
    }
}

bool belt_move(struct belt *belt, int32_t tick, uint32_t now_us)
{
    if (tick != belt->tick) {
        moved(belt, tick, now_us);
        return false;
    }
    if (belt->stands || now_us - belt->moved_us < STOOD_US)
        return false;
    belt->stands = true;
    belt->ticks_per_s = 0;
    return true;
}
