#include "keeping.h"

#include <avr/eeprom.h>

#include "../reject.h"

/* These belong to the host that was there, not to the machine. */
#define PASSING (1 << FAULT_HOST_SILENT | 1 << FAULT_PASSED_UNARMED)

/* Kept inverted: what was never written reads as ones, and means none. */
static uint8_t EEMEM kept_faults[2] = {UINT8_MAX, UINT8_MAX};
static uint32_t EEMEM kept_boot = UINT32_MAX;

uint32_t keeping_boot(void)
{
    uint32_t boot = eeprom_read_dword(&kept_boot) + 1;
    eeprom_update_dword(&kept_boot, boot);
    return boot;
}

uint16_t keeping_faults(void)
{
    uint16_t inverted = eeprom_read_byte(&kept_faults[0]);
    inverted |= (uint16_t)(eeprom_read_byte(&kept_faults[1]) << 8);
    return (uint16_t)~inverted;
}

void keeping_set_faults(uint16_t faults)
{
    static uint8_t turn;
    if (!eeprom_is_ready()) return;
    turn ^= 1;
    uint16_t inverted = (uint16_t) ~(faults & (uint16_t)~PASSING);
    eeprom_update_byte(&kept_faults[turn], (uint8_t)(inverted >> (turn ? 8 : 0)));
}
