/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chip.h"

#include "costs.h"

#include <stdio.h>
#include <string.h>

#include <simavr/avr_extint.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_cycle_timers.h>
#include <simavr/sim_elf.h>

enum {
    UNREAD_BYTES = 2,  /* ATmega328P data sheet, USART: a two-level receive buffer */
    BYTE_CYCLES = 640, /* ten bits at 250000 baud */
};

static avr_t *avr;
static avr_uart_t *uart;
static const chip_listener_t *listener;
static void (*model_reset)(avr_t *);
static uint64_t cycles_before_reset, lost_bytes;
static const char ports[] = "BCD";
static uint8_t outputs[3], driven[3], driven_mask[3];
static bool inputs_are_lost, by_watchdog = true;

static int port_index(char port) { return (int)(strchr(ports, port) - ports); }

uint64_t chip_cycle(void) { return cycles_before_reset + avr->cycle; }

/* ---- outputs ------------------------------------------------------------------------------- */

/* A pin that is no output floats, and the resistor at the driver pulls it down. */
static void show_outputs(int index, uint8_t levels)
{
    uint8_t changed = levels ^ outputs[index];
    outputs[index] = levels;
    for (uint8_t bit = 0; bit < 8; bit++)
        if (changed >> bit & 1) listener->output((pin_t){ports[index], bit}, levels >> bit & 1);
}

static avr_ioport_state_t port_state(int index)
{
    avr_ioport_state_t state = {0};
    avr_ioctl(avr, AVR_IOCTL_IOPORT_GETSTATE(ports[index]), &state);
    return state;
}

static void on_port_write(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    int index = (int)(intptr_t)param;
    show_outputs(index, (uint8_t)(value & port_state(index).ddr));
}

static void on_direction_write(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    int index = (int)(intptr_t)param;
    show_outputs(index, (uint8_t)(value & port_state(index).port));
}

/* ---- inputs -------------------------------------------------------------------------------- */

/* Every write to a port makes simavr set its inputs to their pull-ups, unless something outside
 * is said to pull them: so what drives a pin is told to it as a pull of its own. */
void chip_drive(pin_t pin, bool level)
{
    int index = port_index(pin.port);
    uint8_t mask = (uint8_t)(1 << pin.bit);
    driven_mask[index] |= mask;
    driven[index] = level ? driven[index] | mask : driven[index] & (uint8_t)~mask;
    avr_ioport_external_t pull = {.mask = driven_mask[index], .value = driven[index]};
    avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(pin.port), &pull);
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(pin.port), pin.bit), level);
    listener->input(pin, level);
}

/* simavr would take an input that is low before its interrupt is set up for a level that goes on
 * interrupting for ever, and says so anew after every reset. */
static void only_edges_interrupt(void)
{
    avr_extint_set_strict_lvl_trig(avr, 0, 0);
    avr_extint_set_strict_lvl_trig(avr, 1, 0);
}

/* A reset clears simavr's pins; what drives them has not changed. */
static void drive_all_again(void)
{
    inputs_are_lost = false;
    only_edges_interrupt();
    for (int index = 0; index < 3; index++)
        for (uint8_t bit = 0; bit < 8; bit++)
            if (driven_mask[index] >> bit & 1) {
                pin_t pin = {ports[index], bit};
                bool level = driven[index] >> bit & 1;
                avr_irq_t *irq = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(pin.port), bit);
                avr_raise_irq(irq, !level); /* equal values are filtered out */
                chip_drive(pin, level);
            }
}

/* ---- the UART ------------------------------------------------------------------------------ */

static void on_byte(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq, (void)param;
    listener->byte((uint8_t)value);
}

/* simavr would hold the byte back for the time that it takes on the wire; it has been there. */
void chip_receive(uint8_t byte)
{
    const uart_fifo_t *unread = &uart->input;
    if ((unsigned)(unread->write - unread->read) % uart_fifo_fifo_size >= UNREAD_BYTES) {
        lost_bytes++;
        return;
    }
    uart->cycles_per_byte = 1;
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), byte);
    uart->cycles_per_byte = BYTE_CYCLES;
}

static avr_uart_t *find_uart(void)
{
    for (avr_io_t *io = avr->io_port; io; io = io->next)
        if (!strcmp(io->kind, "uart")) return (avr_uart_t *)io;
    return NULL;
}

/* ---- running ------------------------------------------------------------------------------- */

