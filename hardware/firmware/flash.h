#ifndef FLASH_H
#define FLASH_H

/* Tables that never change stay in the flash of a chip that has little memory beside it. */
#ifdef __AVR__
#include <avr/pgmspace.h>
#define IN_FLASH PROGMEM
#define FROM_FLASH(place) pgm_read_dword(place)
#else
#define IN_FLASH
#define FROM_FLASH(place) (*(place))
#endif

#endif
