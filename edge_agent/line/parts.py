"""What a line is put together from, and what people say to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from edge_agent.core.packs import Action, Record
from edge_agent.core.tracking import Tracker
from edge_agent.line.worker import Worker
from hardware.interfaces import Clock, FrameSource, Gate, Pixels


class Recorder(Protocol):
    """Takes what happened; loses nothing, and never makes the line wait for a disk."""

    def write(self, record: Record, frames: dict[str, Pixels]) -> None: ...

    def event(self, kind: str, body: dict[str, object]) -> None: ...


@dataclass(frozen=True, slots=True)
class Parts:
    gate: Gate
    cameras: Sequence[FrameSource]
    clock: Clock
    tracker: Tracker
    worker: Worker
    recorder: Recorder


@dataclass(frozen=True, slots=True)
class Answer:
    """An operator's word on a recommendation."""

    pack_no: int
    action: Action
    person: str


@dataclass(frozen=True, slots=True)
class Accept:
    """A person has dealt with a suspension and accepts the lower level."""

    person: str


@dataclass(frozen=True, slots=True)
class Release:
    """A person has taken the held pack off the stopped belt."""

    pack_no: int
    person: str


Told = Answer | Accept | Release
