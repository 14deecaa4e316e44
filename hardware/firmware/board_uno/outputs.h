/* The output pins, and the last limit of every pulse: a timer's interrupt, which ends it also when
 * the main program hangs. */

#ifndef PACKWARDEN_UNO_OUTPUTS_H
#define PACKWARDEN_UNO_OUTPUTS_H

#include <stdint.h>

/* The first thing that happens: all outputs off, none floating. */
void outputs_off(void);

/* Starts the timer: every millisecond it looks how long the throwing outputs have been on. */
void outputs_start(void);

/* Sets the pins to these bits of enum output; those that throw packs out are bits of `throwing`. */
void outputs_set(uint16_t outputs, uint8_t throwing);

#endif
