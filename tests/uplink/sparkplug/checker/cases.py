"""Traffic made wrong in one place, and the requirements that each case offends."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from edge_agent.core.sparkplug.session import REBIRTH
from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from tests.uplink.sparkplug.checker.mutations import (
    Mutation,
    both,
    dialogue,
    drop,
    is_a,
    level,
    metric,
    move,
    of,
    packet,
    payload,
    put,
    will,
    without_dialogues_after,
)
from tests.uplink.sparkplug.checker.packets import Connect, Disconnect, Publish, Subscribe
from tests.uplink.sparkplug.checker.story import Metric, Recording
from tests.uplink.sparkplug.checker.tap import Said
from tests.uplink.sparkplug.rig import HOST

SIDE = "camera-side"
PLACE = "spBv1.0/plant-1"


@dataclass(frozen=True, slots=True)
class Case:
    """What is made wrong, and which requirements it offends at least."""

    mutation: Mutation
    ids: str
    """Without the `tck-id-` before each."""

    def expected(self) -> set[str]:
        return {f"tck-id-{tck_id}" for tck_id in self.ids.split()}


def topic_of(pick: Callable[[Said], bool], topic: str, nth: int = 0) -> Mutation:
    return packet(pick, nth, topic=topic)


def clear(field: str) -> Callable[[Payload | Metric], None]:
    def edit(told: Payload | Metric) -> None:
        told.ClearField(field)

    return edit


def having(**values: object) -> Callable[[Payload | Metric], None]:
    def edit(told: Payload | Metric) -> None:
        for field, value in values.items():
            setattr(told, field, value)

    return edit


def quality(**values: object) -> Callable[[Metric], None]:
    def edit(told: Metric) -> None:
        having(**values)(told.properties.values[0])  # type: ignore[arg-type]

    return edit


def repeated(said: Said) -> Said:
    return said


def late_data(said: Said) -> Said:
    told = Payload(timestamp=said.at_ms + 20_000, seq=0)
    topic = f"{PLACE}/NDATA/line-1:box"
    return Said(True, Publish(topic, told.SerializeToString(), 0, False), said.at_ms)


def swap_times(told: Payload) -> None:
    told.metrics[0].timestamp, told.metrics[-1].timestamp = (
        told.metrics[-1].timestamp + 1,
        told.metrics[0].timestamp,
    )


def plain_data(said: Said) -> bool:
    """Live, and nothing but values."""
    if not isinstance(said.packet, Publish) or not NDATA(said):
        return False
    last = Payload.FromString(said.packet.payload).metrics[-1]
    return not last.is_historical and not last.HasField("properties")


def same_again(told: Payload) -> None:
    """The last value twice."""
    told.metrics.append(told.metrics[-1])


def host_word(said: Said, word: bytes) -> Said:
    return replace(said, packet=Publish(f"spBv1.0/STATE/{HOST}", word, 0, True))


def without_data(recording: Recording) -> Recording:
    talks = [
        replace(talk, said=[said for said in talk.said if not (NDATA(said) or DDATA(said))])
        for talk in recording.dialogues
    ]
    return replace(recording, dialogues=tuple(talks))


def same_broker_again(recording: Recording) -> Recording:
    first, second = recording.dialogues
    return replace(recording, dialogues=(first, replace(second, broker=first.broker)))


NBIRTH, DBIRTH, DDEATH = of("NBIRTH"), of("DBIRTH"), of("DDEATH")
NDATA, DDATA, NDEATH = of("NDATA"), of("DDATA"), of("NDEATH")

CASES = {
    # The connection
    "unclean 3.1.1": Case(
        packet(level(4), clean=False), "principles-persistence-clean-session-311"
    ),
    "unclean 5": Case(packet(level(5), clean=False), "principles-persistence-clean-session-50"),
    "lasting session": Case(
        packet(level(5), session_expiry_s=60), "principles-persistence-clean-session-50"
    ),
    "no will": Case(
        will(whole=None),
        "message-flow-edge-node-birth-publish-will-message payloads-ndeath-will-message "
        "message-flow-edge-node-birth-publish-will-message-payload-bdSeq",
    ),
    "will elsewhere": Case(
        will(topic=f"{PLACE}/NDATA/line-1:box"),
        "message-flow-edge-node-birth-publish-will-message-topic topics-ndeath-topic",
    ),
    "will in words": Case(
        will(payload=b"gone"), "message-flow-edge-node-birth-publish-will-message-payload"
    ),
    "light will": Case(
        will(quality=0),
        "message-flow-edge-node-birth-publish-will-message-qos payloads-ndeath-will-message-qos",
    ),
    "kept will": Case(
        will(retain=True),
        "message-flow-edge-node-birth-publish-will-message-will-retained "
        "payloads-ndeath-will-message-retain",
    ),
    "will of another number": Case(
        payload(is_a(Connect), lambda told: having(long_value=9)(told.metrics[0])),
        "message-flow-edge-node-birth-publish-will-message-payload-bdSeq "
        "topics-nbirth-bdseq-increment topics-nbirth-bdseq-matching payloads-nbirth-bdseq-repeat "
        "message-flow-edge-node-birth-publish-nbirth-payload-bdSeq payloads-ndeath-bdseq",
    ),
    "rebirth with another number": Case(
        metric(NBIRTH, having(long_value=9), "bdSeq", nth=1),
        "operational-behavior-data-commands-rebirth-action-3 topics-nbirth-bdseq-matching",
    ),
    "birth without number": Case(
        metric(NBIRTH, having(name="other"), "bdSeq"),
        "topics-nbirth-bdseq-included payloads-nbirth-bdseq",
    ),
    "talkative will": Case(
        payload(is_a(Connect), lambda told: told.metrics.add(name="more")), "topics-ndeath-payload"
    ),
    "numbered will": Case(
        payload(is_a(Connect), having(seq=0)), "topics-ndeath-seq payloads-ndeath-seq"
    ),
    "something before CONNECT": Case(
        move(is_a(Connect), 2), "message-flow-edge-node-birth-publish-connect"
    ),
    "deaf to commands": Case(
        drop(is_a(Subscribe)),
        "message-flow-edge-node-ncmd-subscribe message-flow-device-dcmd-subscribe",
    ),
    "goes without a word": Case(
        drop(NDEATH),
        "operational-behavior-edge-node-intentional-disconnect-ndeath "
        "payloads-ndeath-will-message-publisher "
        "payloads-ndeath-will-message-publisher-disconnect-mqtt311",
    ),
    "talks after its death": Case(
        put(is_a(Disconnect), late_data),
        "operational-behavior-edge-node-intentional-disconnect-packet",
    ),
    "takes its will along": Case(
        packet(is_a(Disconnect), reason=0),
        "payloads-ndeath-will-message-publisher-disconnect-mqtt50",
    ),
    "two at once": Case(
        dialogue(0, lambda talk: replace(talk, ended_ns=None)),
        "intro-edge-node-id-uniqueness topic-structure-namespace-unique-edge-node-descriptor "
        "payloads-nbirth-edge-node-descriptor operational-behavior-primary-application-state-with-"
        "multiple-servers-single-server",
    ),
    "death elsewhere": Case(topic_of(NDEATH, f"{PLACE}/NDEATH/other"), "topics-ndeath-topic"),
    # Where messages go, and how
    "birth elsewhere": Case(
        topic_of(NBIRTH, f"{PLACE}/NBIRTH/other"),
        "topics-nbirth-topic message-flow-edge-node-birth-publish-nbirth-topic "
        "message-flow-device-birth-publish-dbirth-match-edge-node-topic",
    ),
    "device born elsewhere": Case(
        topic_of(DBIRTH, f"{PLACE}/DBIRTH/other/gate"),
        "topics-dbirth-topic message-flow-device-birth-publish-dbirth-topic",
    ),
    "device dies elsewhere": Case(
        topic_of(DDEATH, f"{PLACE}/DDEATH/other/{SIDE}"), "topics-ddeath-topic"
    ),
    "data elsewhere": Case(topic_of(NDATA, f"{PLACE}/NDATA/other"), "topics-ndata-topic"),
    "device data elsewhere": Case(
        topic_of(DDATA, f"{PLACE}/DDATA/other/gate"), "topics-ddata-topic"
    ),
    "heavy birth": Case(
        packet(NBIRTH, quality=1),
        "topics-nbirth-mqtt message-flow-edge-node-birth-publish-nbirth-qos payloads-nbirth-qos",
    ),
    "kept birth": Case(
        packet(NBIRTH, retain=True),
        "topics-nbirth-mqtt message-flow-edge-node-birth-publish-nbirth-retained "
        "payloads-nbirth-retain",
    ),
    "heavy device birth": Case(
        packet(DBIRTH, quality=1),
        "topics-dbirth-mqtt message-flow-device-birth-publish-dbirth-qos payloads-dbirth-qos",
    ),
    "kept device birth": Case(
        packet(DBIRTH, retain=True),
        "topics-dbirth-mqtt message-flow-device-birth-publish-dbirth-retained "
        "payloads-dbirth-retain",
    ),
    "heavy device death": Case(packet(DDEATH, quality=1), "topics-ddeath-mqtt"),
    "heavy data": Case(packet(NDATA, quality=1), "topics-ndata-mqtt payloads-ndata-qos"),
    "kept data": Case(packet(NDATA, retain=True), "topics-ndata-mqtt payloads-ndata-retain"),
    "heavy device data": Case(packet(DDATA, quality=1), "topics-ddata-mqtt payloads-ddata-qos"),
    "kept device data": Case(packet(DDATA, retain=True), "topics-ddata-mqtt payloads-ddata-retain"),
    "birth in words": Case(
        packet(NBIRTH, payload=b"here I am"),
        "message-flow-edge-node-birth-publish-nbirth-payload",
    ),
    "device birth in words": Case(
        packet(DBIRTH, payload=b"here I am"),
        "message-flow-device-birth-publish-dbirth-payload",
    ),
    # Times and numbers of messages
    "birth without time": Case(
        payload(NBIRTH, clear("timestamp")),
        "topics-nbirth-timestamp payloads-nbirth-timestamp",
    ),
    "device birth without time": Case(
        payload(DBIRTH, clear("timestamp")),
        "topics-dbirth-timestamp payloads-dbirth-timestamp",
    ),
    "device death without time": Case(
        payload(DDEATH, clear("timestamp")), "payloads-ddeath-timestamp"
    ),
    "data without time": Case(
        payload(NDATA, clear("timestamp")), "topics-ndata-timestamp payloads-ndata-timestamp"
    ),
    "device data without time": Case(
        payload(DDATA, clear("timestamp")), "topics-ddata-timestamp payloads-ddata-timestamp"
    ),
    "local time": Case(
        payload(NDATA, lambda told: having(timestamp=told.timestamp + 3_600_000)(told)),
        "payloads-timestamp-in-UTC",
    ),
    "birth with number 1": Case(payload(NBIRTH, having(seq=1)), "topics-nbirth-seq-num"),
    "birth without seq": Case(
        payload(NBIRTH, clear("seq")),
        "topics-nbirth-seq-num message-flow-edge-node-birth-publish-nbirth-payload-seq "
        "payloads-sequence-num-req-nbirth payloads-nbirth-seq "
        "payloads-sequence-num-always-included",
    ),
    "device birth without seq": Case(payload(DBIRTH, clear("seq")), "payloads-dbirth-seq"),
    "device death without seq": Case(
        payload(DDEATH, clear("seq")), "payloads-ddeath-seq payloads-ddeath-seq-number"
    ),
    "data without seq": Case(payload(NDATA, clear("seq")), "payloads-ndata-seq"),
    "device data without seq": Case(payload(DDATA, clear("seq")), "payloads-ddata-seq"),
    "device birth out of turn": Case(
        payload(DBIRTH, having(seq=200)),
        "topics-dbirth-seq payloads-dbirth-seq-inc payloads-sequence-num-incrementing "
        "message-flow-device-birth-publish-dbirth-payload-seq",
    ),
    "device death out of turn": Case(
        payload(DDEATH, having(seq=200)), "topics-ddeath-seq-num payloads-ddeath-seq-inc"
    ),
    "data out of turn": Case(
        payload(NDATA, having(seq=200)), "topics-ndata-seq-num payloads-ndata-seq-inc"
    ),
    "device data out of turn": Case(
        payload(DDATA, having(seq=200)), "topics-ddata-seq-num payloads-ddata-seq-inc"
    ),
    "one is lost on the way": Case(drop(NDATA), "payloads-sequence-num-incrementing"),
    # Order
    "data first": Case(
        put(NBIRTH, late_data),
        "principles-birth-certificates-order payloads-dbirth-order payloads-ndata-order",
    ),
    "device first": Case(move(NBIRTH, 3), "message-flow-device-birth-publish-nbirth-wait"),
    "device data before its birth": Case(
        drop(of("DBIRTH", "gate")), "payloads-ddata-order payloads-dbirth-order"
    ),
    "born twice": Case(put(DBIRTH, repeated), "topic-structure-namespace-unique-device-id"),
    "a lost device that lives on": Case(drop(DDEATH), "operational-behavior-device-ddeath"),
    "data after a rebirth was asked for": Case(
        put(of("NCMD"), late_data, by=1),
        "operational-behavior-data-commands-rebirth-action-1",
    ),
    "half a rebirth": Case(
        drop(of("DBIRTH", "gate"), nth=1),
        "operational-behavior-data-commands-rebirth-action-2",
    ),
    # Names
    "another namespace": Case(
        topic_of(NDATA, "spAv1.0/plant-1/NDATA/line-1:box"), "topic-structure-namespace-a"
    ),
    "a topic of its own": Case(
        topic_of(NDATA, "spBv1.0/plant-1/SAYS/line-1:box"), "topic-structure"
    ),
    "group with a sign": Case(
        topic_of(NDATA, "spBv1.0/plant#1/NDATA/line-1:box"),
        "intro-group-id-string intro-group-id-chars topic-structure-namespace-valid-group-id",
    ),
    "node with a sign": Case(
        topic_of(NDATA, f"{PLACE}/NDATA/line+1"),
        "intro-edge-node-id-string intro-edge-node-id-chars "
        "topic-structure-namespace-valid-edge-node-id",
    ),
    "device with a slash": Case(
        topic_of(DDATA, f"{PLACE}/DDATA/line-1:box/gate/2"),
        "intro-device-id-string intro-device-id-chars topic-structure-namespace-valid-device-id",
    ),
    "device data of none": Case(
        topic_of(DDATA, f"{PLACE}/DDATA/line-1:box"),
        "topic-structure-namespace-device-id-associated-message-types",
    ),
    "node data of a device": Case(
        topic_of(NDATA, f"{PLACE}/NDATA/line-1:box/gate"),
        "topic-structure-namespace-device-id-non-associated-message-types",
    ),
    "devices alike": Case(
        topic_of(DBIRTH, f"{PLACE}/DBIRTH/line-1:box/GATE"), "case-sensitivity-sparkplug-ids"
    ),
    # Metrics
    "birth of a nameless metric": Case(
        metric(NBIRTH, clear("name")),
        "topics-nbirth-metrics payloads-alias-birth-requirement",
    ),
    "device birth of a nameless metric": Case(
        metric(DBIRTH, clear("name")), "topics-dbirth-metrics"
    ),
    "value and null": Case(
        metric(NBIRTH, having(is_null=True), REBIRTH),
        "operational-behavior-data-publish-nbirth-values",
    ),
    "device value and null": Case(
        metric(DBIRTH, having(is_null=True), "Kind"),
        "operational-behavior-data-publish-dbirth-values",
    ),
    "birth without type": Case(metric(NBIRTH, clear("datatype")), "payloads-metric-datatype-req"),
    "no rebirth": Case(
        metric(NBIRTH, having(name="other"), REBIRTH),
        "operational-behavior-data-commands-rebirth-name topics-nbirth-rebirth-metric "
        "payloads-nbirth-rebirth-req",
    ),
    "rebirth by alias": Case(
        metric(NBIRTH, having(alias=999), REBIRTH),
        "operational-behavior-data-commands-rebirth-name-aliases",
    ),
    "rebirth as a number": Case(
        metric(NBIRTH, having(datatype=3), REBIRTH),
        "operational-behavior-data-commands-rebirth-datatype",
    ),
    "rebirth true": Case(
        metric(NBIRTH, having(boolean_value=True), REBIRTH),
        "operational-behavior-data-commands-rebirth-value",
    ),
    "names alike": Case(metric(NBIRTH, having(name="BDSEQ")), "case-sensitivity-metric-names"),
    "data of no birth": Case(
        metric(NDATA, having(alias=999)),
        "topics-nbirth-metric-reqs operational-behavior-data-publish-nbirth",
    ),
    "device data of no birth": Case(
        metric(DDATA, having(alias=999)),
        "topics-dbirth-metric-reqs operational-behavior-data-publish-dbirth",
    ),
    "one alias for two": Case(
        both(metric(DBIRTH, having(alias=1)), metric(NBIRTH, having(alias=1))),
        "payloads-alias-uniqueness",
    ),
    "named data": Case(
        metric(NDATA, having(name="Last Pack/Number")), "payloads-alias-data-cmd-requirement"
    ),
    "neither name nor alias": Case(metric(NDATA, clear("alias")), "payloads-name-requirement"),
    "type 0": Case(
        metric(NBIRTH, having(datatype=0)),
        "payloads-metric-datatype-value-type payloads-metric-datatype-value",
    ),
    "type 99": Case(metric(NBIRTH, having(datatype=99)), "payloads-metric-datatype-value"),
    "typed data": Case(metric(NDATA, having(datatype=4)), "payloads-metric-datatype-not-req"),
    "metric without time": Case(
        metric(NDATA, clear("timestamp")), "payloads-name-birth-data-requirement"
    ),
    "time of tomorrow": Case(
        metric(NDATA, lambda told: having(timestamp=told.timestamp * 2)(told)),
        "payloads-metric-timestamp-in-UTC",
    ),
    "times in disorder": Case(
        payload(NBIRTH, swap_times), "operational-behavior-data-publish-nbirth-order"
    ),
    "device times in disorder": Case(
        payload(DBIRTH, swap_times), "operational-behavior-data-publish-dbirth-order"
    ),
    "the same again": Case(
        payload(plain_data, same_again),
        "principles-rbe-recommended topics-ndata-payload "
        "operational-behavior-data-publish-nbirth-change",
    ),
    "the same of a device again": Case(
        payload(of("DDATA", "gate"), same_again),
        "principles-rbe-recommended topics-ddata-payload "
        "operational-behavior-data-publish-dbirth-change",
    ),
    # Properties
    "a key too many": Case(
        metric(NBIRTH, lambda told: told.properties.keys.append("more"), "Line/Boot"),
        "payloads-propertyset-keys-array-size payloads-propertyset-values-array-size",
    ),
    "a property of type 99": Case(
        metric(NBIRTH, quality(type=99), "Line/Boot"),
        "payloads-metric-propertyvalue-type-type payloads-metric-propertyvalue-type-value "
        "payloads-propertyset-quality-value-type",
    ),
    "a property without type": Case(
        metric(NBIRTH, lambda told: told.properties.values[0].ClearField("type"), "Line/Boot"),
        "payloads-metric-propertyvalue-type-req",
    ),
    "quality 17": Case(
        metric(NBIRTH, quality(int_value=17), "Line/Boot"),
        "payloads-propertyset-quality-value-value",
    ),
}

WORD = of(HOST)
HOST_CASES = {
    "born too early": Case(
        drop(WORD),
        "message-flow-edge-node-birth-publish-phid-wait "
        "message-flow-edge-node-birth-publish-phid-wait-id "
        "message-flow-edge-node-birth-publish-phid-wait-online "
        "message-flow-edge-node-birth-publish-phid-wait-timestamp "
        "operational-behavior-edge-node-birth-sequence-wait",
    ),
    "born by another host": Case(
        topic_of(WORD, "spBv1.0/STATE/another"),
        "message-flow-edge-node-birth-publish-phid-wait-id",
    ),
    "born while the host is away": Case(
        packet(WORD, payload=b'{"online":false,"timestamp":1000}'),
        "message-flow-edge-node-birth-publish-phid-wait-online",
    ),
    "born by an old word": Case(
        put(WORD, lambda said: host_word(said, b'{"online":false,"timestamp":5000}')),
        "message-flow-edge-node-birth-publish-phid-wait-timestamp",
    ),
    "outlives its host": Case(drop(NDEATH), "message-flow-edge-node-birth-publish-phid-offline"),
    "talks on without its host": Case(
        put(NDEATH, late_data), "message-flow-edge-node-birth-publish-phid-offline"
    ),
    "stays without its host": Case(
        dialogue(0, lambda talk: replace(talk, ended_ns=None)),
        "operational-behavior-edge-node-termination-host-offline",
    ),
    "gives up": Case(
        without_dialogues_after(0),
        "operational-behavior-edge-node-termination-host-offline-reconnect",
    ),
    "ended by an old word": Case(
        both(drop(WORD, nth=2), without_data),
        "operational-behavior-edge-node-termination-host-offline-timestamp",
    ),
    "does not listen to its host": Case(
        drop(is_a(Subscribe)),
        "operational-behavior-primary-application-state-with-multiple-servers-state-subs",
    ),
    "tries the same broker again": Case(
        same_broker_again,
        "operational-behavior-primary-application-state-with-multiple-servers-walk",
    ),
}
