"""Packs on which a release that looked on said something else, as stations' logs tell them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from deploy.fleet.tables import events, records, stations
from edge_agent.core.shadow.tally import DIFFERENCE

MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Different:
    """One check of one pack."""

    name: str
    in_use: str
    shadow: str


@dataclass(frozen=True, slots=True)
class DifferentPack:
    station: str
    at: datetime
    """By the station's own clock."""
    pack_no: int
    key: str | None
    """Of its record here; None where it has not come."""
    leaning: str
    """stricter or milder, of the whole pack; same where only a check differs."""
    checks: tuple[Different, ...]
    pictures: Mapping[str, str]
    """View to sha256."""


def differences(connection: Connection, rollout: Row[Any], most: int = MOST) -> list[DifferentPack]:
    """The newest first."""
    query = (
        select(events, stations.c.name)
        .join_from(events, stations)
        .where(events.c.kind == DIFFERENCE, events.c.at >= rollout.at)
        .order_by(events.c.at.desc())
        .limit(10 * most)
    )
    found: list[DifferentPack] = []
    for row in connection.execute(query):
        body = json.loads(row.body)["body"]
        if body.get("bundle_sha256") == rollout.bundle_sha256 and len(found) < most:
            found.append(different_pack(connection, row, body))
    return found


def different_pack(connection: Connection, row: Row[Any], body: dict[str, Any]) -> DifferentPack:
    pictures = body.get("pictures")
    pack_no = body.get("pack_no")
    number = pack_no if isinstance(pack_no, int) else 0
    return DifferentPack(
        row.name,
        row.at,
        number,
        key_of_pack(connection, row, number),
        str(body.get("pack", "")),
        tuple(checks_in(body)),
        {str(view): str(sha) for view, sha in pictures.items()}
        if isinstance(pictures, dict)
        else {},
    )


def checks_in(body: dict[str, Any]) -> Iterator[Different]:
    for check in body.get("checks") or ():
        if isinstance(check, dict):
            names = ("name", "in_use", "shadow")
            yield Different(*(str(check.get(name, "")) for name in names))


def key_of_pack(connection: Connection, row: Row[Any], pack_no: int) -> str | None:
    query = (
        select(records.c.log_id, records.c.boot, records.c.seq)
        .where(
            records.c.log_id == row.log_id, records.c.boot == row.boot, records.c.pack_no == pack_no
        )
        .limit(1)
    )
    found = connection.execute(query).first()
    return None if found is None else f"{found.log_id}-{found.boot}-{found.seq}"
