/* Hosts that send anything, thousands of times: what the gate's pins do then, judged by rules that
 * know nothing of how the controller works. */

#include <string.h>

#include "framing.h"
#include "reject.h"

enum host { HOST_ANY, HOST_NEVER_REJECTS, HOST_NEVER_PASSES };

struct tally {
    uint32_t sequences, commands, pulses, longest_us, packs_due;
    /* What must never be */
    uint32_t too_long, driven_at_pass, slipped;
};

struct watched {
    bool on;
    uint32_t since_us;
};

/* One pack on its way; driven: the gate acted while its middle was in reach of it. */
struct laid {
    int32_t front_tick, back_tick;
    bool dark_told, light_told, driven, judged;
};

struct storm {
    uint64_t random;
    enum host host;
    struct reject core;
    struct configure told;
    uint8_t next_seq;
    uint32_t now_us;
    uint64_t place; /* of the belt, in millionths of a tick */
    uint32_t ticks_per_s, set_ticks_per_s;
    struct laid packs[4];
    struct watched gate, hold;
    struct tally *tally;
};

static uint32_t any(struct storm *storm, uint32_t below)
{
    storm->random ^= storm->random << 13;
    storm->random ^= storm->random >> 7;
    storm->random ^= storm->random << 17;
    return (uint32_t)(storm->random >> 32) % below;
}

static int32_t tick_of(const struct storm *storm)
{
    return (int32_t)(storm->place / 1000000);
}

/* What the host says */

static void say(struct storm *storm, uint8_t seq, uint8_t type, const void *payload, uint8_t length)
{
    uint8_t sent[LONGEST_SENT];
    uint8_t count = frame_write(sent, seq, type, payload, length);

    for (uint8_t place = 0; place < count; place++)
        reject_byte_in(&storm->core, sent[place]);
    storm->tally->commands++;
}

static void command(struct storm *storm, uint8_t type, const void *payload, uint8_t length)
{
    if (any(storm, 16) == 0)
        say(storm, (uint8_t)any(storm, 256), type, payload, length);
    say(storm, storm->next_seq++, type, payload, length);
}

static void greet(struct storm *storm, uint32_t host_run)
{
    struct hello hello = {PROTOCOL, host_run};

    say(storm, 0, MESSAGE_HELLO, &hello, sizeof hello);
    storm->next_seq = 1;
}

static uint8_t any_default(struct storm *storm)
{
    static const uint8_t ONLY[] = {0, ACTION_PASS, ACTION_REJECT};
    return storm->host == HOST_ANY ? (uint8_t)any(storm, 5) : ONLY[storm->host];
}

static void handshake(struct storm *storm, uint8_t default_action)
{
    say(storm, 0, MESSAGE_ASK_ARM, &default_action, 1);
    struct arm arm = {default_action, storm->core.arming.nonce.nonce + (any(storm, 8) == 0)};
    command(storm, MESSAGE_ARM, &arm, sizeof arm);
}

static void any_order(struct storm *storm)
{
    uint8_t action = (uint8_t)any(storm, 5);
    struct order order = {any(storm, 8), action};

    if (storm->host == HOST_NEVER_REJECTS && (action == ACTION_REJECT || action == ACTION_HOLD))
        order.action = ACTION_PASS;
    if (storm->host == HOST_NEVER_PASSES && (action == ACTION_PASS || action == ACTION_HOLD))
        order.action = ACTION_REJECT;
    command(storm, MESSAGE_ORDER, &order, sizeof order);
}

static void any_distances(struct storm *storm)
{
    struct configure told = storm->told;

    if (storm->host == HOST_ANY)
        ((uint8_t *)&told)[any(storm, sizeof told)] ^= (uint8_t)(1u << any(storm, 8));
    command(storm, MESSAGE_CONFIGURE, &told, sizeof told);
}

static void any_noise(struct storm *storm)
{
    for (uint32_t count = any(storm, 20); count > 0; count--)
        reject_byte_in(&storm->core, (uint8_t)any(storm, 256));
    reject_byte_in(&storm->core, 0);
}

