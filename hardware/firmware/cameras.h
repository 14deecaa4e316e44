/* Triggers the cameras for every pack, by belt ticks. */

#ifndef PACKWARDEN_CAMERAS_H
#define PACKWARDEN_CAMERAS_H

#include <stdbool.h>
#include <stdint.h>

#include "messages.h"
#include "packs.h"

/* An opto-coupled camera input needs less than 0.1 ms; as long again it stays off. */
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

#endif
