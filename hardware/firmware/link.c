#include "link.h"

bool link_greet(struct link *link, uint32_t host_run, uint8_t seq, bool speaks_our_protocol)
{
    bool is_new = !link->greeted || host_run != link->host_run;

    link->greeted = speaks_our_protocol;
    link->host_run = host_run;
    link->next_seq = seq + 1;
    link->remembered = 0;
    link->acks_due = 0;
    link->refusal_due = false;
    if (is_new)
        events_forget(&link->events);
    return is_new;
}

enum turn link_turn(const struct link *link, uint8_t seq)
{
    uint8_t behind = link->next_seq - seq;

    if (behind == 0)
        return TURN_NOW;
    return behind <= link->remembered ? TURN_TAKEN_BEFORE : TURN_TOO_EARLY;
}

void link_done(struct link *link, enum result result)
{
    link->results[link->next_seq % WINDOW] = result;
    link_ack_again(link, link->next_seq);
    link->next_seq++;
    if (link->remembered < WINDOW)
        link->remembered++;
}

void link_ack_again(struct link *link, uint8_t seq)
{
    link->acks_due |= (uint8_t)(1u << seq % WINDOW);
}

void link_refuse(struct link *link, uint8_t seq, enum result result)
{
    link->refusal = (struct ack){seq, result};
    link->refusal_due = true;
}

bool link_next_ack(struct link *link, struct ack *ack)
{
    for (uint8_t behind = link->remembered; behind > 0; behind--) {
        uint8_t seq = link->next_seq - behind;
        uint8_t bit = (uint8_t)(1u << seq % WINDOW);
        if (link->acks_due & bit) {
            link->acks_due &= (uint8_t)~bit;
            *ack = (struct ack){seq, link->results[seq % WINDOW]};
            return true;
        }
    }
    *ack = link->refusal;
    bool is_due = link->refusal_due;
    link->refusal_due = false;
    return is_due;
}

void link_send(struct link *link, uint8_t type, const void *payload, uint8_t length)
{
    link->sent_length = frame_write(link->sent, link->sent_seq++, type, payload, length);
    link->sent_place = 0;
}

int16_t link_byte_out(struct link *link)
{
    return link->sent_place < link->sent_length ? link->sent[link->sent_place++] : -1;
}
