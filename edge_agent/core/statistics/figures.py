"""The figures of a time, a shift or a lot, from what was counted. Pure.

OEE has three parts. Quality is this station's: good packs among those seen. Availability and
performance are the line's: they need its planned time and its ideal rate, which nobody tells here.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from edge_agent.core.packs import Outcome, Verdict
from edge_agent.core.statistics.marks import Counts, Mark, What, latency_end_ms

SHOWN_RANKS: Final = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Latency:
    """Picture to decision. Upper ends of classes that are 4.7 % wide."""

    packs: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Packs; challenge packs are counted apart, since they are no production."""

    packs: int
    good: int
    passed: int
    rejected: int
    held: int
    missed: int
    ok: int
    not_ok: int
    unsure: int
    late: int
    recommended: int
    answered: int
    overridden: int
    no_answer: int
    challenges_caught: int
    challenges_missed: int
    latency: Latency | None

    @property
    def quality(self) -> float | None:
        """OEE's quality part: good among all; None without packs."""
        return share(self.good, self.packs)

    @property
    def reject_rate(self) -> float | None:
        return share(self.rejected, self.packs)

    @property
    def unsure_rate(self) -> float | None:
        return share(self.unsure, self.packs)

    @property
    def override_rate(self) -> float | None:
        """Of the recommendations that a person answered."""
        return share(self.overridden, self.answered)

    @property
    def no_answer_rate(self) -> float | None:
        """Of all recommendations."""
        return share(self.no_answer, self.recommended)


def figures_of(counts: Counts) -> Figures:
    def of(what: What, name: str = "") -> int:
        return counts.get(Mark(what, name), 0)

    return Figures(
        packs=of(What.PACKS),
        good=of(What.GOOD),
        **{one.value: of(What.OUTCOME, one.value) for one in Outcome},
        **{one.value: of(What.VERDICT, one.value) for one in Verdict},
        late=of(What.LATE),
        recommended=of(What.RECOMMENDED),
        answered=of(What.ANSWERED),
        overridden=of(What.OVERRIDDEN),
        no_answer=of(What.NO_ANSWER),
        challenges_caught=of(What.CHALLENGE, "caught"),
        challenges_missed=of(What.CHALLENGE, "missed"),
        latency=latency_of(counts),
    )


def latency_of(counts: Counts) -> Latency | None:
    """None where no pack had a verdict."""
    classes = sorted(
        (int(mark.of), packs)
        for mark, packs in counts.items()
        if mark.what is What.LATENCY and packs > 0
    )
    total = sum(packs for _, packs in classes)
    if not total:
        return None
    p50_ms, p95_ms, p99_ms = (ranked_ms(classes, ceil(rank * total)) for rank in SHOWN_RANKS)
    return Latency(total, p50_ms, p95_ms, p99_ms)


def ranked_ms(classes: list[tuple[int, int]], wanted: int) -> float:
    """Upper end of the class in which the pack of this rank (from 1) lies."""
    seen = 0
    for number, packs in classes:
        seen += packs
        if seen >= wanted:
            return round(latency_end_ms(number), 2)
    raise ValueError(f"there is no pack of rank {wanted}")


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
