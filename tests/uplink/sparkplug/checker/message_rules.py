"""What must hold of messages: where they go, how, in which order, and with which number."""

from collections.abc import Iterator

from tests.uplink.sparkplug.checker.story import (
    BIRTHS,
    DATA,
    OF_DEVICE,
    OF_NODE,
    Recording,
    Rule,
    Told,
    all_told,
    connects,
    messages,
    named,
    parsed,
    told,
)

SEQUENCED = ("NBIRTH", "DBIRTH", "DDEATH", "NDATA", "DDATA")
HOST_PATIENCE_MS = 10_000
"""A node hears a command some milliseconds after it came by; on a busy machine, seconds."""


def at_its_topic(*kinds: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, *kinds):
            place = f"spBv1.0/{recording.group}/{one.kind}/{recording.node}"
            right = place if one.kind in OF_NODE else f"{place}/{one.device}"
            if one.packet.topic != right or (one.kind in OF_DEVICE and not one.device):
                yield f"{one} belongs at {right}"
        for kind in kinds:
            stray = [one for one in messages(recording) if kind in one.place and one.kind != kind]
            yield from (f"{one} has its {kind} at a wrong place" for one in stray)

    return rule


def at_most_once(*kinds: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, *kinds):
            if one.packet.quality != 0:
                yield f"{one} has QoS {one.packet.quality}"

    return rule


def not_retained(*kinds: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, *kinds):
            if one.packet.retain:
                yield f"{one} is retained"

    return rule


def lightly(*kinds: str) -> Rule:
    """QoS 0 and not retained."""

    def rule(recording: Recording) -> Iterator[str]:
        yield from at_most_once(*kinds)(recording)
        yield from not_retained(*kinds)(recording)

    return rule


def is_a_payload(*kinds: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, *kinds):
            if not parsed(one.packet.payload):
                yield f"{one} is no Sparkplug payload"

    return rule


def has_time(*kinds: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, *kinds):
            if not one.payload.HasField("timestamp"):
                yield f"{one} has no timestamp"

    return rule


def has_seq(*kinds: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, *kinds):
            if not one.payload.HasField("seq") or one.payload.seq > 255:
                yield f"{one} has no sequence number from 0 to 255"

    return rule


def birth_has_seq_0(recording: Recording) -> Iterator[str]:
    for one in messages(recording, "NBIRTH"):
        if not one.payload.HasField("seq") or one.payload.seq != 0:
            yield f"{one} does not begin with 0"


def follows(*kinds: str) -> Rule:
    """The sequence number is that of the message before, and one more."""

    def rule(recording: Recording) -> Iterator[str]:
        for dialogue in recording.dialogues:
            before: int | None = None
            for one in told(dialogue, *SEQUENCED):
                seq = one.payload.seq
                is_next = before is not None and seq == (before + 1) % 256
                if one.kind in kinds and one.kind != "NBIRTH" and not is_next:
                    yield f"{one} has number {seq} after {before}"
                before = seq

    return rule


# Order


