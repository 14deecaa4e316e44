/* The armed level: what happens without an order, and whether the host may drive anything.
 *
 * Only the handshake changes it: AskArm, Nonce, Arm with the same action and number within two
 * seconds. Silence of the host takes the right to give orders away, never the default.
 */

#ifndef PACKWARDEN_ARMING_H
#define PACKWARDEN_ARMING_H

#include <stdbool.h>
#include <stdint.h>

#include "messages.h"

/* A round trip takes milliseconds; a number that is older was not asked for by this hand. */
#define NONCE_GOOD_US UINT32_C(2000000)

struct arming {
    uint8_t state;          /* enum state */
    uint8_t default_action; /* PASS or REJECT */
    uint32_t heartbeat_us;
    bool nonce_good;
    struct nonce nonce;
    uint32_t nonce_us;
    uint32_t noise;
};

void arming_start(struct arming *arming, uint32_t noise);

/* Other distances are told: everything begins anew, unarmed. */
void arming_configured(struct arming *arming);

/* Draws a number for the handshake; false where it cannot be armed so. */
bool arming_ask(struct arming *arming, uint8_t default_action, uint32_t now_us);

enum result arming_arm(struct arming *arming, const struct arm *arm, enum silence silence,
                       uint32_t now_us);

/* The host has not been heard for longer than it may be. */
bool arming_is_silent(const struct arming *arming, uint16_t timeout_ms, uint32_t now_us);

void arming_lapse(struct arming *arming);

/* The gate may be driven. */
bool arming_moves(const struct arming *arming);

#endif
