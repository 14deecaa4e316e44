#include "packs.h"

#include "packs_places.h"
#include "ticks.h"

#define US_PER_S UINT32_C(1000000)

void packs_start(struct packs *packs, const struct configure *told, uint32_t next_no)
{
    *packs = (struct packs){.told = told, .first_no = next_no, .default_action = ACTION_REJECT};
}

uint32_t packs_next_no(const struct packs *packs)
{
    return packs->first_no + packs->count;
}

/* Half a tick and more is a whole one, here as in gate_queue.py. */
void packs_set_speed(struct packs *packs, uint16_t ticks_per_s)
{
    const struct configure *told = packs->told;
    uint64_t twice_travel = UINT64_C(2) * ticks_per_s * told->travel_us;
    uint64_t window = (uint64_t)told->pulse_ticks * US_PER_S;
    uint64_t longest = (uint64_t)ticks_per_s * LONGEST_PULSE_US;
    uint64_t pulse = longest < window ? longest : window;

    packs->ticks_per_s = ticks_per_s;
    packs->travel_ticks = (int32_t)((twice_travel + US_PER_S) / (2 * US_PER_S));
    packs->lead_pass_ticks = (int32_t)((window + twice_travel + US_PER_S) / (2 * US_PER_S));
    packs->lead_pulse_ticks = (int32_t)((pulse + twice_travel + US_PER_S) / (2 * US_PER_S));
}

/* The queue */

static uint8_t place_of(const struct packs *packs, uint8_t index)
{
    uint8_t place = packs->first + index;
    return place < MOST_PACKS ? place : place - MOST_PACKS;
}

static struct pack *pack_at(struct packs *packs, uint8_t index)
{
    return &packs->queue[place_of(packs, index)];
}

const struct pack *packs_at(const struct packs *packs, uint8_t index)
{
    return &packs->queue[place_of(packs, index)];
}

/* The photo-eye */

struct found {
    int32_t front_tick, back_tick;
    bool touching;
};

void packs_edge(struct packs *packs, bool dark, int32_t tick)
{
    struct piece *piece = &packs->piece;

    if (dark && !piece->there)
        *piece = (struct piece){.front_tick = tick, .there = true};
    if (!dark)
        piece->back_tick = tick;
    piece->dark = dark;
}

/* A pack at the front of a long piece, while the eye is still dark: the gate cannot wait. */
static bool find_begun(struct packs *packs, int32_t tick, struct found *found)
{
    struct piece *piece = &packs->piece;

    if (!piece->there || !piece->dark || ticks_since(tick, long_tick(packs)) < 0)
        return false;
    int32_t back_tick = ticks_after(piece->front_tick, packs->told->pack_ticks);
    *found = (struct found){piece->front_tick, back_tick, true};
    piece->front_tick = back_tick;
    piece->rest = true;
    return true;
}

static bool is_over(const struct packs *packs, int32_t tick)
{
    const struct piece *piece = &packs->piece;
    return piece->there && !piece->dark &&
           ticks_since(tick, piece->back_tick) > packs->told->merge_gap_ticks;
}

/* How many packs a piece is; 0: dirt. More than 255 are no packs of this belt. */
static uint8_t shares_of(const struct packs *packs, int32_t length)
{
    int32_t pack_ticks = packs->told->pack_ticks;

    if (length < packs->told->shortest_pack_ticks)
        return 0;
    int32_t count = (length / pack_ticks) + (length % pack_ticks >= (pack_ticks + 1) / 2);
    if (count > UINT8_MAX)
        return UINT8_MAX;
    return count > 0 ? (uint8_t)count : 1;
}

/* Where share `share` of the piece begins: length * share / shares, without overflow. */
static int32_t share_tick(const struct packs *packs, int32_t length, uint8_t share)
{
    int32_t whole = length / packs->shares * share;
    int32_t rest = length % packs->shares * share / packs->shares;
    return ticks_after(packs->piece.front_tick, whole + rest);
}

/* One pack of a piece that has ended. */
static bool find_ended(struct packs *packs, int32_t tick, struct found *found)
{
    if (!is_over(packs, tick))
        return false;
    int32_t length = ticks_since(packs->piece.back_tick, packs->piece.front_tick);
    if (packs->share == 0)
        packs->shares = shares_of(packs, length);
    if (packs->share == packs->shares) {
        packs->piece.there = false;
        packs->share = 0;
        return false;
    }
    found->front_tick = share_tick(packs, length, packs->share++);
    found->back_tick = share_tick(packs, length, packs->share);
    found->touching = packs->shares > 1 || packs->piece.rest;
    return true;
}

