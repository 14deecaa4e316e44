/* What is done with a pack, and where the belt is when it is done. */

#ifndef PACKWARDEN_PACKS_PLACES_H
#define PACKWARDEN_PACKS_PLACES_H

#include "packs.h"
#include "ticks.h"

static inline uint8_t action_of(const struct pack *pack)
{
    return pack->ordered ? pack->ordered : pack->default_action;
}

/* Driven for a limited time: what throws a pack out. */
static inline bool is_pulse(const struct pack *pack)
{
    return action_of(pack) != ACTION_PASS;
}

static inline int32_t gate_tick(const struct packs *packs, const struct pack *pack)
{
    return ticks_after(pack->centre_tick, packs->told->eye_to_gate_ticks);
}

static inline int32_t open_tick(const struct packs *packs, const struct pack *pack)
{
    int32_t lead = is_pulse(pack) ? packs->lead_pulse_ticks : packs->lead_pass_ticks;
    return ticks_after(gate_tick(packs, pack), -lead);
}

/* Where a gate that is told to move still stands in time for the pack's middle. */
static inline int32_t middle_tick(const struct packs *packs, const struct pack *pack)
{
    return ticks_after(gate_tick(packs, pack), -packs->travel_ticks);
}

static inline int32_t close_tick(const struct packs *packs, const struct pack *pack)
{
    return ticks_after(gate_tick(packs, pack), (packs->told->pulse_ticks + 1) / 2);
}

static inline int32_t long_tick(const struct packs *packs)
{
    int32_t length = (LONGEST_PIECE_PACKS + 1) * packs->told->pack_ticks;
    return ticks_after(packs->piece.front_tick, length);
}

#endif
