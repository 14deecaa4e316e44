/* What the host says, and what is done about it. */

#include <stddef.h>
#include <string.h>

#include "happenings.h"

/* Far beyond any line (100 m at a thousand ticks per millimetre), and no sum of a few overflows. */
#define MOST_TICKS INT32_C(100000000)

/* Nothing here needs longer to move (hardware/gates/belt_gate.py). */
#define MOST_TRAVEL_US UINT32_C(200000)

/* A dead host is noticed within half a second (safety requirement of the line); a quicker one than
 * 20 ms would find the host's own time slices. */
#define LEAST_TIMEOUT_MS 20
#define MOST_TIMEOUT_MS 500

static bool within(int32_t value, int32_t least, int32_t most)
{
    return least <= value && value <= most;
}

static bool is_kind(const struct configure *told)
{
    return within(told->kind, KIND_DIVERTER, KIND_LAST) &&
           within(told->silence, SILENCE_PASS_ALL, SILENCE_LAST) && told->exit_eye <= 1 &&
           told->hold_outlet <= 1;
}

static bool is_gate(const struct configure *told)
{
    return within(told->eye_to_gate_ticks, 1, MOST_TICKS) &&
           within(told->pulse_ticks, 1, MOST_TICKS) &&
           within(told->order_lead_ticks, (told->pulse_ticks + 1) / 2,
                  told->eye_to_gate_ticks - 1) &&
           told->travel_us <= MOST_TRAVEL_US &&
           within(told->gate_to_reject_ticks, NOT_FITTED, MOST_TICKS);
}

/* With packs touching each other, all from eye to gate are remembered. */
static bool is_pack(const struct configure *told)
{
    if (!within(told->pack_ticks, 1, MOST_TICKS) ||
        !within(told->shortest_pack_ticks, 1, told->pack_ticks) ||
        !within(told->merge_gap_ticks, 0, MOST_TICKS))
        return false;
    int32_t packs = (told->eye_to_gate_ticks + told->pulse_ticks) / told->pack_ticks;
    return packs + LONGEST_PIECE_PACKS <= MOST_PACKS;
}

static bool is_camera(const struct configure *told, int32_t distance)
{
    return within(distance, NOT_FITTED, told->eye_to_gate_ticks);
}

static bool are_cameras(const struct configure *told)
{
    return is_camera(told, told->camera_0_ticks) && is_camera(told, told->camera_1_ticks) &&
           is_camera(told, told->camera_2_ticks) && is_camera(told, told->camera_3_ticks);
}

static bool are_limits(const struct configure *told)
{
    return within(told->heartbeat_timeout_ms, LEAST_TIMEOUT_MS, MOST_TIMEOUT_MS) &&
           told->most_pulses_per_10_s > 0;
}

/* The packs on the belt were seen at other distances: they are forgotten, and it is not armed. Of a
 * pack that stands before the eye, at least the rest is seen. */
static void adopt(struct reject *core, const struct configure *told)
{
    uint32_t next_no = packs_next_no(&core->packs);

    core->told = *told;
    core->told_crc = crc32_of((const uint8_t *)told, sizeof *told);
    packs_start(&core->packs, &core->told, next_no);
    packs_set_speed(&core->packs, core->belt.ticks_per_s);
    cameras_start(&core->cameras, next_no);
    if (core->eye_dark)
        packs_edge(&core->packs, true, core->tick);
    core->eyes = (struct eyes){0};
    arming_configured(&core->arming);
}

static enum result configure(struct reject *core, const void *payload)
{
    const struct configure *told = payload;

    if (core->arming.state != STATE_BARE && memcmp(told, &core->told, sizeof *told) == 0)
        return RESULT_DONE;
    if (core->arming.state == STATE_ARMED)
        return RESULT_IS_ARMED;
    if (!is_kind(told) || !is_gate(told) || !is_pack(told) || !are_cameras(told) ||
        !are_limits(told))
        return RESULT_BAD_VALUE;
    adopt(core, told);
    return RESULT_DONE;
}

static enum result arm(struct reject *core, const void *payload)
{
    enum result result =
        arming_arm(&core->arming, payload, core->told.silence, core->now_us);

    if (result != RESULT_DONE)
        return result;
    core->packs.default_action = core->arming.default_action;
    core->faults &= (uint16_t)~(1u << FAULT_HOST_SILENT);
    return RESULT_DONE;
}

static enum result decide(struct reject *core, const struct order *order)
{
    if (core->arming.state != STATE_ARMED)
        return RESULT_NOT_ARMED;
    if (order->action == ACTION_HOLD && !core->told.hold_outlet)
        return RESULT_BAD_VALUE;
    return packs_order(&core->packs, order, core->tick);
}

static enum result order(struct reject *core, const void *payload)
{
    const struct order *order = payload;

    if (!within(order->action, ACTION_PASS, ACTION_LAST))
        return RESULT_BAD_VALUE;
    enum result result = decide(core, order);
    if (result == RESULT_DONE)
        return RESULT_DONE;
    struct order_refused_told refused = {
        .pack_no = order->pack_no,
        .action = order->action,
        .late = order->pack_no < packs_next_no(&core->packs),
        .time_us = core->now_us,
    };
    core->counters.orders_refused++;
    tell(core, MESSAGE_ORDER_REFUSED_TOLD, &refused, sizeof refused);
    return result;
}

