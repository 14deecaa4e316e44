/* The reject controller without its board: what goes in are edges, ticks, times and bytes, what
 * comes out are outputs and bytes. One thread calls it; no function waits.
 *
 * The board calls reject_run in its main loop, each millisecond at the latest: the gate is as exact
 * as that. Before it, it hands over edges in the order they came, and bytes; after it, it sets its
 * pins to reject_outputs. Ticks and microseconds count from its start and wrap.
 *
 * Safe is the start: no output is on until the host has told the distances (Configure) and gone
 * through the handshake (AskArm, Nonce, Arm). Until then a diverter is not energised, so its spring
 * rejects, and at a pulse gate the belt may not run.
 */

#ifndef PACKWARDEN_REJECT_H
#define PACKWARDEN_REJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "arming.h"
#include "belt.h"
#include "cameras.h"
#include "eyes.h"
#include "inputs.h"
#include "link.h"
#include "messages.h"
#include "packs.h"
#include "pulses.h"

enum eye { EYE_PACKS, EYE_REJECTS, EYE_EXIT };

struct reject {
    struct configure told;
    uint32_t told_crc;
    uint32_t now_us;
    int32_t tick;
    uint32_t boot;
    struct arming arming;
    bool host_stops_belt;
    uint8_t lamps;
    uint16_t faults;
    uint16_t outputs;
    uint8_t rejects_in_a_row;
    bool eye_dark;
    int32_t eye_tick;  /* where the photo-eye last went dark, */
    uint8_t eye_edges; /* and how often it did so there before */
    struct belt belt;
    struct packs packs;
    struct eyes eyes;
    struct inputs inputs;
    struct pulses pulses;
    struct cameras cameras;
    struct counters counters;
    struct link link;
};

/* An ATmega328P has 2,048 bytes for everything (its data sheet): 512 are left for the board's
 * buffers and its stack. The register of packs takes 473, the events 489, the frames 128. */
#define MOST_MEMORY 1536

/* `boot` grows with every start and `faults` are those kept over it (board's EEPROM, else 0);
 * `noise` is any number that differs from start to start. */
void reject_start(struct reject *core, uint32_t boot, uint16_t faults, uint32_t noise);

/* An eye went dark (something is before it) or light; tick and time are those of the edge. */
void reject_edge(struct reject *core, enum eye eye, bool dark, int32_t tick, uint32_t now_us);

/* What the inputs are right now (bits of enum input); they are debounced here. */
void reject_inputs(struct reject *core, uint8_t bits);

/* Moves on to `tick` and `now_us`, and sets the outputs. */
void reject_run(struct reject *core, int32_t tick, uint32_t now_us);

void reject_byte_in(struct reject *core, uint8_t byte);

/* The next byte for the host; -1 with none. */
int16_t reject_byte_out(struct reject *core);

/* Bits of enum output. */
uint16_t reject_outputs(const struct reject *core);

/* Bits of enum fault, for a board that keeps them over a loss of power. */
uint16_t reject_faults(const struct reject *core);

/* For simulators: the next tick at which something changes by itself, at the present speed. */
bool reject_next_tick(const struct reject *core, int32_t *tick);

/* For simulators: the next time at which an output changes by itself. */
bool reject_next_us(const struct reject *core, uint32_t *at_us);

/* For hosts that hold the core as bytes. */
uint16_t reject_size(void);

#endif
