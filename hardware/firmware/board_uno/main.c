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

/* As hardware/wire/framing.py says. */
#define FRAME_END 0

/* Before the gate is looked after: 0.1 ms of work, however long a line or an eye has no rest. */
#define BYTES_AT_ONCE 16
#define EDGES_AT_ONCE 8

/* A multiplier without pattern (Knuth, TAOCP 3, 6.4): neighbouring starts give unlike numbers. */
#define UNLIKE UINT32_C(2654435761)

static struct reject core;

/* After a reset by the watchdog it runs on at its shortest: first of all it gets its time. */
__attribute__((naked, used, section(".init3"))) void watchdog_first(void)
{
    MCUSR = 0;
    wdt_enable(WDTO_60MS);
}

static void start(void)
{
    uint32_t boot = keeping_boot();
    reject_start(&core, boot, keeping_faults(), boot * UNLIKE);
    set_sleep_mode(SLEEP_MODE_IDLE);
    clock_start();
    outputs_start();
    sensing_start();
    serial_start();
    sei();
}

/* Outputs that throw packs out, and so may not stay on. */
static uint8_t throwing(void)
{
    return core.told.kind == KIND_PULSE ? OUTPUT_HOLD | OUTPUT_GATE : OUTPUT_HOLD;
}

/* What the gate's exactness hangs on: it is called between any two pieces of other work. */
static void keep_time(void)
{
    struct eye_edge edge;
    for (uint8_t count = 0; count < EDGES_AT_ONCE && sensing_edge(&edge); count++)
        reject_edge(&core, edge.eye, edge.dark, edge.tick, edge.at_us);
    reject_run(&core, sensing_tick(), clock_us());
    outputs_set(reject_outputs(&core), throwing());
}

/* Takes some bytes, to the end of one frame at most; true when there may be more. */
static bool hear_bytes(void)
{
    for (uint8_t count = 0; count < BYTES_AT_ONCE; count++) {
        int16_t byte = serial_take();
        if (byte < 0) return false;
        reject_byte_in(&core, (uint8_t)byte);
        if (byte == FRAME_END) break;
    }
    return true;
}

/* Gives bytes to the end of one frame at most; true when there may be more. */
static bool say_frame(void)
{
    int16_t byte;
    do {
        if (!serial_has_room()) return false;
        byte = reject_byte_out(&core);
        if (byte < 0) return false;
        serial_send((uint8_t)byte);
    } while (byte != FRAME_END);
    return true;
}

int main(void)
{
    start();
    for (;;) {
        wdt_reset();
        keep_time();
        bool heard = hear_bytes();
        if (heard) keep_time();
        bool said = say_frame();
        reject_inputs(&core, sensing_inputs());
        keeping_set_faults(reject_faults(&core));
        if (!heard && !said) sleep_until_woken();
    }
}
