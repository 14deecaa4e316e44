/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
    pin_t channel_a, channel_b;
    double from_tick, ticks_per_cycle;
    uint64_t from_cycle;
    long halves; /* half ticks passed: channel A changes at even ones, channel B at odd ones */
} belt = {.channel_a = {'D', 2}, .channel_b = {'D', 4}};

static event_t *at_ticks, *at_cycles;

void belt_wire(pin_t channel_a, pin_t channel_b)
{
    belt.channel_a = channel_a;
    belt.channel_b = channel_b;
}

double belt_tick(void)
{
    return belt.from_tick + (double)(chip_cycle() - belt.from_cycle) * belt.ticks_per_cycle;
}

void belt_run(double ticks_per_s)
{
    belt.from_tick = belt_tick();
    belt.from_cycle = chip_cycle();
    belt.ticks_per_cycle = ticks_per_s / (double)CPU_HZ;
}

static uint64_t cycle_at(double tick)
{
    double cycles = (tick - belt.from_tick) / belt.ticks_per_cycle;
    return belt.from_cycle + (cycles > 0 ? (uint64_t)llround(cycles) : 0);
}

uint64_t belt_tick_cycle(void)
{
    if (belt.ticks_per_cycle == 0) return belt.from_cycle;
    return cycle_at(floor(belt_tick()));
}

/* ---- the encoder --------------------------------------------------------------------------- */

static bool forwards(void) { return belt.ticks_per_cycle > 0; }

static uint64_t next_half(void)
{
    if (belt.ticks_per_cycle == 0) return NEVER;
    return cycle_at((double)(forwards() ? belt.halves + 1 : belt.halves) / 2);
}

static void pass_half(void)
{
    long passed = forwards() ? ++belt.halves : belt.halves--;
    if (passed % 2 == 0)
        chip_drive(belt.channel_a, belt.halves >> 1 & 1);
    else if (memcmp(&belt.channel_a, &belt.channel_b, sizeof(pin_t)))
        chip_drive(belt.channel_b, (belt.halves + 1) >> 1 & 1);
}

/* ---- the plan ------------------------------------------------------------------------------ */

/* Equal ones stay in the order in which they were planned. */
static void plan(event_t **list, double when, pin_t pin, bool level)
{
    event_t *event = malloc(sizeof *event);
    while (*list && (*list)->when <= when) list = &(*list)->next;
    *event = (event_t){when, pin, level, *list};
    *list = event;
}

void plan_at_tick(double tick, pin_t pin, bool level) { plan(&at_ticks, tick, pin, level); }

void plan_at_cycle(uint64_t cycle, pin_t pin, bool level)
{
    plan(&at_cycles, (double)cycle, pin, level);
}

static void fire(event_t **list)
{
    event_t *event = *list;
    *list = event->next;
    chip_drive(event->pin, event->level);
    free(event);
}

static uint64_t next_at_tick(void)
{
    return at_ticks && forwards() ? cycle_at(at_ticks->when) : NEVER;
}

static uint64_t next_at_cycle(void) { return at_cycles ? (uint64_t)at_cycles->when : NEVER; }

static uint64_t sooner(uint64_t one, uint64_t other) { return one < other ? one : other; }

uint64_t next_happening(void)
{
    return sooner(next_half(), sooner(next_at_tick(), next_at_cycle()));
}

void happen(void)
{
    uint64_t now = chip_cycle();
    while (next_half() <= now) pass_half();
    while (next_at_tick() <= now) fire(&at_ticks);
    while (next_at_cycle() <= now) fire(&at_cycles);
}