def birth_comes_first(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        for one in told(dialogue)[:1]:
            if one.kind != "NBIRTH":
                yield f"{one} came before any birth"


def node_before_devices(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        births = [one.kind for one in told(dialogue, *BIRTHS)]
        if births and births[0] != "NBIRTH":
            yield "a device was born before its node"


def devices_are_born_before_data(recording: Recording) -> Iterator[str]:
    """All that were there; after every birth of the node."""
    for dialogue in recording.dialogues:
        alive: set[str | None] | None = None
        for one in told(dialogue):
            if one.kind == "NBIRTH":
                alive = set()
            elif one.kind == "DBIRTH" and alive is not None:
                alive.add(one.device)
            elif one.kind in DATA and not recording.steady <= (alive or set()):
                lack = sorted(recording.steady - {str(device) for device in alive or ()})
                yield f"{one} came before the birth of {', '.join(lack)}"


def no_data_before(kind: str) -> Rule:
    """None of this kind before all births."""

    def rule(recording: Recording) -> Iterator[str]:
        for complaint in devices_are_born_before_data(recording):
            if f"/{kind}/" in complaint:
                yield complaint

    return rule


def device_is_born_once(recording: Recording) -> Iterator[str]:
    """Unless it died, or the node was born anew."""
    for dialogue in recording.dialogues:
        alive: set[str | None] = set()
        for one in told(dialogue):
            if one.kind == "NBIRTH":
                alive = set()
            elif one.kind == "DBIRTH":
                if one.device in alive:
                    yield f"{one} is born while it lives"
                alive.add(one.device)
            elif one.kind == "DDEATH":
                alive.discard(one.device)


def device_of_this_node(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        born: tuple[str, ...] = ()
        for one in told(dialogue, *BIRTHS):
            place = (one.place[1], *one.place[3:4])
            if one.kind == "NBIRTH":
                born = place
            elif place != born:
                yield f"{one} is of another node than was born before it"


def lost_devices_die(recording: Recording) -> Iterator[str]:
    died = {one.device for one in messages(recording, "DDEATH")}
    for device in sorted(recording.lost - {str(device) for device in died}):
        yield f"{device} was lost, and no DDEATH said so"


# Rebirth


def is_rebirth(one: Told) -> bool:
    metric = named(one.payload, "Node Control/Rebirth")
    return one.kind == "NCMD" and not one.by_node and metric is not None and metric.boolean_value


def rebirth_stops_data(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        asked_ms: int | None = None
        for one in all_told(dialogue):
            if is_rebirth(one):
                asked_ms = one.at_ms
            elif one.kind == "NBIRTH":
                asked_ms = None
            elif one.by_node and one.kind in DATA and asked_ms is not None:
                is_late = one.payload.timestamp > asked_ms + HOST_PATIENCE_MS
                yield from [f"{one} came although a rebirth was asked for"] * is_late


def rebirth_is_complete(recording: Recording) -> Iterator[str]:
    """Every request is followed by a birth of the node and of all that was there."""
    for dialogue in recording.dialogues:
        story = all_told(dialogue)
        for place, one in enumerate(story):
            if is_rebirth(one):
                after = [later for later in story[place:] if later.by_node]
                births = {later.device for later in after if later.kind in BIRTHS}
                if not {None, *recording.steady} <= births:
                    yield f"after {one} not everything was born again"


# Names


def own_namespace(recording: Recording) -> Iterator[str]:
    for one in messages(recording):
        if one.place[0] != "spBv1.0":
            yield f"{one} is outside of spBv1.0"


def whole_structure(recording: Recording) -> Iterator[str]:
    known = ("NBIRTH", "NDEATH", "NDATA", "DBIRTH", "DDEATH", "DDATA")
    for one in messages(recording):
        if not 4 <= len(one.place) <= 5 or one.kind not in known:
            yield f"{one} is no namespace/group/kind/node[/device]"


def part_of_name(part: str) -> Rule:
    """The group's, the node's or the device's: UTF-8 without + / # and not empty."""
    index = {"group": 1, "node": 3, "device": 4}[part]

    def rule(recording: Recording) -> Iterator[str]:
        topics = [one.packet.topic for one in messages(recording)]
        topics += [connect.will.topic for _, connect in connects(recording) if connect.will]
        for topic in topics:
            place = topic.split("/", 4)
            if len(place) > index and (not place[index] or set("+/#\0") & set(place[index])):
                yield f"{topic}: the {part} is empty or has + / #"

    return rule


def device_where_it_belongs(recording: Recording) -> Iterator[str]:
    for one in messages(recording):
        if one.kind in OF_DEVICE and not one.device:
            yield f"{one} names no device"


def device_only_where_it_belongs(recording: Recording) -> Iterator[str]:
    for one in messages(recording):
        if one.kind in OF_NODE and one.device is not None:
            yield f"{one} names a device"


def ids_differ_beyond_case(recording: Recording) -> Iterator[str]:
    devices = {one.device for one in messages(recording, "DBIRTH") if one.device}
    if len({device.lower() for device in devices}) < len(devices):
        yield f"devices that differ by case alone: {sorted(devices)}"


MESSAGE_RULES: dict[str, Rule] = {
    "tck-id-topics-nbirth-topic": at_its_topic("NBIRTH"),
    "tck-id-message-flow-edge-node-birth-publish-nbirth-topic": at_its_topic("NBIRTH"),
    "tck-id-topics-dbirth-topic": at_its_topic("DBIRTH"),
    "tck-id-message-flow-device-birth-publish-dbirth-topic": at_its_topic("DBIRTH"),
    "tck-id-topics-ddeath-topic": at_its_topic("DDEATH"),
    "tck-id-topics-ndata-topic": at_its_topic("NDATA"),
    "tck-id-topics-ddata-topic": at_its_topic("DDATA"),
    "tck-id-topics-nbirth-mqtt": lightly("NBIRTH"),
    "tck-id-topics-dbirth-mqtt": lightly("DBIRTH"),
    "tck-id-topics-ddeath-mqtt": lightly("DDEATH"),
    "tck-id-topics-ndata-mqtt": lightly("NDATA"),
    "tck-id-topics-ddata-mqtt": lightly("DDATA"),
    "tck-id-message-flow-edge-node-birth-publish-nbirth-qos": at_most_once("NBIRTH"),
    "tck-id-message-flow-device-birth-publish-dbirth-qos": at_most_once("DBIRTH"),
    "tck-id-payloads-nbirth-qos": at_most_once("NBIRTH"),
    "tck-id-payloads-dbirth-qos": at_most_once("DBIRTH"),
    "tck-id-payloads-ndata-qos": at_most_once("NDATA"),
    "tck-id-payloads-ddata-qos": at_most_once("DDATA"),
    "tck-id-message-flow-edge-node-birth-publish-nbirth-retained": not_retained("NBIRTH"),
    "tck-id-message-flow-device-birth-publish-dbirth-retained": not_retained("DBIRTH"),
    "tck-id-payloads-nbirth-retain": not_retained("NBIRTH"),
    "tck-id-payloads-dbirth-retain": not_retained("DBIRTH"),
    "tck-id-payloads-ndata-retain": not_retained("NDATA"),
    "tck-id-payloads-ddata-retain": not_retained("DDATA"),
    "tck-id-message-flow-edge-node-birth-publish-nbirth-payload": is_a_payload("NBIRTH"),
    "tck-id-message-flow-device-birth-publish-dbirth-payload": is_a_payload("DBIRTH"),
    "tck-id-topics-nbirth-timestamp": has_time("NBIRTH"),
    "tck-id-payloads-nbirth-timestamp": has_time("NBIRTH"),
    "tck-id-topics-dbirth-timestamp": has_time("DBIRTH"),
    "tck-id-payloads-dbirth-timestamp": has_time("DBIRTH"),
    "tck-id-payloads-ddeath-timestamp": has_time("DDEATH"),
    "tck-id-topics-ndata-timestamp": has_time("NDATA"),
    "tck-id-payloads-ndata-timestamp": has_time("NDATA"),
    "tck-id-topics-ddata-timestamp": has_time("DDATA"),
    "tck-id-payloads-ddata-timestamp": has_time("DDATA"),
    "tck-id-topics-nbirth-seq-num": birth_has_seq_0,
    "tck-id-message-flow-edge-node-birth-publish-nbirth-payload-seq": has_seq("NBIRTH"),
    "tck-id-payloads-sequence-num-req-nbirth": has_seq("NBIRTH"),
    "tck-id-payloads-nbirth-seq": has_seq("NBIRTH"),
    "tck-id-payloads-dbirth-seq": has_seq("DBIRTH"),
    "tck-id-payloads-ddeath-seq": has_seq("DDEATH"),
    "tck-id-payloads-ddeath-seq-number": has_seq("DDEATH"),
    "tck-id-payloads-ndata-seq": has_seq("NDATA"),
    "tck-id-payloads-ddata-seq": has_seq("DDATA"),
    "tck-id-payloads-sequence-num-always-included": has_seq(*SEQUENCED),
    "tck-id-topics-dbirth-seq": follows("DBIRTH"),
    "tck-id-payloads-dbirth-seq-inc": follows("DBIRTH"),
    "tck-id-message-flow-device-birth-publish-dbirth-payload-seq": follows("DBIRTH"),
    "tck-id-topics-ddeath-seq-num": follows("DDEATH"),
    "tck-id-payloads-ddeath-seq-inc": follows("DDEATH"),
    "tck-id-topics-ndata-seq-num": follows("NDATA"),
    "tck-id-payloads-ndata-seq-inc": follows("NDATA"),
    "tck-id-topics-ddata-seq-num": follows("DDATA"),
    "tck-id-payloads-ddata-seq-inc": follows("DDATA"),
    "tck-id-payloads-sequence-num-incrementing": follows(*SEQUENCED),
    "tck-id-principles-birth-certificates-order": birth_comes_first,
    "tck-id-message-flow-device-birth-publish-nbirth-wait": node_before_devices,
    "tck-id-payloads-dbirth-order": devices_are_born_before_data,
    "tck-id-payloads-ndata-order": no_data_before("NDATA"),
    "tck-id-payloads-ddata-order": no_data_before("DDATA"),
    "tck-id-message-flow-device-birth-publish-dbirth-match-edge-node-topic": device_of_this_node,
    "tck-id-operational-behavior-device-ddeath": lost_devices_die,
    "tck-id-operational-behavior-data-commands-rebirth-action-1": rebirth_stops_data,
    "tck-id-operational-behavior-data-commands-rebirth-action-2": rebirth_is_complete,
    "tck-id-topic-structure": whole_structure,
    "tck-id-topic-structure-namespace-a": own_namespace,
    "tck-id-intro-group-id-string": part_of_name("group"),
    "tck-id-intro-group-id-chars": part_of_name("group"),
    "tck-id-topic-structure-namespace-valid-group-id": part_of_name("group"),
    "tck-id-intro-edge-node-id-string": part_of_name("node"),
    "tck-id-intro-edge-node-id-chars": part_of_name("node"),
    "tck-id-topic-structure-namespace-valid-edge-node-id": part_of_name("node"),
    "tck-id-intro-device-id-string": part_of_name("device"),
    "tck-id-intro-device-id-chars": part_of_name("device"),
    "tck-id-topic-structure-namespace-valid-device-id": part_of_name("device"),
    "tck-id-topic-structure-namespace-unique-device-id": device_is_born_once,
    "tck-id-topic-structure-namespace-device-id-associated-message-types": device_where_it_belongs,
    "tck-id-topic-structure-namespace-device-id-non-associated-message-types": (
        device_only_where_it_belongs
    ),
    "tck-id-case-sensitivity-sparkplug-ids": ids_differ_beyond_case,
}
