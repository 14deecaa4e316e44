#include "inputs.h"

void inputs_see(struct inputs *inputs, uint8_t raw, uint32_t now_us)
{
    if (raw == inputs->raw)
        return;
    inputs->raw = raw;
    inputs->since_us = now_us;
}

uint8_t inputs_settle(struct inputs *inputs, uint32_t now_us)
{
    uint8_t changed = inputs->raw ^ inputs->steady;

    if (changed == 0 || now_us - inputs->since_us < INPUT_STEADY_US)
        return 0;
    inputs->steady = inputs->raw;
    return changed;
}
