#include "framing.h"

#include <string.h>

#include "flash.h"

/* What each four bits leave of the polynomial 0xedb88320 (IEEE 802.3, the least bit first). */
static const uint32_t crc_of_four_bits[16] IN_FLASH = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
    0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
    0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

static uint32_t with_four_bits(uint32_t crc)
{
    return (crc >> 4) ^ FROM_FLASH(&crc_of_four_bits[crc & 15]);
}

/* Four bits at a time: bit by bit the longest frame keeps a small chip busy for a millisecond. */
uint32_t crc32_of(const uint8_t *bytes, uint8_t length)
{
    uint32_t crc = UINT32_MAX;

    for (uint8_t place = 0; place < length; place++) {
        crc ^= bytes[place];
        crc = with_four_bits(with_four_bits(crc));
    }
    return ~crc;
}

/* Hearing */

static void append(struct frame_reader *reader, uint8_t byte)
{
    if (reader->length == LONGEST_BODY)
        reader->is_garbled = true;
    else
        reader->body[reader->length++] = byte;
}

/* The first byte of a block says how long it is; between two blocks stood a zero. */
static void begin_block(struct frame_reader *reader, uint8_t code)
{
    if (reader->zero_next)
        append(reader, 0);
    reader->left = code - 1;
    reader->zero_next = code != UINT8_MAX;
    reader->begun = true;
}

static bool is_whole(struct frame_reader *reader)
{
    uint32_t crc;

    if (reader->is_garbled || reader->left > 0 || reader->length < SHORTEST_BODY)
        return false;
    reader->length -= CRC_BYTES;
    memcpy(&crc, &reader->body[reader->length], sizeof crc);
    return crc == crc32_of(reader->body, reader->length);
}

static enum heard end_frame(struct frame_reader *reader)
{
    enum heard heard = HEARD_NOTHING;

    if (reader->begun)
        heard = is_whole(reader) ? HEARD_FRAME : HEARD_GARBAGE;
    reader->begun = false;
    return heard;
}

static void begin_frame(struct frame_reader *reader)
{
    reader->length = 0;
    reader->left = 0;
    reader->zero_next = false;
    reader->is_garbled = false;
}

enum heard frame_hear(struct frame_reader *reader, uint8_t byte)
{
    if (byte == 0)
        return end_frame(reader);
    if (!reader->begun)
        begin_frame(reader);
    if (reader->left == 0) {
        begin_block(reader, byte);
    } else {
        append(reader, byte);
        reader->left--;
    }
    return HEARD_NOTHING;
}

/* Telling */

/* Stuffs body, which lies one byte behind the beginning of `sent`, in its place. */
static uint8_t stuff(uint8_t *sent, uint8_t length)
{
    uint8_t block = 0; /* where the present block's code goes */

    for (uint8_t place = 1; place <= length; place++) {
        if (sent[place] == 0) {
            sent[block] = (uint8_t)(place - block);
            block = place;
        }
    }
    sent[block] = (uint8_t)(length + 1 - block);
    sent[length + 1] = 0;
    return length + 2;
}

uint8_t frame_write(uint8_t *sent, uint8_t seq, uint8_t type, const void *payload, uint8_t length)
{
    uint8_t *body = sent + 1;

    body[0] = seq;
    body[1] = type;
    memcpy(&body[2], payload, length);
    uint32_t crc = crc32_of(body, length + 2);
    memcpy(&body[2 + length], &crc, sizeof crc);
    return stuff(sent, length + SHORTEST_BODY);
}
