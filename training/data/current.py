"""Which labels hold now: a fold over the log, without any state of its own.

Rules
- What is superseded or taken back counts no more. Of one person and trust the later word counts.
- The most trusted words decide. Where they contradict, nothing holds until somebody adjudicates,
  also where two stand against one; less trusted words that say otherwise stay visible.
- Two reviewers who say the same, with nobody against, are as two agreeing. "Unsure" is no word
  where somebody knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edge_agent.core.review import Said
from training.data.label_log import Logged
from training.data.values import RANKS, EventKind, Trust, Value, VerdictValue

Place = tuple[str, str]
"""(picture sha256, field)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one field of one picture."""

    picture: str
    field: str
    value: Value | None
    """None: the most trusted words contradict."""
    trust: Trust
    words: tuple[Logged, ...]
    """The most trusted ones, in the order they were said."""
    overruled: tuple[Logged, ...]
    """Less trusted ones that say otherwise."""

    @property
    def is_conflict(self) -> bool:
        return self.value is None

    @property
    def by(self) -> str:
        return ", ".join(dict.fromkeys(word.event.by for word in self.words))


def current_labels(log: Iterable[Logged]) -> dict[Place, Standing]:
    """In the order in which fields were first spoken of."""
    said: dict[Place, list[Logged]] = {}
    for word in standing_words(log):
        said.setdefault(word.event.place, []).append(word)
    return {place: standing(place, words) for place, words in said.items()}


def standing_words(log: Iterable[Logged]) -> Iterator[Logged]:
    kept: dict[str, Logged] = {}
    latest: dict[tuple[str, str, str, Trust], str] = {}
    for one in log:
        event = one.event
        for earlier in event.supersedes:
            kept.pop(earlier, None)
        if event.kind is EventKind.WITHDRAWN:
            for trust in Trust:
                kept.pop(latest.get((*event.place, event.by, trust), ""), None)
        elif event.kind is EventKind.LABEL:
            person = (*event.place, event.by, event.trust)
            kept.pop(latest.get(person, ""), None)
            latest[person] = one.id
            kept[one.id] = one
    yield from kept.values()


def standing(place: Place, words: list[Logged]) -> Standing:
    sure = [word for word in words if not is_unsure(word.event.value)] or words
    most = max(RANKS[word.event.trust] for word in sure)
    top = tuple(word for word in sure if RANKS[word.event.trust] == most)
    first = top[0].event
    agree = all(word.event.value == first.value for word in top)
    value = first.value if agree else None
    overruled = tuple(
        word for word in sure if word not in top and agree and word.event.value != value
    )
    return Standing(*place, value, trust_of(top, agree), top, overruled)


def is_unsure(value: Value | None) -> bool:
    return isinstance(value, VerdictValue) and value.verdict is Said.UNSURE


def trust_of(top: tuple[Logged, ...], agree: bool) -> Trust:
    trust = top[0].event.trust
    persons = {word.event.by for word in top}
    return Trust.AGREED if trust is Trust.REVIEW and agree and len(persons) > 1 else trust


def conflicts(labels: Mapping[Place, Standing]) -> list[Standing]:
    return [one for one in labels.values() if one.is_conflict]
