"""A roll-out to simulated stations in one process and in virtual time: what becomes of a release.

The centre is a real one on SQLite: its ingest, its desks, its tables. Everything is written into a
folder that goes again.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from deploy.fleet.database import open_database
from deploy.fleet.demo.disks import allow_files, stations_folder
from deploy.fleet.demo.history import History
from deploy.fleet.demo.packs import Making
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening
from deploy.fleet.orders.desk import OrderDesk
from deploy.fleet.rollouts.desk import RolloutDesk, carry_on
from deploy.fleet.rollouts.engine import State
from deploy.fleet.rollouts.keeping import last_halt, notes_of, rollout_row, station_rows
from deploy.fleet.rollouts.plan import Plan, Rules, Step
from deploy.fleet.rollouts.simulated.bundles import Shelf, TriedOnce, released, unsure_share
from deploy.fleet.rollouts.simulated.exchange import CentreEnd, Exchange, StationEnd
from deploy.fleet.rollouts.simulated.stations import (
    FAULTY_SHARE,
    LOT,
    SimulatedStation,
    StationPlan,
)
from deploy.fleet.rollouts.standing import At
from deploy.fleet.rollouts.starting import By, Wanted, start
from deploy.fleet.states.taking import StatesTaker
from edge_agent.core.errors import Unreachable
from edge_agent.core.roles import Person, Role
from edge_agent.inspection.bundle import base_bundle
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.topics import STATE
from simulators.clock import VirtualClock

TICK: Final = timedelta(minutes=5)
NS_PER_S: Final = 1_000_000_000
LONGEST: Final = timedelta(hours=48)
SETTLING: Final = timedelta(hours=1)
"""How long it is watched after the end, so that nobody begins with it later."""
PACKS_PER_MINUTE: Final = 1.0
PACKS_BEFORE: Final = 400
PACKS_MEASURED: Final = 24
DIFFERENT_PASTS: Final = 10
"""Of the stations before the roll-out; they repeat."""
BEFORE: Final = "0" * 16
BYTES_OF_A_STATION: Final = 12_000_000
STATIONS_OF_A_LINE, LINES_OF_A_SITE = 5, 5
ROUNDS: Final = 2
"""In which letters go both ways within a tick."""
MIA: Final = Person("mia", "Mia", Role.ENGINEER)

PLAN: Final = Plan(
    steps=(
        Step(kind="shadow", stations=1, packs=20, minutes=20),
        Step(kind="canary", stations=1, packs=90, minutes=90),
        Step(kind="portion", share=0.1, packs=50, minutes=60),
        Step(kind="portion", share=0.5, packs=40, minutes=45),
        Step(kind="portion", share=1.0, packs=20, minutes=30),
    ),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong beside."""

    offline: int = 0
    """So many stations are cut off from the second hour to the fifth."""
    full_disks: int = 0
    kills: int = 0
    """So many times the centre is killed: what it was just writing is lost, and it begins anew."""


