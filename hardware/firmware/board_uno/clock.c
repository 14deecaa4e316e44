#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#define US_PER_OVERFLOW UINT32_C(32768) /* 65536 counts of half a microsecond */

static volatile uint32_t overflowed_us;

void clock_start(void)
{
    TCCR1A = 0;
    TCCR1B = 1 << CS11; /* 16 MHz / 8 */
    TIMSK1 = 1 << TOIE1;
}

ISR(TIMER1_OVF_vect)
{
    overflowed_us += US_PER_OVERFLOW;
}

uint32_t clock_us_unguarded(void)
{
    uint16_t half_us = TCNT1;
    uint32_t us = overflowed_us + (half_us >> 1);
    /* Overflowed, and its interrupt has had no turn yet. */
    if (TIFR1 & 1 << TOV1 && half_us < 0x8000) us += US_PER_OVERFLOW;
    return us;
}

uint32_t clock_us(void)
{
    uint32_t us;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) us = clock_us_unguarded();
    return us;
}
