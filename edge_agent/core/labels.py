"""What is known of a pack's truth, and from whom. Labels of different trust are never added up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from edge_agent.core.errors import InvalidInput

LABEL_EVENT = "label"
"""Kind of the event by which a station's log keeps a label."""


class LabelSource(StrEnum):
    """Who says whether a pack is defective, most trusted first."""

    CHALLENGE = "challenge"
    """A pack made good or faulty on purpose."""
    AUDIT = "audit"
    """A pack drawn at random and examined by hand."""
    OPERATOR = "operator"
    """An answer to a recommendation: given in haste, on suspicious packs only."""
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

    @property
    def pack(self) -> tuple[int, int]:
        return self.boot, self.pack_no


def truths_of(labels: Iterable[Label]) -> dict[tuple[int, int], Label]:
    """By (boot, pack number), the most trusted label; InvalidInput where two contradict."""
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
