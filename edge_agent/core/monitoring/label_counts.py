"""Right and wrong by who says so: labels of different trust are never added up.

Challenge packs say what is caught when it is tested, operators what they made of recommendations,
customers what escaped. Only an audit speaks of all packs (see audit_estimates); the others are
shown beside it, each under its own name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from edge_agent.core.guarantees.bounds import Interval, interval
from edge_agent.core.labels import LabelSource
from edge_agent.core.packs import Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """Labelled packs of one source, by what the station had said of them."""

    source: LabelSource
    defective: int = 0
    missed: int = 0
    """Defective packs that it had called ok."""
    good: int = 0
    rejected: int = 0
    """Good packs that it had called not ok."""

    @property
    def missed_between(self) -> Interval:
        """95 % interval of the share of defective packs that are missed, for this source alone."""
        return interval(self.missed, self.defective)

    @property
    def rejected_between(self) -> Interval:
        return interval(self.rejected, self.good)


@dataclass(frozen=True, slots=True)
class LabelCounts:
    tallies: tuple[Tally, ...] = tuple(Tally(source) for source in LabelSource)

    def labelled(self, source: LabelSource, defective: bool, said: Verdict) -> Self:
        before = self.of(source)
        after = (
            replace(
                before,
                defective=before.defective + 1,
                missed=before.missed + (said is Verdict.OK),
            )
            if defective
            else replace(
                before,
                good=before.good + 1,
                rejected=before.rejected + (said is Verdict.NOT_OK),
            )
        )
        return replace(self, tallies=tuple(exchanged(self.tallies, after)))

    def of(self, source: LabelSource) -> Tally:
        return next(tally for tally in self.tallies if tally.source is source)


def exchanged(tallies: Iterable[Tally], after: Tally) -> Iterable[Tally]:
    return (after if tally.source is after.source else tally for tally in tallies)
