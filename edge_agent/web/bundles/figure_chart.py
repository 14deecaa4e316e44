"""Places of live figures on their axes: one row a figure, before and now, with their ends. Pure.

Each row has an axis of its own, as far as its widest interval reaches: a share of a thousandth and
one of a tenth say the same there, whether it is worse.
"""

from dataclasses import dataclass
from typing import Final

from edge_agent.core.guarantees.bounds import Interval
from edge_agent.core.monitoring.live_figures import Figure
from edge_agent.core.monitoring.rate_rise import Counted
from edge_agent.web.bundles.bundles_now import FigureNow

WIDTH: Final = 400.0
"""Of an axis, in units of the drawing."""
SHORTEST: Final = 0.002
"""Share at which an axis ends at least."""
MARGIN: Final = 1.08


@dataclass(frozen=True, slots=True)
class Placed:
    """A share on its axis; None where nothing was seen."""

    counted: Counted
    x: float | None
    low_x: float
    high_x: float
    ends: Interval | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    figure: Figure
    before: Placed
    now: Placed
    tolerated: float | None
    tolerated_x: float | None
    end: float
    """The share at the axis' end."""
    is_worse: bool
    is_above: bool
    """More than is tolerated, and not proven yet."""


def figure_row(one: FigureNow) -> FigureRow:
    compared = one.compared
    tolerated, share = compared.tolerated, compared.now.share
    reached = [ends.high for ends in (one.before, one.now) if ends is not None]
    shares = [SHORTEST, tolerated or 0.0, *reached]
    end = min(1.0, MARGIN * max(shares))
    return FigureRow(
        figure=compared.figure,
        before=placed(compared.before, one.before, end),
        now=placed(compared.now, one.now, end),
        tolerated=tolerated,
        tolerated_x=None if tolerated is None else place(tolerated, end),
        end=end,
        is_worse=compared.is_worse,
        is_above=tolerated is not None and share is not None and share > tolerated,
    )


def placed(counted: Counted, ends: Interval | None, end: float) -> Placed:
    if ends is None or counted.share is None:
        return Placed(counted, None, 0.0, 0.0, None)
    low, high = place(ends.low, end), place(ends.high, end)
    return Placed(counted, place(counted.share, end), low, high, ends)


def place(share: float, end: float) -> float:
    return round(WIDTH * min(share / end, 1.0), 1)
