"""What is known of a pack's truth, and from whom. Labels of different trust are never added up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from edge_agent.core.errors import InvalidInput

LABEL_EVENT = "label"
"""Kind of the event by which a station's log keeps a label."""
WITHDRAWN_EVENT = "label_withdrawn"
"""Kind of the event by which a person takes back what he said of a pack."""


class LabelSource(StrEnum):
    """Who says whether a pack is defective, most trusted first."""

    CHALLENGE = "challenge"
    """A pack made good or faulty on purpose."""
    AUDIT = "audit"
    """A pack drawn at random and examined by hand."""
    OPERATOR = "operator"
    """A look at a pack's pictures: given in haste, on suspicious packs only."""
    CLAIM = "claim"
    """Came back from a customer: known of defective packs only."""
    SIMULATED = "simulated"
    """The simulated line knows what it made."""


@dataclass(frozen=True, slots=True)
class Label:
    boot: int
    pack_no: int
    defective: bool
    source: LabelSource
    checks: tuple[str, ...] = ()
    """Those that must notice what is faulty; () for a good pack, and where nobody said which."""
    by: str = ""
    """Who has reviewed the pack, and may say otherwise later; empty where it was no review."""

    @property
    def pack(self) -> tuple[int, int]:
        return self.boot, self.pack_no


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A person takes back what he said of a pack."""

    boot: int
    pack_no: int
    source: LabelSource
    by: str


def in_force(given: Iterable[Label | Withdrawn]) -> list[Label]:
    """What stands of all that was given, in the order of giving.

    A person's later word on a pack replaces his own earlier one, and nobody else's. Labels that
    no person may change (of audits, challenge packs, customers) all stand.
    """
    kept: dict[object, Label] = {}
    for number, word in enumerate(given):
        person = (word.boot, word.pack_no, word.source, word.by) if word.by else number
        kept.pop(person, None)
        if isinstance(word, Label):
            kept[person] = word
    return list(kept.values())


def truths_of(labels: Iterable[Label]) -> dict[tuple[int, int], Label]:
    """By (boot, pack number), the most trusted label; InvalidInput where two contradict.

    What an operator said at a look counts only where nobody else knows; where two of them disagree,
    nothing is known of the pack.
    """
    given = list(labels)
    known = agreed(label for label in given if label.source is not LabelSource.OPERATOR)
    said: dict[tuple[int, int], list[Label]] = {}
    for label in given:
        if label.source is LabelSource.OPERATOR:
            said.setdefault(label.pack, []).append(label)
    for pack, words in said.items():
        if len({word.defective for word in words}) == 1:
            known.setdefault(pack, words[-1])
    return known


def agreed(labels: Iterable[Label]) -> dict[tuple[int, int], Label]:
    known: dict[tuple[int, int], Label] = {}
    for label in labels:
        before = known.setdefault(label.pack, label)
        if before.defective != label.defective:
            raise InvalidInput(
                f"labels of pack {label.pack_no} (boot {label.boot}) contradict: {told(before)}, "
                f"{told(label)}; examine the pack again and keep one"
            )
        known[label.pack] = min(before, label, key=trust)
    return known


def trust(label: Label) -> int:
    return list(LabelSource).index(label.source)


def told(label: Label) -> str:
    return f"{label.source.value} says {'defective' if label.defective else 'good'}"


def sources_of(truths: Mapping[tuple[int, int], Label]) -> dict[str, int]:
    """How many packs are known from whom; sources that know none are left out."""
    known = [label.source for label in truths.values()]
    return {source.value: count for source in LabelSource if (count := known.count(source))}