@dataclass(frozen=True, slots=True)
class RolloutShow:
    """What is asked for."""

    stations: int
    is_bad: bool
    seed: int = 1
    trouble: Trouble = Trouble()
    plan: Plan = PLAN
    packs_measured: int = PACKS_MEASURED

    def run(self, folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
        """The document of `packwarden fleet rollout --simulate`. Unreachable where it does not
        come to an end."""
        clock, key = VirtualClock(), SigningKey.fresh()
        tell("making and signing the release")
        shelf = released(folder / "release", self.is_bad, clock.wall())
        share = (
            unsure_share(shelf.bundle, folder / "recipe", self.packs_measured) if self.is_bad else 0
        )
        tell(f"{share:.0%} of good packs are unsure with it, as the real inspector says")
        with ExitStack() as open_now:
            records = self.stations * 1_000
            allow_files(self.stations)
            own = open_now.enter_context(
                stations_folder(folder, self.stations * BYTES_OF_A_STATION // 2_000_000, records)
            )
            exchange = Exchange(clock)
            centre = Centre(folder, key, exchange, clock)
            open_now.callback(centre.close)
            trust = Trust((as_trusted(key, Owner.CENTRE, "centre", clock.wall()),))
            trying, fleet = TriedOnce(shelf.bundle), list[SimulatedStation]()
            for number, plan in enumerate(self.plans(share)):
                post = StationEnd(exchange, plan.name)
                station = SimulatedStation(
                    *(plan, own / str(number), post, trust, clock, shelf, trying)
                )
                fleet.append(open_now.enter_context(closing(station)))
            tell(f"writing {PACKS_BEFORE} packs of each station as its past")
            centre.write_past(fleet)
            simulation = Simulation(self, centre, fleet, exchange, clock, shelf)
            return simulation.run(tell) | {"unsure_with_it": round(share, 4)}

    def plans(self, share: float) -> Iterator[StationPlan]:
        for number in range(self.stations):
            line, place = divmod(number, STATIONS_OF_A_LINE)
            site, line = divmod(line, LINES_OF_A_SITE)
            name = f"site-{site + 1}/line-{line + 1}/station-{place + 1}"
            is_full = number % 7 == 3 and number // 7 < self.trouble.full_disks
            yield StationPlan(name, self.seed + number, PACKS_PER_MINUTE, share, is_full)


class Centre:
    """A centre's database and the desks that work on it; may be killed at any time."""

    def __init__(
        self, folder: Path, key: SigningKey, exchange: Exchange, clock: VirtualClock
    ) -> None:
        self.folder, self.key, self.exchange, self.clock = folder, key, exchange, clock
        self.kills = 0
        self.engine = self.opened()
        self.open_desks()

    def opened(self) -> Engine:
        return open_database(f"sqlite:///{self.folder / 'centre.db'}", self.clock.wall())

    def open_desks(self) -> None:
        post, engine, clock = CentreEnd(self.exchange), self.engine, self.clock
        takers = {STATE: StatesTaker(engine)}
        self.listening = Listening(Ingest(engine), post, self.key, clock, takers)
        self.orders = OrderDesk(engine, self.key, post, clock)
        self.rollouts = RolloutDesk(engine, self.key, clock)

    def hear(self) -> None:
        while self.listening.step():
            pass

    def work(self) -> None:
        self.rollouts.step()
        self.orders.step()

    def write_past(self, fleet: list[SimulatedStation]) -> None:
        sha256, now = base_bundle().sha256, self.clock.wall()
        moments = [(now - timedelta(minutes=left), 0) for left in range(PACKS_BEFORE, 0, -1)]
        making = Making(LOT, FAULTY_SHARE, bundle_sha256=sha256)
        pasts = [station.packs.records(making, moments) for station in fleet[:DIFFERENT_PASTS]]
        for number, station in enumerate(fleet):
            past = History(Ingest(self.engine), station.plan.name, BEFORE)
            past.add_records(pasts[number % len(pasts)], now)

    def killed(self, rollout: int) -> None:
        """In the middle of a transaction: nothing of it counts, and all that was only in memory is
        gone."""
        connection = self.engine.connect()
        connection.begin()
        carry_on(connection, rollout, self.key, self.clock.wall())
        connection.close()
        self.engine.dispose()
        self.engine = self.opened()
        self.open_desks()
        self.kills += 1

    def close(self) -> None:
        self.engine.dispose()


class Simulation:
    """One roll-out from its start until it has come to an end and settled."""

    def __init__(
        self,
        show: RolloutShow,
        centre: Centre,
        fleet: list[SimulatedStation],
        exchange: Exchange,
        clock: VirtualClock,
        shelf: Shelf,
    ) -> None:
        self.show, self.centre, self.fleet, self.exchange = show, centre, fleet, exchange
        self.clock, self.shelf, self.begun = clock, shelf, clock.wall()
        self.ended_at: datetime | None = None
        self.most_took = 0

    def run(self, tell: Callable[[str], None]) -> dict[str, Any]:
        self.exchange_letters()
        self.number = self.start()
        shown = -1
        while not self.is_over():
            self.tick()
            row = self.row
            if row.step != shown:
                shown = row.step
                tell(f"{self.hours():.1f} h: step {shown}, {self.working()} stations work with it")
        return self.document()

    def start(self) -> int:
        plan = self.show.plan
        refusals = self.show.trouble.full_disks
        rules = Rules(refusals=refusals)
        wanted = Wanted(
            *(self.shelf.release, self.shelf.bundle.sha256, ("*",), None),
            *(plan.model_copy(update={"rules": rules}), "simulated"),
        )
        with self.centre.engine.begin() as connection:
            return start(connection, wanted, By(MIA, self.clock.wall(), "simulated", ""))

    @property
    def row(self) -> Any:
        with self.centre.engine.connect() as connection:
            return rollout_row(connection, self.number)

    def hours(self) -> float:
        return (self.clock.wall() - self.begun).total_seconds() / 3600

    def is_over(self) -> bool:
        """Unreachable after two days."""
        now = self.clock.wall()
        if now - self.begun > LONGEST:
            raise Unreachable(f"roll-out {self.number} does not end; {self.states()}")
        if self.ended_at is None and self.has_ended():
            self.ended_at = now
        return self.ended_at is not None and now - self.ended_at >= SETTLING

    def has_ended(self) -> bool:
        state = self.row.state
        if state == State.DONE:
            return True
        moving = (At.SHADOWING, At.ORDERED, At.READY, At.TOOK, At.RETURNING)
        return state == State.HALTED and not any(one in moving for one in self.states())

    def states(self) -> dict[str, int]:
        found: dict[str, int] = {}
        with self.centre.engine.connect() as connection:
            for row in station_rows(connection, self.number):
                found[row.state] = found.get(row.state, 0) + 1
        return found

    def tick(self) -> None:
        self.clock.time_ns += round(TICK.total_seconds() * NS_PER_S)
        self.make_trouble()
        for station in self.fleet:
            station.step()
        self.exchange_letters()
        self.most_took = max(self.most_took, self.working())

    def exchange_letters(self) -> None:
        for _ in range(ROUNDS):
            for station in self.fleet:
                station.send()
            self.centre.hear()
            self.centre.work()
            for station in self.fleet:
                station.hear()

    def make_trouble(self) -> None:
        hours, trouble = self.hours(), self.show.trouble
        names = [station.plan.name for station in self.fleet]
        off = names[: trouble.offline] if 1 <= hours < 4 else []
        self.exchange.cut_off = set(off)
        if hours >= 0.5 * (self.centre.kills + 1) and self.centre.kills < trouble.kills:
            self.centre.killed(self.number)

    def working(self) -> int:
        return sum(one.bundle_sha256 == self.shelf.bundle.sha256 for one in self.fleet)

    def document(self) -> dict[str, Any]:
        sha256, before = self.shelf.bundle.sha256, base_bundle().sha256
        with self.centre.engine.connect() as connection:
            halt = last_halt(notes_of(connection, self.number))
            states = station_rows(connection, self.number)
            row = rollout_row(connection, self.number)
        took = sum(sha256 in station.bundles for station in self.fleet)
        left = [one for one in self.fleet if sha256 in one.bundles and one.bundle_sha256 == before]
        told = {} if halt is None else dict(halt.told or {})
        return {
            "stations": len(self.fleet),
            "state": row.state,
            "took": took,
            "share_taken": round(took / len(self.fleet), 4),
            "halted_by": told.pop("rule", None),
            "at_step": self.show.plan.steps[row.step].kind,
            "at_share": self.show.plan.steps[row.step].share,
            "at_station": None if halt is None else halt.station,
            "figures": told,
            "back": len(left),
            "running_it": self.working(),
            "refused": sum(one.state == At.REFUSED for one in states),
            "without_bundle": sum(self.lacks(station) for station in self.fleet),
            "killed": self.centre.kills,
            "virtual_hours": round(self.hours(), 2),
        }

    def lacks(self, station: SimulatedStation) -> bool:
        """At any start, or where it would have none at the next."""
        return station.without_bundle > 0 or station.slots.usable().sha256 != station.bundle_sha256
