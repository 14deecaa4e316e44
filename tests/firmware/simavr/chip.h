/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One simulated ATmega328P: its pins, its UART, its resets, and what its interrupts cost.
 * This program is linked with libsimavr, which is licensed under the GPL, version 3 or later;
 * so is this program. See the file LICENSE beside it.
 */
#ifndef CHIP_H
#define CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPU_HZ 16000000ULL
#define NEVER UINT64_MAX

/* A pin by its port letter and bit, as in "B0". */
typedef struct {
    char port;
    uint8_t bit;
} pin_t;

/* What the chip tells: the level of an output as its load sees it, of an input as it is driven,
 * a byte that it sends, a reset. */
typedef struct {
    void (*output)(pin_t pin, bool level);
    void (*input)(pin_t pin, bool level);
    void (*byte)(uint8_t byte);
    void (*reset)(bool by_watchdog);
} chip_listener_t;

/* Loads the firmware; false when the file cannot be read. The listener hears of everything. */
bool chip_start(const char *elf_path, const chip_listener_t *listener);

/* Cycles since power came, over all resets. */
uint64_t chip_cycle(void);

/* Lets the chip run to this cycle, or a few instructions beyond; false once it has crashed. */
bool chip_run_until(uint64_t cycle);

void chip_drive(pin_t pin, bool level);

/* A byte has arrived. As in the real UART a third unread one is lost. */
void chip_receive(uint8_t byte);

/* Power comes back, or the reset button: memory keeps what it held, registers do not. */
void chip_reset(void);

/* From now on the program does nothing but turn on the spot; deaf: with interrupts off; fed: it
 * goes on feeding its watchdog. */
typedef enum { STALL_STARVING, STALL_DEAF, STALL_FED } stall_t;
void chip_stall(stall_t how);

/* Prints per port which pins are outputs, and their levels. */
void chip_print_ports(void);

/* Prints one line per interrupt vector that ran, the lost bytes, and the memory never touched. */
void chip_print_figures(void);

#endif
