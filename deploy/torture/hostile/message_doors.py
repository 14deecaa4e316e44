"""What comes over wires: batches, letters, states, Sparkplug, gates, PLCs, pages and lines.

A batch is unpacked, changed and packed again as often as it is changed as it is: gzip notices what
only its bytes suffer.
"""

import gzip
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from deploy.fleet.demo.packs import Making as DrawnPacks
from deploy.fleet.demo.packs import PackSource
from deploy.fleet.rows import entry_of
from deploy.fleet.states.taking import state_in
from deploy.torture.hostile.changing import change_bytes, change_json, change_json_lines
from deploy.torture.hostile.doors import Door, Making
from edge_agent.control.errors import BadFrame, BadMessage
from edge_agent.control.framing import FROM_LINE, FROM_PAGES, Bounds, Frame, FrameReader, encoded
from edge_agent.control.message_frames import frame_of, said_by_line, said_by_pages
from edge_agent.control.messages import Answered, FromLine, FromPages, Greeting, PackTold, Say
from edge_agent.core.keeping import PictureFormat
from edge_agent.core.packs import Level
from edge_agent.core.sparkplug.payloads import DataType, Metric, Payload, Value
from edge_agent.core.sparkplug.primary_host import host_word
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.core.told import LowerLevel
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink import batches
from edge_agent.uplink.carriers.letter_form import read_letters, written_letters
from edge_agent.uplink.carriers.parcels import Parcel, read_parcel, written_parcel
from edge_agent.uplink.pictures.letters import (
    PictureName,
    PicturePiece,
    read_picture_letter,
    written_piece,
)
from edge_agent.uplink.sparkplug import wire
from edge_agent.web.live.conversation import count_in
from edge_agent.web.live.viewer import StrangeCount
from hardware.gates import mqtt_messages as gate
from hardware.gates.plc_blocks import EventSlot, PlcStatus, read_status, status_words
from hardware.gates.register_map import BadRegisters, EventKind
from hardware.interfaces import FailState, GateAction, GateKind
from hardware.letters import Heard, Letter

NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATION: Final = "plant-1/line-1/box"
SESSION: Final = "0123456789abcdef"


def records() -> list[Any]:
    return PackSource(np.random.default_rng(1)).records(DrawnPacks("L1", 0.5), [(NOON, 0)] * 3)


def batch(stream: Stream) -> bytes:
    entries = [record_to_json(one).encode() for one in records()]
    if stream is Stream.EVENTS:
        entries = [b'{"at": "2026-06-01T12:00:00.000Z", "kind": "started", "body": {"a": 1}}'] * 3
    name = batches.LogName(STATION, "0" * 16, stream)
    return batches.written(batches.Batch(name, BEGIN, Position(1, 1), entries))


def taken_batch(payload: bytes) -> object:
    """With its entries, as the centre takes them."""
    read = batches.read(payload)
    return [entry_of(read.name.stream, read.first, entry) for entry in read.entries]


def change_batch(random: Random, given: bytes) -> bytes:
    if random.random() < 0.3:
        return change_bytes(random, given)
    return gzip.compress(change_json_lines(random, gzip.decompress(given)), 1)


def batch_door(_: Path) -> Door:
    return Door(taken_batch, [batch(stream) for stream in Stream], change_batch)


def change_headed(random: Random, given: bytes) -> bytes:
    """A line of JSON, and bytes behind it."""
    if random.random() < 0.4:
        return change_bytes(random, given)
    heading, _, rest = given.partition(b"\n")
    return change_json(random, heading) + b"\n" + rest


def letters_door(_: Path) -> Door:
    letter = Letter("packwarden/v1/plant-1/line-1/box/records", b"some bytes", 1, False)
    return Door(read_letters, [written_letters([letter, letter])], change_headed)


def parcel_door(_: Path) -> Door:
    letter = Letter("packwarden/v1/plant-1/line-1/box/records", b"some bytes", 1, False)
    return Door(read_parcel, [written_parcel(Parcel([letter], (3, 4), 7))], change_headed)


def picture_door(_: Path) -> Door:
    name = PictureName("0" * 16, 1, 2, "a" * 64)
    piece = PicturePiece(STATION, name, PictureFormat.JPEG, 100, 0, b"\xff\xd8\xffjpeg")
    return Door(read_picture_letter, [written_piece(piece)], change_headed)


def state_door(_: Path) -> Door:
    topic = f"packwarden/v1/{STATION}/state"
    example = b"""{"station": "plant-1/line-1/box", "online": true, "mode": "running",
    "level": "report", "recipe": {"name": "tray"}, "lot": "L1", "health": {"troubles": {}},
    "at": "2026-06-01T12:00:00Z"}"""

    def taken(payload: bytes) -> object:
        return state_in(Heard(topic, payload, 0))

    return Door(taken, [example], change_json)


