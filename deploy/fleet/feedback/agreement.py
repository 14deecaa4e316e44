"""How far two persons agree who did not know of each other, check by check.

Only answers count that were given before anybody was told what the station had said. Cohen's kappa
is as in `edge_agent/study/kappas.py`. Where nearly everything is good, kappa falls however well
people agree; Gwet's AC1 does not (Gwet 2008, British Journal of Mathematical and Statistical
Psychology 61, 29-48): so both are shown. Their 95 % intervals are from resampling packs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, desc, select

from deploy.fleet.feedback.tables import label_answers, label_items
from deploy.fleet.feedback.values import Kind, Words, words_from_json
from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.review import Said
from edge_agent.core.study.result import DIGITS, Kappa
from edge_agent.study.kappas import DELTA, RESAMPLES, SEED, cohen

MOST_PAIRS: Final = 5_000
"""Answers of pairs that are looked at, the newest."""
Floats = NDArray[np.float64]


class Pair(NamedTuple):
    """What two persons said of one check of one pack: whether it is defective."""

    first: bool
    second: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one check of a recipe, or of all."""

    packs: int
    same: int
    kappa: Kappa | None
    """None where both called everything the same."""
    ac1: Kappa | None
    """None without any pack."""


def agreement(pairs: Sequence[Pair]) -> Agreement:
    first = np.array([[one.first] for one in pairs], np.bool_)
    second = np.array([[one.second] for one in pairs], np.bool_)
    same = sum(one.first == one.second for one in pairs)
    if not pairs:
        return Agreement(0, 0, None, None)
    return Agreement(len(pairs), same, cohen(first, second), gwet(pairs))


def gwet(pairs: Sequence[Pair]) -> Kappa:
    """AC1 of two persons and two answers; at least one pair."""
    cells = np.zeros(4, np.int64)
    for one in pairs:
        cells[2 * one.first + one.second] += 1
    value = float(ac1(cells[None])[0])
    random = np.random.default_rng(SEED)
    spread = ac1(random.multinomial(len(pairs), cells / len(pairs), RESAMPLES))
    low, high = (float(end) for end in np.quantile(spread, [DELTA / 2, 1 - DELTA / 2]))
    if cells[1] + cells[2] == 0:  # resampling what never differed shows no spread at all
        low = lowest(cells)
    ends = (min(low, value), value, max(high, value))
    low, value, high = (round(end, DIGITS) for end in ends)
    return Kappa(value, low, high)


def lowest(cells: NDArray[np.int64]) -> float:
    """At the exact lower bound of agreement on so many packs."""
    packs = int(cells.sum())
    defective = cells[3] / packs
    chance = 2 * defective * (1 - defective)
    return float((interval(packs, packs, DELTA).low - chance) / (1 - chance))


def ac1(cells: NDArray[np.int64]) -> Floats:
    """Of tables (n x 4: both good, the second alone defective, the first alone, both)."""
    packs = cells.sum(axis=1)
    agreed = (cells[:, 0] + cells[:, 3]) / packs
    defective = (2 * cells[:, 3] + cells[:, 1] + cells[:, 2]) / (2 * packs)
    chance = 2 * defective * (1 - defective)
    return np.asarray((agreed - chance) / (1 - chance), np.float64)


def pairs_by_check(
    connection: Connection, since: datetime | None = None
) -> dict[tuple[str, str], list[Pair]]:
    """By recipe and check. Who could not tell has said nothing that could be compared."""
    found: dict[tuple[str, str], list[Pair]] = {}
    for recipe, (first, second) in paired_words(connection, since):
        for name, one in first.items():
            other = second.get(name)
            if other is not None and Said.UNSURE not in (one.verdict, other.verdict):
                pair = Pair(one.verdict is Said.DEFECTIVE, other.verdict is Said.DEFECTIVE)
                found.setdefault((recipe, name), []).append(pair)
    return found


def paired_words(
    connection: Connection, since: datetime | None
) -> Iterable[tuple[str, tuple[Words, Words]]]:
    """(recipe, what the first and the second said) of each pack that two persons have labelled."""
    columns = (label_answers.c.item_id, label_items.c.recipe, label_answers.c.words)
    query = (
        select(*columns)
        .join_from(label_answers, label_items)
        .where(
            label_answers.c.kind == Kind.REVIEW,
            label_answers.c.taken_back_at.is_(None),
            label_answers.c.blind,
        )
    )
    if since is not None:
        query = query.where(label_answers.c.at >= since)
    said: dict[tuple[int, str], list[Words]] = {}
    newest = query.order_by(desc(label_answers.c.id)).limit(MOST_PAIRS)
    for number, recipe, words in connection.execute(newest):
        said.setdefault((number, recipe), []).insert(0, words_from_json(words))
    for (_, recipe), words in said.items():
        if len(words) > 1:
            yield recipe, (words[0], words[1])


def pooled(pairs: Mapping[tuple[str, str], Sequence[Pair]]) -> list[Pair]:
    return [pair for some in pairs.values() for pair in some]