static enum result stop_belt(struct reject *core, const void *payload)
{
    const struct stop_belt *asked = payload;

    core->host_stops_belt = asked->stop != 0;
    return RESULT_DONE;
}

/* What counted up to it begins anew too; what still lasts is raised again. */
static enum result clear_fault(struct reject *core, const void *payload)
{
    const struct clear_fault *asked = payload;

    if (asked->fault > FAULT_LAST)
        return RESULT_BAD_VALUE;
    core->faults &= (uint16_t)~(1u << asked->fault);
    if (asked->fault == FAULT_PULSE_RATE)
        pulses_forget(&core->pulses);
    if (asked->fault == FAULT_REJECTS_IN_A_ROW)
        core->rejects_in_a_row = 0;
    if (asked->fault == FAULT_ENCODER_DEAD)
        core->eye_edges = 0;
    return RESULT_DONE;
}

static enum result set_lamps(struct reject *core, const void *payload)
{
    const struct lamps *asked = payload;

    core->lamps = asked->lamps & (LAMP_RED | LAMP_AMBER | LAMP_GREEN | LAMP_BEEPER);
    return RESULT_DONE;
}

static enum result ask_arm(struct reject *core, const void *payload)
{
    const struct ask_arm *asked = payload;

    if (arming_ask(&core->arming, asked->default_action, core->now_us))
        core->link.answers_due |= ANSWER_NONCE;
    return RESULT_DONE;
}

static enum result heartbeat(struct reject *core, const void *payload)
{
    (void)payload;
    core->arming.heartbeat_us = core->now_us;
    return RESULT_DONE;
}

static enum result take_events(struct reject *core, const void *payload)
{
    const struct take_events *taken = payload;

    events_take(&core->link.events, taken->next_event_no, core->now_us);
    return RESULT_DONE;
}

static enum result ask_counters(struct reject *core, const void *payload)
{
    (void)payload;
    core->link.answers_due |= ANSWER_COUNTERS;
    return RESULT_DONE;
}

struct command {
    uint8_t type;
    uint8_t length;
    enum result (*carry_out)(struct reject *core, const void *payload);
};

static const struct command COMMANDS[] = {
    {MESSAGE_CONFIGURE, sizeof(struct configure), configure},
    {MESSAGE_ASK_ARM, sizeof(struct ask_arm), ask_arm},
    {MESSAGE_ARM, sizeof(struct arm), arm},
    {MESSAGE_ORDER, sizeof(struct order), order},
    {MESSAGE_STOP_BELT, sizeof(struct stop_belt), stop_belt},
    {MESSAGE_HEARTBEAT, 0, heartbeat},
    {MESSAGE_TAKE_EVENTS, sizeof(struct take_events), take_events},
    {MESSAGE_CLEAR_FAULT, sizeof(struct clear_fault), clear_fault},
    {MESSAGE_LAMPS, sizeof(struct lamps), set_lamps},
    {MESSAGE_ASK_COUNTERS, 0, ask_counters},
};

static const struct command *command_of(uint8_t type, uint8_t length)
{
    for (uint8_t place = 0; place < sizeof COMMANDS / sizeof *COMMANDS; place++)
        if (COMMANDS[place].type == type && COMMANDS[place].length == length)
            return &COMMANDS[place];
    return NULL;
}

static void take_in_turn(struct reject *core, const struct command *command, uint8_t seq,
                         const void *payload)
{
    enum turn turn = link_turn(&core->link, seq);

    if (turn == TURN_NOW)
        link_done(&core->link, command->carry_out(core, payload));
    else if (turn == TURN_TAKEN_BEFORE)
        link_ack_again(&core->link, seq);
    else
        link_refuse(&core->link, seq, RESULT_OUT_OF_ORDER);
}

/* A host that started anew has not gone through the handshake: the level of its like is over. */
static void greet(struct reject *core, const struct hello *hello, uint8_t seq)
{
    bool is_new = link_greet(&core->link, hello->host_run, seq, hello->protocol == PROTOCOL);

    core->link.answers_due |= ANSWER_WELCOME;
    if (is_new)
        tell_bin(core);
    if (is_new && core->arming.state == STATE_ARMED)
        lapse(core);
}

/* Of a message of the host: their numbers are all below 16. */
static bool is_sequenced(uint8_t type)
{
    return (SEQUENCED & 1u << type) != 0;
}

static bool is_well_formed(uint8_t type, uint8_t seq, uint8_t length)
{
    if (type == MESSAGE_HELLO)
        return length == sizeof(struct hello);
    return command_of(type, length) != NULL && (is_sequenced(type) || seq == 0);
}

void take_frame(struct reject *core)
{
    const uint8_t *body = core->link.reader.body;
    uint8_t seq = body[0], type = body[1], length = core->link.reader.length - 2;
    const void *payload = &body[2];

    if (!is_well_formed(type, seq, length)) {
        core->counters.frames_refused++;
        return;
    }
    core->counters.frames_taken++;
    if (type == MESSAGE_HELLO)
        greet(core, payload, seq);
    else if (!core->link.greeted)
        link_refuse(&core->link, seq, RESULT_NO_HELLO);
    else if (is_sequenced(type))
        take_in_turn(core, command_of(type, length), seq, payload);
    else
        command_of(type, length)->carry_out(core, payload);
}
