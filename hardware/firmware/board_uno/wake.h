/* Sleeping until something happens, without missing what happens on the way to sleep.
 *
 * Every interrupt that gives the main program work calls wake_up. A bit of GPIOR0 is set in one
 * instruction, so it needs no guard. */

#ifndef PACKWARDEN_UNO_WAKE_H
#define PACKWARDEN_UNO_WAKE_H

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static inline void wake_up(void)
{
    GPIOR0 |= 1;
}

static inline void sleep_until_woken(void)
{
    cli();
    if (!(GPIOR0 & 1)) {
        sleep_enable();
        sei(); /* the instruction after it is done before any interrupt */
        sleep_cpu();
        sleep_disable();
    }
    sei();
    GPIOR0 &= (uint8_t)~1;
}

#endif
