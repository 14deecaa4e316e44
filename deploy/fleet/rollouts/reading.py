"""What stations said and were told, as the centre has it, for one roll-out at one moment."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, Row, and_, select

from deploy.fleet.orders.commanding import NOTED, Fate
from deploy.fleet.orders.station_events import StationEvent, events_of
from deploy.fleet.orders.tables import commands
from deploy.fleet.rollouts.saying import Counts, StationSays, Told, Word
from deploy.fleet.rollouts.tables import rollout_orders
from deploy.fleet.states.tables import station_states
from deploy.fleet.tables import events, stations
from edge_agent.control.errors import NoLine
from edge_agent.core import bundle_orders
from edge_agent.core.shadow import orders as shadow_orders
from edge_agent.core.shadow.tally import TALLY, Tally, tally_in

NAMED: Final = {
    bundle_orders.OFFERED: "offered",
    bundle_orders.REFUSED: "refused",
    shadow_orders.BEGAN: "shadow_began",
    shadow_orders.REFUSED: "shadow_refused",
}
"""Events that name the release."""
TO: Final = {bundle_orders.BEGUN: "bundle_sha256", bundle_orders.RETURNED: "to_sha256"}
"""Events after which it works with another bundle, and what in them says with which."""


def said_by(
    connection: Connection,
    rows: Sequence[Row[Any]],
    rollout: Row[Any],
) -> dict[str, StationSays]:
    """`rows`: of rollout_stations."""
    names = [row.station for row in rows]
    states = states_of(connection, names)
    found = events_of(connection, names, (*NAMED, *TO, NOTED), rollout.at)
    told = told_of(connection, rollout.id)
    shadows = tallies_of(connection, names, rollout)
    says = {}
    for row in rows:
        heard = [one for one in found.get(row.station, []) if one.stored_at >= row.since]
        says[row.station] = replace(
            with_events(states[row.station], heard, rollout),
            shadow=shadows.get(row.station),
            told=for_now(
                {what: one for what, one in told[row.station].items() if one.at >= row.since},
                (one for one in heard if one.kind == NOTED),
            ),
            before=Counts(**json.loads(row.before)),
            after=Counts(**json.loads(row.after)),
        )
    return says


def states_of(connection: Connection, names: Sequence[str]) -> dict[str, StationSays]:
    query = (
        select(stations.c.name, stations.c.last_heard, station_states)
        .join_from(stations, station_states, isouter=True)
        .where(stations.c.name.in_(names))
    )
    return {row.name: state_of(row) for row in connection.execute(query)}


def state_of(row: Row[Any]) -> StationSays:
    """A station that never said how it is may still be heard by its log."""
    if row.mode is None:
        return StationSays(row.name, row.last_heard)
    return StationSays(
        row.name,
        row.last_heard,
        mode=row.mode,
        mode_since=row.since,
        online=row.online,
        runs=row.bundle_sha256,
        runs_said_at=row.heard_at,
        levels=levels_in(json.loads(row.body)),
    )


def levels_in(state: dict[str, Any]) -> dict[str, str]:
    """A newer station may say them otherwise; then nothing is known of them."""
    levels = state.get("levels")
    if not isinstance(levels, dict):
        return {}
    return {str(check): str(level) for check, level in levels.items()}


def with_events(says: StationSays, heard: Iterable[StationEvent], rollout: Row[Any]) -> StationSays:
    for event in heard:
        if event.kind != NOTED:
            says = after(says, event, rollout)
    return says


def after(says: StationSays, event: StationEvent, rollout: Row[Any]) -> StationSays:
    body, kind = event.body, event.kind
    word = Word(event.stored_at, str(body.get("why", "")), str(body.get("by", "")))
    if kind in NAMED:
        named: dict[str, Any] = {NAMED[kind]: word}
        return replace(says, **named) if body.get("name") == rollout.release else says
    if says.runs_said_at is None or event.stored_at >= says.runs_said_at:
        runs = body.get(TO[kind])
        says = replace(says, runs=runs if isinstance(runs, str) else says.runs)
    if body.get("bundle_sha256") != rollout.bundle_sha256:
        return says
    if kind == bundle_orders.BEGUN:
        return replace(says, began=word)
    return replace(says, returned=word)


def told_of(connection: Connection, rollout_id: int) -> dict[str, dict[str, Told]]:
    """By station and kind of order, the last of each."""
    carried = and_(
        commands.c.key_id == rollout_orders.c.key_id, commands.c.number == rollout_orders.c.number
    )
    query = (
        select(rollout_orders, commands.c.fate, commands.c.why)
        .join_from(rollout_orders, commands, carried)
        .where(rollout_orders.c.rollout_id == rollout_id)
        .order_by(rollout_orders.c.id)
    )
    found: dict[str, dict[str, Told]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.station][row.what] = Told(row.at, Fate(row.fate), row.why, row.number)
    return found


def for_now(told: Mapping[str, Told], notes: Iterable[StationEvent]) -> dict[str, Told]:
    """With those marked that were refused for no more than that there was no line."""
    lineless = {one.body.get("number") for one in notes if one.body.get("title") == NoLine.title}
    return {what: replace(one, had_no_line=one.number in lineless) for what, one in told.items()}


def tallies_of(connection: Connection, names: Sequence[str], rollout: Row[Any]) -> dict[str, Tally]:
    """The last of each station; one that a newer station writes otherwise is as none."""
    found = {}
    for name, body in newest_tallies(connection, names, rollout).items():
        with suppress(ValidationError):
            found[name] = tally_in(body)
    return found


def newest_tallies(
    connection: Connection, names: Sequence[str], rollout: Row[Any]
) -> Mapping[str, dict[str, Any]]:
    query = (
        select(stations.c.name, events.c.body)
        .join_from(events, stations)
        .where(
            events.c.kind == TALLY,
            events.c.at >= rollout.at,
            stations.c.name.in_(names),
        )
        .order_by(events.c.log_id, events.c.boot, events.c.seq)
    )
    bodies = ((row.name, json.loads(row.body)["body"]) for row in connection.execute(query))
    return {
        name: body for name, body in bodies if body.get("bundle_sha256") == rollout.bundle_sha256
    }
