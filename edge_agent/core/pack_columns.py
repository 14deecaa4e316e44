"""Recorded packs as columns: what a what-if asks of every pack, a million at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import UNBELIEVABLE, PackVerdict, Reason, Verdict
from edge_agent.core.recipe import NoAnswer

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

SAID: tuple[Verdict | None, ...] = (None, *Verdict)
"""What was said of a pack, by its code in the column `said`."""
HARD_REASONS = {
    Reason.UNREADABLE,
    Reason.PACK_NOT_FOUND,
    Reason.OUT_OF_PICTURE,
    *UNBELIEVABLE,
    Reason.NO_ORDER,
    Reason.NO_PICTURE,
    Reason.INSPECTION_FAILED,
}
"""With one of these a pack is unsure whatever its score: no threshold may call it ok."""


@dataclass(frozen=True, slots=True)
class PackFact:
    """One recorded pack, and whether it was truly defective."""

    defective: bool | None
    """None where its truth is not known."""
    verdict: PackVerdict | None
    """None where no verdict came in time, or the pack lay too close to its neighbour."""
    shown_s: float
    """When its verdict was there, in seconds from the first pack."""
    time_left_s: float
    """From then to the last moment for an order."""
    luck: float
    """In [0, 1): decides what the operator makes of this pack, the same in every case."""
    no_answer: NoAnswer = NoAnswer.PASS
    """What its recipe does when nobody answers."""


@dataclass(frozen=True, slots=True, eq=False)
class PackColumns:
    """All of shape (packs,), in the order in which they were shown."""

    known: Bools
    """Its truth is known."""
    defective: Bools
    """And it was defective."""
    said: NDArray[np.int8]
    """Index into SAID."""
    blocked: Bools
    """By a hard reason."""
    score: Floats
    """Defect score; infinite where a verdict has none that a threshold could move."""
    shown_s: Floats
    time_left_s: Floats
    luck: Floats
    waits: Bools
    """The belt stops until somebody answers."""

    def __len__(self) -> int:
        return len(self.said)

    def are(self, said: Verdict | None) -> Bools:
        return np.asarray(self.said == SAID.index(said))

    def part(self, places: slice) -> "PackColumns":
        """The packs in these places, sharing their memory."""
        return PackColumns(*(getattr(self, field.name)[places] for field in fields(self)))

    @property
    def minutes(self) -> float:
        """From the first pack to the last; at least one."""
        if len(self) == 0:
            return 1.0
        return max(float(np.ptp(self.shown_s)) / 60, 1.0)


ROW = np.dtype(
    [
        ("known", np.bool_),
        ("defective", np.bool_),
        ("said", np.int8),
        ("blocked", np.bool_),
        ("score", np.float64),
        ("shown_s", np.float64),
        ("time_left_s", np.float64),
        ("luck", np.float64),
        ("waits", np.bool_),
    ]
)
FIELDS: Final[Sequence[str]] = ROW.names or ()
Rows = NDArray[np.void]
"""Of shape (packs,); structured."""


def columns_of(facts: Iterable[PackFact]) -> PackColumns:
    """In the order in which they were shown; InvalidInput for a time or luck that is no number."""
    return columns_in(np.fromiter((row_of(fact) for fact in facts), dtype=ROW))


def columns_in(rows: Rows) -> PackColumns:
    """As `columns_of`, of rows that have the fields of ROW; other fields are left out."""
    for name in ("shown_s", "time_left_s", "luck"):
        if not np.isfinite(rows[name]).all():
            raise InvalidInput(f"a pack's {name} is no finite number")
    order = np.argsort(rows["shown_s"], kind="stable")
    return PackColumns(**{name: rows[name][order] for name in FIELDS})


def row_of(fact: PackFact) -> tuple[object, ...]:
    verdict = fact.verdict
    return (
        fact.defective is not None,
        bool(fact.defective),
        SAID.index(None if verdict is None else verdict.verdict),
        verdict is not None and bool(HARD_REASONS.intersection(verdict.reasons)),
        movable_score(verdict),
        fact.shown_s,
        fact.time_left_s,
        fact.luck,
        fact.no_answer is NoAnswer.STOP,
    )


def movable_score(verdict: PackVerdict | None) -> float:
    """A verdict without a score keeps its verdict at every threshold."""
    if verdict is None:
        return -np.inf
    if not isnan(verdict.score):
        return verdict.score
    return np.inf if verdict.verdict is Verdict.NOT_OK else -np.inf
