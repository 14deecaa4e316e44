"""What of bundles needs somebody: a release that was refused or left, a roll-out that halted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from deploy.fleet.orders.station_events import CLOCK_SLACK
from deploy.fleet.rollouts.engine import State
from deploy.fleet.rollouts.halting import Rule
from deploy.fleet.rollouts.keeping import last_halt, live_rows, notes_of, station_rows
from deploy.fleet.rollouts.rule_phrases import RULES
from deploy.fleet.rollouts.standing import BY_ITSELF, NOT_BACK
from deploy.fleet.tables import events, stations
from edge_agent.core import bundle_orders
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.core.shadow import orders as shadow_orders

TOLD_FOR: Final = timedelta(days=1)
"""After that nobody is told anew; the pages show it."""
KINDS: Final = (
    bundle_orders.ORDERED,
    bundle_orders.OFFERED,
    bundle_orders.REFUSED,
    bundle_orders.BEGUN,
    bundle_orders.RETURNED,
    shadow_orders.ORDERED,
    shadow_orders.BEGAN,
    shadow_orders.REFUSED,
)
"""The last of them says how a station stands with its bundles."""

REFUSED: Final = Phrase(
    "{station} refuses the release {name}: {why}",
    "{station} lehnt die Freigabe {name} ab: {why}",
)
WENT_BACK: Final = Phrase(
    "{station} has left its bundle for the one before: {why}",
    "{station} arbeitet wieder mit dem vorigen Modellpaket: {why}",
)
HALTED: Final = Phrase(
    "Roll-out {number} of {release} is halted. {rule}. Stations not back yet: {away}.",
    "Rollout {number} von {release} wurde angehalten. {rule}. Noch nicht zurück: {away} Stationen.",
)


@dataclass(frozen=True, slots=True)
class Alarm:
    name: str
    phrase: Phrase
    values: Mapping[str, str | Phrase]
    """A phrase is said in the language of the whole."""
    path: str
    station: str | None = None

    def values_in(self, language: Language) -> dict[str, str]:
        return {
            name: value.said(language) if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }


def bundle_alarms(connection: Connection, now: datetime) -> Iterator[Alarm]:
    for station, (kind, body) in last_words(connection, now).items():
        values = {"station": station, "why": str(body.get("why", ""))}
        path = f"/stations/{station}"
        if kind in (bundle_orders.REFUSED, shadow_orders.REFUSED):
            named = {**values, "name": str(body.get("name", ""))}
            yield Alarm(f"refused {station}", REFUSED, named, path, station)
        elif kind == bundle_orders.RETURNED and body.get("by") == BY_ITSELF:
            yield Alarm(f"went back {station}", WENT_BACK, values, path, station)
    yield from halted(connection, now)


def last_words(connection: Connection, now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """By station the kind and body of the last one, of those that came lately."""
    since = now - TOLD_FOR
    query = (
        select(stations.c.name, events.c.kind, events.c.body)
        .join_from(events, stations)
        .where(
            events.c.kind.in_(KINDS),
            events.c.at >= since - CLOCK_SLACK,
            events.c.stored_at >= since,
        )
        .order_by(events.c.log_id, events.c.boot, events.c.seq)
    )
    rows = connection.execute(query)
    return {row.name: (row.kind, json.loads(row.body)["body"]) for row in rows}


def halted(connection: Connection, now: datetime) -> Iterator[Alarm]:
    for row in live_rows(connection):
        note = last_halt(notes_of(connection, row.id)) if row.state == State.HALTED else None
        if note is None:
            continue
        away = [one for one in station_rows(connection, row.id) if one.state in NOT_BACK]
        if away or now - note.at < TOLD_FOR:
            values = {
                "number": str(row.id),
                "release": row.release,
                "rule": RULES[Rule((note.told or {})["rule"])],
                "away": str(len(away)),
            }
            yield Alarm(f"rollout {row.id}", HALTED, values, f"/rollouts/{row.id}", note.station)
