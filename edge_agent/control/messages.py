"""What is said over the socket, in both directions. Frozen values.

A page server greets first and names the version it speaks; a line of another version says so and
hangs up. From then on the server says words, and the line tells what the server wants to know.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from edge_agent.control.line_state import LineState
from edge_agent.core.packs import Record
from edge_agent.core.told import Told

VERSION: Final = 1
LONGEST_ID = 100
"""Characters of the id of a word: room for a UUID, or for the key of a request."""


class Want(StrEnum):
    """What a page server may ask for beside the state, which all are told."""

    EVENTS = "events"
    PACKS = "packs"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Greeting:
    version: int
    wants: tuple[Want, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """A word, once: said again under the same id it gets the answer that it got before."""

    word_id: str
    line: str
    """The start of the line that it is meant for: packs of another one have other numbers."""
    told: Told


@dataclass(frozen=True, slots=True)
class Welcome:
    version: int
    line: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The last thing that is said; `why` is for people."""

    why: str


@dataclass(frozen=True, slots=True)
class Answered:
    word_id: str
    why: str | None
    """Why the word was refused; None where it was heard."""


@dataclass(frozen=True, slots=True)
class StateTold:
    state: LineState


@dataclass(frozen=True, slots=True)
class EventTold:
    """An event that stands in the store; one that is missing can be read there."""

    boot: int
    seq: int
    at: str
    """UTC with milliseconds, as the store has it."""
    event: str
    """Its kind."""
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """JPEG; boxes of checks count in pixels of the frame it was made from."""

    view: str
    frame_width_px: int
    frame_height_px: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class PackTold:
    """A pack that has just ended, with what the cameras saw of it."""

    record: Record
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """Pictures of a pack about which a person is asked."""

    pack_no: int
    pictures: tuple[Picture, ...]


FromPages = Greeting | Say
FromLine = Welcome | HungUp | Answered | StateTold | EventTold | PackTold | EvidenceTold
