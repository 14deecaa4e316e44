/* The conversation with the host: frames in and out, commands in their order, answers, events. */

#ifndef PACKWARDEN_LINK_H
#define PACKWARDEN_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "events.h"
#include "framing.h"
#include "messages.h"

/* The base of the host's clock fit: 100 a second, as hardware/wire/messages.py says. */
#define STATUS_EVERY_US UINT32_C(10000)

enum answer { ANSWER_WELCOME = 1, ANSWER_NONCE = 2, ANSWER_COUNTERS = 4 };

struct link {
    struct frame_reader reader;
    bool greeted;
    uint32_t host_run;
    uint8_t next_seq;        /* of the next command */
    uint8_t results[WINDOW]; /* of the last commands, by sequence number */
    uint8_t remembered;      /* how many of them there are since the host's Hello */
    uint8_t acks_due;        /* bit `seq % WINDOW` */
    bool refusal_due;        /* of a command that was not taken into the order */
    struct ack refusal;
    uint8_t answers_due; /* bits of enum answer */
    uint32_t status_us;  /* when the last one was sent */
    uint8_t sent_seq;    /* of the next frame to be sent */
    uint8_t sent[LONGEST_SENT];
    uint8_t sent_length, sent_place;
    struct events events;
};
_Static_assert(WINDOW == 8, "acks_due has one bit for each");

/* How a command stands to those before it. */
enum turn { TURN_NOW, TURN_TAKEN_BEFORE, TURN_TOO_EARLY };

/* A host begins a conversation; true when it is another one than before. */
bool link_greet(struct link *link, uint32_t host_run, uint8_t seq, bool speaks_our_protocol);

enum turn link_turn(const struct link *link, uint8_t seq);

/* Remembers the result of the command whose turn it was, and acknowledges it. */
void link_done(struct link *link, enum result result);

/* Acknowledges a command that was taken before. */
void link_ack_again(struct link *link, uint8_t seq);

/* The command is not taken. */
void link_refuse(struct link *link, uint8_t seq, enum result result);

/* True when one is due: `ack` has the oldest. */
bool link_next_ack(struct link *link, struct ack *ack);

void link_send(struct link *link, uint8_t type, const void *payload, uint8_t length);

/* The next byte of the frame being sent; -1 when it is out. */
int16_t link_byte_out(struct link *link);

#endif
