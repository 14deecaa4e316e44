#include "outputs.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "../packs.h"
#include "../reject.h"
#include "pins.h"
#include "wake.h"

#define DIRECT (OUTPUT_GATE | OUTPUT_HOLD | OUTPUT_BELT_RUN | OUTPUT_CAMERA_0 | OUTPUT_CAMERA_1)

/* Counted from a tick of the timer that may come just after the pin went on: never longer. */
#define LONGEST_PULSE_MS (LONGEST_PULSE_US / 1000)

_Static_assert(OUTPUT_GATE == PIN_BIT(GATE_COIL) && OUTPUT_HOLD == PIN_BIT(HOLD_COIL) &&
                   OUTPUT_BELT_RUN == PIN_BIT(BELT_RELAY) &&
                   OUTPUT_CAMERA_0 == PIN_BIT(CAMERA_0) && OUTPUT_CAMERA_1 == PIN_BIT(CAMERA_1),
               "these outputs lie on port B as they lie in the word");
_Static_assert(LONGEST_PULSE_MS <= UINT8_MAX, "counted in a byte");

static volatile uint8_t limited;   /* port B: pins that may not stay on */
static volatile uint8_t exhausted; /* port B: pins that were on too long and must go off first */
static volatile uint8_t gate_ms, hold_ms;

/* Before memory is set up and before main: nothing may be driven by chance. */
__attribute__((naked, used, section(".init3"))) void outputs_off(void)
{
    PORTB = 0;
    DDRB = PORT_B_OUTPUTS;
    PORTC = 0;
    DDRC = PORT_C_OUTPUTS;
}

void outputs_start(void)
{
    TCCR2A = 1 << WGM21; /* counts to OCR2A */
    OCR2A = F_CPU / 128 / 1000 - 1;
    TCCR2B = 1 << CS22 | 1 << CS20; /* / 128 */
    TIMSK2 = 1 << OCIE2A;
}

/* How many milliseconds the pin has been on, or nought; switches it off at the limit. */
static inline uint8_t limited_ms(uint8_t ms, uint8_t pin)
{
    if (!(PORTB & limited & pin)) return 0;
    if (ms + 1U < LONGEST_PULSE_MS) return ms + 1;
    PORTB &= (uint8_t)~pin;
    exhausted |= pin;
    return 0;
}

ISR(TIMER2_COMPA_vect)
{
    gate_ms = limited_ms(gate_ms, PIN_BIT(GATE_COIL));
    hold_ms = limited_ms(hold_ms, PIN_BIT(HOLD_COIL));
    wake_up();
}

static void set_port_b(uint8_t wanted, uint8_t throwing)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        exhausted &= wanted; /* wanted off: the next time it may go on again */
        limited = throwing;
        uint8_t going_on = wanted & (uint8_t)~PORTB;
        if (going_on & PIN_BIT(GATE_COIL)) gate_ms = 0;
        if (going_on & PIN_BIT(HOLD_COIL)) hold_ms = 0;
        PORTB = wanted & (uint8_t)~exhausted;
    }
}

void outputs_set(uint16_t outputs, uint8_t throwing)
{
    uint8_t port_b = outputs & DIRECT, port_c = PORT_C_INPUTS;
    if (outputs & OUTPUT_BEEPER) port_b |= PIN_BIT(BEEPER);
    if (outputs & OUTPUT_LAMP_RED) port_c |= PIN_BIT(RED_LAMP);
    if (outputs & OUTPUT_LAMP_AMBER) port_c |= PIN_BIT(AMBER_LAMP);
    if (outputs & OUTPUT_LAMP_GREEN) port_c |= PIN_BIT(GREEN_LAMP);
    set_port_b(port_b, throwing);
    PORTC = port_c;
}
