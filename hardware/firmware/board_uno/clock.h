/* Microseconds since the start, from timer 1; they wrap after 71 minutes. */

#ifndef PACKWARDEN_UNO_CLOCK_H
#define PACKWARDEN_UNO_CLOCK_H

#include <stdint.h>

void clock_start(void);

/* Only where interrupts are off: in an interrupt, or in an atomic block. */
uint32_t clock_us_unguarded(void);

uint32_t clock_us(void);

#endif
