"""A station's real uplink, a real broker and a centre, turned by one hand.

The line is a socket that answers as a line does, and writes what it heard into the station's log.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen

from sqlalchemy import Engine

from deploy.fleet.corresponding import KINDS, Correspondence
from deploy.fleet.listening import ear
from deploy.fleet.orders.from_mqtt import OrderEar, order_link
from deploy.fleet.places import CentrePlaces
from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import Snapshot
from edge_agent.core.told import AnnounceOrder, Asked, ChangeOrder, NoteCommand, OfferRecipe, Told
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.line.orders import document_of
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import open_station_key, trust_of
from edge_agent.people.trust import Owner, as_trusted, save_trust
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from hardware.mqtt_link import MqttLink, Presence
from simulators.broker import Broker
from tests.control.samples import LINE, a_state
from tests.samples import NOON
from tests.uplink.recipes.samples import STATION, station_with_products

CLOCK = RealClock()
LIVENESS_NS = 90_000_000_000
REST_NS = 10_000_000


class ShownLine:
    """Makes boxes by the recipe that lay in place when it began."""

    def __init__(self, folder: Path, store: EventStore) -> None:
        self.store, self.words = store, list[Told]()
        self.made = load_recipe(folder / "recipe").hash
        self.server = ControlServer(place_in(folder / "data"), LINE, self.hear, CLOCK)

    def hear(self, asked: Asked) -> None:
        self.note(asked.word)
        asked.answer(None)

    def note(self, word: Told) -> None:
        now = CLOCK.wall()
        match word:
            case NoteCommand():
                body = {**asdict(word), "by": word.person}
                self.store.append("centre_command", body, now)
                return
            case AnnounceOrder():
                body = {"order": document_of(word.order), "source": word.source, "by": word.person}
                self.store.append("order_announced", body, now)
            case ChangeOrder():
                body = {"from": None, "to": document_of(word.order), "by": word.person}
                self.store.append("order_changed", body, now)
        self.words.append(word)

    def show(self) -> None:
        state = a_state()
        identity = replace(state.identity, recipe_hash=self.made)
        self.server.show(Snapshot(replace(state, identity=identity), None, {}))


class WholeWay:
    def __init__(self, engine: Engine, folder: Path, broker: Broker, open_now: ExitStack) -> None:
        self.engine, self.folder = engine, folder
        self.key = SigningKey.fresh()
        self.data = folder / "data"
        self.data.mkdir()
        self.trust_each_other()
        store = open_now.enter_context(closing(EventStore.open(self.data / "events.db")))
        store.append("started", {}, NOON)
        self.line = ShownLine(folder, store)
        open_now.callback(self.line.server.close)
        link = ear(broker.settings, CLOCK, Random(1), names=KINDS)
        places = CentrePlaces(folder / "centre")
        self.letters = Correspondence(engine, places, self.key, link, CLOCK)
        orders = order_link(broker.settings, ["erp-1"], CLOCK, Random(2))
        self.orders = OrderEar(engine, ["erp-1"], orders, CLOCK)
        topic = "packwarden/v1/orders/erp-1/answers"
        self.erp = MqttLink(broker.settings, Presence("erp", (topic,)), CLOCK, Random(3))
        for post in (link, orders, self.erp):
            open_now.callback(post.stop)
            post.start()

    def trust_each_other(self) -> None:
        station = open_station_key(self.data, STATION, CLOCK.wall())
        centre = as_trusted(self.key, Owner.CENTRE, "plant-1", NOON)
        save_trust(trust_of(self.data).with_key(centre), self.data / "trust.toml")
        people = CentrePlaces(self.folder / "centre").people
        known = trust_of(people).with_key(as_trusted(station, Owner.STATION, STATION, NOON))
        people.mkdir(parents=True)
        save_trust(known, people / "trust.toml")

    def start_uplink(self) -> None:
        file = self.folder / "station.toml"
        command = [sys.executable, "-m", "edge_agent", "uplink", "--station", str(file)]
        self.uplink = Popen(command, stderr=PIPE)

    def end_uplink(self) -> None:
        self.uplink.terminate()
        self.uplink.communicate(timeout=30)

    def kill_uplink(self) -> None:
        self.uplink.kill()
        self.uplink.communicate()

    def until(self, holds: Callable[[], object]) -> None:
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while not holds():
            assert CLOCK.now_ns() < end_ns, "it does not come to an end"
            self.line.show()
            self.letters.step()
            self.orders.step()
            CLOCK.sleep_until_ns(CLOCK.now_ns() + REST_NS)


@contextmanager
def whole_way(engine: Engine, folder: Path) -> Iterator[WholeWay]:
    """The station's uplink is the real process."""
    station_with_products(folder)
    with ExitStack() as open_now:
        broker = open_now.enter_context(Broker(folder, CLOCK))
        way = WholeWay(engine, folder, broker, open_now)
        told = broker.settings.model_dump(exclude_none=True, exclude_defaults=True)
        rows = "\n".join(f"{key} = {json.dumps(value)}" for key, value in told.items())
        file = folder / "station.toml"
        file.write_text(f"{file.read_text()}\n[uplink.broker]\n{rows}\n")
        way.start_uplink()
        open_now.callback(way.end_uplink)
        yield way


def offered(way: WholeWay) -> list[OfferRecipe]:
    return [word for word in way.line.words if isinstance(word, OfferRecipe)]
