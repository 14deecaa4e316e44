/* The last word on what throws packs: no output stays on too long and none too often, whatever the
 * register of packs wants. */

#ifndef PACKWARDEN_PULSES_H
#define PACKWARDEN_PULSES_H

#include <stdbool.h>
#include <stdint.h>

#include "packs.h"

#define RATE_SECONDS 10

/* One output: on, off, or resting after it was cut. */
struct pulse {
    bool on;
    bool rests;
    uint32_t since_us;
};

struct pulses {
    struct pulse gate, hold;
    uint16_t by_second[RATE_SECONDS];
    uint8_t second;
    uint32_t second_us; /* when the present second began */
    uint16_t within_10_s;
};

/* What the output may be when it is wanted to be `wanted`. */
bool pulse_allowed(struct pulse *pulse, bool wanted, uint32_t now_us);

void pulses_forget(struct pulses *pulses);
void pulses_count(struct pulses *pulses);
void pulses_pass_time(struct pulses *pulses, uint32_t now_us);

#endif