static void any_command(struct storm *storm)
{
    uint8_t byte = (uint8_t)any(storm, 256);
    uint16_t word = (uint16_t)any(storm, 65536);

    switch (any(storm, 12)) {
    case 0: greet(storm, any(storm, 2)); break;
    case 1: any_distances(storm); break;
    case 2: handshake(storm, any_default(storm)); break;
    case 3: case 4: case 5: any_order(storm); break;
    case 6: command(storm, MESSAGE_STOP_BELT, &(uint8_t){byte & 1}, 1); break;
    case 7: say(storm, 0, MESSAGE_HEARTBEAT, &byte, 0); break;
    case 8: say(storm, 0, MESSAGE_TAKE_EVENTS, &word, 2); break;
    case 9: command(storm, MESSAGE_CLEAR_FAULT, &(uint8_t){byte % 12}, 1); break;
    case 10: command(storm, MESSAGE_LAMPS, &byte, 1); break;
    case 11: any_noise(storm); break;
    }
}

/* What stands around it */

static void any_plant(struct storm *storm)
{
    int32_t pack_ticks = 16 + (int32_t)any(storm, 24);
    int32_t pulse_ticks = 6 + (int32_t)any(storm, (uint32_t)pack_ticks - 6);
    int32_t lead_ticks = pulse_ticks / 2 + 2 + (int32_t)any(storm, 10);

    storm->told = (struct configure){
        .kind = (uint8_t)(KIND_DIVERTER + any(storm, 2)),
        .silence = (uint8_t)(SILENCE_REJECT_ALL + any(storm, 2)),
        .eye_to_gate_ticks = lead_ticks + pack_ticks + (int32_t)any(storm, 60),
        .order_lead_ticks = lead_ticks,
        .pulse_ticks = pulse_ticks,
        .pack_ticks = pack_ticks,
        .merge_gap_ticks = 3,
        .shortest_pack_ticks = pack_ticks / 3,
        .travel_us = any(storm, 10000),
        .gate_to_reject_ticks = NOT_FITTED,
        .exit_eye = 1,
        .hold_outlet = (uint8_t)any(storm, 2),
        .camera_0_ticks = (int32_t)any(storm, 20),
        .camera_1_ticks = NOT_FITTED,
        .camera_2_ticks = NOT_FITTED,
        .camera_3_ticks = NOT_FITTED,
        .heartbeat_timeout_ms = (uint16_t)(20 + any(storm, 400)),
        .rejects_in_a_row_to_stop = (uint8_t)any(storm, 4),
        .most_pulses_per_10_s = (uint16_t)(1 + any(storm, 100)),
    };
}

static void lay(struct storm *storm)
{
    int32_t tick = 4 + (int32_t)any(storm, 20);

    for (int place = 0; place < 4; place++) {
        int32_t length = storm->told.pack_ticks * (80 + (int32_t)any(storm, 40)) / 100;
        storm->packs[place] = (struct laid){.front_tick = tick, .back_tick = tick + length};
        tick += length + 5 + (int32_t)any(storm, 40);
    }
}

static void begin(struct storm *storm)
{
    any_plant(storm);
    lay(storm);
    storm->now_us = any(storm, UINT32_MAX);
    storm->place = 0;
    storm->set_ticks_per_s = storm->ticks_per_s = 500 + any(storm, 1500);
    storm->gate = storm->hold = (struct watched){0};
    reject_start(&storm->core, 1, 0, any(storm, UINT32_MAX));
    reject_run(&storm->core, 0, storm->now_us);
    greet(storm, 0);
    say(storm, storm->next_seq++, MESSAGE_CONFIGURE, &storm->told, sizeof storm->told);
    while (storm->host != HOST_ANY && storm->core.arming.state != STATE_ARMED)
        handshake(storm, any_default(storm));
}

/* What the pins do */

