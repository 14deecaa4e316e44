"""Releases: an approved version for chosen stations, signed, and what became of it at each.

A release is kept before it is sent, as it is sent. What a station answers only moves it forward:
answers may come twice and in any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, insert, or_, select, update

from deploy.fleet.orders.numbers import next_number
from deploy.fleet.recipes.agreements import agreed
from deploy.fleet.recipes.shelf import files_of, version
from deploy.fleet.recipes.tables import recipe_releases
from deploy.fleet.tables import stations
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.recipes.documents import (
    LONGEST_LIFE,
    RELEASE,
    RecipeState,
    Release,
    ReleaseAnswer,
    signed,
)
from edge_agent.uplink.recipes.listing import listed, pieces_of

OFFERED: Final = "offered"
"""Nothing was heard of it from its station yet."""
ORDER: Final = (OFFERED, *(state.value for state in RecipeState))
"""States, none of which goes back to one before it."""
UNDER_WAY: Final = (OFFERED, RecipeState.COMING.value, RecipeState.READY.value)
USUAL_LIFE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to send."""

    recipe_hash: str
    stations: tuple[str, ...]
    by: str
    not_after: datetime


def release(
    connection: Connection, wanted: Wanted, key: SigningKey, now: datetime
) -> list[Row[Any]]:
    """One for each station, not sent yet. Conflict where it is not approved; NotFound for a station
    of which nobody has heard; InvalidInput for a time that no station takes."""
    agreement = agreed(connection, wanted.recipe_hash)
    refuse_life(wanted.not_after, now)
    refuse_unknown(connection, wanted.stations)
    found = version(connection, wanted.recipe_hash)
    listing = listed(files_of(connection, found))
    numbers = []
    for station in dict.fromkeys(wanted.stations):
        document = Release(
            station=station,
            number=next_number(connection, key.key_id, now),
            recipe=found.recipe,
            recipe_hash=found.hash,
            files=listing,
            not_after=wanted.not_after,
            proposed_by=agreement.proposed_by or "",
            approved_by=agreement.approved_by or "",
        )
        keep(connection, document, key, wanted.by, now)
        numbers.append(document.number)
    return released(connection, numbers)


def keep(
    connection: Connection, document: Release, key: SigningKey, by: str, now: datetime
) -> None:
    connection.execute(
        insert(recipe_releases).values(
            number=document.number,
            station=document.station,
            recipe=document.recipe,
            hash=document.recipe_hash,
            at=now,
            by=by,
            not_after=document.not_after,
            sealed=signed(RELEASE, document, key),
            state=OFFERED,
            have=0,
            all=len(pieces_of(document.files)),
            why="",
        )
    )


def refuse_life(not_after: datetime, now: datetime) -> None:
    if not now < not_after <= now + LONGEST_LIFE:
        raise InvalidInput(
            f"not_after {not_after.isoformat()} must lie after now ({now.isoformat()}) and within "
            f"{LONGEST_LIFE.days} days"
        )


def refuse_unknown(connection: Connection, names: Sequence[str]) -> None:
    if not names:
        raise InvalidInput("name the stations")
    query = select(stations.c.name).where(stations.c.name.in_(names))
    known = {row.name for row in connection.execute(query)}
    for name in names:
        if name not in known:
            raise NotFound(f"nothing was ever heard of a station {name!r}")


def released(connection: Connection, numbers: Sequence[int]) -> list[Row[Any]]:
    query = select(recipe_releases).where(recipe_releases.c.number.in_(numbers))
    return list(connection.execute(query.order_by(recipe_releases.c.number)))


def releases(
    connection: Connection, recipe: str | None = None, station: str | None = None
) -> list[Row[Any]]:
    """The newest first."""
    query = select(recipe_releases).order_by(recipe_releases.c.number.desc())
    if recipe is not None:
        query = query.where(recipe_releases.c.recipe == recipe)
    if station is not None:
        query = query.where(recipe_releases.c.station == station)
    return list(connection.execute(query))


def under_way(connection: Connection, now: datetime) -> list[Row[Any]]:
    """The newest of each recipe at each station, where it is not at its end; late ones only while
    they wait for their line."""
    newest: dict[tuple[str, str], Row[Any]] = {}
    in_time = or_(
        recipe_releases.c.not_after >= now, recipe_releases.c.state == RecipeState.READY.value
    )
    query = select(recipe_releases).where(and_(recipe_releases.c.state.in_(UNDER_WAY), in_time))
    for row in connection.execute(query.order_by(recipe_releases.c.number)):
        newest[row.station, row.recipe] = row
    return list(newest.values())


def answered(connection: Connection, answer: ReleaseAnswer, now: datetime) -> Row[Any] | None:
    """The release that a station answered to, moved forward; None where it is none of ours."""
    own = and_(
        recipe_releases.c.number == answer.number,
        recipe_releases.c.station == answer.station,
        recipe_releases.c.hash == answer.recipe_hash,
    )
    row = connection.execute(select(recipe_releases).where(own).with_for_update()).first()
    if row is None:
        return None
    values: dict[str, Any] = {"answered_at": now}
    if ORDER.index(answer.state.value) >= ORDER.index(row.state):
        values |= {"state": answer.state.value, "why": answer.why}
        values["have"] = max(row.have, min(answer.have, row.all))
    if answer.state is RecipeState.IN_PLACE and row.in_place_at is None:
        values["in_place_at"] = now
    connection.execute(update(recipe_releases).where(own).values(**values))
    return connection.execute(select(recipe_releases).where(own)).first()


def in_use(connection: Connection, station: str, recipe_hash: str, since: datetime) -> None:
    """The station says that its line makes this version; the first time counts."""
    own = and_(
        recipe_releases.c.station == station,
        recipe_releases.c.hash == recipe_hash,
        recipe_releases.c.in_use_since.is_(None),
        recipe_releases.c.state.in_((RecipeState.READY.value, RecipeState.IN_PLACE.value)),
    )
    connection.execute(update(recipe_releases).where(own).values(in_use_since=since))


def in_place_at(connection: Connection, station: str, recipe: str) -> str | None:
    """Hash of the version that this station has of it, as it said last."""
    query = (
        select(recipe_releases.c.hash)
        .where(
            recipe_releases.c.station == station,
            recipe_releases.c.recipe == recipe,
            recipe_releases.c.state == RecipeState.IN_PLACE.value,
        )
        .order_by(recipe_releases.c.number.desc())
    )
    return connection.execute(query).scalars().first()


def fate(row: Row[Any], now: datetime) -> str:
    """As people read it: a release that did not arrive in time is late."""
    is_late = now > row.not_after and row.state in (OFFERED, RecipeState.COMING.value)
    return "late" if is_late else str(row.state)
