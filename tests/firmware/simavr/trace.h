/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A value change dump of named pins, for gtkwave. Written here and not by simavr, whose own dump
 * ends at the first reset.
 */
#ifndef TRACE_H
#define TRACE_H

#include "chip.h"

/* names: "gate_coil=B0" and so on; false when the file cannot be written or a name is none. */
bool trace_start(const char *path, char *const *names, int count);
void trace_level(pin_t pin, bool level);
void trace_end(void);

#endif
