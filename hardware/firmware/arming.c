#include "arming.h"

static void stand_at(struct arming *arming, enum state state, uint8_t default_action)
{
    arming->state = state;
    arming->default_action = default_action;
    arming->nonce_good = false;
}

void arming_start(struct arming *arming, uint32_t noise)
{
    *arming = (struct arming){.noise = noise};
    stand_at(arming, STATE_BARE, ACTION_REJECT);
}

void arming_configured(struct arming *arming)
{
    stand_at(arming, STATE_READY, ACTION_REJECT);
}

static bool is_default(uint8_t action)
{
    return action == ACTION_PASS || action == ACTION_REJECT;
}

/* Numbers that do not repeat (Knuth's linear congruence modulo 2^32), moved on by the time too. */
static uint32_t draw(struct arming *arming, uint32_t now_us)
{
    arming->noise = (arming->noise ^ now_us) * UINT32_C(1664525) + UINT32_C(1013904223);
    return arming->noise;
}

bool arming_ask(struct arming *arming, uint8_t default_action, uint32_t now_us)
{
    if (arming->state == STATE_BARE || !is_default(default_action))
        return false;
    arming->nonce = (struct nonce){default_action, draw(arming, now_us)};
    arming->nonce_us = now_us;
    arming->nonce_good = true;
    return true;
}

static bool is_answer(const struct arming *arming, const struct arm *arm, uint32_t now_us)
{
    return arming->nonce_good && arm->nonce == arming->nonce.nonce &&
           arm->default_action == arming->nonce.default_action &&
           now_us - arming->nonce_us <= NONCE_GOOD_US;
}

enum result arming_arm(struct arming *arming, const struct arm *arm, enum silence silence,
                       uint32_t now_us)
{
    bool answers = is_answer(arming, arm, now_us);

    arming->nonce_good = false; /* good for one try */
    if (arming->state == STATE_BARE)
        return RESULT_NOT_CONFIGURED;
    if (!answers)
        return RESULT_WRONG_NONCE;
    if (arm->default_action == ACTION_REJECT && silence == SILENCE_PASS_ALL)
        return RESULT_WOULD_PASS_ALL;
    stand_at(arming, STATE_ARMED, arm->default_action);
    arming->heartbeat_us = now_us;
    return RESULT_DONE;
}

bool arming_is_silent(const struct arming *arming, uint16_t timeout_ms, uint32_t now_us)
{
    return arming->state == STATE_ARMED &&
           now_us - arming->heartbeat_us >= timeout_ms * UINT32_C(1000);
}

void arming_lapse(struct arming *arming)
{
    stand_at(arming, STATE_LAPSED, arming->default_action);
}

bool arming_moves(const struct arming *arming)
{
    return arming->state >= STATE_ARMED;
}
