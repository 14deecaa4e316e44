"""A recording of what an edge node and its brokers said to each other, and how rules read it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from google.protobuf.message import DecodeError

from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from tests.uplink.sparkplug.checker.packets import Connect, Disconnect, Publish, Subscribe
from tests.uplink.sparkplug.checker.tap import Dialogue

Metric = Payload.Metric
BIRTHS, DATA = ("NBIRTH", "DBIRTH"), ("NDATA", "DDATA")
OF_NODE, OF_DEVICE = ("NBIRTH", "NDEATH", "NDATA"), ("DBIRTH", "DDEATH", "DDATA")


@dataclass(frozen=True, slots=True)
class Recording:
    dialogues: tuple[Dialogue, ...]
    """In the order of their CONNECTs."""
    group: str
    node: str
    steady: frozenset[str]
    """Devices that were there all the time."""
    lost: frozenset[str] = frozenset()
    """Devices that were lost at some time."""
    host: str | None = None
    """The primary host that the node was told to wait for."""
    brokers: tuple[int, ...] = ()
    """Ports of its brokers, in the order in which it is to walk."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the node, or one to it."""

    index: int
    """Of the packet in its dialogue."""
    by_node: bool
    at_ms: int
    packet: Publish

    @property
    def place(self) -> list[str]:
        return self.packet.topic.split("/")

    @property
    def kind(self) -> str:
        return self.place[2] if len(self.place) > 2 else ""

    @property
    def device(self) -> str | None:
        return "/".join(self.place[4:]) if len(self.place) > 4 else None

    @property
    def payload(self) -> Payload:
        """Empty where the bytes are none; a rule of its own says so."""
        return parsed(self.packet.payload) or Payload()

    @property
    def metrics(self) -> list[Metric]:
        return list(self.payload.metrics)

    def __str__(self) -> str:
        return f"{self.packet.topic} (packet {self.index})"


@lru_cache(maxsize=4096)
def parsed(payload: bytes) -> Payload | None:
    try:
        return Payload.FromString(payload)
    except DecodeError:
        return None


Rule = Callable[[Recording], Iterable[str]]
"""Yields what is wrong, as sentences; nothing where all is as it must be."""


def connects(recording: Recording) -> Iterator[tuple[Dialogue, Connect]]:
    for dialogue in recording.dialogues:
        for said in dialogue.said:
            if isinstance(said.packet, Connect):
                yield dialogue, said.packet


def all_told(dialogue: Dialogue) -> list[Told]:
    """By both."""
    return [
        Told(index, said.by_node, said.at_ms, said.packet)
        for index, said in enumerate(dialogue.said)
        if isinstance(said.packet, Publish)
    ]


def told(dialogue: Dialogue, *kinds: str) -> list[Told]:
    """By the node, of these kinds; of all where none is named."""
    by_node = [one for one in all_told(dialogue) if one.by_node]
    return [one for one in by_node if not kinds or one.kind in kinds]


def messages(recording: Recording, *kinds: str) -> Iterator[Told]:
    for dialogue in recording.dialogues:
        yield from told(dialogue, *kinds)


def subscriptions(dialogue: Dialogue, before: int | None = None) -> dict[str, int]:
    """Filters and their quality."""
    return {
        topic: quality
        for said in dialogue.said[:before]
        if isinstance(said.packet, Subscribe)
        for topic, quality in said.packet.filters
    }


def disconnects(recording: Recording) -> Iterator[tuple[Dialogue, int, Disconnect]]:
    for dialogue in recording.dialogues:
        for index, said in enumerate(dialogue.said):
            if said.by_node and isinstance(said.packet, Disconnect):
                yield dialogue, index, said.packet


def named(payload: Payload, name: str) -> Metric | None:
    return next((metric for metric in payload.metrics if metric.name == name), None)


def number_of(payload: Payload | None) -> int | None:
    """bdSeq; None where there is none of type Int64."""
    metric = None if payload is None else named(payload, "bdSeq")
    is_one = metric is not None and metric.datatype == 4 and metric.HasField("long_value")
    return metric.long_value if is_one and metric is not None else None


def will_of(dialogue: Dialogue) -> Payload | None:
    for said in dialogue.said:
        if isinstance(said.packet, Connect) and said.packet.will is not None:
            return parsed(said.packet.will.payload)
    return None