static void watch(struct storm *storm, struct watched *watched, bool on)
{
    if (on && !watched->on) {
        watched->since_us = storm->now_us;
        storm->tally->pulses++;
    }
    watched->on = on;
    if (!on)
        return;
    uint32_t lasted_us = storm->now_us - watched->since_us;
    if (lasted_us > storm->tally->longest_us)
        storm->tally->longest_us = lasted_us;
    storm->tally->too_long += lasted_us >= 200000;
}

/* The gate throws out, by its spring or by its pulse. */
static bool throws(const struct storm *storm)
{
    bool on = (storm->core.outputs & OUTPUT_GATE) != 0;
    return storm->told.kind == KIND_PULSE ? on : !on;
}

static void judge_pass(struct storm *storm)
{
    bool held = (storm->core.outputs & OUTPUT_HOLD) != 0;
    storm->tally->driven_at_pass += throws(storm) || held;
}

static void judge_packs(struct storm *storm)
{
    int32_t tick = tick_of(storm), half = (storm->told.pulse_ticks + 1) / 2;

    for (int place = 0; place < 4; place++) {
        struct laid *pack = &storm->packs[place];
        int32_t gate = (pack->front_tick + pack->back_tick) / 2 + storm->told.eye_to_gate_ticks;
        if (tick >= gate - half && tick <= gate + half)
            pack->driven |= throws(storm);
        if (tick <= gate + half || pack->judged)
            continue;
        pack->judged = true;
        storm->tally->packs_due++;
        storm->tally->slipped += !pack->driven;
    }
}

static void judge(struct storm *storm)
{
    uint16_t outputs = storm->core.outputs;

    if (storm->core.told.kind == KIND_PULSE)
        watch(storm, &storm->gate, (outputs & OUTPUT_GATE) != 0);
    watch(storm, &storm->hold, (outputs & OUTPUT_HOLD) != 0);
    if (storm->host == HOST_NEVER_REJECTS)
        judge_pass(storm);
    if (storm->host == HOST_NEVER_PASSES)
        judge_packs(storm);
}

/* Time goes on */

static void pass_eye(struct storm *storm)
{
    int32_t tick = tick_of(storm);

    for (int place = 0; place < 4; place++) {
        struct laid *pack = &storm->packs[place];
        if (!pack->dark_told && tick >= pack->front_tick)
            reject_edge(&storm->core, EYE_PACKS, true, pack->front_tick, storm->now_us);
        pack->dark_told |= tick >= pack->front_tick;
        if (!pack->light_told && tick >= pack->back_tick)
            reject_edge(&storm->core, EYE_PACKS, false, pack->back_tick, storm->now_us);
        pack->light_told |= tick >= pack->back_tick;
    }
}

/* A belt stops and starts at once, in the middle of anything; with any host it crawls too. */
static void any_speed(struct storm *storm)
{
    uint32_t chance = any(storm, 60);

    if (chance == 0)
        storm->ticks_per_s = 0;
    else if (chance == 1 && storm->host == HOST_ANY)
        storm->ticks_per_s = any(storm, 60);
    else if (chance < 8)
        storm->ticks_per_s = storm->set_ticks_per_s;
}

static void step(struct storm *storm, uint32_t most_us)
{
    uint32_t step_us = 100 + any(storm, most_us - 100);

    storm->now_us += step_us;
    storm->place += (uint64_t)step_us * storm->ticks_per_s;
    pass_eye(storm);
    reject_run(&storm->core, tick_of(storm), storm->now_us);
    judge(storm);
    any_speed(storm);
    if (any(storm, 6) == 0)
        any_command(storm);
    while (any(storm, 8) == 0 && reject_byte_out(&storm->core) >= 0)
        continue;
}

void run_storm(uint32_t seed, enum host host, uint32_t sequences, uint32_t steps, uint32_t most_us,
               struct tally *tally)
{
    static struct storm storm;

    *tally = (struct tally){.sequences = sequences};
    storm = (struct storm){.random = UINT64_C(0x9e3779b97f4a7c15) ^ seed, .host = host};
    storm.tally = tally;
    for (uint32_t sequence = 0; sequence < sequences; sequence++) {
        begin(&storm);
        for (uint32_t number = 0; number < steps; number++)
            step(&storm, most_us);
    }
}
