"""Payloads of the MQTT gate: what was said is heard, and nothing else is."""

import json
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.gates.mqtt_messages import (
    BY_TOPIC,
    LONGEST_BYTES,
    Arm,
    Beat,
    Belt,
    Bin,
    Done,
    Event,
    Events,
    Left,
    Message,
    MessageRefused,
    Order,
    Position,
    Refused,
    Seen,
    State,
    Taken,
    Topic,
    Triggered,
    decoded,
    encoded,
)
from hardware.interfaces import FailState, GateAction, GateKind

DOC = Path(__file__).resolve().parents[3] / "docs" / "mqtt-gate.md"
HOST = "00000000000000aa"
BELT = Belt(
    kind=GateKind.PULSE,
    ticks_per_mm=4.0,
    eye_to_gate_ticks=3600,
    order_lead_ticks=240,
    window_ticks=440,
)
EVERY_EVENT: tuple[Event, ...] = (
    Seen(pack=7, front_tick=10, back_tick=370, touching=False, at_us=5),
    Triggered(view="top", count=1, tick=800, at_us=6),
    Taken(pack=7, order_no=1, at_us=7),
    Refused(pack=8, order_no=2, action=GateAction.REJECT, late=True, at_us=8),
    Done(pack=7, action=GateAction.REJECT, ordered=True, at_us=9),
    Left(where=GateAction.REJECT, tick=4600, at_us=10),
    Bin(full=True, at_us=11),
)
SAMPLES: tuple[Message, ...] = (
    Beat(session=HOST, sent_ns=1, boot=1, ack=0, stop=False),
    Arm(
        session=HOST,
        boot=1,
        nonce=HOST,
        default=GateAction.REJECT,
        on_silence=FailState.REJECT_ALL,
        fresh=True,
    ),
    Order(
        session=HOST,
        boot=1,
        order_no=1,
        pack=7,
        action=GateAction.REJECT,
        from_tick=3570,
        to_tick=4010,
        expires_tick=3550,
    ),
    State(
        online=True,
        boot=1,
        state_no=2,
        nonce=HOST,
        armed=None,
        on_silence=FailState.REJECT_ALL,
        owner=None,
        belt=BELT,
        complaint=None,
    ),
    Position(session=HOST, sent_ns=1, boot=1, tick=5, at_us=3),
    Events(boot=1, session=HOST, oldest=1, first=1, events=EVERY_EVENT),
)
COUNTS = st.integers(0, 2**53 - 1)
MUTATIONS = 100_000


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.SCHEMA)
def test_what_was_said_is_heard(message: Message) -> None:
    assert decoded(type(message), encoded(message)) == message


@given(sent_ns=COUNTS, boot=COUNTS, ack=COUNTS, stop=st.booleans())
def test_every_beat_is_heard_as_it_was_said(sent_ns: int, boot: int, ack: int, stop: bool) -> None:
    beat = Beat(session=HOST, sent_ns=sent_ns, boot=boot, ack=ack, stop=stop)
    assert decoded(Beat, encoded(beat)) == beat


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.SCHEMA)
def test_another_version_is_refused_by_its_name(message: Message) -> None:
    body = json.loads(encoded(message)) | {"schema": message.SCHEMA.replace("/1", "/2")}
    with pytest.raises(MessageRefused, match=f"{message.SCHEMA[:-2]}/2.*{message.SCHEMA}"):
        decoded(type(message), json.dumps(body).encode())


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: message.SCHEMA)
def test_a_key_too_much_or_too_little_is_refused_by_its_name(message: Message) -> None:
    body = json.loads(encoded(message))
    with pytest.raises(MessageRefused, match=r"extra: Extra"):
        decoded(type(message), json.dumps(body | {"extra": 1}).encode())
    for key in body.keys() - {"schema"}:
        less = {name: value for name, value in body.items() if name != key}
        with pytest.raises(MessageRefused, match=f"{key}: Field required"):
            decoded(type(message), json.dumps(less).encode())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sent_ns", 1.0),
        ("sent_ns", "1"),
        ("sent_ns", True),
        ("sent_ns", -1),
        ("sent_ns", 2**53),
        ("stop", 1),
        ("stop", "true"),
        ("session", "00000000000000AA"),
        ("session", None),
    ],
)
def test_nothing_is_taken_for_something_else(key: str, value: object) -> None:
    body = json.loads(encoded(SAMPLES[0])) | {key: value}
    with pytest.raises(MessageRefused, match=key):
        decoded(Beat, json.dumps(body).encode())


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff\xfe", b"[]", b"null", b"{" * 60_000, b'{"schema":', b"NaN", b"0" * 70_000],
)
def test_what_is_no_message_is_refused(payload: bytes) -> None:
    with pytest.raises(MessageRefused):
        decoded(State, payload)


def test_a_payload_of_any_size_is_refused_before_it_is_read() -> None:
    with pytest.raises(MessageRefused, match=str(LONGEST_BYTES)):
        decoded(Events, b" " * (LONGEST_BYTES + 1))


def mutated(payload: bytes, random: Random) -> bytes:
    """Bytes flipped, cut out, doubled or put elsewhere."""
    body = bytearray(payload)
    for _ in range(random.randint(1, 4)):
        begin = random.randrange(len(body) + 1)
        end = min(len(body), begin + random.randint(0, 12))
        match random.randrange(4):
            case 0 if begin < len(body):
                body[begin] ^= 1 << random.randrange(8)
            case 1:
                del body[begin:end]
            case 2:
                body[begin:begin] = body[begin:end]
            case _:
                place = random.randrange(len(body) + 1)
                body[place:place] = random.randbytes(2)
    return bytes(body)


def test_no_mutated_payload_does_more_than_be_refused() -> None:
    """What is taken all the same says itself again in the same words."""
    random = Random(1)
    payloads = [(type(message), encoded(message)) for message in SAMPLES]
    taken = 0
    for _ in range(MUTATIONS):
        kind, payload = random.choice(payloads)
        try:
            message = decoded(kind, mutated(payload, random))
        except MessageRefused:
            continue
        taken += 1
        assert decoded(kind, encoded(message)) == message
    assert 0 < taken < MUTATIONS / 4


def test_the_examples_of_the_documentation_are_true() -> None:
    text = DOC.read_text(encoding="utf-8")
    examples = re.findall(r"### `gate/(\w+)`.*?```json\n(.*?)```", text, re.DOTALL)
    assert {name for name, _ in examples} == {topic.value for topic in Topic}
    for name, example in examples:
        kind = BY_TOPIC[Topic(name)]
        assert json.loads(encoded(decoded(kind, example.encode()))) == json.loads(example)
    told = {
        event["what"]
        for name, body in examples
        if name == "events"
        for event in json.loads(body)["events"]
    }
    assert told == {event.what for event in EVERY_EVENT}
