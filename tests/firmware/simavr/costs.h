/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the program costs: cycles of its interrupts, and memory that its stack has touched.
 */
#ifndef COSTS_H
#define COSTS_H

#include <simavr/sim_avr.h>

/* Before the first instruction: paints the memory. */
void costs_start(avr_t *avr);

void costs_watch(avr_t *avr);

/* One line per interrupt vector that ran, and the bytes of memory that nothing was written to. */
void costs_print(const avr_t *avr);

#endif
