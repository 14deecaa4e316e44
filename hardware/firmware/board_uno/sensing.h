/* The encoder and the eyes, caught in interrupts with the tick and the time of every edge. */

#ifndef PACKWARDEN_UNO_SENSING_H
#define PACKWARDEN_UNO_SENSING_H

#include <stdbool.h>
#include <stdint.h>

#include "../reject.h"

struct eye_edge {
    uint8_t eye; /* enum eye */
    bool dark;
    int32_t tick;
    uint32_t at_us;
};

void sensing_start(void);

int32_t sensing_tick(void);

/* The oldest edge not yet taken; false with none. An eye that flickers faster than the main program
 * takes its edges loses some of them, but never the last. */
bool sensing_edge(struct eye_edge *edge);

/* Bits of enum input, as they are right now. */
uint8_t sensing_inputs(void);

#endif
