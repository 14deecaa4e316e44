"""Takes what stations say of themselves, as `…/state` carries it.

Rules
- The last word heard counts: what a broker says of a station that vanished bears an older time.
- What says the same again is only noted as heard. Each change is kept, the newest of each station.
- A letter that is no state, or another station's, is a dead letter.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from deploy.fleet.bulk import Row, insert_new
from deploy.fleet.database import writing
from deploy.fleet.dead_letters import DeadLetter, bury
from deploy.fleet.errors import EntryRefused
from deploy.fleet.states.tables import state_changes, station_states
from deploy.fleet.tables import stations
from edge_agent.uplink.topics import station_of
from hardware.letters import Heard, Letter

MOST_CHANGES: Final = 1_000
MOST_BYTES: Final = 64 * 1024
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class RecipePart(Part):
    name: Word


class HealthPart(Part):
    troubles: dict[str, Any] = Field(default_factory=dict)


class StatePart(Part):
    """What the columns repeat; a newer station may say more, which is kept."""

    station: Word
    online: bool
    mode: Word = "unknown"
    level: Word | None = None
    recipe: RecipePart | None = None
    lot: Word | None = None
    bundle_sha256: Word | None = None
    software: Word | None = None
    health: HealthPart = HealthPart()


class StatesTaker:
    """Of `Listening`, for letters of the kind `state`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def take(self, letters: Sequence[Heard], now: datetime) -> Iterable[Letter]:
        """No answers: a state that got lost is said again within half a minute. DatabaseAway."""
        said, dead = read_letters(letters)
        with writing(self.engine) as connection:
            for name in sorted(said):
                note(connection, station_id(connection, name, now), said[name], now)
            bury(connection, dead, now)
        return ()


def read_letters(letters: Sequence[Heard]) -> tuple[dict[str, list[Row]], list[DeadLetter]]:
    """By station what it said, in order; and what could not be read."""
    said: dict[str, list[Row]] = {}
    dead = []
    for letter in letters:
        try:
            name, columns = state_in(letter)
        except EntryRefused as error:
            dead.append(DeadLetter(letter.topic, str(error), letter.payload))
        else:
            said.setdefault(name, []).append(columns)
    return said, dead


def state_in(letter: Heard) -> tuple[str, Row]:
    """The station and its columns. EntryRefused for what is no state of this station."""
    if len(letter.payload) > MOST_BYTES:
        raise EntryRefused(f"a state has at most {MOST_BYTES} bytes, not {len(letter.payload)}")
    try:
        state = StatePart.model_validate_json(letter.payload)
        document = json.loads(letter.payload)
    except (ValidationError, ValueError, RecursionError) as error:
        raise EntryRefused(f"no state: {str(error).splitlines()[0]}") from error
    if state.station != station_of(letter.topic):
        raise EntryRefused(f"a state of {state.station} came as another station's")
    return state.station, columns_of(state, document)


def columns_of(state: StatePart, document: dict[str, Any]) -> Row:
    said = {name: value for name, value in document.items() if name != "at"}
    return {
        "online": state.online,
        "mode": state.mode if state.online else "offline",
        "level": state.level,
        "recipe": None if state.recipe is None else state.recipe.name,
        "lot": state.lot,
        "bundle_sha256": state.bundle_sha256,
        "software": state.software,
        "troubles": len(state.health.troubles),
        "body": json.dumps(said, sort_keys=True, separators=(",", ":")),
    }


def station_id(connection: Connection, name: str, now: datetime) -> int:
    heard = {"first_heard": now, "last_heard": now}
    insert_new(connection, stations, [{"name": name, **heard}])
    of_name = stations.c.name == name
    connection.execute(update(stations).where(of_name).values(last_heard=now))
    return int(connection.execute(select(stations.c.id).where(of_name)).scalar_one())


def note(connection: Connection, station: int, said: Sequence[Row], now: datetime) -> None:
    """Its row is held from the first look until the end: no change is noted twice."""
    first = {"station_id": station, "heard_at": now, "since": now}
    is_new = bool(insert_new(connection, station_states, [{**first, **said[0]}]))
    of_station = station_states.c.station_id == station
    query = select(station_states.c.body).where(of_station).with_for_update()
    body = None if is_new else connection.execute(query).scalar_one()
    changed = []
    for columns in said:
        if columns["body"] != body:
            changed.append(columns)
            body = columns["body"]
    values = {"since": now, **changed[-1]} if changed else {}
    connection.execute(update(station_states).where(of_station).values(heard_at=now, **values))
    keep(connection, station, changed, now)


def keep(connection: Connection, station: int, changed: Sequence[Row], now: datetime) -> None:
    if not changed:
        return
    same = {"station_id": station, "heard_at": now}
    names = ("online", "mode", "body")
    rows = [{**same, **{name: one[name] for name in names}} for one in changed[-MOST_CHANGES:]]
    connection.execute(insert(state_changes), rows)
    of_station = state_changes.c.station_id == station
    newest = select(state_changes.c.id).where(of_station).order_by(state_changes.c.id.desc())
    too_old = func.coalesce(newest.offset(MOST_CHANGES).limit(1).scalar_subquery(), 0)
    connection.execute(delete(state_changes).where(of_station, state_changes.c.id <= too_old))
