/* Triggers the cameras for every pack, by belt ticks. */

#ifndef PACKWARDEN_CAMERAS_H
#define PACKWARDEN_CAMERAS_H

#include <stdbool.h>
#include <stdint.h>

#include "messages.h"
#include "packs.h"

/* Many times what an opto-coupled camera input needs; it stays off as long before the next one. */
#define TRIGGER_US UINT32_C(1000)

struct camera {
    uint32_t next_no; /* the pack it takes next */
    uint32_t count;
    uint32_t since_us;
    bool on, rests;
};

struct cameras {
    struct camera all[CAMERAS];
};

/* The first pack that they take; what they counted goes on. */
void cameras_start(struct cameras *cameras, uint32_t next_no);

/* Triggers the next camera that is due; false when none is. Call it until then. */
bool cameras_trigger(struct cameras *cameras, const struct packs *packs, int32_t tick,
                     uint32_t now_us, struct triggered_told *triggered);

/* Those whose trigger is on, as bits of enum output. */
uint16_t cameras_outputs(const struct cameras *cameras);

/* For simulators, as reject_next_tick and reject_next_us. */
void cameras_ahead_tick(const struct cameras *cameras, const struct packs *packs, int32_t *tick,
                        bool *found);
void cameras_ahead_us(const struct cameras *cameras, uint32_t *at_us, bool *found);

#endif
