/* Bytes to frames and back, as hardware/wire/framing.py says: COBS, a zero behind every frame, and
 * `seq | type | payload | crc` inside. */

#ifndef PACKWARDEN_FRAMING_H
#define PACKWARDEN_FRAMING_H

#include <stdbool.h>
#include <stdint.h>

#include "messages.h"

#define CRC_BYTES 4
#define SHORTEST_BODY (2 + CRC_BYTES)
#define LONGEST_BODY (SHORTEST_BODY + LONGEST_PAYLOAD)
/* COBS puts one byte before it and the zero goes behind. */
#define LONGEST_SENT (LONGEST_BODY + 2)
_Static_assert(LONGEST_BODY < 254, "COBS adds exactly one byte to a body shorter than that");

/* CRC-32 of ISO-HDLC (zlib.crc32). */
uint32_t crc32_of(const uint8_t *bytes, uint8_t length);

struct frame_reader {
    uint8_t body[LONGEST_BODY];
    uint8_t length;
    uint8_t left;    /* bytes of the present COBS block that are still to come */
    bool zero_next;  /* a zero stands between the present block and the next */
    bool begun;      /* something came since the last end */
    bool is_garbled; /* too long or cut: worth nothing until its end */
};

enum heard { HEARD_NOTHING, HEARD_FRAME, HEARD_GARBAGE };

/* HEARD_FRAME: the frame lies in `body`, `length` without its CRC. */
enum heard frame_hear(struct frame_reader *reader, uint8_t byte);

/* Writes the frame to `sent` (LONGEST_SENT bytes) and returns its length. */
uint8_t frame_write(uint8_t *sent, uint8_t seq, uint8_t type, const void *payload, uint8_t length);

#endif
