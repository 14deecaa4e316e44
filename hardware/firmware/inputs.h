/* Switches, debounced. */

#ifndef PACKWARDEN_INPUTS_H
#define PACKWARDEN_INPUTS_H

#include <stdint.h>

/* Most contacts bounce for less than 10 ms (Ganssle, "A Guide to Debouncing", 18 kinds measured). */
#define INPUT_STEADY_US UINT32_C(20000)

struct inputs {
    uint8_t raw;
    uint8_t steady;
    uint32_t since_us; /* of the last change of `raw` */
};

void inputs_see(struct inputs *inputs, uint8_t raw, uint32_t now_us);

/* The bits that have just changed for good. */
uint8_t inputs_settle(struct inputs *inputs, uint32_t now_us);

#endif
