"""The report of one lot: what was made with what, what became of it, and who has spoken of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from edge_agent.core.labels import LabelSource
from edge_agent.core.order import Order
from edge_agent.core.packs import Record
from edge_agent.core.review import Said
from edge_agent.store.looks import reviews_of_lot
from edge_agent.store.record_json import record_from_json
from edge_agent.web.site import Site
from edge_agent.web.statistics.asked import Answered, Asked, statistics_of

ENDS: Final = """
    SELECT body FROM records WHERE lot = ? ORDER BY boot {0}, seq {0} LIMIT 1
"""
FIRST, LAST = ENDS.format("ASC"), ENDS.format("DESC")
ANSWERED_BY: Final = """
    SELECT json_extract(body, '$.answered_by') AS person, count(*) FROM records
    WHERE lot = ? AND json_extract(body, '$.answered_by') IS NOT NULL GROUP BY person
"""


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What a pack was inspected with."""

    recipe: str
    recipe_hash: str
    bundle_sha256: str
    software: str
    settings_hash: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """How many packs of the lot a person has spoken of."""

    person: str
    answered: int
    """Recommendations, while the packs were on the belt."""
    reviewed: int
    examined: int
    """Drawn packs, for the audit."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the audit record ends now; whoever has this hash can prove that nothing was changed."""

    acts: int
    head_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotReport:
    lot: str
    station: str
    made_at: datetime
    """When this report was."""
    first_seen: datetime
    last_seen: datetime
    order: Order | None
    made_with: tuple[MadeWith, ...]
    """First and last pack; one where nothing was changed in between."""
    statistics: Answered
    found_good: int
    """Packs that people have looked at since, by what they said; each person's word counts."""
    found_defective: int
    not_told: int
    people: tuple[Spoken, ...]
    chain: Chain


def lot_report(site: Site, lot: str) -> LotReport:
    """NotFound for a lot that was never seen."""
    statistics = statistics_of(site, Asked(lot=lot))
    first, last = record_at(site, FIRST, lot), record_at(site, LAST, lot)
    reviews = reviews_of_lot(site.store, lot)
    said = Counter(one.said for one in reviews)
    return LotReport(
        lot=lot,
        station=site.station,
        made_at=site.clock.wall(),
        first_seen=first.seen_at,
        last_seen=last.seen_at,
        order=last.order,
        made_with=tuple(dict.fromkeys((made_with(first), made_with(last)))),
        statistics=statistics,
        found_good=said[Said.GOOD],
        found_defective=said[Said.DEFECTIVE],
        not_told=said[Said.UNSURE],
        people=people_of(
            Counter(dict(site.store.rows(ANSWERED_BY, [lot]))),
            Counter(one.person for one in reviews if one.source is LabelSource.OPERATOR),
            Counter(one.person for one in reviews if one.source is LabelSource.AUDIT),
        ),
        chain=chain_of(site),
    )


def record_at(site: Site, query: str, lot: str) -> Record:
    rows: list[tuple[Any, ...]] = site.store.rows(query, [lot])
    return record_from_json(rows[0][0])


def made_with(record: Record) -> MadeWith:
    return MadeWith(
        *(record.recipe, record.recipe_hash, record.bundle_sha256),
        *(record.software, record.settings_hash),
    )


def people_of(
    answered: Counter[str], reviewed: Counter[str], examined: Counter[str]
) -> tuple[Spoken, ...]:
    names = sorted({*answered, *reviewed, *examined})
    return tuple(Spoken(one, answered[one], reviewed[one], examined[one]) for one in names)


def chain_of(site: Site) -> Chain:
    with site.changing() as office:
        head = office.audit.head()
    return Chain(head.seq, head.sha256)
