"""A centre with a day behind it: stations of three sites, as its own ingest and watching took them.

For pictures of the pages and for their tests. Packs are made up, everything after them is real.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine

from deploy.fleet.demo.before import catch_up
from deploy.fleet.demo.drawn_defects import drawn_defects
from deploy.fleet.demo.faults import Fault, Planted
from deploy.fleet.demo.history import History
from deploy.fleet.demo.packs import Making, PackSource
from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.pulses.beating import Pulse
from deploy.fleet.states.taking import StatesTaker
from deploy.fleet.watching.watching import Watching
from edge_agent.core.packs import Record, Verdict
from edge_agent.core.telemetry.streams import Stream
from edge_agent.store.events import utc_text
from edge_agent.uplink.topics import StationTopics
from hardware.interfaces import Clock
from hardware.letters import Heard

SOFTWARE: Final = "packwarden 0.1.0"
LOG: Final = "0" * 16
HOURS: Final = 24
LAG: Final = timedelta(seconds=1.4)
Pictures = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ShownStation:
    """One station of the furnished centre. `says` replaces parts of a usual state."""

    name: str
    lot: str
    fault: Fault | None = None
    says: Mapping[str, Any] = field(default_factory=dict)
    is_heard: bool = True
    """False: its last word is an hour old."""
    stops: Sequence[tuple[float, float, str]] = ()
    """Hours ago, minutes, cause."""


STATIONS: Final = (
    ShownStation("hamburg/line-1/tray", "L2611-204", stops=((9, 12, "bin_full"),)),
    ShownStation("hamburg/line-2/tray", "L2611-204", Fault.FADING_PRINTER),
    ShownStation(
        "hamburg/line-3/tray",
        "L2611-207",
        says={"mode": "held"},
        stops=((20, 6, "changeover"), (7, 25, "starved"), (0.2, 12, "bin_full")),
    ),
    ShownStation("leeds/line-1/tray", "L2611-118", Fault.MORE_DEFECTS),
    ShownStation("leeds/line-2/tray", "L2611-118", is_heard=False),
    ShownStation(
        "leeds/line-3/tray",
        "L2611-119",
        says={"mode": "faulted", "health": {"troubles": {"camera_fault": "no picture of bottom"}}},
    ),
    ShownStation("milan/line-1/tray", "L2611-331", says={"level": "act_when_sure"}),
    ShownStation("milan/line-1/lid", "L2611-331", Fault.NEW_BUNDLE),
    ShownStation("milan/line-2/tray", "L2611-330", says={"mode": "no_line"}),
    ShownStation("milan/line-3/tray", "L2611-335", Fault.WRONG_STICKER_ROLL),
)


def furnish(
    engine: Engine,
    pictures: Path,
    clock: Clock,
    packs: int = 480,
    shown: Sequence[ShownStation] = STATIONS,
) -> None:
    """`packs` of each station within the last day; a fault shows in the last fifth of them."""
    now, drawn = clock.wall(), drawn_defects(pictures)
    for seed, station in enumerate(shown):
        heard = now if station.is_heard else now - timedelta(hours=1)
        records = tuple(made(station, packs, heard, seed, drawn))
        History(Ingest(engine), station.name, LOG).add_records(records, heard)
        tell_events(engine, station, heard)
        tell_state(engine, station, heard)
    catch_up(Watching(engine, clock))
    for part in ("web", "alerts", "retain", "labels"):
        Pulse(engine, part, clock).beat()
    Pulse(engine, "letters", clock).beat(None, {"stored": packs * len(shown)})
    Ingest(engine).take(
        [Arrival("packwarden/v1/leeds/line-2/tray/records", b"\x00half a batch")], now
    )


def made(
    station: ShownStation, packs: int, now: datetime, seed: int, drawn: Pictures
) -> Iterator[Record]:
    """Newest last, spread evenly over the day."""
    source, every = PackSource(np.random.default_rng(seed)), timedelta(hours=HOURS) / packs
    planted = station.fault and Planted(station.fault, packs * 4 // 5, packs // 10)
    usual = Making(station.lot, faulty_share=0.02)
    for pack in range(packs):
        making = planted.making(usual, pack) if planted else usual
        record = source.record(making, now - LAG - every * (packs - 1 - pack), 0)
        yield replace(record, software=SOFTWARE, pictures=pictured(record, drawn))


def pictured(record: Record, drawn: Pictures) -> dict[str, str]:
    """Of a pack that is not ok, the view in which its first fault is."""
    if record.verdict.verdict is Verdict.OK:
        return {}
    bad = next(one for one in record.verdict.checks if one.verdict is not Verdict.OK)
    return {bad.view: drawn[bad.name][bad.view]}


def tell_events(engine: Engine, station: ShownStation, now: datetime) -> None:
    """That it began a day ago, and when it stood since."""
    begun = now - timedelta(hours=HOURS)
    told = [(begun, "started", dict[str, Any]())]
    told.append((begun + timedelta(minutes=3), "packml", to("execute")))
    for hours, minutes, cause in station.stops:
        begin = now - timedelta(hours=hours)
        end = begin + timedelta(minutes=minutes)
        told.append((begin, "packml", {**to("held"), "cause": cause}))
        told += [(end, "packml", to("execute"))] if end < now else []
    bodies = [
        json.dumps({"at": utc_text(at), "kind": kind, "body": body}).encode()
        for at, kind, body in told
    ]
    History(Ingest(engine), station.name, LOG).add(Stream.EVENTS, bodies, now)


def to(state: str) -> dict[str, Any]:
    return {"to": state, "mode": "production"}


def tell_state(engine: Engine, station: ShownStation, now: datetime) -> None:
    """Running for hours, and then as it is now."""
    usual = {
        "online": True,
        "mode": "running",
        "level": "recommend",
        "recipe": {"name": "tray", "hash": "demonstration"},
        "lot": station.lot,
        "bundle_sha256": "b" * 64,
        "software": SOFTWARE,
        "health": {"troubles": {}},
    }
    said = [(now - timedelta(hours=6), usual)]
    said += [(now - timedelta(minutes=14), {**usual, **station.says})] if station.says else []
    said.append((now, {**usual, **station.says}))
    for at, document in said:
        letter = {**document, "station": station.name, "at": utc_text(at)}
        topic = StationTopics(station.name).state
        StatesTaker(engine).take([Heard(topic, json.dumps(letter).encode(), 0)], at)
