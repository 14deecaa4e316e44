"""A fleet whose stations say what a test wants, before a real centre's database and desk."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Engine, select

from deploy.fleet.demo.packs import Making, PackSource
from deploy.fleet.orders import commanding
from deploy.fleet.orders.tables import commands
from deploy.fleet.rollouts.desk import RolloutDesk
from deploy.fleet.rollouts.documents import RolloutAnswer, rollout_document
from deploy.fleet.rollouts.plan import Plan, Rules, Step
from deploy.fleet.rollouts.starting import By, Wanted, start
from edge_agent.core import bundle_orders
from edge_agent.core.packs import Record, Verdict
from edge_agent.core.roles import Person, Role
from edge_agent.people.keys import SigningKey
from tests.fleet.sent import say, send_events, send_records
from tests.samples import NOON
from tests.web.visitors import MovedClock

KEY = SigningKey.fresh()
MIA = Person("mia", "Mia", Role.ENGINEER)
OLD, NEW = "a" * 64, "b" * 64
RELEASE = "base-2.0.0.zip"
BEFORE, LINES = 200, 4
STEPS = (
    Step(kind="canary", stations=1, packs=20, minutes=10),
    Step(kind="portion", share=0.5, packs=20, minutes=10),
    Step(kind="portion", share=1.0, packs=10, minutes=5),
)
PLAN = Plan(steps=STEPS)
PACK = PackSource(np.random.default_rng(1)).record(Making("L1", 0.0), NOON, 0)


class Clock(MovedClock):
    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now_ns(self) -> int:
        return int((self.at - NOON).total_seconds() * 1e9)


@dataclass
class Station:
    engine: Engine
    name: str
    clock: Clock
    runs: str = OLD
    records: int = 0
    events: int = 0
    is_silent: bool = False
    says: dict[str, Any] = field(default_factory=dict)

    def tell(self, kind: str, **body: Any) -> None:
        now = self.clock.wall()
        send_events(self.engine, [(now, kind, body)], now, self.name, self.events)
        self.events += 1

    def make(self, count: int, wrong_share: float = 0.0) -> None:
        """Packs with the bundle that it works with; so many of them not ok."""
        now = self.clock.wall()
        told = [
            made(now, self.records + number, self.runs, number < wrong_share * count)
            for number in range(1, count + 1)
        ]
        send_records(self.engine, told, now, self.name, self.records)
        self.records += count

    def say(self) -> None:
        if not self.is_silent:
            said = {"bundle_sha256": self.runs, **self.says}
            say(self.engine, self.clock.wall(), self.name, **said)

    def note(self, number: int, result: str, title: str = "", why: str = "") -> None:
        body = {"result": result, "title": title, "why": why, "word": "TakeBundle", "count": 1}
        self.tell("centre_command", **body, key_id=KEY.key_id, number=number, by="mia")

    def follow(self, number: int) -> None:
        self.note(number, "accepted")
        self.note(number, "done")

    def offer(self) -> None:
        self.tell(bundle_orders.OFFERED, name=RELEASE, bundle_sha256=NEW, by="mia")

    def begin(self) -> None:
        self.runs = NEW
        self.tell(bundle_orders.BEGUN, bundle_sha256=NEW, before_sha256=OLD)

    def leave(self, by: str, why: str = "it never worked") -> None:
        self.runs = OLD
        self.tell(bundle_orders.RETURNED, bundle_sha256=NEW, to_sha256=OLD, why=why, by=by)

    def refuse(self, why: str) -> None:
        self.tell(bundle_orders.REFUSED, name=RELEASE, why=why, by="mia")


def made(now: datetime, pack_no: int, bundle_sha256: str, is_wrong: bool) -> Record:
    """Plainly ok or not."""
    said = Verdict.NOT_OK if is_wrong else Verdict.OK
    return replace(
        PACK,
        pack_no=pack_no,
        seen_at=now,
        bundle_sha256=bundle_sha256,
        verdict=replace(PACK.verdict, verdict=said),
    )


class Fleet:
    """Stations of several lines; each line has two."""

    def __init__(self, engine: Engine, lines: int = LINES, before: int = BEFORE) -> None:
        self.engine, self.clock = engine, Clock()
        self.desk = RolloutDesk(engine, KEY, self.clock)
        names = [f"site/line-{line}/{place}" for line in range(lines) for place in ("a", "b")]
        self.stations = {name: Station(engine, name, self.clock) for name in names}
        self.known: set[int] = set()
        for station in self.stations.values():
            station.say()
            station.make(before, 0.02)
        self.number = 0

    def start(self, plan: Plan = PLAN, **rules: Any) -> None:
        wanted_plan = plan.model_copy(update={"rules": Rules(**rules)})
        wanted = Wanted(RELEASE, NEW, ("*",), None, wanted_plan, "")
        with self.engine.begin() as connection:
            self.number = start(connection, wanted, By(MIA, self.clock.wall(), "", ""))

    def turn(self, minutes: float = 1) -> list[tuple[str, str, int]]:
        """What stations are told then that they were not told before: station, word, number."""
        self.clock.at += timedelta(minutes=minutes)
        for station in self.stations.values():
            station.say()
        with self.engine.begin() as connection:
            commanding.follow(connection, self.clock.wall())
        self.desk.step()
        return list(self.new_commands())

    def new_commands(self) -> Iterator[tuple[str, str, int]]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(commands).order_by(commands.c.number)).all()
        for row in rows:
            if row.number not in self.known:
                self.known.add(row.number)
                yield row.station, row.word, row.number

    def take(self, told: list[tuple[str, str, int]], packs: int = 30, wrong: float = 0.0) -> None:
        """Who is told to take it gets it, begins with it and looks at so many packs."""
        for name, word, number in told:
            assert word == "TakeBundle"
            station = self.stations[name]
            station.follow(number)
            station.offer()
            station.begin()
            station.make(packs, wrong)

    def go_back(self, told: list[tuple[str, str, int]]) -> None:
        for name, word, number in told:
            assert word == "ReturnBundle"
            self.stations[name].follow(number)
            if self.stations[name].runs == NEW:
                self.stations[name].leave("mia", "halted")

    @property
    def document(self) -> RolloutAnswer:
        with self.engine.connect() as connection:
            return rollout_document(connection, self.number)

    @property
    def state(self) -> str:
        return self.document.state.value

    @property
    def rule(self) -> str | None:
        halted = self.document.halted
        return None if halted is None else str(halted.told["rule"])

    def at(self, name: str) -> str:
        return next(one.state.value for one in self.document.stations if one.station == name)

    def fate(self, number: int, now: datetime | None = None) -> str:
        with self.engine.connect() as connection:
            return str(commanding.one_command(connection, KEY.key_id, number).fate)
