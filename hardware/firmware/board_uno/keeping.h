/* What outlives a loss of power, in the EEPROM: how often the controller has started, and which
 * faults nobody has cleared.
 *
 * A cell bears 100,000 writes (ATmega328P data sheet): a fault that comes and is cleared ten times
 * a day wears it out in 13 years. */

#ifndef PACKWARDEN_UNO_KEEPING_H
#define PACKWARDEN_UNO_KEEPING_H

#include <stdint.h>

/* The number of this start, one more than the last one's. */
uint32_t keeping_boot(void);

/* Bits of enum fault. */
uint16_t keeping_faults(void);

/* Writes at most one byte and does not wait; call it again and again. */
void keeping_set_faults(uint16_t faults);

#endif
