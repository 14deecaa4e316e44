"""What the watching made of the show: each planted fault with its alarm, and alarms without one."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from deploy.fleet.demo.before import live_logs
from deploy.fleet.demo.faults import CHANGES, TOLD_AS, Planted
from deploy.fleet.demo.stations import StationPlan
from deploy.fleet.tables import records, stations
from deploy.fleet.watching.kinds import What
from deploy.fleet.watching.reading import StoredFinding, findings_of
from edge_agent.core.reasons.languages import Language


def alarms_document(plans: Sequence[StationPlan], engine: Engine) -> dict[str, Any]:
    """`alarms`: faults with their alarm or without, then alarms for nothing (`planted` null).
    `changes`: what must not alarm."""
    with engine.connect() as connection:
        faults = [row for plan in plans for row in told_of(connection, plan)]
        false = [row for plan in plans for row in made_up(connection, plan)]
        changes = [row for plan in plans for row in changes_of(connection, plan)]
    watched = {
        "planted": len(faults),
        "found": sum(row["found"] for row in faults),
        "false_alarms": len(false),
    }
    return {"alarms": [*faults, *false], "changes": changes, "watched": watched}


def told_of(connection: Connection, plan: StationPlan) -> Iterator[dict[str, Any]]:
    """Of its fault, where it has one."""
    planted = plan.planted
    if planted is not None and planted.fault not in CHANGES:
        right = right_of(connection, plan, planted)
        delay = {} if right is None else delay_of(connection, plan, planted, right)
        yield {**row_of(plan, right), "planted": planted.fault, "found": right is not None, **delay}


def made_up(connection: Connection, plan: StationPlan) -> Iterator[dict[str, Any]]:
    """Alarms that tell of nothing that was planted."""
    planted = plan.planted
    right = None if planted is None else right_of(connection, plan, planted)
    for one in alarms_of(connection, plan):
        if right is None or one.id != right.id:
            yield {**row_of(plan, one), "planted": None, "found": False}


def changes_of(connection: Connection, plan: StationPlan) -> Iterator[dict[str, Any]]:
    if plan.planted is not None and plan.planted.fault in CHANGES:
        noted = [one.kind for one in findings_of(connection, plan.name) if not alarms(one)]
        yield {"station": plan.name, "planted": plan.planted.fault, "noted_as": noted}


def right_of(connection: Connection, plan: StationPlan, planted: Planted) -> StoredFinding | None:
    begins = seen_at(connection, plan, planted.first_pack + 1)
    if begins is None:
        return None
    told = (
        one
        for one in alarms_of(connection, plan)
        if one.kind in TOLD_AS[planted.fault] and one.noticed_at >= begins
    )
    return next(told, None)


def alarms_of(connection: Connection, plan: StationPlan) -> list[StoredFinding]:
    """The oldest first."""
    return [one for one in reversed(findings_of(connection, plan.name)) if alarms(one)]


def alarms(one: StoredFinding) -> bool:
    return one.what != What.CHANGE


def row_of(plan: StationPlan, one: StoredFinding | None) -> dict[str, Any]:
    if one is None:
        return {"station": plan.name, "check": None, "view": None, "kind": None, "what": None}
    return {
        "station": plan.name,
        "check": one.check,
        "view": one.view,
        "kind": one.kind,
        "what": one.what,
        "sentence": one.sentences[Language.EN],
    }


def delay_of(
    connection: Connection, plan: StationPlan, planted: Planted, one: StoredFinding
) -> dict[str, float]:
    """From the first pack with the fault to the pack at which it was told."""
    begins = seen_at(connection, plan, planted.first_pack + 1)
    newest = select(func.max(records.c.pack_no)).where(
        live_of(plan) & (records.c.seen_at <= one.noticed_at)
    )
    last = connection.execute(newest).scalar_one()
    assert begins is not None
    return {
        "delay_packs": last - planted.first_pack,
        "delay_s": round((one.noticed_at - begins).total_seconds(), 1),
    }


def seen_at(connection: Connection, plan: StationPlan, pack_no: int) -> datetime | None:
    """None where the pack did not come."""
    query = select(records.c.seen_at).where(live_of(plan) & (records.c.pack_no == pack_no))
    found: datetime | None = connection.execute(query).scalar_one_or_none()
    return found


def live_of(plan: StationPlan) -> ColumnElement[bool]:
    station_id = select(stations.c.id).where(stations.c.name == plan.name).scalar_subquery()
    return (records.c.station_id == station_id) & records.c.log_id.in_(live_logs())
