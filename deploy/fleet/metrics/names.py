"""Every figure of /metrics: its name, its labels and what it means, in one table.

The dashboard and the alert rules of deploy/fleet/grafana ask for these and for no others. Labels
are few by nature, or bounded in `collecting`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    """Without `packwarden_centre_` before it, and without `_total` after a counter's."""
    kind: Kind
    means: str
    labels: tuple[str, ...] = ()


PREFIX: Final = "packwarden_centre_"
OF_PARTS: Final = ("part", "instance")
OF_INGEST: Final = ("instance",)
OF_STATION: Final = ("station",)

INGEST: Final = (
    Figure("ingest_batches", Kind.COUNTER, "Batches taken since its start.", OF_INGEST),
    Figure("ingest_stored", Kind.COUNTER, "Entries stored since its start.", OF_INGEST),
    Figure("ingest_again", Kind.COUNTER, "Entries that came again.", OF_INGEST),
    Figure("ingest_dead", Kind.COUNTER, "Payloads and entries that were not read.", OF_INGEST),
    Figure("ingest_failures", Kind.COUNTER, "Groups that were not taken.", OF_INGEST),
    Figure("ingest_unknown", Kind.COUNTER, "Letters of a kind that nobody takes.", OF_INGEST),
)
"""By the names of the sums that an ingestor tells of itself."""
PART_WORKS: Final = Figure(
    "part_works", Kind.GAUGE, "1 where a process of the centre lives and has no trouble.", OF_PARTS
)
PART_SEEN: Final = Figure(
    "part_seen_seconds", Kind.GAUGE, "When it last said that it lives (Unix time).", OF_PARTS
)
DEAD_LETTERS: Final = Figure(
    "dead_letters", Kind.GAUGE, "What came in, could not be read and is kept."
)
STATIONS: Final = Figure("stations", Kind.GAUGE, "Stations that ever sent anything.")
STATIONS_LEFT_OUT: Final = Figure(
    "stations_left_out", Kind.GAUGE, "Stations beyond those that have figures of their own here."
)
STATION_HEARD: Final = Figure(
    "station_heard_seconds", Kind.GAUGE, "When anything was last heard (Unix time).", OF_STATION
)
STATION_LAG: Final = Figure(
    "station_lag_seconds", Kind.GAUGE, "From photo-eye to centre, newest pack.", OF_STATION
)
STATION_ONLINE: Final = Figure(
    "station_online", Kind.GAUGE, "1 online, 0 vanished, as last told.", OF_STATION
)
STATION_LEVEL: Final = Figure(
    "station_level", Kind.GAUGE, "0 report, 1 recommend, 2 act_when_sure, 3 act_always.", OF_STATION
)
STATION_RUNS: Final = Figure("station_runs", Kind.GAUGE, "1 where its mode is running.", OF_STATION)
STATION_TROUBLES: Final = Figure(
    "station_troubles", Kind.GAUGE, "What is wrong with it, as it says.", OF_STATION
)
STATION_FINDINGS: Final = Figure(
    "station_findings", Kind.GAUGE, "Findings of the watching that go on.", OF_STATION
)
STATION_PACKS: Final = Figure("station_packs", Kind.COUNTER, "Packs ever.", OF_STATION)
STATION_DAY: Final = Figure(
    "station_packs_last_day",
    Kind.GAUGE,
    "Packs of the last 24 whole hours and this one.",
    (*OF_STATION, "verdict"),
)
DATABASE_WORKS: Final = Figure("database_works", Kind.GAUGE, "1 where the database answers.")
DISK: Final = Figure("disk_used_share", Kind.GAUGE, "Of the disk with the centre's folder, 0 to 1.")
REQUESTS: Final = f"{PREFIX}web_request_seconds"
"""The one histogram; by operation and class of status."""
REQUEST_LABELS: Final = ("operation", "status")

FIGURES: Final = (
    *INGEST,
    PART_WORKS,
    PART_SEEN,
    DEAD_LETTERS,
    STATIONS,
    STATIONS_LEFT_OUT,
    STATION_HEARD,
    STATION_LAG,
    STATION_ONLINE,
    STATION_LEVEL,
    STATION_RUNS,
    STATION_TROUBLES,
    STATION_FINDINGS,
    STATION_PACKS,
    STATION_DAY,
    DATABASE_WORKS,
    DISK,
)


def shown_names() -> frozenset[str]:
    """As Prometheus knows them."""
    plain = {f"{PREFIX}{one.name}{'_total' if one.kind is Kind.COUNTER else ''}" for one in FIGURES}
    return frozenset(plain | {f"{REQUESTS}_{part}" for part in ("bucket", "sum", "count")})
