/* The register of packs between photo-eye and gate: hardware/gate_queue.py in C, rule by rule. */

#ifndef PACKWARDEN_PACKS_H
#define PACKWARDEN_PACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "messages.h"

/* A valve that stays open longer blows the next pack too; the longest pulse any gate here needs
 * (LONGEST_PULSE_NS of gate_queue.py). */
#define LONGEST_PULSE_US UINT32_C(200000)

/* Between two pulses a valve or pusher must come back: 20 ms, the quick end of what actuators take
 * (procunit.com names 20 to 50 ms; PULSE_REST_NS of gate_queue.py). */
#define PULSE_REST_US UINT32_C(20000)

/* Of a piece longer than this, the first packs are numbered before it ends. */
#define LONGEST_PIECE_PACKS 2

/* As many as fit the memory: 2.4 m from eye to gate with packs of 55 mm touching each other. */
#define MOST_PACKS 48

enum phase {
    PHASE_WAITING,
    PHASE_DRIVEN,
    PHASE_SPENT,   /* its pulse is over */
    PHASE_RESTING, /* its pulse was over before its middle came: it gets another one */
};

struct pack {
    int32_t centre_tick;
    uint32_t driven_from_us; /* unless WAITING */
    uint8_t default_action : 2;
    uint8_t ordered : 2; /* 0 without an order */
    uint8_t phase : 2;
} __attribute__((packed));

/* One dark stretch of an eye. */
struct piece {
    int32_t front_tick;
    int32_t back_tick;
    bool there;
    bool dark; /* it has no back yet */
    bool rest; /* its first packs have been numbered already */
};

struct packs {
    const struct configure *told;
    struct pack queue[MOST_PACKS];
    uint8_t first, count;
    uint32_t first_no; /* of the oldest in the queue; the others follow one by one */
    uint8_t default_action;
    struct piece piece;
    uint8_t share, shares; /* of a piece that has ended: how many are numbered, of how many packs */
    uint16_t ticks_per_s;
    int32_t lead_pulse_ticks, lead_pass_ticks; /* so far before the gate driving begins */
    int32_t travel_ticks;                      /* while the gate moves, the belt goes so far */
    int32_t looked_tick;                       /* where packs_begin last looked */
    bool overflowed;                           /* a pack came that had no room */
};

void packs_start(struct packs *packs, const struct configure *told, uint32_t next_no);
void packs_set_speed(struct packs *packs, uint16_t ticks_per_s);
uint32_t packs_next_no(const struct packs *packs);

/* The photo-eye went dark or light. Number what has ended before (packs_number) first. */
void packs_edge(struct packs *packs, bool dark, int32_t tick);

/* Numbers the next pack that is to be numbered; false when there is none. Call it until then. */
bool packs_number(struct packs *packs, int32_t tick, uint32_t now_us, struct pack_seen_told *seen);

/* RESULT_DONE, RESULT_LATE or RESULT_UNKNOWN_PACK. */
enum result packs_order(struct packs *packs, const struct order *order, int32_t tick);

/* Begins to drive for packs that come to the gate, ends pulses by time. */
void packs_begin(struct packs *packs, int32_t tick, uint32_t now_us);

/* Lets the oldest pack go when it has left the gate; false when it has not. Call it until then. */
bool packs_leave(struct packs *packs, int32_t tick, uint32_t now_us, struct gate_done_told *done);

/* The belt has come to stand. */
void packs_stood(struct packs *packs);

/* What is driven for right now: bit `action` of each. */
uint8_t packs_driven(const struct packs *packs, uint32_t now_us);

/* The one with this place in the queue, oldest first. */
const struct pack *packs_at(const struct packs *packs, uint8_t index);

/* For simulators: the next tick at which something changes by itself; false with nothing on the
 * way. */
bool packs_next_tick(const struct packs *packs, int32_t *tick);

/* For simulators: when the next pulse ends by time; false while there is none. */
bool packs_next_end_us(const struct packs *packs, uint32_t now_us, uint32_t *at_us);

#endif
