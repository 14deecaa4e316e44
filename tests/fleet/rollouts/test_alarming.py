"""A refused release is told to people within a minute: from the station's log, by its uplink, the
centre's ingest and its alerts, with the usual settings.
"""

from contextlib import ExitStack, closing
from pathlib import Path
from random import Random

import pytest

from deploy.fleet.alerts.alerts_settings import AlertsTable
from deploy.fleet.alerts.desk import AlertDesk, Sender
from deploy.fleet.alerts.messages import Message
from deploy.fleet.database import open_database
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening
from deploy.fleet.rollouts.alarming import bundle_alarms
from deploy.fleet.rollouts.simulated.exchange import CentreEnd, Exchange, StationEnd
from deploy.fleet.serving import LOOK_NS
from edge_agent.core import bundle_orders
from edge_agent.core.shadow import orders as shadow_orders
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.uplink import Uplink
from simulators.clock import VirtualClock
from tests.fleet.empty_centre import empty_centre
from tests.fleet.rollouts.fleet import NEW, OLD, RELEASE, Fleet

STATION = "milan/line-1/top"
SECOND_NS = 1_000_000_000
REFUSED_BODY = {"name": RELEASE, "why": "on trial it was killed", "by": "mia"}


class Notebook:
    """A way to people: what they were told, and when."""

    name = "notebook"

    def __init__(self, clock: VirtualClock) -> None:
        self.clock, self.told = clock, list[tuple[int, Message]]()

    def send(self, message: Message) -> None:
        self.told.append((self.clock.now_ns(), message))


@pytest.mark.parametrize("kind", [bundle_orders.REFUSED, shadow_orders.REFUSED])
def test_a_refused_release_is_told_within_a_minute(tmp_path: Path, kind: str) -> None:
    clock, key, exchange = VirtualClock(), SigningKey.fresh(), None
    exchange, notebook = Exchange(clock), Notebook(clock)
    trust = Trust((as_trusted(key, Owner.CENTRE, "centre", clock.wall()),))
    with ExitStack() as open_now:
        engine = open_database(empty_centre(tmp_path / "centre.db"), clock.wall())
        open_now.callback(engine.dispose)
        store = open_now.enter_context(closing(EventStore.open(tmp_path / "events.db")))
        log = open_now.enter_context(closing(LogStretches(tmp_path / "events.db")))
        outbox = open_now.enter_context(closing(Outbox(tmp_path / "uplink.db")))
        post = StationEnd(exchange, STATION)
        uplink = Uplink(STATION, log, outbox, post, lambda: trust, clock, Random(1))
        listening = Listening(Ingest(engine), CentreEnd(exchange), key, clock)
        sender = Sender("plant-1", "https://centre.plant", tmp_path)
        desk = AlertDesk(engine, AlertsTable(), sender, [notebook], clock)
        store.append("started", {}, clock.wall())
        store.append(kind, REFUSED_BODY, clock.wall())
        while not notebook.told and clock.now_ns() < 120 * SECOND_NS:
            clock.time_ns += SECOND_NS // 2
            uplink.step()
            listening.step()
            if clock.time_ns % LOOK_NS == 0:
                desk.step()
    ((at_ns, message),) = notebook.told
    assert at_ns <= 60 * SECOND_NS
    (concern,) = message.told.new
    assert (concern.station, concern.severity) == (STATION, "critical")
    assert RELEASE in message.text
    assert "on trial it was killed" in message.text


def test_it_is_over_when_the_station_has_another_word_of_bundles(any_fleet: Fleet) -> None:
    station = any_fleet.stations["site/line-0/a"]

    def names() -> list[str]:
        with any_fleet.engine.connect() as connection:
            return [one.name for one in bundle_alarms(connection, any_fleet.clock.wall())]

    station.refuse("the disk is full")
    assert names() == ["refused site/line-0/a"]
    station.tell(bundle_orders.ORDERED, name=RELEASE, by="mia")
    assert names() == []
    station.begin()
    station.leave("station")
    assert names() == ["went back site/line-0/a"]
    station.tell(bundle_orders.BEGUN, bundle_sha256=NEW, before_sha256=OLD)
    station.leave("mia", "a person wanted it")
    assert names() == [], "whoever ordered it knows"


def test_a_roll_out_that_halted_is_told_while_somebody_is_not_back(any_fleet: Fleet) -> None:
    fleet = any_fleet
    fleet.start()
    told = fleet.turn()
    fleet.take(told, 60, 0.5)
    fleet.turn()
    fleet.turn(60 * 48)
    with fleet.engine.connect() as connection:
        (alarm,) = bundle_alarms(connection, fleet.clock.wall())
    assert alarm.path == f"/rollouts/{fleet.number}"
    assert alarm.values["away"] == "1"
