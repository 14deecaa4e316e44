"""The centre's figures for Prometheus, counted when they are asked for.

What is asked of the database grows with the number of stations and not of records, and is asked at
most every few seconds, however many ask. A database that is away is a figure, and no fault.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import Engine, func, select

from deploy.fleet.database import reading
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.metrics import names
from deploy.fleet.metrics.names import FIGURES, PREFIX, Figure, Kind
from deploy.fleet.overview import StationNow, fleet_now
from deploy.fleet.pulses.beating import Beat, beats
from deploy.fleet.tables import dead_letters
from edge_agent.core.packs import Level, Verdict
from hardware.interfaces import Clock

MOST_STATIONS: Final = 500
"""That have figures of their own; each has some fifteen series."""
FRESH_NS: Final = 2_000_000_000
RANK_OF_LEVEL: Final = {level.value: level.rank for level in Level}
INGESTING: Final = frozenset({"ingest", "letters", "web"})
"""Parts that take records."""
VERDICTS: Final = tuple(verdict.value for verdict in Verdict)

Sample = tuple[Figure, tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the database told at one moment."""

    at_ns: int
    samples: tuple[Sample, ...]


class CentreCollector:
    """Of `prometheus_client`. Several threads may ask at once."""

    def __init__(
        self, engine: Engine, clock: Clock, disk_share: Callable[[], float | None]
    ) -> None:
        self.engine, self.clock, self.disk_share = engine, clock, disk_share
        self._turn = Lock()
        self._counted: Counted | None = None

    def collect(self) -> Iterator[Metric]:
        families = {figure: family_of(figure) for figure in FIGURES}
        for figure, labels, value in self.counted().samples:
            families[figure].add_metric(list(labels), value)
        yield from families.values()

    def counted(self) -> Counted:
        with self._turn:
            now_ns = self.clock.now_ns()
            if self._counted is None or now_ns - self._counted.at_ns > FRESH_NS:
                self._counted = Counted(now_ns, tuple(self.samples()))
            return self._counted

    def samples(self) -> Iterator[Sample]:
        share = self.disk_share()
        if share is not None:
            yield names.DISK, (), share
        now = self.clock.wall()
        try:
            of_database = [*self.of_centre(now), *self.of_stations(now)]
        except DatabaseAway:
            yield names.DATABASE_WORKS, (), 0.0
            return
        yield names.DATABASE_WORKS, (), 1.0
        yield from of_database

    def of_centre(self, now: datetime) -> Iterator[Sample]:
        with reading(self.engine) as connection:
            dead = connection.execute(select(func.count()).select_from(dead_letters)).scalar_one()
            told = beats(connection)
        yield names.DEAD_LETTERS, (), float(dead)
        for beat in told:
            yield from of_part(beat, now)

    def of_stations(self, now: datetime) -> Iterator[Sample]:
        found = fleet_now(self.engine, now)
        yield names.STATIONS, (), float(len(found))
        yield names.STATIONS_LEFT_OUT, (), float(max(0, len(found) - MOST_STATIONS))
        for station in found[:MOST_STATIONS]:
            yield from of_station(station)


def family_of(figure: Figure) -> CounterMetricFamily | GaugeMetricFamily:
    kind = CounterMetricFamily if figure.kind is Kind.COUNTER else GaugeMetricFamily
    return kind(f"{PREFIX}{figure.name}", figure.means, labels=figure.labels)


def of_part(beat: Beat, now: datetime) -> Iterator[Sample]:
    labels = (beat.part, beat.instance)
    works = beat.lives(now) and beat.trouble is None
    yield names.PART_WORKS, labels, float(works)
    yield names.PART_SEEN, labels, beat.at.timestamp()
    for figure in names.INGEST if beat.part in INGESTING else ():
        counted = beat.figures.get(figure.name.removeprefix("ingest_"))
        if counted is not None:
            yield figure, (beat.instance,), counted


def of_station(now: StationNow) -> Iterable[Sample]:
    """What is not known of it has no sample."""
    labels = (now.station,)
    known: tuple[tuple[Figure, float | None], ...] = (
        (names.STATION_HEARD, now.last_heard.timestamp()),
        (names.STATION_LAG, now.lag_s),
        (names.STATION_ONLINE, None if now.online is None else float(now.online)),
        (names.STATION_LEVEL, RANK_OF_LEVEL.get(now.level or "")),
        (names.STATION_RUNS, None if now.mode is None else float(now.mode == "running")),
        (names.STATION_TROUBLES, len(now.troubles)),
        (names.STATION_FINDINGS, now.open_findings),
        (names.STATION_PACKS, now.packs),
    )
    yield from ((figure, labels, float(value)) for figure, value in known if value is not None)
    for verdict in VERDICTS:
        yield names.STATION_DAY, (now.station, verdict), float(now.packs_last_day.get(verdict, 0))
