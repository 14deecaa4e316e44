"""A whole station in processes of its own: python -m deploy.torture.soak.station_process.

The real line on a simulated belt, with its pages and its uplink beside it. What it is told comes
over standard input, as one line of JSON; what it says, in lines of JSON, goes to standard output:
that the line runs, and, once no pack is left, its ledger. The belt runs until `end` is read or the
input ends; pages and uplink go on until the input ends.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Flag
from threading import Thread
from typing import Any, Final

from rich.console import Console

from deploy.torture.soak.rota import planned, scenario_events
from edge_agent.command_line import tell
from edge_agent.core.keeping import PicturePolicy
from edge_agent.core.packs import Level
from edge_agent.line.beside import pages_of, uplink_of
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import TRUST_FILE, trust_of
from edge_agent.people.trust import Owner, as_trusted, save_trust
from edge_agent.settings import in_force, load_station
from edge_agent.station_tables import BYTES_PER_MB
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from simulators.around import Failing, FillableStore
from simulators.broker import HOST
from simulators.commands import at_rate
from simulators.demo import Staging
from simulators.demo_site import DemoSite, laid_out
from simulators.flow import Flow
from simulators.links.kinds import HardwareKind
from simulators.scenario import Scenario
from simulators.settings import PlantSettings
from simulators.shift import Floor
from simulators.show import Show
from simulators.shown_notes import Recording

PRODUCT: Final = "tray"
DIFFERENT_PACKS: Final = 60
DEFECTS_SHARE: Final = 0.1
REMEMBERED: Final = 500
"""Packs, by the plant: it shall reach its full size soon."""
PICTURE_BYTES: Final = 60 * BYTES_PER_MB
"""Small, so that old pictures give way within a quarter of an hour."""
END: Final = "end"


@dataclass(frozen=True, slots=True)
class Told:
    """What the station is started with."""

    folder: Path
    centre_key: Path
    broker_port: int
    web_port: int
    packs_per_min: float
    seconds: float
    fault_every_s: float
    seed: int

    def as_json(self) -> str:
        return json.dumps(asdict(self), default=str)

    @staticmethod
    def from_json(text: str) -> "Told":
        told = json.loads(text)
        places = {name: Path(told[name]) for name in ("folder", "centre_key")}
        return Told(**(told | places))

    @property
    def uplink(self) -> dict[str, Any]:
        """How the station reaches its centre."""
        return {"broker": {"host": HOST, "port": self.broker_port, "protocol": "5"}}

    def scenario(self) -> Scenario:
        plan = planned(self.seconds, self.fault_every_s)
        return Scenario(
            name="soak",
            product=PRODUCT,
            packs=DIFFERENT_PACKS,
            defects_share=DEFECTS_SHARE,
            level=Level.ACT_WHEN_SURE,
            seed=self.seed,
            plant=at_rate(PlantSettings(), self.packs_per_min),
            events=scenario_events(plan),
        )


class AroundStation:
    """The disk under the log, and the processes beside it. What else fails around this line is not
    of its own process. See simulators.around.Around."""

    def __init__(
        self, flow: Flow, site: DemoSite, uplink: dict[str, Any], beside: ExitStack, ends: Flag
    ) -> None:
        """beside: where pages and uplink are entered, as soon as there is a log that they read."""
        self.flow, self.site, self.uplink = flow, site, uplink
        self.beside, self.ends = beside, ends
        self.store: FillableStore | None = None
        self.ended: dict[str, Any] = {}

    def opened_store(self, events: Path) -> EventStore:
        self.store = FillableStore.open(events)
        file = self.site.station_file
        self.beside.enter_context(pages_of(file, True, tell))
        self.beside.enter_context(uplink_of(file, True, tell))
        return self.store

    def fail(self, what: Failing, floor: Floor) -> None:
        assert what == "fill_disk"
        assert self.store is not None
        self.store.fill()

    def mend(self, what: Failing) -> None:
        assert self.store is not None
        self.store.free()

    def along(self, steps: Iterator[int], floor: Floor) -> Iterator[int]:
        assert self.store is not None
        say({"running": {"boot": self.store.boot}})
        for now_ns in steps:
            if self.ends.is_set():
                self.flow.feed.end()
            yield now_ns
        self.ended = {"boot": self.store.boot, "ledger": asdict(floor.line.ledger)}

    def end(self) -> None:
        self.mend("fill_disk")

    def document(self) -> dict[str, Any]:
        return self.ended


def main() -> None:
    told = Told.from_json(sys.stdin.readline())
    ends, may_close = Flag(), Flag()
    with ExitStack() as until_ended:
        drawn = Path(until_ended.enter_context(TemporaryDirectory(prefix="packwarden-soak-")))
        staging = Staging(told.scenario(), drawn, told.folder / "recipe")
        flow = until_ended.enter_context(closing(Flow(staging, None, REMEMBERED)))
        # Only now: the process that draws is forked, and would wait for whoever reads the input.
        Thread(target=listen, args=(ends, may_close), daemon=True).start()
        site = station_at(told, staging)
        around = AroundStation(flow, site, told.uplink, until_ended, ends)
        show = Show(staging, quiet(), recording(site), None, around=around)
        show.people = site.folder
        show.at_belt_speed(flow.stage(), HardwareKind.VIRTUAL, flow.along)
        say({"ended": around.document()})
        may_close.wait()


def listen(ends: Flag, may_close: Flag) -> None:
    for line in sys.stdin:
        if line.strip() == END:
            ends.set()
    ends.set()
    may_close.set()


def station_at(told: Told, staging: Staging) -> DemoSite:
    """In its folder, which may be that of an earlier run; its centre is trusted."""
    now = RealClock().wall()
    site = laid_out(told.folder, staging, told.web_port, now, told.uplink)
    key, trust = SigningKey.load(told.centre_key), trust_of(told.folder)
    if trust.key(key.key_id) is None:
        centre = as_trusted(key, Owner.CENTRE, "soak", now)
        save_trust(trust.with_key(centre), told.folder / TRUST_FILE)
    return site


def recording(site: DemoSite) -> Recording:
    settings = in_force(load_station(site.station_file))
    return Recording(site.folder, PicturePolicy(), PICTURE_BYTES, REMEMBERED, settings)


def quiet() -> Console:
    return Console(stderr=True, quiet=True)


def say(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
