"""What must hold of the connection: CONNECT, will, subscriptions, number, good-bye."""

from collections.abc import Iterator

from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from tests.uplink.sparkplug.checker.packets import Connect, Publish
from tests.uplink.sparkplug.checker.story import (
    Recording,
    connects,
    disconnects,
    messages,
    named,
    number_of,
    parsed,
    subscriptions,
    told,
    will_of,
)


def clean_session_311(recording: Recording) -> Iterator[str]:
    for _, connect in connects(recording):
        if connect.level == 4 and not connect.clean:
            yield "a CONNECT of MQTT 3.1.1 without Clean Session"


def clean_start_50(recording: Recording) -> Iterator[str]:
    for _, connect in connects(recording):
        if connect.level == 5 and not (connect.clean and not connect.session_expiry_s):
            yield "a CONNECT of MQTT 5 without Clean Start, or with a session that outlives it"


def session_before_births(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        if not dialogue.said or not isinstance(dialogue.said[0].packet, Connect):
            yield "something was said before CONNECT"


def has_will(recording: Recording) -> Iterator[str]:
    for _, connect in connects(recording):
        if connect.will is None:
            yield "a CONNECT without a will"


def will_is_death(recording: Recording) -> Iterator[str]:
    topic = f"spBv1.0/{recording.group}/NDEATH/{recording.node}"
    for _, connect in connects(recording):
        if connect.will is not None and connect.will.topic != topic:
            yield f"a will at {connect.will.topic}, not at {topic}"


def will_is_a_payload(recording: Recording) -> Iterator[str]:
    for _, connect in connects(recording):
        if connect.will is not None and not parsed(connect.will.payload):
            yield "a will that is no Sparkplug payload"


def will_quality(recording: Recording) -> Iterator[str]:
    for _, connect in connects(recording):
        if connect.will is not None and connect.will.quality != 1:
            yield f"a will of QoS {connect.will.quality}"


def will_is_not_retained(recording: Recording) -> Iterator[str]:
    for _, connect in connects(recording):
        if connect.will is not None and connect.will.retain:
            yield "a retained will"


def numbers_go_up(recording: Recording) -> Iterator[str]:
    """From 0 by one with every CONNECT, and 0 after 255."""
    expected = 0
    for dialogue, _ in connects(recording):
        number = number_of(will_of(dialogue))
        if number != expected:
            yield f"a will with bdSeq {number}, and {expected} was due"
        expected = ((expected if number is None else number) + 1) % 256


def birth_has_the_will_s_number(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        for birth in told(dialogue, "NBIRTH"):
            if number_of(birth.payload) is None:
                yield f"{birth} has no bdSeq of type Int64"
            elif number_of(birth.payload) != number_of(will_of(dialogue)):
                yield f"{birth} has another bdSeq than the will"


def birth_has_a_number(recording: Recording) -> Iterator[str]:
    for birth in messages(recording, "NBIRTH"):
        if named(birth.payload, "bdSeq") is None:
            yield f"{birth} has no bdSeq"


def deaths(recording: Recording) -> Iterator[tuple[str, bytes]]:
    """Those of wills, and those that the node published."""
    for _, connect in connects(recording):
        if connect.will is not None:
            yield "the will", connect.will.payload
    for one in messages(recording, "NDEATH"):
        yield str(one), one.packet.payload


def death_is_its_number(recording: Recording) -> Iterator[str]:
    for name, payload in deaths(recording):
        if [metric.name for metric in (parsed(payload) or Payload()).metrics] != ["bdSeq"]:
            yield f"{name} is more or less than bdSeq"


def death_has_no_seq(recording: Recording) -> Iterator[str]:
    for name, payload in deaths(recording):
        read = parsed(payload)
        if read is not None and read.HasField("seq"):
            yield f"{name} has a sequence number"


def death_has_the_birth_s_number(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        births = {number_of(birth.payload) for birth in told(dialogue, "NBIRTH")}
        own = [number_of(one.payload) for one in told(dialogue, "NDEATH")]
        for number in (number_of(will_of(dialogue)), *own):
            if births and births != {number}:
                yield f"a death of session {number}, and births of {births}"


def death_topic(recording: Recording) -> Iterator[str]:
    yield from will_is_death(recording)
    topic = f"spBv1.0/{recording.group}/NDEATH/{recording.node}"
    for one in messages(recording, "NDEATH"):
        if one.packet.topic != topic:
            yield f"{one}, not at {topic}"


def node_commands_are_heard(recording: Recording) -> Iterator[str]:
    topic = f"spBv1.0/{recording.group}/NCMD/{recording.node}"
    for dialogue in recording.dialogues:
        for birth in told(dialogue, "NBIRTH")[:1]:
            if subscriptions(dialogue, birth.index).get(topic) != 1:
                yield f"born without a subscription to {topic} with QoS 1"


def device_commands_are_heard(recording: Recording) -> Iterator[str]:
    place = f"spBv1.0/{recording.group}/DCMD/{recording.node}"
    for dialogue in recording.dialogues:
        for birth in told(dialogue, "DBIRTH"):
            heard = subscriptions(dialogue, birth.index)
            if 1 not in (heard.get(f"{place}/+"), heard.get(f"{place}/{birth.device}")):
                yield f"{birth} without a subscription to its commands with QoS 1"


def good_bye_comes_after_death(recording: Recording) -> Iterator[str]:
    for dialogue, index, _ in disconnects(recording):
        deaths_before = [one for one in told(dialogue, "NDEATH") if one.index < index]
        if not deaths_before:
            yield "a DISCONNECT without an NDEATH before it"


def good_bye_comes_right_after_death(recording: Recording) -> Iterator[str]:
    for dialogue, index, _ in disconnects(recording):
        own = [said.packet for said in dialogue.said[:index] if said.by_node]
        last = own[-1]
        if not isinstance(last, Publish) or "/NDEATH/" not in last.topic:
            yield "something came between NDEATH and DISCONNECT"


def good_bye_keeps_the_will(recording: Recording) -> Iterator[str]:
    for dialogue, _, disconnect in disconnects(recording):
        connect = dialogue.said[0].packet
        if isinstance(connect, Connect) and connect.level == 5 and disconnect.reason != 4:
            yield f"a DISCONNECT of MQTT 5 with reason {disconnect.reason}, not 0x04"


def one_connection_at_a_time(recording: Recording) -> Iterator[str]:
    for before, after in zip(recording.dialogues, recording.dialogues[1:], strict=False):
        if before.ended_ns is None or before.ended_ns > after.began_ns:
            yield "a connection began before the one before it had ended"


CONNECTION_RULES = {
    "tck-id-principles-persistence-clean-session-311": clean_session_311,
    "tck-id-principles-persistence-clean-session-50": clean_start_50,
    "tck-id-message-flow-edge-node-birth-publish-connect": session_before_births,
    "tck-id-message-flow-edge-node-birth-publish-will-message": has_will,
    "tck-id-payloads-ndeath-will-message": has_will,
    "tck-id-message-flow-edge-node-birth-publish-will-message-topic": will_is_death,
    "tck-id-message-flow-edge-node-birth-publish-will-message-payload": will_is_a_payload,
    "tck-id-message-flow-edge-node-birth-publish-will-message-qos": will_quality,
    "tck-id-payloads-ndeath-will-message-qos": will_quality,
    "tck-id-message-flow-edge-node-birth-publish-will-message-will-retained": will_is_not_retained,
    "tck-id-payloads-ndeath-will-message-retain": will_is_not_retained,
    "tck-id-message-flow-edge-node-birth-publish-will-message-payload-bdSeq": numbers_go_up,
    "tck-id-topics-nbirth-bdseq-increment": numbers_go_up,
    "tck-id-topics-nbirth-bdseq-included": birth_has_a_number,
    "tck-id-payloads-nbirth-bdseq": birth_has_a_number,
    "tck-id-topics-nbirth-bdseq-matching": birth_has_the_will_s_number,
    "tck-id-message-flow-edge-node-birth-publish-nbirth-payload-bdSeq": birth_has_the_will_s_number,
    "tck-id-payloads-nbirth-bdseq-repeat": birth_has_the_will_s_number,
    "tck-id-operational-behavior-data-commands-rebirth-action-3": birth_has_the_will_s_number,
    "tck-id-topics-ndeath-payload": death_is_its_number,
    "tck-id-topics-ndeath-seq": death_has_no_seq,
    "tck-id-payloads-ndeath-seq": death_has_no_seq,
    "tck-id-payloads-ndeath-bdseq": death_has_the_birth_s_number,
    "tck-id-topics-ndeath-topic": death_topic,
    "tck-id-message-flow-edge-node-ncmd-subscribe": node_commands_are_heard,
    "tck-id-message-flow-device-dcmd-subscribe": device_commands_are_heard,
    "tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath": (
        good_bye_comes_after_death
    ),
    "tck-id-payloads-ndeath-will-message-publisher": good_bye_comes_after_death,
    "tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt311": good_bye_comes_after_death,
    "tck-id-operational-behavior-edge-node-intentional-disconnect-packet": (
        good_bye_comes_right_after_death
    ),
    "tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt50": good_bye_keeps_the_will,
    "tck-id-intro-edge-node-id-uniqueness": one_connection_at_a_time,
    "tck-id-topic-structure-namespace-unique-edge-node-descriptor": one_connection_at_a_time,
    "tck-id-payloads-nbirth-edge-node-descriptor": one_connection_at_a_time,
    "tck-id-operational-behavior-primary-application-state-with-multiple-servers-single-server": (
        one_connection_at_a_time
    ),
}
