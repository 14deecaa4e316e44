"""What is known of a station, from the database and back: all of it in one transaction, or nothing.

Each step of a station takes its next turn. Where somebody else has taken it meanwhile, what was
worked out is thrown away and nothing is counted twice.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.schema import Table

from deploy.fleet.bulk import merge
from deploy.fleet.database import reading, writing
from deploy.fleet.watching.days import DayFigures
from deploy.fleet.watching.findings import Finding
from deploy.fleet.watching.portions import Product
from deploy.fleet.watching.profile import Profile
from deploy.fleet.watching.sentences import sentence
from deploy.fleet.watching.station import StationMemory
from deploy.fleet.watching.tables import findings, watch_days, watch_profiles, watches
from edge_agent.core.monitoring.state import from_json
from edge_agent.core.reasons.languages import Language

MOST_PROFILES: Final = 16
"""Of one station; those not used for longest are forgotten, and learnt anew when they come back."""


@dataclass(slots=True)
class Held:
    """What is known of one station, between two turns."""

    station_id: int
    turn: int
    memory: StationMemory
    profiles: dict[Product, Profile] = field(default_factory=dict)
    """Those that were looked up; empty where nothing was known."""
    touched: set[Product] = field(default_factory=set)
    """Profiles that are not written yet."""
    news: dict[int, Finding] = field(default_factory=dict)
    """By number: findings that are not written yet."""
    days: list[tuple[Product, datetime, tuple[DayFigures, ...]]] = field(default_factory=list)
    """Closed days that are not written yet."""
    is_changed: bool = False
    """Something is not written yet."""

    def tell(self, news: Iterable[Finding]) -> None:
        self.news.update({one.number: one for one in news})


def held(engine: Engine, station_id: int) -> Held:
    """As it was written last. InvalidInput where that is damaged."""
    with reading(engine) as connection:
        query = select(watches.c.turn, watches.c.state).where(watches.c.station_id == station_id)
        turn, state = connection.execute(query).one()
    return Held(station_id, turn, from_json(StationMemory, state))


def profile_of(connection: Connection, one: Held, product: Product) -> Profile:
    """An empty one where the product was never watched at this station."""
    if product not in one.profiles:
        query = select(watch_profiles.c.state).where(
            (watch_profiles.c.station_id == one.station_id)
            & (watch_profiles.c.recipe_hash == product.recipe_hash)
            & (watch_profiles.c.bundle_sha256 == product.bundle_sha256)
        )
        state = connection.execute(query).scalar_one_or_none()
        one.profiles[product] = Profile() if state is None else from_json(Profile, state)
    return one.profiles[product]


def keep(engine: Engine, all_held: Sequence[Held], now: datetime) -> list[Held]:
    """One transaction for all, in the order in which leases are renewed.

    Of those whose turn somebody else has taken nothing is kept; these are returned.
    """
    lost = []
    with writing(engine) as connection:
        for one in sorted(all_held, key=lambda one: one.station_id):
            if takes_turn(connection, one):
                keep_profiles(connection, one, now)
                for finding in one.news.values():
                    keep_finding(connection, one.station_id, finding)
                keep_days(connection, one)
            else:
                lost.append(one)
    for one in all_held:
        one.turn += 1
        one.touched.clear()
        one.news.clear()
        one.days.clear()
        one.is_changed = False
    return lost


def takes_turn(connection: Connection, one: Held) -> bool:
    mine = (watches.c.station_id == one.station_id) & (watches.c.turn == one.turn)
    values = {"turn": one.turn + 1, "state": written(one.memory)}
    return connection.execute(update(watches).where(mine).values(**values)).rowcount == 1


def keep_profiles(connection: Connection, one: Held, now: datetime) -> None:
    for product in sorted(one.touched):
        values = {"used_at": now, "state": written(one.profiles[product])}
        key = {
            "station_id": one.station_id,
            "recipe_hash": product.recipe_hash,
            "bundle_sha256": product.bundle_sha256,
        }
        if put(connection, watch_profiles, key, values):
            forget_profiles(connection, one.station_id)


def forget_profiles(connection: Connection, station_id: int) -> None:
    mine = watch_profiles.c.station_id == station_id
    newest = select(watch_profiles.c.id).where(mine).order_by(watch_profiles.c.used_at.desc())
    old = connection.execute(newest.offset(MOST_PROFILES).limit(MOST_PROFILES)).scalars().all()
    if old:
        connection.execute(delete(watch_profiles).where(watch_profiles.c.id.in_(old)))


def keep_finding(connection: Connection, station_id: int, finding: Finding) -> None:
    key = {"station_id": station_id, "number": finding.number}
    put(connection, findings, key, row_of(finding))


def put(
    connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> bool:
    """Whether the row is new."""
    wanted = update(table).values(**values)
    for name, value in key.items():
        wanted = wanted.where(table.c[name] == value)
    if connection.execute(wanted).rowcount:
        return False
    connection.execute(insert(table).values(**key, **values))
    return True


def row_of(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "view": finding.view,
        "lot": finding.lot or None,
        "kind": finding.kind.value,
        "what": finding.what.value,
        "severity": finding.severity.value,
        "began_at": moment(finding.began_s),
        "noticed_at": moment(finding.noticed_s),
        "seen_at": moment(finding.seen_s),
        "ended_at": None if finding.ended_s is None else moment(finding.ended_s),
        "sentence_en": sentence(finding.kind, finding.figures, Language.EN),
        "sentence_de": sentence(finding.kind, finding.figures, Language.DE),
        "figures": json.dumps(finding.figures, ensure_ascii=False),
        "evidence": json.dumps(
            [{**one.place._asdict(), "pictures": one.pictures} for one in finding.witnesses]
        ),
    }


def written(memory: StationMemory | Profile) -> str:
    """As `core.monitoring.state` reads it, in a tenth of the time that it takes to write it."""
    adapter = PROFILES if isinstance(memory, Profile) else MEMORIES
    return adapter.dump_json(memory).decode()


PROFILES: Final[TypeAdapter[Any]] = TypeAdapter(Profile)
MEMORIES: Final[TypeAdapter[Any]] = TypeAdapter(StationMemory)


def moment(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)


def keep_days(connection: Connection, one: Held) -> None:
    rows = [
        {
            "station_id": one.station_id,
            "recipe_hash": product.recipe_hash,
            "bundle_sha256": product.bundle_sha256,
            "measure": figures.subject.signal.value,
            "of": figures.subject.of,
            "day": at.date(),
            "packs": figures.packs,
            "shift": figures.shift,
            "distance": figures.distance,
            "chance": figures.chance,
        }
        for product, at, days in one.days
        for figures in days
    ]
    names = ("packs", "shift", "distance", "chance")
    merge(connection, watch_days, rows, lambda new: {name: new[name] for name in names})
