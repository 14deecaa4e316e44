#include "events.h"

#include <stddef.h>
#include <string.h>

static uint8_t place_of(const struct events *events, uint8_t index)
{
    uint8_t place = events->first + index;
    return place < MOST_EVENTS ? place : place - MOST_EVENTS;
}

static void drop(struct events *events, uint8_t count)
{
    events->first = place_of(events, count);
    events->oldest_no += count;
    events->count -= count;
    events->sent = events->sent > count ? events->sent - count : 0;
}

bool events_tell(struct events *events, uint8_t type, const void *payload, uint8_t length)
{
    bool is_full = events->count == MOST_EVENTS;

    if (is_full)
        drop(events, 1);
    struct event *event = &events->ring[place_of(events, events->count)];
    event->type = type;
    memcpy(&event->payload, payload, length);
    event->payload.event_no = events->oldest_no + events->count;
    events->count++;
    return is_full;
}

void events_take(struct events *events, uint16_t next_no, uint32_t now_us)
{
    uint16_t taken = next_no - events->oldest_no;

    if (taken == 0 || taken > events->count)
        return;
    drop(events, (uint8_t)taken);
    events->sent_us = now_us;
}

void events_forget(struct events *events)
{
    drop(events, events->count);
}

const struct event *events_send(struct events *events, uint32_t now_us)
{
    if (events->sent > 0 && now_us - events->sent_us >= EVENT_PATIENCE_US)
        events->sent = 0;
    if (events->sent == events->count)
        return NULL;
    events->sent_us = now_us;
    return &events->ring[place_of(events, events->sent++)];
}
