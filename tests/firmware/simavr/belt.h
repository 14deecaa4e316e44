/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The belt with its encoder, and what is planned to happen at places on it or at moments.
 *
 * One tick is one edge of the encoder's channel A; channel B is a quarter of a turn of it ahead or
 * behind. Planned events at a place fire when the belt passes it forwards.
 */
#ifndef BELT_H
#define BELT_H

#include "chip.h"

/* Something that is done when its place or its moment has come. */
typedef struct event {
    double when; /* ticks, or cycles */
    pin_t pin;
    bool level;
    struct event *next;
} event_t;

/* Channel B may be left out: give the same pin twice. */
void belt_wire(pin_t channel_a, pin_t channel_b);

/* From now on the belt runs at this speed; negative: backwards. */
void belt_run(double ticks_per_s);

double belt_tick(void);

/* The cycle at which the belt was at the whole tick that it passed last. */
uint64_t belt_tick_cycle(void);

void plan_at_tick(double tick, pin_t pin, bool level);
void plan_at_cycle(uint64_t cycle, pin_t pin, bool level);

/* The next cycle at which the belt or the plan does something. */
uint64_t next_happening(void);

/* Does what is due. */
void happen(void);

#endif