static void keep(struct packs *packs, const struct found *found)
{
    *pack_at(packs, packs->count++) = (struct pack){
        .centre_tick = middle_of(found->front_tick, found->back_tick),
        .default_action = packs->default_action,
    };
}

bool packs_number(struct packs *packs, int32_t tick, uint32_t now_us, struct pack_seen_told *seen)
{
    struct found found;

    while (find_begun(packs, tick, &found) || find_ended(packs, tick, &found)) {
        if (packs->count == MOST_PACKS) {
            packs->overflowed = true;
            continue;
        }
        *seen = (struct pack_seen_told){
            .pack_no = packs_next_no(packs),
            .front_tick = found.front_tick,
            .back_tick = found.back_tick,
            .time_us = now_us,
            .touching = found.touching,
        };
        keep(packs, &found);
        return true;
    }
    return false;
}

/* Orders */

enum result packs_order(struct packs *packs, const struct order *order, int32_t tick)
{
    uint32_t index = order->pack_no - packs->first_no;

    if (index >= packs->count)
        return order->pack_no < packs_next_no(packs) ? RESULT_LATE : RESULT_UNKNOWN_PACK;
    struct pack *pack = pack_at(packs, (uint8_t)index);
    if (ticks_since(tick, gate_tick(packs, pack)) > -packs->told->order_lead_ticks)
        return RESULT_LATE;
    pack->ordered = order->action & 3u;
    return RESULT_DONE;
}

/* The gate */

/* Ends its pulse by time; one that was over before its pack's middle came is given again. */
static void end_by_time(struct packs *packs, struct pack *pack, int32_t tick, uint32_t now_us)
{
    if (!is_pulse(pack))
        return;
    if (pack->phase == PHASE_DRIVEN && now_us - pack->driven_from_us >= LONGEST_PULSE_US)
        pack->phase = PHASE_SPENT;
    if (pack->phase == PHASE_SPENT && ticks_since(tick, middle_tick(packs, pack)) < 0)
        pack->phase = PHASE_RESTING;
}

static bool may_begin(const struct pack *pack, uint32_t now_us)
{
    if (pack->phase == PHASE_RESTING)
        return now_us - pack->driven_from_us >= LONGEST_PULSE_US + PULSE_REST_US;
    return pack->phase == PHASE_WAITING;
}

void packs_begin(struct packs *packs, int32_t tick, uint32_t now_us)
{
    packs->looked_tick = tick;
    for (uint8_t index = 0; index < packs->count; index++) {
        struct pack *pack = pack_at(packs, index);
        bool is_early = ticks_since(tick, open_tick(packs, pack)) < 0;

        if (is_early && pack->phase == PHASE_WAITING)
            return;
        end_by_time(packs, pack, tick, now_us);
        if (!is_early && may_begin(pack, now_us)) {
            pack->phase = PHASE_DRIVEN;
            pack->driven_from_us = now_us;
        }
    }
}

bool packs_leave(struct packs *packs, int32_t tick, uint32_t now_us, struct gate_done_told *done)
{
    const struct pack *pack = pack_at(packs, 0);

    if (packs->count == 0 || ticks_since(tick, close_tick(packs, pack)) < 0)
        return false;
    *done = (struct gate_done_told){
        .pack_no = packs->first_no,
        .action = action_of(pack),
        .ordered = pack->ordered != 0,
        .time_us = now_us,
    };
    packs->first = place_of(packs, 1);
    packs->first_no++;
    packs->count--;
    return true;
}

void packs_stood(struct packs *packs)
{
    for (uint8_t index = 0; index < packs->count; index++) {
        struct pack *pack = pack_at(packs, index);
        if (is_pulse(pack))
            pack->phase = PHASE_WAITING;
    }
}

static bool is_driven(const struct pack *pack, uint32_t now_us)
{
    if (!is_pulse(pack))
        return pack->phase != PHASE_WAITING;
    return pack->phase == PHASE_DRIVEN && now_us - pack->driven_from_us < LONGEST_PULSE_US;
}

uint8_t packs_driven(const struct packs *packs, uint32_t now_us)
{
    uint8_t driven = 0;

    for (uint8_t index = 0; index < packs->count; index++) {
        const struct pack *pack = packs_at(packs, index);
        if (is_driven(pack, now_us))
            driven |= (uint8_t)(1u << action_of(pack));
    }
    return driven;
}
