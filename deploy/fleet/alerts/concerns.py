"""What needs somebody now: what the watching found, stations that are silent, the centre itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from deploy.fleet.pulses.beating import Beat, beats
from deploy.fleet.rollouts.alarming import Alarm, bundle_alarms
from deploy.fleet.tables import dead_letters, stations
from deploy.fleet.watching.reading import StoredFinding, findings_of
from edge_agent.core.reasons.languages import Language, Phrase

GONE: Final = timedelta(days=30)
"""A station that was silent for so long was taken away."""
LATELY: Final = timedelta(minutes=10)
FULL_FROM: Final = 0.9
MOST: Final = 500
RANK: Final = {"note": 0, "warning": 1, "critical": 2}

SILENT: Final = Phrase(
    "Nothing has been heard of {station} since {since}.",
    "Von {station} wurde seit {since} nichts gehört.",
)
PART_AWAY: Final = Phrase(
    "The centre's part {part} does not live; it last did at {since}.",
    "Der Teil {part} der Zentrale lebt nicht; zuletzt tat er es um {since}.",
)
PART_TROUBLED: Final = Phrase(
    "The centre's part {part} has trouble: {why}",
    "Der Teil {part} der Zentrale meldet eine Störung: {why}",
)
DISK_FULL: Final = Phrase(
    "The centre's disk is {percent} % full.", "Auf der Platte der Zentrale sind {percent} % belegt."
)
UNREAD: Final = Phrase(
    "{count} messages of the last ten minutes could not be read.",
    "{count} Nachrichten der letzten zehn Minuten waren nicht lesbar.",
)
DATABASE_AWAY: Final = Phrase(
    "The centre's database does not answer: {why}",
    "Die Datenbank der Zentrale antwortet nicht: {why}",
)


@dataclass(frozen=True, slots=True)
class Concern:
    name: str
    """What it is about: the same again is the same concern."""
    severity: str
    """note, warning or critical."""
    sentences: Mapping[Language, str]
    path: str
    """Of the page that shows it."""
    station: str | None = None

    def weighs(self, severity_from: str) -> bool:
        return RANK[self.severity] >= RANK[severity_from]


def concerns_now(
    connection: Connection, now: datetime, silent_for: timedelta, disk_used_share: float | None
) -> list[Concern]:
    return [
        *map(of_finding, findings_of(connection, open_only=True, most=MOST)),
        *silent_stations(connection, now, silent_for),
        *troubled_parts(beats(connection), now),
        *unread(connection, now),
        *map(of_bundles, bundle_alarms(connection, now)),
        *full_disk(disk_used_share),
    ]


def of_finding(found: StoredFinding) -> Concern:
    """A change is no alarm, whatever it weighs."""
    severity = "note" if found.what == "change" else found.severity
    path = f"/findings/{found.id}"
    return Concern(f"finding {found.id}", severity, found.sentences, path, found.station)


def silent_stations(
    connection: Connection, now: datetime, silent_for: timedelta
) -> Iterator[Concern]:
    query = (
        select(stations.c.name, stations.c.last_heard)
        .where(stations.c.last_heard < now - silent_for, stations.c.last_heard > now - GONE)
        .order_by(stations.c.name)
        .limit(MOST)
    )
    for row in connection.execute(query):
        said = sentences(SILENT, station=row.name, since=shown(row.last_heard))
        path = f"/stations/{row.name}"
        yield Concern(f"silent {row.name}", "critical", said, path, row.name)


def troubled_parts(told: list[Beat], now: datetime) -> Iterator[Concern]:
    """Of several processes of one part, one that works is enough."""
    newest: dict[str, Beat] = {}
    for beat in sorted(told, key=lambda one: (one.lives(now) and one.trouble is None, one.at)):
        newest[beat.part] = beat
    for part, beat in sorted(newest.items()):
        if not beat.lives(now):
            said = sentences(PART_AWAY, part=part, since=shown(beat.at))
        elif beat.trouble is not None:
            said = sentences(PART_TROUBLED, part=part, why=beat.trouble)
        else:
            continue
        yield Concern(f"part {part}", "critical", said, "/health")


def unread(connection: Connection, now: datetime) -> Iterator[Concern]:
    query = select(func.count()).where(dead_letters.c.at > now - LATELY)
    count = connection.execute(query).scalar_one()
    if count:
        yield Concern("unread", "warning", sentences(UNREAD, count=str(count)), "/dead-letters")


def full_disk(used_share: float | None) -> Iterator[Concern]:
    if used_share is not None and used_share >= FULL_FROM:
        said = sentences(DISK_FULL, percent=f"{100 * used_share:.0f}")
        yield Concern("disk", "critical", said, "/health")


def of_bundles(found: Alarm) -> Concern:
    said = {
        language: found.phrase.said(language, **found.values_in(language)) for language in Language
    }
    return Concern(found.name, "critical", said, found.path, found.station)


def database_away(why: str) -> Concern:
    return Concern("database", "critical", sentences(DATABASE_AWAY, why=why), "/health")


def sentences(phrase: Phrase, **values: str) -> dict[Language, str]:
    return {language: phrase.said(language, **values) for language in Language}


def shown(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
