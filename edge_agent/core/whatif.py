"""What-if over recorded packs: each level, and each threshold, in packs, work and money. Pure.

The levels are computed from the verdicts as they were recorded, with the operator's queue exact to
the pack; the thresholds from the scores, with his time shared out by the minute. Rows count packs
whose truth is known; a person's work is of all packs, known or not. Intervals say what to expect
of other packs like these, at 95 %, and are exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

import numpy as np

from edge_agent.core.errors import InvalidInput
from edge_agent.core.fates import OperatorModel, fates_at, untouched
from edge_agent.core.guarantees.bounds import Interval, intervals
from edge_agent.core.money import NO_AI, MoneyRow, Prices, priced, row
from edge_agent.core.pack_columns import Floats, PackColumns
from edge_agent.core.packs import Level
from edge_agent.core.threshold_sweep import Swept, sweep_of, swept_at

THRESHOLDS = np.arange(1, 101) / 100
SWEPT_LEVELS = (Level.RECOMMEND, Level.ACT_WHEN_SURE, Level.ACT_ALWAYS)
"""A report changes nothing at the gate, so no threshold matters to it."""
DELTA = 0.05
"""Chance that an interval is wrong."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What packs are turned into work and money with."""

    prices: Prices
    operator: OperatorModel
    minutes: float
    """How long the packs took to run by."""


@dataclass(frozen=True, slots=True)
class Counted:
    money: MoneyRow
    threshold: float | None
    looks: int
    """Packs that a person judges, whether their truth is known or not."""


@dataclass(frozen=True, slots=True)
class Case:
    """One level as recorded, or at one threshold."""

    money: MoneyRow
    threshold: float | None
    """Score from which a pack is not ok; None: the verdicts as they were recorded."""
    decisions_per_min: float
    """Packs that a person judges, in the mean of the shift."""
    work_min: float
    claimed_share: Interval
    """Of shipped packs."""
    false_reject_rate: Interval
    """Of good packs."""
    net_eur: Interval

    def document(self) -> dict[str, Any]:
        told = {} if self.threshold is None else {"threshold": self.threshold}
        return {
            **asdict(self.money),
            **told,
            "decisions_per_min": round(self.decisions_per_min, 2),
            "work_min": round(self.work_min, 1),
            "claimed_share_interval": ends(self.claimed_share, 6),
            "false_reject_interval": ends(self.false_reject_rate, 6),
            "net_eur_interval": ends(self.net_eur, 2),
        }


