#include "serial.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "wake.h"

#define BAUD UINT32_C(250000)
#define RECEIVED 64 /* 2.5 ms of a line that never rests */
#define SENT 32
#define REFILL 12 /* bytes left, for half a millisecond, when the main program is woken for more */

_Static_assert((RECEIVED & (RECEIVED - 1)) == 0 && (SENT & (SENT - 1)) == 0, "used with a mask");

static volatile uint8_t received[RECEIVED], sent[SENT];
static volatile uint8_t received_written, received_taken, sent_written, sent_taken;

void serial_start(void)
{
    UBRR0 = F_CPU / 16 / BAUD - 1;
    UCSR0C = 1 << UCSZ01 | 1 << UCSZ00;
    UCSR0B = 1 << RXEN0 | 1 << TXEN0 | 1 << RXCIE0;
}

/* A byte without room is lost; the frame's CRC tells, and the host sends it again. */
ISR(USART_RX_vect)
{
    uint8_t byte = UDR0;
    uint8_t written = received_written;
    if ((uint8_t)(written - received_taken) == RECEIVED) return;
    received[written % RECEIVED] = byte;
    received_written = written + 1;
    wake_up();
}

ISR(USART_UDRE_vect)
{
    uint8_t taken = sent_taken;
    if (taken == sent_written) {
        UCSR0B &= (uint8_t) ~(1 << UDRIE0);
        return;
    }
    UDR0 = sent[taken % SENT];
    sent_taken = ++taken;
    if ((uint8_t)(sent_written - taken) == REFILL) wake_up();
}

int16_t serial_take(void)
{
    uint8_t taken = received_taken;
    if (taken == received_written) return -1;
    uint8_t byte = received[taken % RECEIVED];
    received_taken = taken + 1;
    return byte;
}

bool serial_has_room(void)
{
    return (uint8_t)(sent_written - sent_taken) < SENT;
}

void serial_send(uint8_t byte)
{
    uint8_t written = sent_written;
    sent[written % SENT] = byte;
    sent_written = written + 1;
    UCSR0B |= 1 << UDRIE0;
}
