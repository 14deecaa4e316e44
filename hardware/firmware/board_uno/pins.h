/* Where everything is connected on an Arduino Uno: port and bit, and the name printed on the board.
 *
 * Outputs are high when energised. Inputs have their pull-ups on, so an open wire reads high:
 * an eye is high while it is dark, a switch is low while all is well.
 */
#ifndef PINS_H
#define PINS_H

/* Inputs */
#define ENCODER_A D, 2       /* D2  (INT0) */
#define PHOTO_EYE D, 3       /* D3  (INT1) */
#define ENCODER_B D, 4       /* D4; the same wire as D2 for an encoder with one channel */
#define EXIT_EYE D, 5        /* D5  (PCINT21) */
#define REJECT_EYE D, 6      /* D6  (PCINT22) */
#define BIN_SWITCH D, 7      /* D7  opens when the bin is full */
#define EMERGENCY_STOP C, 0  /* A0  opens when it was pulled; information only */
#define KEY_SWITCH C, 1      /* A1  closes when the key is turned to RUN */
#define AIR_SWITCH C, 2      /* A2  opens when the pressure is low */

/* Outputs; those of port B have the bits of Output in messages.h */
#define GATE_COIL B, 0       /* D8 */
#define HOLD_COIL B, 1       /* D9 */
#define BELT_RELAY B, 2      /* D10 energised: the belt may run */
#define CAMERA_0 B, 3        /* D11 */
#define CAMERA_1 B, 4        /* D12 */
#define BEEPER B, 5          /* D13, with the board's own lamp, which blinks at start */
#define RED_LAMP C, 3        /* A3 */
#define AMBER_LAMP C, 4      /* A4 */
#define GREEN_LAMP C, 5      /* A5 */

/* Uses of a pin */
#define PIN_BIT_(port, bit) (1 << (bit))
#define PIN_BIT(pin) PIN_BIT_(pin)
#define PIN_IS_HIGH_(port, bit) ((PIN##port >> (bit)) & 1)
#define PIN_IS_HIGH(pin) PIN_IS_HIGH_(pin)

#define PORT_B_OUTPUTS                                                                      \
    (PIN_BIT(GATE_COIL) | PIN_BIT(HOLD_COIL) | PIN_BIT(BELT_RELAY) | PIN_BIT(CAMERA_0) |    \
     PIN_BIT(CAMERA_1) | PIN_BIT(BEEPER))
#define PORT_C_OUTPUTS (PIN_BIT(RED_LAMP) | PIN_BIT(AMBER_LAMP) | PIN_BIT(GREEN_LAMP))
#define PORT_C_INPUTS (PIN_BIT(EMERGENCY_STOP) | PIN_BIT(KEY_SWITCH) | PIN_BIT(AIR_SWITCH))
#define PORT_D_INPUTS                                                                       \
    (PIN_BIT(ENCODER_A) | PIN_BIT(PHOTO_EYE) | PIN_BIT(ENCODER_B) | PIN_BIT(EXIT_EYE) |     \
     PIN_BIT(REJECT_EYE) | PIN_BIT(BIN_SWITCH))

#endif
