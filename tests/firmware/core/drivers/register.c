/* Plays a game with the register of packs alone and notes what it says after every happening. */

#include "packs.h"

enum { DARK, LIGHT, LOOK, ORDER, DEFAULT, STOOD };
enum { SEEN, DONE, ANSWER, DRIVEN, NEXT_TICK, NEXT_END };

struct happening {
    int32_t what, tick;
    uint32_t now_us, ticks_per_s, pack_no, action;
};

struct notes {
    int32_t (*rows)[5];
    int32_t count;
};

static void note(struct notes *notes, int32_t what, int32_t number, int32_t first, int32_t second,
                 int32_t third)
{
    int32_t *row = notes->rows[notes->count++];
    row[0] = what;
    row[1] = number;
    row[2] = first;
    row[3] = second;
    row[4] = third;
}

static void number(struct packs *packs, const struct happening *now, struct notes *notes)
{
    struct pack_seen_told seen;

    while (packs_number(packs, now->tick, now->now_us, &seen))
        note(notes, SEEN, (int32_t)seen.pack_no, seen.front_tick, seen.back_tick, seen.touching);
}

/* What is on the pins, and when the next pulse ends. */
static void note_pins(const struct packs *packs, const struct happening *now, struct notes *notes)
{
    uint32_t at_us = 0;

    note(notes, DRIVEN, packs_driven(packs, now->now_us), 0, 0, 0);
    bool found = packs_next_end_us(packs, now->now_us, &at_us);
    note(notes, NEXT_END, found, found ? (int32_t)at_us : 0, 0, 0);
}

static void look(struct packs *packs, const struct happening *now, struct notes *notes)
{
    struct gate_done_told done;
    int32_t tick = 0;

    packs_set_speed(packs, (uint16_t)now->ticks_per_s);
    note_pins(packs, now, notes);
    number(packs, now, notes);
    packs_begin(packs, now->tick, now->now_us);
    note_pins(packs, now, notes);
    while (packs_leave(packs, now->tick, now->now_us, &done))
        note(notes, DONE, (int32_t)done.pack_no, done.action, done.ordered, 0);
    note_pins(packs, now, notes);
    bool found = packs_next_tick(packs, &tick);
    note(notes, NEXT_TICK, found, found ? tick : 0, 0, 0);
}

int32_t play_register(const struct configure *told, const struct happening *happenings,
                      int32_t count, int32_t (*rows)[5])
{
    struct packs packs;
    struct notes notes = {rows, 0};

    packs_start(&packs, told, 1);
    for (const struct happening *now = happenings; now < happenings + count; now++) {
        struct order order = {now->pack_no, (uint8_t)now->action};
        switch (now->what) {
        case DARK:
        case LIGHT:
            number(&packs, now, &notes);
            packs_edge(&packs, now->what == DARK, now->tick);
            break;
        case LOOK:
            look(&packs, now, &notes);
            break;
        case ORDER:
            note(&notes, ANSWER, (int32_t)packs_order(&packs, &order, now->tick), 0, 0, 0);
            break;
        case DEFAULT:
            packs.default_action = (uint8_t)now->action;
            break;
        case STOOD:
            packs_stood(&packs);
            break;
        }
    }
    return notes.count;
}
