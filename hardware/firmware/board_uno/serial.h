/* The line to the host: 250,000 baud, 8N1, which 16 MHz divides exactly. */

#ifndef PACKWARDEN_UNO_SERIAL_H
#define PACKWARDEN_UNO_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

void serial_start(void);

/* The oldest byte that came; -1 with none. */
int16_t serial_take(void);

bool serial_has_room(void);

/* Only where there is room. */
void serial_send(uint8_t byte);

#endif
