#include "eyes.h"

#include "ticks.h"

/* Nothing on the belt is as long as so many packs: something stands before the eye. */
#define BLOCKED_PACKS 4

/* A reject that falls or slides needs a little more belt than measured. */
#define CONFIRMING_PACKS 2

void stretch_edge(struct stretch *stretch, bool dark, int32_t tick, uint32_t now_us)
{
    if (dark && !stretch->there)
        *stretch = (struct stretch){.front_tick = tick, .front_us = now_us, .there = true};
    if (!dark) {
        stretch->back_tick = tick;
        stretch->back_us = now_us;
    }
    stretch->dark = dark;
}

bool stretch_over(struct stretch *stretch, int32_t tick, int32_t merge_gap_ticks,
                  struct pack_left_told *left)
{
    if (!stretch->there || stretch->dark)
        return false;
    if (ticks_since(tick, stretch->back_tick) <= merge_gap_ticks)
        return false;
    stretch->there = false;
    left->tick = middle_of(stretch->front_tick, stretch->back_tick);
    left->time_us = stretch->front_us + (stretch->back_us - stretch->front_us) / 2;
    return true;
}

bool stretch_blocked(const struct stretch *stretch, int32_t tick, int32_t pack_ticks)
{
    return stretch->there && stretch->dark &&
           ticks_since(tick, stretch->front_tick) > BLOCKED_PACKS * pack_ticks;
}

void confirming_reject(struct confirming *confirming, int32_t tick)
{
    if (!confirming->awaited)
        *confirming = (struct confirming){.awaited = true, .since_tick = tick};
}

bool confirming_failed(struct confirming *confirming, int32_t tick, const struct configure *told)
{
    int32_t patience = told->gate_to_reject_ticks + CONFIRMING_PACKS * told->pack_ticks;

    if (!confirming->awaited || ticks_since(tick, confirming->since_tick) <= patience)
        return false;
    confirming->awaited = false;
    return true;
}
