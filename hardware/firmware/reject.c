#include "reject.h"

#include "happenings.h"
#include "ticks.h"

_Static_assert(sizeof(struct reject) <= MOST_MEMORY, "it must fit a small chip beside its board");

/* A pack whose film flickers goes dark a few times at one place; more often on a belt that may run
 * means that packs pass and no tick is counted. */
#define EDGES_AT_ONE_TICK 6

void reject_start(struct reject *core, uint32_t boot, uint16_t faults, uint32_t noise)
{
    *core = (struct reject){.boot = boot, .faults = faults};
    arming_start(&core->arming, noise ^ boot);
    belt_start(&core->belt);
    packs_start(&core->packs, &core->told, 1);
    cameras_start(&core->cameras, 1);
}

/* What happens */

void tell(struct reject *core, enum message type, const void *payload, uint8_t length)
{
    if (events_tell(&core->link.events, type, payload, length))
        core->counters.events_lost++;
}

void raise_fault(struct reject *core, enum fault fault)
{
    uint16_t bit = (uint16_t)(1u << fault);

    if (core->faults & bit)
        return;
    core->faults |= bit;
    struct fault_told told = {.fault = fault, .time_us = core->now_us};
    tell(core, MESSAGE_FAULT_TOLD, &told, sizeof told);
}

void lapse(struct reject *core)
{
    arming_lapse(&core->arming);
    raise_fault(core, FAULT_HOST_SILENT);
}

/* The eyes */

static void number_packs(struct reject *core, int32_t tick, uint32_t now_us)
{
    struct pack_seen_told seen;

    while (packs_number(&core->packs, tick, now_us, &seen)) {
        core->counters.packs_seen++;
        tell(core, MESSAGE_PACK_SEEN_TOLD, &seen, sizeof seen);
    }
    if (core->packs.overflowed)
        raise_fault(core, FAULT_TOO_MANY_PACKS);
    core->packs.overflowed = false;
}

static void watch_encoder(struct reject *core, int32_t tick)
{
    bool moved = tick != core->eye_tick || !(core->outputs & OUTPUT_BELT_RUN);

    core->eye_tick = tick;
    core->eye_edges = moved ? 0 : core->eye_edges + 1;
    if (core->eye_edges >= EDGES_AT_ONE_TICK)
        raise_fault(core, FAULT_ENCODER_DEAD);
}

static void pack_edge(struct reject *core, bool dark, int32_t tick, uint32_t now_us)
{
    number_packs(core, tick, now_us);
    packs_edge(&core->packs, dark, tick);
    if (dark)
        watch_encoder(core, tick);
}

static void look_behind_gate(struct reject *core, struct stretch *stretch, enum action where,
                             int32_t tick)
{
    struct pack_left_told left = {.where = where};

    if (!stretch_over(stretch, tick, core->told.merge_gap_ticks, &left))
        return;
    if (where == ACTION_REJECT)
        core->eyes.confirming.awaited = false;
    tell(core, MESSAGE_PACK_LEFT_TOLD, &left, sizeof left);
}

static void look_at_eyes(struct reject *core)
{
    struct eyes *eyes = &core->eyes;
    int32_t pack_ticks = core->told.pack_ticks;

    look_behind_gate(core, &eyes->rejects, ACTION_REJECT, core->tick);
    look_behind_gate(core, &eyes->exit, ACTION_PASS, core->tick);
    if (stretch_blocked(&eyes->rejects, core->tick, pack_ticks))
        raise_fault(core, FAULT_REJECT_EYE_BLOCKED);
    if (stretch_blocked(&eyes->exit, core->tick, pack_ticks))
        raise_fault(core, FAULT_EXIT_EYE_BLOCKED);
    if (confirming_failed(&eyes->confirming, core->tick, &core->told))
        raise_fault(core, FAULT_NOT_CONFIRMED);
}

void reject_edge(struct reject *core, enum eye eye, bool dark, int32_t tick, uint32_t now_us)
{
    struct eyes *eyes = &core->eyes;

    if (eye == EYE_PACKS)
        core->eye_dark = dark;
    if (core->arming.state == STATE_BARE)
        return;
    if (eye == EYE_PACKS) {
        pack_edge(core, dark, tick, now_us);
    } else if (eye == EYE_REJECTS && core->told.gate_to_reject_ticks != NOT_FITTED) {
        look_behind_gate(core, &eyes->rejects, ACTION_REJECT, tick);
        stretch_edge(&eyes->rejects, dark, tick, now_us);
    } else if (eye == EYE_EXIT && core->told.exit_eye) {
        look_behind_gate(core, &eyes->exit, ACTION_PASS, tick);
        stretch_edge(&eyes->exit, dark, tick, now_us);
    }
}

