/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What hangs on the chip's UART at 250000 baud: the program's own standard input and output, where
 * every byte has its cycle, or a pseudo-terminal that other programs open as a serial port.
 */
#ifndef WIRE_H
#define WIRE_H

#include "chip.h"

/* The path of the pseudo-terminal; NULL when none can be had. */
const char *wire_open_terminal(void);

/* Bytes on their way to the chip, one after the other at the speed of the line. */
void wire_send_hex(const char *hex);
void wire_take_from_terminal(void);
uint64_t wire_next_arrival(void);
void wire_arrive(void);

/* A byte that the chip sends. */
void wire_sent(uint8_t byte);

/* Prints what the chip has said and was not printed yet. */
void wire_flush(void);

#endif
