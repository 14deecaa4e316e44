#include "sensing.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "clock.h"
#include "pins.h"
#include "wake.h"

#define EDGES 8 /* a power of two; at 2,100 packs a minute one pack brings six edges in 29 ms */

_Static_assert((EDGES & (EDGES - 1)) == 0, "places in the ring are found by a mask");

static volatile int32_t belt_tick;
static struct eye_edge ring[EDGES];
static volatile uint8_t written, taken;
static bool seen_a;
static uint8_t seen_dark; /* bit `eye`: as their own interrupt saw those behind the gate */
static uint8_t told_dark; /* bit `eye`: as the core knows them */

static uint8_t eyes_dark(uint8_t port_d)
{
    uint8_t dark = 0;
    if (port_d & PIN_BIT(PHOTO_EYE)) dark |= 1 << EYE_PACKS;
    if (port_d & PIN_BIT(REJECT_EYE)) dark |= 1 << EYE_REJECTS;
    if (port_d & PIN_BIT(EXIT_EYE)) dark |= 1 << EYE_EXIT;
    return dark;
}

void sensing_start(void)
{
    PORTC |= PORT_C_INPUTS; /* pull-ups: an open wire reads high */
    PORTD |= PORT_D_INPUTS;
    seen_a = PIN_IS_HIGH(ENCODER_A);
    seen_dark = eyes_dark(PIND);
    EICRA = 1 << ISC00 | 1 << ISC10; /* any edge, of the encoder and of the photo-eye */
    EIFR = 1 << INTF0 | 1 << INTF1;
    EIMSK = 1 << INT0 | 1 << INT1;
    PCMSK2 = PIN_BIT(REJECT_EYE) | PIN_BIT(EXIT_EYE);
    PCICR = 1 << PCIE2;
}

/* Both edges of channel A count, by the level of B: a belt that trembles on an edge counts forth
 * and back. Where it did both before this had its turn, A is as it was, and nothing counts. */
ISR(INT0_vect)
{
    uint8_t port_d = PIND;
    bool a = port_d & PIN_BIT(ENCODER_A), b = port_d & PIN_BIT(ENCODER_B);
    if (a == seen_a) return;
    seen_a = a;
    belt_tick += a == b ? 1 : -1;
    wake_up();
}

static void keep_edge(enum eye eye, bool dark)
{
    if ((uint8_t)(written - taken) == EDGES) return;
    ring[written % EDGES] = (struct eye_edge){eye, dark, belt_tick, clock_us_unguarded()};
    written++;
    wake_up();
}

ISR(INT1_vect)
{
    keep_edge(EYE_PACKS, PIN_IS_HIGH(PHOTO_EYE));
}

/* One interrupt for both eyes behind the gate. */
ISR(PCINT2_vect)
{
    uint8_t dark = eyes_dark(PIND), changed = dark ^ seen_dark;
    seen_dark = dark;
    if (changed & 1 << EYE_REJECTS) keep_edge(EYE_REJECTS, dark >> EYE_REJECTS & 1);
    if (changed & 1 << EYE_EXIT) keep_edge(EYE_EXIT, dark >> EYE_EXIT & 1);
}

int32_t sensing_tick(void)
{
    int32_t tick;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) tick = belt_tick;
    return tick;
}

static bool edge_kept(struct eye_edge *edge)
{
    bool kept = false;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        if (written != taken) {
            *edge = ring[taken % EDGES];
            taken++;
            kept = true;
        }
    }
    return kept;
}

/* An eye that is not as it was told, with nothing kept: its edge was lost, or came before. */
static bool edge_missed(struct eye_edge *edge)
{
    bool missed = false;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        uint8_t dark = eyes_dark(PIND);
        for (uint8_t eye = EYE_PACKS; eye <= EYE_EXIT && !missed && written == taken; eye++)
            if ((dark ^ told_dark) >> eye & 1) {
                bool is_dark = dark >> eye & 1;
                *edge = (struct eye_edge){eye, is_dark, belt_tick, clock_us_unguarded()};
                missed = true;
            }
    }
    return missed;
}

static bool is_news(const struct eye_edge *edge)
{
    return (told_dark >> edge->eye & 1) != edge->dark;
}

bool sensing_edge(struct eye_edge *edge)
{
    do {
        if (!edge_kept(edge) && !edge_missed(edge)) return false;
    } while (!is_news(edge)); /* told as missed, and then its interrupt came too */
    told_dark ^= (uint8_t)(1 << edge->eye);
    return true;
}

uint8_t sensing_inputs(void)
{
    uint8_t inputs = 0;
    if (PIN_IS_HIGH(BIN_SWITCH)) inputs |= INPUT_BIN_FULL;
    if (PIN_IS_HIGH(EMERGENCY_STOP)) inputs |= INPUT_EMERGENCY_STOP;
    if (!PIN_IS_HIGH(KEY_SWITCH)) inputs |= INPUT_KEY_SWITCH;
    if (PIN_IS_HIGH(AIR_SWITCH)) inputs |= INPUT_AIR_LOW;
    return inputs;
}
