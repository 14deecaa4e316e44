#include "pulses.h"

#include <string.h>

#define US_PER_S UINT32_C(1000000)

static bool cut(struct pulse *pulse, uint32_t now_us)
{
    *pulse = (struct pulse){.rests = true, .since_us = now_us};
    return false;
}

bool pulse_allowed(struct pulse *pulse, bool wanted, uint32_t now_us)
{
    if (pulse->rests && now_us - pulse->since_us >= PULSE_REST_US)
        pulse->rests = false;
    if (!wanted || pulse->rests) {
        pulse->on = false;
        return false;
    }
    if (!pulse->on) {
        pulse->on = true;
        pulse->since_us = now_us;
    }
    if (now_us - pulse->since_us >= LONGEST_PULSE_US)
        return cut(pulse, now_us);
    return true;
}

void pulses_forget(struct pulses *pulses)
{
    memset(pulses->by_second, 0, sizeof pulses->by_second);
    pulses->within_10_s = 0;
}

void pulses_count(struct pulses *pulses)
{
    pulses->by_second[pulses->second]++;
    pulses->within_10_s++;
}

void pulses_pass_time(struct pulses *pulses, uint32_t now_us)
{
    while (now_us - pulses->second_us >= US_PER_S) {
        pulses->second_us += US_PER_S;
        pulses->second = (pulses->second + 1) % RATE_SECONDS;
        pulses->within_10_s -= pulses->by_second[pulses->second];
        pulses->by_second[pulses->second] = 0;
    }
}
