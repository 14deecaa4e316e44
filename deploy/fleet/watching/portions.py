"""A station's log as the monitors take it: portions of packs of one product and lot, in order.

A portion is a function of the log alone, whenever and by whomever it is read: so what is found
does not depend on how records arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Final, NamedTuple

from deploy.fleet.watching.subjects import PORTION_PACKS, Signal, Subject
from edge_agent.core.autonomy.pack_facts import Measure, PackFacts, facts_of
from edge_agent.core.packs import UNBELIEVABLE, CheckResult, Reason, Record, Verdict

Values = Mapping[Subject, float]
UNSEEN: Final = frozenset({*UNBELIEVABLE, Reason.NO_PICTURE})
MEASURES: Final = {Signal.SHARPNESS: Measure.SHARPNESS, Signal.BRIGHTNESS: Measure.BRIGHTNESS}


class Place(NamedTuple):
    """Of a record at the centre."""

    log_id: int
    boot: int
    seq: int


class Product(NamedTuple):
    """What references belong to."""

    recipe: str
    recipe_hash: str
    bundle_sha256: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What is watched of one record. Rates count 1 for a pack that is so, and 0 for another."""

    place: Place
    at: datetime
    product: Product
    lot: str
    """Empty without an order."""
    luck: float
    values: Values
    views: Mapping[str, str]
    """Check to view."""
    pictures: Mapping[str, str]
    """View to sha256."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Packs of one product and lot; at least one."""

    packs: tuple[Pack, ...]
    columns: Mapping[Subject, list[float]]
    """What the packs have of each stream, in their order."""

    @classmethod
    def of(cls, packs: Iterable[Pack]) -> "Portion":
        gathered, columns = tuple(packs), defaultdict[Subject, list[float]](list)
        for pack in gathered:
            for subject, value in pack.values.items():
                columns[subject].append(value)
        return cls(gathered, dict(columns))

    @property
    def first(self) -> Pack:
        return self.packs[0]

    @property
    def last(self) -> Pack:
        return self.packs[-1]

    def column(self, subject: Subject) -> list[float]:
        """Of the packs that have it."""
        return self.columns.get(subject, [])

    def scored(self, subject: Subject) -> list[tuple[float, float]]:
        """With the luck that orders equal ones."""
        return [(one.values[subject], one.luck) for one in self.packs if subject in one.values]


def portions_of(packs: Iterable[Pack]) -> Iterator[Portion]:
    """Whole ones; packs that may still get company are left out."""
    gathered: list[Pack] = []
    for pack in packs:
        if gathered and is_other(gathered[-1], pack):
            yield Portion.of(gathered)
            gathered = []
        gathered.append(pack)
        if len(gathered) == PORTION_PACKS:
            yield Portion.of(gathered)
            gathered = []


def is_other(before: Pack, pack: Pack) -> bool:
    return (before.product, before.lot) != (pack.product, pack.lot)


def pack_of(record: Record, place: Place) -> Pack:
    order = record.order
    return Pack(
        place=place,
        at=record.seen_at,
        product=Product(record.recipe, record.recipe_hash, record.bundle_sha256),
        lot="" if order is None or order.lot is None else order.lot,
        luck=(facts := facts_of(record)).luck,
        values=dict(values_of(record, facts)),
        views={check.name: check.view for check in record.verdict.checks},
        pictures=record.pictures,
    )


def values_of(record: Record, facts: PackFacts) -> Iterator[tuple[Subject, float]]:
    checks = record.verdict.checks
    for check in checks:
        yield from of_check(check, facts)
    for name, wrong in facts.overridden.items():
        yield Subject(Signal.OVERRIDES, name), float(wrong)
    for view in dict.fromkeys(check.view for check in checks):
        yield from of_view(view, [check for check in checks if check.view == view], facts)
    several = sum(check.verdict is Verdict.NOT_OK for check in checks) > 1
    yield Subject(Signal.SEVERAL, ""), float(several)
    yield Subject(Signal.LATE, ""), float(record.late)
    latency_ms = record.latency_ms
    if latency_ms is not None and isfinite(latency_ms) and latency_ms > 0:
        yield Subject(Signal.PACE, ""), 1e3 / latency_ms


def of_check(check: CheckResult, facts: PackFacts) -> Iterator[tuple[Subject, float]]:
    """A faulty pack tells nothing of scores and grades: its fault is counted already."""
    yield Subject(Signal.NOT_OK, check.name), float(check.verdict is Verdict.NOT_OK)
    yield Subject(Signal.UNSURE, check.name), float(check.verdict is Verdict.UNSURE)
    if check.verdict is Verdict.OK and check.name in facts.scores:
        yield Subject(Signal.SCORES, check.name), facts.scores[check.name]
    grade = facts.measured[Measure.LEGIBILITY].get(check.name)
    if check.verdict is not Verdict.NOT_OK and grade is not None:
        yield Subject(Signal.LEGIBILITY, check.name), grade


def of_view(
    view: str, checks: list[CheckResult], facts: PackFacts
) -> Iterator[tuple[Subject, float]]:
    """A picture on which nothing is right may show no pack: it tells nothing of its camera."""
    unseen = all(UNSEEN.intersection(check.reasons) for check in checks)
    yield Subject(Signal.NO_PICTURE, view), float(unseen)
    if all(check.verdict is Verdict.NOT_OK for check in checks):
        return
    for signal, measure in MEASURES.items():
        value = facts.measured[measure].get(view)
        if value is not None and isfinite(value) and value >= 0:
            yield Subject(signal, view), value
