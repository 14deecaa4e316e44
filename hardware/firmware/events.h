/* What happened, kept until the host has taken it. */

#ifndef PACKWARDEN_EVENTS_H
#define PACKWARDEN_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "messages.h"

/* A pack makes up to eight events (seen, four triggers, done, left, one fault); the host takes them
 * every 10 ms, in which at 2,100 packs a minute less than one pack passes. */
#define MOST_EVENTS 24

/* Sent again when the host has taken nothing for so long: a round trip over 250,000 baud and a
 * host's time slice take less. */
#define EVENT_PATIENCE_US UINT32_C(50000)

union event_payload {
    uint16_t event_no; /* every event begins with it */
    struct pack_seen_told pack_seen;
    struct gate_done_told gate_done;
    struct pack_left_told pack_left;
    struct order_refused_told order_refused;
    struct bin_told bin;
    struct triggered_told triggered;
    struct fault_told fault;
} __attribute__((packed));

struct event {
    uint8_t type;
    union event_payload payload;
} __attribute__((packed));

struct events {
    struct event ring[MOST_EVENTS];
    uint8_t first, count;
    uint8_t sent;       /* of the kept ones, how many are on their way */
    uint16_t oldest_no; /* of the oldest kept one */
    uint32_t sent_us;   /* when the last one was sent or taken */
};

/* Keeps it, with its number; true when the oldest had to go for it. */
bool events_tell(struct events *events, uint8_t type, const void *payload, uint8_t length);

/* The host has all before `next_no`. */
void events_take(struct events *events, uint16_t next_no, uint32_t now_us);

/* A new host begins with the next event. */
void events_forget(struct events *events);

/* The next one to send; NULL with none. */
const struct event *events_send(struct events *events, uint32_t now_us);

#endif
