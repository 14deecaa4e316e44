"""What a panel says of the line, made of the line's own state: words, sentences, numbers. Pure.

The state document of the live socket is {"line": LineState or null, "panel": PanelState and what
the other parts of the pages add to it (`PanelNote`)}. Every sentence is in the reader's language.
Alarms and the review queue add these:

    alarms         what the banner shows, the gravest first: id, priority (1 gravest), text, action,
                   is_acknowledged
    review_count   packs that wait for a person's word
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from edge_agent.control.line_state import LineState
from edge_agent.core.packs import Action, Level
from edge_agent.core.reasons.languages import Language
from edge_agent.web.live.asked import Asked, asked_of
from edge_agent.web.live.chips import Chip, chips_of
from edge_agent.web.live.counters import Counters, counters_of
from edge_agent.web.live.words import KINDS, Kind, Word, why_of, word_of
from edge_agent.web.pages.texts import Texts

PanelNote = Callable[[LineState | None, Language], Mapping[str, Any]]
"""Asked five times a second for each language; it must answer at once, from memory."""


@dataclass(frozen=True, slots=True)
class LevelShown:
    name: Level
    shown: str
    is_lowered: bool
    """Something is suspended, or a fall is not accepted yet."""


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What a person has said about a pack, whichever page it was said on."""

    pack_no: int
    action: Action
    person: str


@dataclass(frozen=True, slots=True)
class PanelState:
    word: Word
    shown: str
    """The word, as it is read from afar."""
    kind: Kind
    why: str
    """Sentences; empty where the word says it all."""
    level: LevelShown | None
    chips: tuple[Chip, ...]
    counters: Counters | None
    asked: tuple[Asked, ...]
    """The pack nearest to the gate first."""
    answers: tuple[AnswerGiven, ...]
    """The last few, oldest first."""


PANEL: Final = TypeAdapter(PanelState)


def panel_of(
    state: LineState | None, has_gate: bool, answers: Iterable[AnswerGiven], t: Texts
) -> PanelState:
    """`t` has the texts of the file live.toml."""
    word = word_of(state, has_gate)
    return PanelState(
        word=word,
        shown=t(f"word_{word}"),
        kind=KINDS.get(word, Kind.NORMAL),
        why=why_of(word, state, t),
        level=None if state is None else level_of(state, t),
        chips=() if state is None else chips_of(state, has_gate, t),
        counters=None if state is None else counters_of(state),
        asked=() if state is None else asked_of(state, t),
        answers=() if state is None else tuple(answers),
    )


def level_of(state: LineState, t: Texts) -> LevelShown:
    is_lowered = bool(state.suspensions) or state.hands_over
    return LevelShown(state.level, t(f"level_{state.level}"), is_lowered)


def document(panel: PanelState, notes: Mapping[str, Any]) -> dict[str, Any]:
    """As it stands in the state document."""
    return {**PANEL.dump_python(panel, mode="json"), **notes}
