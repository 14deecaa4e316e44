/* What the controller will do next by itself, for simulators that jump from happening to happening.
 */

#include "reject.h"
#include "ticks.h"

static void stretch_ahead(const struct reject *core, const struct stretch *stretch, int32_t *tick,
                          bool *found)
{
    if (stretch->there && !stretch->dark)
        tick_if_sooner(ticks_after(stretch->back_tick, core->told.merge_gap_ticks + 1), tick,
                       found);
}

bool reject_next_tick(const struct reject *core, int32_t *tick)
{
    bool found = packs_next_tick(&core->packs, tick);

    stretch_ahead(core, &core->eyes.rejects, tick, &found);
    stretch_ahead(core, &core->eyes.exit, tick, &found);
    cameras_ahead_tick(&core->cameras, &core->packs, tick, &found);
    return found;
}

bool reject_next_us(const struct reject *core, uint32_t *at_us)
{
    bool found = packs_next_end_us(&core->packs, core->now_us, at_us);

    cameras_ahead_us(&core->cameras, at_us, &found);
    if (core->pulses.gate.rests)
        us_if_sooner(core->pulses.gate.since_us + PULSE_REST_US, at_us, &found);
    if (core->pulses.hold.rests)
        us_if_sooner(core->pulses.hold.since_us + PULSE_REST_US, at_us, &found);
    if (core->arming.state == STATE_ARMED) {
        uint32_t patience_us = core->told.heartbeat_timeout_ms * UINT32_C(1000);
        us_if_sooner(core->arming.heartbeat_us + patience_us, at_us, &found);
    }
    return found;
}
