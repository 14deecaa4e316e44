/* What the parts of the controller tell each other: faults, and events for the host. */

#ifndef PACKWARDEN_HAPPENINGS_H
#define PACKWARDEN_HAPPENINGS_H

#include "reject.h"

/* Keeps the event for the host, with its number. */
void tell(struct reject *core, enum message type, const void *payload, uint8_t length);

/* Raises the fault and tells it, unless it stands already. */
void raise_fault(struct reject *core, enum fault fault);

/* Tells whether the bin is full. */
void tell_bin(struct reject *core);

/* The host fell silent, or another one took its place. */
void lapse(struct reject *core);

/* Why the belt may not run: bits of enum belt_stop. */
uint8_t belt_stops(const struct reject *core);

/* Sets `outputs` as they are to be right now. */
void set_outputs(struct reject *core);

/* Takes the frame that the link has just heard. */
void take_frame(struct reject *core);

/* Puts the next frame into the link; false with none to send. */
bool send_frame(struct reject *core);

#endif