@dataclass(frozen=True, slots=True)
class WhatIf:
    packs: int
    truth_known: int
    levels: tuple[Case, ...]
    thresholds: tuple[Case, ...]
    prices: Prices
    operator: OperatorModel

    @property
    def best(self) -> tuple[Case, ...]:
        """For each level the threshold that earns most; chosen on these very packs."""
        by_level = groupby(self.thresholds, key=lambda case: case.money.case)
        return tuple(most_earning(list(cases)) for _, cases in by_level)

    def document(self, assumed: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """As `packwarden whatif --json` prints it; `assumed` is added to what is assumed."""
        return {
            "packs": self.packs,
            "truth_known": self.truth_known,
            "money": [case.document() for case in self.levels],
            "thresholds": [case.document() for case in self.thresholds],
            "best": [case.document() for case in self.best],
            "assumed": {
                "prices": asdict(self.prices),
                "operator": asdict(self.operator),
                **(assumed or {}),
            },
        }


def what_if(
    packs: PackColumns,
    prices: Prices,
    operator: OperatorModel,
    thresholds: Floats = THRESHOLDS,
) -> WhatIf:
    """InvalidInput where there are no packs, or the truth of none is known."""
    refuse_unknown(packs)
    terms = Terms(prices, operator, packs.minutes)
    return WhatIf(
        packs=len(packs),
        truth_known=int(packs.known.sum()),
        levels=tuple(levels(packs, terms)),
        thresholds=tuple(at_thresholds(packs, terms, thresholds)),
        prices=prices,
        operator=operator,
    )


def most_earning(cases: Sequence[Case]) -> Case:
    """Of thresholds that earn the same the middle one: the farthest from where it ends."""
    most = max(case.money.net_eur for case in cases)
    equal = [case for case in cases if case.money.net_eur == most]
    return equal[len(equal) // 2]


def refuse_unknown(packs: PackColumns) -> None:
    if len(packs) == 0:
        raise InvalidInput("there are no recorded packs")
    if not packs.known.any():
        raise InvalidInput(
            f"truth known for 0 of {len(packs)} packs; without it nothing can be said in money: "
            "audit some packs, or record a simulated line"
        )


def levels(packs: PackColumns, terms: Terms) -> list[Case]:
    counted = [Counted(row(NO_AI, packs, untouched(packs), terms.prices), None, 0)]
    for level in Level:
        fates = fates_at(level, packs, terms.operator)
        money = row(level.value, packs, fates, terms.prices)
        counted.append(Counted(money, None, int(fates.reviewed.sum())))
    return cases_of(counted, terms)


def at_thresholds(packs: PackColumns, terms: Terms, thresholds: Floats) -> list[Case]:
    refuse_unordered(thresholds)
    sweep = sweep_of(packs, terms.operator, thresholds)
    known, defective = int(packs.known.sum()), int((packs.known & packs.defective).sum())
    counted = []
    for level in SWEPT_LEVELS:
        swept = swept_at(level, sweep)
        for place, threshold in enumerate(thresholds.tolist()):
            money = priced(row_at(level, swept, place, known, defective), terms.prices)
            counted.append(Counted(money, threshold, int(swept.looks[place])))
    return cases_of(counted, terms)


def refuse_unordered(thresholds: Floats) -> None:
    inside = (thresholds > 0) & (thresholds <= 1)  # also false for what is no number
    if not (inside.all() and (np.diff(thresholds) > 0).all()):
        raise InvalidInput("thresholds must ascend and lie above 0, up to 1")


def row_at(level: Level, swept: Swept, place: int, known: int, defective: int) -> MoneyRow:
    rightly, wrongly = int(swept.rejected_rightly[place]), int(swept.rejected_wrongly[place])
    return MoneyRow(
        case=level.value,
        output=known,
        shipped=known - rightly - wrongly,
        claimed=defective - rightly,
        rejected_rightly=rightly,
        rejected_wrongly=wrongly,
        held=int(swept.held[place]),
        no_answer=int(swept.no_answer[place]),
        reviewed=int(swept.reviewed[place]),
    )


def cases_of(counted: Sequence[Counted], terms: Terms) -> list[Case]:
    rows = [one.money for one in counted]
    claimed = intervals([row.claimed for row in rows], [row.shipped for row in rows])
    good = [row.output - row.claimed - row.rejected_rightly for row in rows]
    rejected = intervals([row.rejected_wrongly for row in rows], good)
    net = net_intervals(rows, terms.prices)
    return [
        Case(
            money=one.money,
            threshold=one.threshold,
            decisions_per_min=one.looks / terms.minutes,
            work_min=one.looks * terms.operator.response_s / 60,
            claimed_share=claimed[place],
            false_reject_rate=rejected[place],
            net_eur=net[place],
        )
        for place, one in enumerate(counted)
    ]


def net_intervals(rows: Sequence[MoneyRow], prices: Prices) -> list[Interval]:
    """Of as many packs. Claims are rare and dear, so that no bell curve fits them: each share that
    costs money is taken at the end of its exact interval, all three at once."""
    packs = [row.output for row in rows]
    claimed = intervals([row.claimed for row in rows], packs, DELTA / 3)
    rejected = [row.rejected_rightly + row.rejected_wrongly for row in rows]
    binned = intervals(rejected, packs, DELTA / 3)
    reviewed = intervals([row.reviewed for row in rows], packs, DELTA / 3)
    found = []
    for place, shares in enumerate(zip(claimed, binned, reviewed, strict=True)):
        dear = packs[place] * worth([share.high for share in shares], prices)
        cheap = packs[place] * worth([share.low for share in shares], prices)
        found.append(Interval(dear, cheap))
    return found


def worth(shares: Sequence[float], prices: Prices) -> float:
    """Euros a pack, by the shares that are claimed, rejected and reviewed."""
    claimed, rejected, reviewed = shares
    return (
        (1 - claimed - rejected) * prices.shipped_eur
        - claimed * prices.claimed_eur
        - rejected * prices.rejected_eur
        - reviewed * prices.reviewed_eur
    )


def ends(found: Interval, digits: int) -> list[float]:
    return [round(found.low, digits), round(found.high, digits)]
