"""Is it the material? The same check fails for the same lot at several stations of one site."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from deploy.fleet.tables import stations
from deploy.fleet.watching.findings import Finding
from deploy.fleet.watching.keeping import Held
from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.watching.tables import findings

MAY_BE_MATERIAL: Final = frozenset(
    {Kind.ALWAYS_FAULTY, Kind.DEFECTS_RISE, Kind.UNSURE_RISES, Kind.PRINT_WORSE}
)


def look_for_material(connection: Connection, held: Held) -> None:
    """Calls the findings that were just told by the name of their common cause."""
    for finding in [one for one in held.news.values() if one.kind in MAY_BE_MATERIAL]:
        if finding.is_open and finding.lot and finding.check is not None:
            others = tuple(others_with(connection, held.station_id, finding))
            if others:
                call_material(held, finding, others)


def others_with(connection: Connection, station_id: int, finding: Finding) -> Iterator[str]:
    """Stations of the same site where the same is open now."""
    query = select(stations.c.id, stations.c.name).order_by(stations.c.name)
    names: dict[int, str] = {row.id: row.name for row in connection.execute(query)}
    kinds = [kind.value for kind in {*MAY_BE_MATERIAL, Kind.MATERIAL}]
    same = select(findings.c.station_id).where(
        findings.c.ended_at.is_(None)
        & findings.c.kind.in_(kinds)
        & (findings.c.lot == finding.lot)
        & (findings.c.check == finding.check)
        & (findings.c.station_id != station_id)
    )
    for other in sorted(set(connection.execute(same).scalars()), key=names.__getitem__):
        if site_of(names[other]) == site_of(names[station_id]):
            yield names[other]


def site_of(station: str) -> str:
    return station.split("/", 1)[0]


def call_material(held: Held, finding: Finding, others: tuple[str, ...]) -> None:
    named = replace(
        finding,
        kind=Kind.MATERIAL,
        what=What.FAULT,
        severity=Severity.CRITICAL,
        figures={**finding.figures, "stations": list(others)},
        noticed_as=finding.noticed_as or finding.kind,
    )
    same = tuple(named if one.number == finding.number else one for one in held.memory.findings)
    held.memory = replace(held.memory, findings=same)
    held.tell([named])
