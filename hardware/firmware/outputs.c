/* What is switched on: the armed level, the packs at the gate and the faults, put together. */

#include "happenings.h"

static const uint16_t STOPPING = 1u << FAULT_PULSE_RATE | 1u << FAULT_REJECTS_IN_A_ROW |
                                 1u << FAULT_TOO_MANY_PACKS | 1u << FAULT_ENCODER_DEAD |
                                 1u << FAULT_AIR_LOW;

/* With a host that lives, a reject which its eye did not see is the host's to judge. */
static const uint16_t STOPPING_ALONE = 1u << FAULT_NOT_CONFIRMED;

/* Louder than anything the host asks for: it is not there to ask. */
static const uint8_t ALARM = LAMP_RED | LAMP_BEEPER;

#define LAMP_SHIFT 7
_Static_assert(OUTPUT_LAMP_RED == LAMP_RED << LAMP_SHIFT, "lamps are outputs further up");
_Static_assert(OUTPUT_BEEPER == LAMP_BEEPER << LAMP_SHIFT, "the beeper too");

static bool stops_by_fault(const struct reject *core)
{
    if (core->arming.state == STATE_LAPSED && core->faults & STOPPING_ALONE)
        return true;
    return (core->faults & STOPPING) != 0;
}

/* A pulse gate without its power to reject passes everything, so the belt waits for the arming. */
static bool stops_unarmed(const struct reject *core)
{
    return core->arming.state == STATE_BARE ||
           (core->arming.state == STATE_READY && core->told.kind == KIND_PULSE);
}

uint8_t belt_stops(const struct reject *core)
{
    bool by_silence =
        core->arming.state == STATE_LAPSED && core->told.silence == SILENCE_STOP_BELT;

    return (core->host_stops_belt ? BELT_STOP_HOST : 0) |
           (stops_by_fault(core) ? BELT_STOP_FAULT : 0) | (by_silence ? BELT_STOP_SILENCE : 0) |
           (stops_unarmed(core) ? BELT_STOP_UNARMED : 0);
}

/* One output that throws packs: never longer, never more often than it may. */
static bool thrown(struct reject *core, struct pulse *pulse, bool wanted)
{
    bool was_on = pulse->on, rested = pulse->rests;
    bool on = pulse_allowed(pulse, wanted, core->now_us);

    if (pulse->rests && !rested)
        raise_fault(core, FAULT_PULSE_CUT);
    if (!on || was_on)
        return on;
    core->counters.pulses++;
    pulses_count(&core->pulses);
    if (core->pulses.within_10_s > core->told.most_pulses_per_10_s)
        raise_fault(core, FAULT_PULSE_RATE);
    return on;
}

/* What throws out wins over what lets pass; between packs it stands as armed. */
static bool diverter_passes(const struct reject *core, uint8_t driven)
{
    if (driven & (1u << ACTION_REJECT | 1u << ACTION_HOLD))
        return false;
    return driven != 0 || core->arming.default_action == ACTION_PASS;
}

static uint16_t gate_outputs(struct reject *core)
{
    bool moves = arming_moves(&core->arming);
    uint8_t driven = moves ? packs_driven(&core->packs, core->now_us) : 0;
    bool gate = moves && diverter_passes(core, driven);
    bool hold = thrown(core, &core->pulses.hold, driven & 1u << ACTION_HOLD);

    if (core->told.kind != KIND_DIVERTER)
        gate = thrown(core, &core->pulses.gate, driven & 1u << ACTION_REJECT);
    return (gate ? OUTPUT_GATE : 0) | (hold ? OUTPUT_HOLD : 0);
}

void set_outputs(struct reject *core)
{
    uint8_t lamps = core->arming.state == STATE_LAPSED ? ALARM : core->lamps;
    uint16_t outputs = gate_outputs(core) | cameras_outputs(&core->cameras);

    outputs |= (uint16_t)lamps << LAMP_SHIFT;
    if (belt_stops(core) == 0)
        outputs |= OUTPUT_BELT_RUN;
    core->outputs = outputs;
}
