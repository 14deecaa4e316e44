"""One word for how the station is, and why, as an operator reads it from three metres. Pure.

The gravest word wins. What is not known never looks like running: that is the last word left, when
nothing speaks against it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edge_agent.control.line_state import LineState
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.reasons.values import listed, quoted
from edge_agent.web.pages.texts import Texts

PERSON: Final = "person"
LEVEL_FELL: Final = "level fell"
BIN_FULL: Final = "bin full"
CHANGEOVER: Final = "changeover"
FIRST_PACKS: Final = "first packs"
PACKML: Final = "packml"
OF_PACK: Final = {"hold": "stopped_hold", "no_answer": "stopped_no_answer"}
"""Reasons of the line to stop that name a pack after this word, and what is said of them."""
STOPPED_FOR: Final = {
    PERSON: "stopped_person",
    LEVEL_FELL: "stopped_level_fell",
    BIN_FULL: "stopped_bin_full",
    CHANGEOVER: "stopped_changeover",
    FIRST_PACKS: "stopped_first_packs",
    PACKML: "stopped_packml",
}


class Word(StrEnum):
    NO_DATA = "no_data"
    SAFE_MODE = "safe_mode"
    """A part hung again and again, and the gate stands as for a dead computer."""
    CAMERA_LOST = "camera_lost"
    FAULTED = "faulted"
    BYPASS = "bypass"
    DEMOTED = "demoted"
    """An acting level fell, and the belt waits for a person to take over."""
    HELD = "held"
    STOPPED = "stopped"
    SUSPENDED = "suspended"
    """The belt stands, and not because of this station."""
    STARTING = "starting"
    """No pack has come yet."""
    WAITING = "waiting"
    """None for a minute."""
    RUNNING = "running"


class Kind(StrEnum):
    """How much something asks for attention; a colour, never alone."""

    NORMAL = "normal"
    CAUTION = "caution"
    ALARM = "alarm"


KINDS: Final = {
    Word.NO_DATA: Kind.ALARM,
    Word.SAFE_MODE: Kind.ALARM,
    Word.CAMERA_LOST: Kind.ALARM,
    Word.FAULTED: Kind.ALARM,
    Word.BYPASS: Kind.CAUTION,
    Word.DEMOTED: Kind.CAUTION,
}
"""All others are normal."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the word is made of."""

    state: LineState
    has_gate: bool
    """Without one there is no belt whose standing could be told."""

    @property
    def causes(self) -> set[Cause]:
        return {trouble.cause for trouble in self.state.troubles}

    @property
    def is_camera_lost(self) -> bool:
        return bool(self.state.lost_cameras) or Cause.CAMERA_FAULT in self.causes

    @property
    def is_faulted(self) -> bool:
        return bool(self.causes) or self.state.gate_trouble is not None

    @property
    def is_held(self) -> bool:
        return bool(set(self.state.belt_stops) - {PERSON})

    @property
    def is_empty(self) -> bool:
        """No pack is on its way to the gate, and none got there within a minute."""
        return self.state.ledger.on_belt <= 0 and self.state.lately.packs_per_min <= 0

    @property
    def belt_stands(self) -> bool:
        return self.has_gate and self.state.belt_mm_per_s <= 0


Rule = tuple[Word, Callable[[Seen], bool]]
RULES: Final[tuple[Rule, ...]] = (
    (Word.SAFE_MODE, lambda seen: seen.state.safe_mode is not None),
    (Word.CAMERA_LOST, lambda seen: seen.is_camera_lost),
    (Word.FAULTED, lambda seen: seen.is_faulted),
    (Word.BYPASS, lambda seen: seen.state.bypass is not None),
    (Word.DEMOTED, lambda seen: seen.state.hands_over),
    (Word.HELD, lambda seen: seen.is_held),
    (Word.STOPPED, lambda seen: PERSON in seen.state.belt_stops),
    (Word.SUSPENDED, lambda seen: seen.belt_stands),
    (Word.STARTING, lambda seen: seen.state.ledger.seen == 0),
    (Word.WAITING, lambda seen: seen.is_empty),
)
"""The gravest first."""


def word_of(state: LineState | None, has_gate: bool) -> Word:
    if state is None:
        return Word.NO_DATA
    seen = Seen(state, has_gate)
    return next((word for word, holds in RULES if holds(seen)), Word.RUNNING)


def why_of(word: Word, state: LineState | None, t: Texts) -> str:
    """One or more sentences; empty where the word says it all."""
    if state is None:
        return t("why_no_data")
    return " ".join(reasons(word, state, t))


def reasons(word: Word, state: LineState, t: Texts) -> Iterator[str]:
    match word:
        case Word.SAFE_MODE:
            yield t("cause_part_hangs")
            yield t("why_safe_mode", why=quoted(state.safe_mode or "", t.language))
        case Word.CAMERA_LOST:
            yield camera_sentence(state, t)
            yield from stop_sentences(state, t)
        case Word.FAULTED:
            yield from fault_sentences(state, t)
            yield from stop_sentences(state, t)
        case Word.BYPASS if state.bypass is not None:
            minutes = str(max(1, round(state.bypass.left_s / 60)))
            yield t("why_bypass", person=state.bypass.person, minutes=minutes)
        case Word.HELD | Word.STOPPED | Word.DEMOTED:
            yield from stop_sentences(state, t)
        case Word.SUSPENDED:
            yield t("why_suspended" if state.packml.is_blocked else "why_belt_starts")
        case Word.STARTING | Word.WAITING:
            yield t(f"why_{word}")


def camera_sentence(state: LineState, t: Texts) -> str:
    if not state.lost_cameras:
        return t("cause_camera_fault")
    views = listed([quoted(view, t.language) for view in state.lost_cameras], t.language)
    return t("why_camera_lost", views=views)


def fault_sentences(state: LineState, t: Texts) -> Iterator[str]:
    causes = [trouble.cause for trouble in state.troubles]
    if state.gate_trouble is not None and not set(causes) & GATE_CAUSES:
        causes.insert(0, Cause.GATE_LOST)
    yield from (t(f"cause_{cause}") for cause in dict.fromkeys(causes))


GATE_CAUSES: Final = frozenset({Cause.GATE_LOST, Cause.GATE_NOT_CONFIRMING})


def stop_sentences(state: LineState, t: Texts) -> Iterator[str]:
    """What the station does meanwhile, and who lets it go on; nothing while the belt runs."""
    yield from (stop_sentence(stop, t) for stop in state.belt_stops)


def stop_sentence(stop: str, t: Texts) -> str:
    """Of a reason to stop, as the line names it; one that nobody here knows is told as it is."""
    what, _, pack_no = stop.partition(" ")
    if what in OF_PACK and pack_no.isdecimal():
        return t(OF_PACK[what], pack=pack_no)
    if stop in STOPPED_FOR:
        return t(STOPPED_FOR[stop])
    return t("stopped_otherwise", why=quoted(stop, t.language))
