/* What the controller says: answers, acknowledgements, its status, and what happened. */

#include <stddef.h>

#include "happenings.h"

static void send_welcome(struct reject *core)
{
    struct welcome welcome = {
        .protocol = PROTOCOL,
        .host_run = core->link.host_run,
        .boot = core->boot,
        .time_us = core->now_us,
        .tick = core->tick,
        .next_pack_no = packs_next_no(&core->packs),
        .next_event_no = core->link.events.oldest_no,
        .state = core->arming.state,
        .default_action = core->arming.default_action,
        .configured_crc = core->told_crc,
    };
    link_send(&core->link, MESSAGE_WELCOME, &welcome, sizeof welcome);
}

static void send_status(struct reject *core)
{
    struct status status = {
        .time_us = core->now_us,
        .tick = core->tick,
        .state = core->arming.state,
        .default_action = core->arming.default_action,
        .belt_stops = belt_stops(core),
        .inputs = core->inputs.steady,
        .faults = core->faults,
        .outputs = core->outputs,
        .oldest_event_no = core->link.events.oldest_no,
    };
    core->link.status_us = core->now_us;
    link_send(&core->link, MESSAGE_STATUS, &status, sizeof status);
}

static bool answer_due(struct link *link, enum answer answer)
{
    bool is_due = (link->answers_due & answer) != 0;

    link->answers_due &= (uint8_t)~answer;
    return is_due;
}

static uint8_t event_length(uint8_t type)
{
    static const uint8_t LENGTHS[] = {
        [MESSAGE_PACK_SEEN_TOLD - MESSAGE_PACK_SEEN_TOLD] = sizeof(struct pack_seen_told),
        [MESSAGE_GATE_DONE_TOLD - MESSAGE_PACK_SEEN_TOLD] = sizeof(struct gate_done_told),
        [MESSAGE_PACK_LEFT_TOLD - MESSAGE_PACK_SEEN_TOLD] = sizeof(struct pack_left_told),
        [MESSAGE_ORDER_REFUSED_TOLD - MESSAGE_PACK_SEEN_TOLD] = sizeof(struct order_refused_told),
        [MESSAGE_BIN_TOLD - MESSAGE_PACK_SEEN_TOLD] = sizeof(struct bin_told),
        [MESSAGE_TRIGGERED_TOLD - MESSAGE_PACK_SEEN_TOLD] = sizeof(struct triggered_told),
        [MESSAGE_FAULT_TOLD - MESSAGE_PACK_SEEN_TOLD] = sizeof(struct fault_told),
    };
    return LENGTHS[type - MESSAGE_PACK_SEEN_TOLD];
}

static bool send_event(struct reject *core)
{
    const struct event *event = events_send(&core->link.events, core->now_us);

    if (event == NULL)
        return false;
    link_send(&core->link, event->type, &event->payload, event_length(event->type));
    return true;
}

/* What was asked for. */
static bool send_answer(struct reject *core)
{
    struct link *link = &core->link;
    struct ack ack;

    if (answer_due(link, ANSWER_WELCOME))
        send_welcome(core);
    else if (link_next_ack(link, &ack))
        link_send(link, MESSAGE_ACK, &ack, sizeof ack);
    else if (answer_due(link, ANSWER_NONCE))
        link_send(link, MESSAGE_NONCE, &core->arming.nonce, sizeof core->arming.nonce);
    else if (answer_due(link, ANSWER_COUNTERS))
        link_send(link, MESSAGE_COUNTERS, &core->counters, sizeof core->counters);
    else
        return false;
    return true;
}

bool send_frame(struct reject *core)
{
    if (send_answer(core))
        return true;
    if (!core->link.greeted)
        return false;
    if (core->now_us - core->link.status_us >= STATUS_EVERY_US) {
        send_status(core);
        return true;
    }
    return send_event(core);
}
