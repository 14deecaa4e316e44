/* The eyes behind the gate: the middle of every dark stretch, and whether something blocks them. */

#ifndef PACKWARDEN_EYES_H
#define PACKWARDEN_EYES_H

#include <stdbool.h>
#include <stdint.h>

#include "messages.h"

struct stretch {
    int32_t front_tick, back_tick;
    uint32_t front_us, back_us;
    bool there, dark;
};

/* How the rejects that were driven compare with what their eye saw. */
struct confirming {
    bool awaited;
    int32_t since_tick; /* the oldest reject since the eye last saw one */
};

struct eyes {
    struct stretch rejects, exit;
    struct confirming confirming;
};

void stretch_edge(struct stretch *stretch, bool dark, int32_t tick, uint32_t now_us);

/* True when it has ended for longer than a flicker: `left` has its middle then. */
bool stretch_over(struct stretch *stretch, int32_t tick, int32_t merge_gap_ticks,
                  struct pack_left_told *left);

/* Dark for longer than anything on the belt is. */
bool stretch_blocked(const struct stretch *stretch, int32_t tick, int32_t pack_ticks);

void confirming_reject(struct confirming *confirming, int32_t tick);

/* True, once, when a reject was driven and its eye has seen nothing since. */
bool confirming_failed(struct confirming *confirming, int32_t tick, const struct configure *told);

#endif
