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
    uint8_t next_seq;         /* of the next command */
    uint8_t results[WINDOW];  /* of the last commands, by sequence number */
    uint8_t remembered;       /* how many of them there are since the host's Hello */
    uint8_t acks_due;         /* bit `seq % WINDOW` */
    bool gap_due;             /* a command came before its turn, and the host must be told */
    uint8_t gap_seq;
    uint8_t answers_due;      /* enum answer */
    uint32_t status_us;       /* when the last one was sent */
    uint8_t sent_seq;         /* of the last frame sent */
    uint8_t sent[LONGEST_SENT];
    uint8_t sent_length, sent_place;
    struct events events;
};

#endif
