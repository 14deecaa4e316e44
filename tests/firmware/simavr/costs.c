/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "costs.h"

#include <stdio.h>
#include <string.h>

enum {
    VECTORS = 26,
    PAINT = 0xA5, /* what memory holds before anything was written to it */
};

typedef struct {
    uint64_t raised, entered, count, worst_latency, worst_duration;
} vector_t;

static const avr_t *running_on;
static vector_t vectors[VECTORS];

static uint64_t now(void) { return running_on->cycle; }

static uint64_t larger(uint64_t one, uint64_t other) { return one > other ? one : other; }

void costs_start(avr_t *avr)
{
    running_on = avr;
    memset(avr->data + avr->ioend + 1, PAINT, avr->ramend - avr->ioend);
}

static void on_pending(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    if (value) ((vector_t *)param)->raised = now();
}

static void on_running(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    vector_t *vector = param;
    if (value) {
        vector->entered = now();
        vector->count++;
        vector->worst_latency = larger(vector->worst_latency, now() - vector->raised);
    } else {
        vector->worst_duration = larger(vector->worst_duration, now() - vector->entered);
    }
}

void costs_watch(avr_t *avr)
{
    for (int number = 1; number < VECTORS; number++) {
        avr_irq_t *irq = avr_get_interrupt_irq(avr, (uint8_t)number);
        if (!irq) continue;
        avr_irq_register_notify(irq + AVR_INT_IRQ_PENDING, on_pending, &vectors[number]);
        avr_irq_register_notify(irq + AVR_INT_IRQ_RUNNING, on_running, &vectors[number]);
    }
}

static uint64_t untouched_bytes(const avr_t *avr)
{
    uint64_t longest = 0, length = 0;
    for (uint64_t address = avr->ioend + 1; address <= avr->ramend; address++) {
        length = avr->data[address] == PAINT ? length + 1 : 0;
        longest = larger(longest, length);
    }
    return longest;
}

void costs_print(const avr_t *avr)
{
    for (int number = 1; number < VECTORS; number++) {
        const vector_t *vector = &vectors[number];
        if (vector->count)
            printf("vector %d %llu %llu %llu\n", number, (unsigned long long)vector->count,
                   (unsigned long long)vector->worst_latency,
                   (unsigned long long)vector->worst_duration);
    }
    printf("untouched %llu\n", (unsigned long long)untouched_bytes(avr));
}
