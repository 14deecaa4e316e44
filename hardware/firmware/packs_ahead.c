/* What the register of packs will do next, for simulators that jump from happening to happening. */

#include "packs_places.h"
#include "ticks.h"

static void piece_ahead(const struct packs *packs, int32_t *tick, bool *found)
{
    const struct piece *piece = &packs->piece;

    if (piece->there && piece->dark)
        tick_if_sooner(long_tick(packs), tick, found);
    if (piece->there && !piece->dark)
        tick_if_sooner(ticks_after(piece->back_tick, packs->told->merge_gap_ticks + 1), tick,
                       found);
}

/* A pulse that is driven may be over before its middle comes; somebody must look just before. */
static void pulse_ahead(const struct packs *packs, const struct pack *pack, int32_t *tick,
                        bool *found)
{
    int32_t before_middle = ticks_after(middle_tick(packs, pack), -1);

    if (pack->phase == PHASE_RESTING)
        tick_if_sooner(open_tick(packs, pack), tick, found);
    else if (is_pulse(pack) && ticks_since(packs->looked_tick, before_middle) < 0)
        tick_if_sooner(before_middle, tick, found);
}

bool packs_next_tick(const struct packs *packs, int32_t *tick)
{
    bool found = false;

    piece_ahead(packs, tick, &found);
    if (packs->count > 0)
        tick_if_sooner(close_tick(packs, packs_at(packs, 0)), tick, &found);
    for (uint8_t index = 0; index < packs->count; index++) {
        const struct pack *pack = packs_at(packs, index);
        if (pack->phase == PHASE_WAITING) {
            tick_if_sooner(open_tick(packs, pack), tick, &found);
            break;
        }
        pulse_ahead(packs, pack, tick, &found);
    }
    return found;
}

bool packs_next_end_us(const struct packs *packs, uint32_t now_us, uint32_t *at_us)
{
    bool found = false;

    for (uint8_t index = 0; index < packs->count; index++) {
        const struct pack *pack = packs_at(packs, index);
        uint32_t end_us = pack->driven_from_us + LONGEST_PULSE_US;
        if (is_pulse(pack) && pack->phase == PHASE_DRIVEN && (int32_t)(end_us - now_us) > 0)
            us_if_sooner(end_us, at_us, &found);
    }
    return found;
}