/* simavr goes on to its next timer, asleep or awake: this one makes it come back in time. It stays
 * until it is cancelled, for the chip may fall asleep at the very cycle at which it is due. */
static avr_cycle_count_t come_back(avr_t *chip, avr_cycle_count_t when, void *param)
{
    (void)when, (void)param;
    return chip->cycle + 1;
}

/* Sleeping takes no real time. Of an interrupt that came while the chip was on its way to sleep,
 * simavr takes notice only after the sleep; a real chip wakes at once. The cycles that simavr is
 * about to add are taken back before. */
static void sleep_in_virtual_time(avr_t *chip, avr_cycle_count_t cycles)
{
    if (avr_has_pending_interrupts(chip)) chip->cycle -= cycles;
}

bool chip_run_until(uint64_t cycle)
{
    avr_cycle_timer_cancel(avr, come_back, NULL);
    while (chip_cycle() < cycle) {
        if (!avr_cycle_timer_status(avr, come_back, NULL))
            avr_cycle_timer_register(avr, cycle - chip_cycle(), come_back, NULL);
        avr->run_cycle_limit = 1000;
        uart->cycles_per_byte = BYTE_CYCLES;
        int state = avr_run(avr);
        if (inputs_are_lost) drive_all_again();
        if (state == cpu_Done || state == cpu_Crashed) return false;
    }
    return true;
}

/* Called by simavr in every reset, before its cycle counter goes back to nought. */
static void on_reset(avr_t *chip)
{
    cycles_before_reset += chip->cycle;
    chip->cycle = 0;
    if (model_reset) model_reset(chip);
    for (int index = 0; index < 3; index++) show_outputs(index, 0);
    inputs_are_lost = true;
    listener->reset(by_watchdog);
}

void chip_reset(void)
{
    by_watchdog = false;
    avr_reset(avr);
    by_watchdog = true;
}

void chip_stall(stall_t how)
{
    static const uint8_t loops[] = {
        0xFF, 0xCF, /* rjmp .-2 */
        0xA8, 0x95, /* wdr */
        0xFE, 0xCF, /* rjmp .-4 */
    };
    uint32_t at = avr->flashend + 1 - sizeof loops;
    memcpy(avr->flash + at, loops, sizeof loops);
    avr->codeend = avr->flashend;
    while (!avr->sreg[S_I]) avr_run(avr); /* not inside an interrupt: those must go on */
    avr->state = cpu_Running; /* it may have been asleep */
    avr->pc = how == STALL_FED ? at + 2 : at;
    if (how == STALL_DEAF) avr->sreg[S_I] = 0;
}

void chip_print_ports(void)
{
    for (int index = 0; index < 3; index++) {
        avr_ioport_state_t state = port_state(index);
        printf("port %c %u %u\n", ports[index], state.ddr, state.port & state.ddr);
    }
}

void chip_print_figures(void)
{
    costs_print(avr);
    printf("lost %llu\n", (unsigned long long)lost_bytes);
}

/* ---- start --------------------------------------------------------------------------------- */

static void watch_ports(void)
{
    for (intptr_t index = 0; index < 3; index++) {
        uint32_t port = AVR_IOCTL_IOPORT_GETIRQ(ports[index]);
        avr_irq_register_notify(avr_io_getirq(avr, port, IOPORT_IRQ_REG_PORT), on_port_write,
                                (void *)index);
        avr_irq_register_notify(avr_io_getirq(avr, port, IOPORT_IRQ_DIRECTION_ALL),
                                on_direction_write, (void *)index);
    }
}

bool chip_start(const char *elf_path, const chip_listener_t *hears)
{
    static elf_firmware_t firmware;
    listener = hears;
    if (elf_read_firmware(elf_path, &firmware)) return false;
    avr = avr_make_mcu_by_name("atmega328p");
    avr_init(avr);
    avr->frequency = CPU_HZ;
    avr->log = LOG_ERROR;
    avr->sleep = sleep_in_virtual_time;
    uart = find_uart();
    uart->flags = 0; /* neither sleeps when it is polled nor prints what is sent */
    costs_start(avr);
    avr_load_firmware(avr, &firmware);
    avr->frequency = CPU_HZ;
    only_edges_interrupt();
    watch_ports();
    costs_watch(avr);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT),
                            on_byte, NULL);
    model_reset = avr->reset;
    avr->reset = on_reset;
    return true;
}
