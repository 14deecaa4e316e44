#include "cameras.h"

#include <stddef.h>
#include <string.h>

#include "ticks.h"

void cameras_start(struct cameras *cameras, uint32_t next_no)
{
    for (uint8_t place = 0; place < CAMERAS; place++)
        cameras->all[place].next_no = next_no;
}

/* The four distances lie one behind the other in what was told. */
static int32_t distance_of(const struct configure *told, uint8_t place)
{
    int32_t distance;
    size_t at = offsetof(struct configure, camera_0_ticks) + place * sizeof distance;

    memcpy(&distance, (const uint8_t *)told + at, sizeof distance);
    return distance;
}

static void switch_by_time(struct camera *camera, uint32_t now_us)
{
    if ((!camera->on && !camera->rests) || now_us - camera->since_us < TRIGGER_US)
        return;
    camera->rests = camera->on;
    camera->on = false;
    camera->since_us = now_us;
}

/* Where the belt is when the camera's next pack is before it; false while it is not seen yet. */
static bool next_tick(const struct camera *camera, const struct packs *packs, uint8_t place,
                      int32_t *tick)
{
    uint32_t index = camera->next_no - packs->first_no;
    int32_t distance = distance_of(packs->told, place);

    if (distance == NOT_FITTED || index >= packs->count)
        return false;
    *tick = ticks_after(packs_at(packs, (uint8_t)index)->centre_tick, distance);
    return true;
}

static bool is_due(struct camera *camera, const struct packs *packs, uint8_t place, int32_t tick)
{
    int32_t due_tick;

    if (camera->on || camera->rests)
        return false;
    if ((int32_t)(camera->next_no - packs->first_no) < 0)
        camera->next_no = packs->first_no; /* the pack went by while the camera was busy */
    return next_tick(camera, packs, place, &due_tick) && ticks_since(tick, due_tick) >= 0;
}

bool cameras_trigger(struct cameras *cameras, const struct packs *packs, int32_t tick,
                     uint32_t now_us, struct triggered_told *triggered)
{
    for (uint8_t place = 0; place < CAMERAS; place++) {
        struct camera *camera = &cameras->all[place];
        switch_by_time(camera, now_us);
        if (!is_due(camera, packs, place, tick))
            continue;
        camera->next_no++;
        camera->count++;
        camera->on = true;
        camera->since_us = now_us;
        *triggered = (struct triggered_told){
            .camera = place, .count = camera->count, .tick = tick, .time_us = now_us};
        return true;
    }
    return false;
}

uint16_t cameras_outputs(const struct cameras *cameras)
{
    uint16_t outputs = 0;

    for (uint8_t place = 0; place < CAMERAS; place++)
        if (cameras->all[place].on)
            outputs |= (uint16_t)(OUTPUT_CAMERA_0 << place);
    return outputs;
}

void cameras_ahead_tick(const struct cameras *cameras, const struct packs *packs, int32_t *tick,
                        bool *found)
{
    int32_t due_tick;

    for (uint8_t place = 0; place < CAMERAS; place++)
        if (next_tick(&cameras->all[place], packs, place, &due_tick))
            tick_if_sooner(due_tick, tick, found);
}

void cameras_ahead_us(const struct cameras *cameras, uint32_t *at_us, bool *found)
{
    for (uint8_t place = 0; place < CAMERAS; place++) {
        const struct camera *camera = &cameras->all[place];
        if (camera->on || camera->rests)
            us_if_sooner(camera->since_us + TRIGGER_US, at_us, found);
    }
}
