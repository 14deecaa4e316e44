"""Do the scores still come from where the reference came from? Needs no label.

Each new score gets a smoothed conformal p-value among all scores so far, the reference first. As
long as old and new are exchangeable these are uniform and independent, exactly; the simple jumper
(Vovk and others 2022) bets that they are not. The martingale passes 100 with a chance of 1 % ever,
but gambles its wealth away in long quiet times; so a fresh one is started at every pack, and their
sum alarms: in quiet times after at least `alarm_at` packs on average.

Scores are kept as counts in quantile bins of the reference, so the memory never grows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.score_bins import bin_of, binned, quantile_edges

Floats = NDArray[np.float64]
BINS = 100
BETS = np.array([-1.0, 0.0, 1.0])
"""On small p-values (scores rise), on nothing, on large ones (scores fall)."""
JUMP = 0.01
"""Share of every bet that is spread anew over all three at each pack."""
START = 1 / 3
MOST = 1e100
"""Far above every alarm, far below what a float can hold."""


@dataclass(frozen=True, slots=True)
class ScoreDrift:
    alarm_at: float
    """Packs between false alarms, at least and on average."""
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    """Of the reference and of everything since, by bin."""
    martingale: tuple[float, ...] = (START, START, START)
    """Wealth by bet, started once."""
    restarted: tuple[float, ...] = (0.0, 0.0, 0.0)
    """The same, started again at every pack."""
    seen: int = 0

    @classmethod
    def begin(cls, reference: Sequence[float] | Floats, alarm_at: float) -> Self:
        """From a quiet shift as it ran, several lots of it, nothing picked out or left out."""
        if not alarm_at > 1:
            raise InvalidInput(f"alarm_at {alarm_at:g}: expected more than one pack")
        edges = quantile_edges(reference, BINS)
        return cls(alarm_at, edges, tuple(binned(reference, edges)))

    def saw(self, score: float, luck: float) -> Self:
        """`luck` in [0, 1) breaks ties between equal scores; it must not depend on the score."""
        place = bin_of(score, self.edges)
        counts = (*self.counts[:place], self.counts[place] + 1, *self.counts[place + 1 :])
        begun = [one + START for one in self.restarted]
        both = jump(np.array([self.martingale, begun]), p_value(counts, place, luck))
        return replace(
            self,
            counts=counts,
            martingale=tuple(both[0].tolist()),
            restarted=tuple(both[1].tolist()),
            seen=self.seen + 1,
        )

    def saw_all(self, scores: Iterable[tuple[float, float]]) -> Self:
        """One `saw` of (score, luck) after the other, up to the one that alarms; the same to the
        last bit."""
        counts, total = list(self.counts), sum(self.counts)
        martingale, restarted, seen = list(self.martingale), list(self.restarted), self.seen
        for score, luck in scores:
            if sum(restarted) >= self.alarm_at:
                break
            place = bin_of(score, self.edges)
            counts[place] += 1
            total += 1
            chance = (sum(counts[place + 1 :]) + luck * counts[place]) / total
            martingale = jump_once(martingale, chance)
            restarted = jump_once([one + START for one in restarted], chance)
            seen += 1
        return replace(
            self,
            counts=tuple(counts),
            martingale=tuple(martingale),
            restarted=tuple(restarted),
            seen=seen,
        )

    @property
    def wealth(self) -> float:
        """Of the martingale that was started once; for charts."""
        return sum(self.martingale)

    @property
    def evidence(self) -> float:
        return sum(self.restarted)

    @property
    def alarms(self) -> bool:
        return self.evidence >= self.alarm_at


def p_value(counts: Sequence[int], place: int, luck: float) -> float:
    """Share of scores above this one's bin, and of those in it as luck has it; itself counted."""
    above = sum(counts[place + 1 :])
    return (above + luck * counts[place]) / sum(counts)


def jump(wealth: Floats, chance: ArrayLike) -> Floats:
    """One p-value later. `wealth` of shape (..., 3), `chance` of shape (...)."""
    mixed = (1 - JUMP) * wealth + JUMP * wealth.mean(axis=-1, keepdims=True)
    odds = 1 + BETS * (np.asarray(chance)[..., None] - 0.5)
    return np.asarray(np.minimum(mixed * odds, MOST))


def jump_once(wealth: Sequence[float], chance: float) -> list[float]:
    """`jump` of one stream, many times as fast for so few numbers."""
    falls, stays, rises = wealth
    spread = JUMP * ((falls + stays + rises) / 3)
    edge = chance - 0.5
    return [
        min(((1 - JUMP) * falls + spread) * (1 - edge), MOST),
        min((1 - JUMP) * stays + spread, MOST),
        min(((1 - JUMP) * rises + spread) * (1 + edge), MOST),
    ]
