/* The reject controller on an Arduino Uno (ATmega328P, 16 MHz).
 *
 * Interrupts catch what happens and when; everything that is decided is decided in reject.c, called
 * from this one loop. The watchdog restarts a loop that hangs, with all outputs off. */

#include <avr/io.h>
#include <avr/wdt.h>

#include "../reject.h"
#include "clock.h"
#include "keeping.h"
#include "outputs.h"
#include "sensing.h"
#include "serial.h"
#include "wake.h"

/* At 250,000 baud 1 ms brings 25 bytes: those of one pass never delay the gate by more than that. */
#define BYTES_PER_PASS 16

/* A multiplier without pattern (Knuth, TAOCP 3, 6.4): neighbouring starts give unlike numbers. */
#define UNLIKE UINT32_C(2654435761)

static struct reject core;

/* After a reset by the watchdog it goes on running, at its shortest: first of all it gets its time. */
__attribute__((naked, used, section(".init3"))) void watchdog_first(void) {
    MCUSR = 0;
    wdt_enable(WDTO_60MS);
}

static void start(void) {
    uint32_t boot = keeping_boot();
    reject_start(&core, boot, keeping_faults(), boot * UNLIKE);
    set_sleep_mode(SLEEP_MODE_IDLE);
    clock_start();
    outputs_start();
    sensing_start();
    serial_start();
    sei();
}

static void take_in(void) {
    struct eye_edge edge;
    while (sensing_edge(&edge)) reject_edge(&core, edge.eye, edge.dark, edge.tick, edge.at_us);
    reject_inputs(&core, sensing_inputs());
    for (uint8_t count = 0; count < BYTES_PER_PASS; count++) {
        int16_t byte = serial_take();
        if (byte < 0) return;
        reject_byte_in(&core, (uint8_t)byte);
    }
    wake_up(); /* there may be more */
}

static void give_out(void) {
    uint8_t throwing = OUTPUT_HOLD;
    if (core.told.kind == KIND_PULSE) throwing |= OUTPUT_GATE;
    outputs_set(reject_outputs(&core), throwing);
    while (serial_has_room()) {
        int16_t byte = reject_byte_out(&core);
        if (byte < 0) return;
        serial_send((uint8_t)byte);
    }
}

int main(void) {
    start();
    for (;;) {
        wdt_reset();
        take_in();
        reject_run(&core, sensing_tick(), clock_us());
        give_out();
        keeping_set_faults(reject_faults(&core));
        sleep_until_woken();
    }
}