/* The inputs */

void reject_inputs(struct reject *core, uint8_t bits)
{
    inputs_see(&core->inputs, bits, core->now_us);
}

void tell_bin(struct reject *core)
{
    struct bin_told told = {
        .full = (core->inputs.steady & INPUT_BIN_FULL) != 0,
        .time_us = core->now_us,
    };
    tell(core, MESSAGE_BIN_TOLD, &told, sizeof told);
}

static void look_at_inputs(struct reject *core)
{
    uint8_t changed = inputs_settle(&core->inputs, core->now_us);

    if (changed & INPUT_BIN_FULL)
        tell_bin(core);
    if (core->inputs.steady & INPUT_AIR_LOW && core->told.kind == KIND_PULSE)
        raise_fault(core, FAULT_AIR_LOW);
}

/* The gate */

static void count_rejects(struct reject *core)
{
    uint8_t most = core->told.rejects_in_a_row_to_stop;

    if (core->rejects_in_a_row < UINT8_MAX)
        core->rejects_in_a_row++;
    if (most != 0 && core->rejects_in_a_row >= most)
        raise_fault(core, FAULT_REJECTS_IN_A_ROW);
    if (core->told.gate_to_reject_ticks != NOT_FITTED)
        confirming_reject(&core->eyes.confirming, core->tick);
}

static void pack_done(struct reject *core, const struct gate_done_told *done)
{
    struct counters *counters = &core->counters;

    if (!arming_moves(&core->arming))
        raise_fault(core, FAULT_PASSED_UNARMED);
    if (done->action == ACTION_REJECT)
        count_rejects(core);
    else
        core->rejects_in_a_row = 0;
    counters->packs_passed += done->action == ACTION_PASS;
    counters->packs_rejected += done->action == ACTION_REJECT;
    counters->packs_held += done->action == ACTION_HOLD;
    counters->packs_without_order += !done->ordered;
    tell(core, MESSAGE_GATE_DONE_TOLD, done, sizeof *done);
}

static void move_packs(struct reject *core)
{
    struct gate_done_told done;

    if (belt_move(&core->belt, core->tick, core->now_us))
        packs_stood(&core->packs);
    if (core->packs.ticks_per_s != core->belt.ticks_per_s)
        packs_set_speed(&core->packs, core->belt.ticks_per_s);
    number_packs(core, core->tick, core->now_us);
    if (!core->belt.stands)
        packs_begin(&core->packs, core->tick, core->now_us);
    while (packs_leave(&core->packs, core->tick, core->now_us, &done))
        pack_done(core, &done);
}

static void trigger_cameras(struct reject *core)
{
    struct triggered_told told;

    while (cameras_trigger(&core->cameras, &core->packs, core->tick, core->now_us, &told))
        tell(core, MESSAGE_TRIGGERED_TOLD, &told, sizeof told);
}

void reject_run(struct reject *core, int32_t tick, uint32_t now_us)
{
    core->tick = tick;
    core->now_us = now_us;
    pulses_pass_time(&core->pulses, now_us);
    if (arming_is_silent(&core->arming, core->told.heartbeat_timeout_ms, now_us))
        lapse(core);
    look_at_inputs(core);
    if (core->arming.state != STATE_BARE) {
        move_packs(core);
        look_at_eyes(core);
        trigger_cameras(core);
    }
    set_outputs(core);
}

/* The line to the host */

void reject_byte_in(struct reject *core, uint8_t byte)
{
    enum heard heard = frame_hear(&core->link.reader, byte);

    if (heard == HEARD_FRAME)
        take_frame(core);
    else if (heard == HEARD_GARBAGE)
        core->counters.frames_refused++;
}

int16_t reject_byte_out(struct reject *core)
{
    int16_t byte = link_byte_out(&core->link);

    if (byte < 0 && send_frame(core))
        byte = link_byte_out(&core->link);
    return byte;
}

uint16_t reject_outputs(const struct reject *core)
{
    return core->outputs;
}

uint16_t reject_faults(const struct reject *core)
{
    return core->faults;
}

uint16_t reject_size(void)
{
    return sizeof(struct reject);
}