def sparkplug_door(_: Path) -> Door:
    values: tuple[tuple[Value, DataType], ...] = (
        (True, DataType.BOOLEAN),
        (7, DataType.INT32),
        (1.5, DataType.DOUBLE),
        ("text", DataType.STRING),
    )
    metrics = tuple(
        Metric(name=f"m{number}", alias=number, value=value, kind=kind, at_ms=1, unit="mm")
        for number, (value, kind) in enumerate(values)
    )
    return Door(wire.decoded, [wire.encoded(Payload(1, metrics, 3))], change_bytes)


def host_state_door(_: Path) -> Door:
    return Door(host_word, [b'{"online": true, "timestamp": 1790000000000}'], change_json)


GATE_MESSAGES: Final[tuple[gate.Message, ...]] = (
    gate.Beat(session=SESSION, sent_ns=1, boot=2, ack=3, stop=False),
    gate.Arm(
        session=SESSION,
        boot=2,
        nonce=SESSION,
        default=GateAction.REJECT,
        on_silence=FailState.REJECT_ALL,
        fresh=True,
    ),
    gate.Order(
        session=SESSION,
        boot=2,
        order_no=3,
        pack=4,
        action=GateAction.PASS,
        from_tick=5,
        to_tick=6,
        expires_tick=7,
    ),
    gate.State(
        online=True,
        boot=2,
        state_no=1,
        nonce=SESSION,
        armed=None,
        on_silence=FailState.REJECT_ALL,
        owner=None,
        belt=gate.Belt(
            kind=GateKind.PULSE,
            ticks_per_mm=4.0,
            eye_to_gate_ticks=10,
            order_lead_ticks=2,
            window_ticks=3,
        ),
        complaint=None,
    ),
    gate.Position(session=SESSION, sent_ns=1, boot=2, tick=3, at_us=4),
    gate.Events(
        boot=2,
        session=SESSION,
        oldest=1,
        first=1,
        events=(
            gate.Seen(pack=1, front_tick=2, back_tick=3, touching=False, at_us=4),
            gate.Done(pack=1, action=GateAction.PASS, ordered=True, at_us=5),
        ),
    ),
)


def gate_door(message: gate.Message) -> Making:
    """Strict: what it takes, it would have written so, but for spaces and the order of keys."""

    def making(_: Path) -> Door:
        def taken(payload: bytes) -> object:
            return gate.decoded(type(message), payload)

        return Door(taken, [gate.encoded(message)], change_json, (gate.MessageRefused,))

    return making


def registers_door(_: Path) -> Door:
    """A PLC's block as bytes of registers."""
    event = EventSlot(seq=1, kind=EventKind.PACK_SEEN, number=2, tick=3, length=4, time_us=5)
    words = status_words(PlcStatus(scan=7, boot=1, tick=100, time_us=9, events=(event,)))

    def taken(payload: bytes) -> object:
        count = len(payload) // 2
        return read_status(struct.unpack(f">{count}H", payload[: 2 * count]))

    example = struct.pack(f">{len(words)}H", *words)
    return Door(taken, [example], change_bytes, (BadRegisters,))


def frames_door(
    bounds: Bounds, say: Callable[[Frame], object], messages: tuple[FromPages | FromLine, ...]
) -> Making:
    """Between pages and line."""

    def making(_: Path) -> Door:
        def taken(payload: bytes) -> object:
            return [say(frame) for frame in FrameReader(bounds).fed(payload)]

        examples = [encoded(frame_of(message), bounds) for message in messages]
        return Door(taken, examples, change_frame, (BadFrame, BadMessage))

    return making


def change_frame(random: Random, given: bytes) -> bytes:
    """Half of them with a right length."""
    if random.random() < 0.5:
        return change_bytes(random, given)
    (length,) = struct.unpack_from(">I", given)
    header = change_json(random, given[4 : 4 + length])
    return struct.pack(">I", len(header)) + header + given[4 + length :]


def live_door(_: Path) -> Door:
    """As starlette hands it on: a text."""

    def taken(payload: bytes) -> object:
        return count_in(payload.decode("utf-8", "replace"))

    return Door(taken, [b'{"ack": 17}'], change_json, (StrangeCount,))


FROM_PAGES_SAID: Final = (Greeting(1), Say("w1", "l1", LowerLevel("seal", Level.REPORT, "mia")))
DOORS: Final[Mapping[str, Making]] = {
    "batch": batch_door,
    "letters": letters_door,
    "parcel": parcel_door,
    "piece of a picture": picture_door,
    "state": state_door,
    "Sparkplug": sparkplug_door,
    "Sparkplug host": host_state_door,
    **{f"gate's {type(one).__name__}": gate_door(one) for one in GATE_MESSAGES},
    "registers of a PLC": registers_door,
    "words of pages": frames_door(FROM_PAGES, said_by_pages, FROM_PAGES_SAID),
    "words of the line": frames_door(
        FROM_LINE, said_by_line, (Answered("w1", None), PackTold(records()[0], ()))
    ),
    "live page": live_door,
}
