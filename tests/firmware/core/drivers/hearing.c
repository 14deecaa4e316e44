/* Hears a stretch of bytes and writes down every frame in it, each with its length before it. */

#include <string.h>

#include "framing.h"

int32_t hear_all(struct frame_reader *reader, const uint8_t *bytes, int32_t count, uint8_t *frames,
                 int32_t *refused)
{
    int32_t length = 0;

    for (int32_t place = 0; place < count; place++) {
        enum heard heard = frame_hear(reader, bytes[place]);
        *refused += heard == HEARD_GARBAGE;
        if (heard != HEARD_FRAME)
            continue;
        frames[length++] = reader->length;
        memcpy(&frames[length], reader->body, reader->length);
        length += reader->length;
    }
    return length;
}

int32_t reader_size(void)
{
    return sizeof(struct frame_reader);
}
