"""Every way between a station and its centre, as both ends use it."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Final, Protocol

import uvicorn
from fastapi import FastAPI

from deploy.fleet.carriers.folder_hub import FolderHub
from deploy.fleet.carriers.https_hub import HttpsHub
from deploy.fleet.carriers.https_routes import carrier_router
from deploy.fleet.carriers.station_tokens import StationTokens, issue_token
from deploy.fleet.database import open_database
from deploy.fleet.listening import ear
from edge_agent.uplink.carriers.carried_post import CarriedPost
from edge_agent.uplink.carriers.folder import FolderCarrier
from edge_agent.uplink.carriers.https import HttpsCarrier
from edge_agent.uplink.carriers.opening import StartedPost
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink_settings import HttpsTable
from hardware.clock import RealClock
from hardware.mqtt_link import MqttLink, Presence
from hardware.mqtt_settings import BrokerSettings
from simulators.broker import Broker, BrokerKind, free_port
from simulators.certificates import HOST
from tests.authority import own_authority
from tests.fleet.empty_centre import empty_centre
from tests.peers import require
from tests.samples import NOON

STATION: Final = "plant-1/line-1/box"
TOPICS: Final = StationTopics(STATION)
CLOCK: Final = RealClock()
WAYS: Final = ("mosquitto 5", "mosquitto 3.1.1", "amqtt", "folder", "https")


class Way(Protocol):
    answers_soon: bool

    def station_post(self, seed: int) -> StartedPost:
        """Not started yet."""

    def centre_post(self) -> StartedPost: ...


class BrokerWay:
    answers_soon = True

    def __init__(self, settings: BrokerSettings) -> None:
        self.settings = settings

    def station_post(self, seed: int) -> MqttLink:
        presence = Presence(f"station-{seed}", TOPICS.heard_by_station)
        return MqttLink(self.settings, presence, CLOCK, Random(seed))

    def centre_post(self) -> MqttLink:
        return ear(self.settings, CLOCK, Random(2))


class FolderWay:
    answers_soon = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def station_post(self, seed: int) -> CarriedPost:
        carrier = FolderCarrier(self.folder, STATION, 100_000_000)
        carrier.rest_s = 0.02
        return CarriedPost(carrier, CLOCK, Random(seed))

    def centre_post(self) -> CarriedPost:
        hub = FolderHub(self.folder)
        hub.rest_s = 0.02
        return CarriedPost(hub, CLOCK, Random(2))


class ServedHub(HttpsHub):
    """With a server of its own, over TLS."""

    def __init__(self, folder: Path, port: int, tokens: StationTokens) -> None:
        super().__init__(CLOCK)
        app = FastAPI()
        app.include_router(carrier_router(self, tokens))
        config = uvicorn.Config(
            app,
            host=HOST,
            port=port,
            log_level="error",
            ssl_certfile=folder / "s.pem",
            ssl_keyfile=folder / "s.key",
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, name="https hub")

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()


class HttpsWay:
    """Its tokens lie apart, so that a test may lose the centre's database."""

    answers_soon = True

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        own_authority(folder)
        self.engine = open_database(empty_centre(folder / "tokens.db"), NOON)
        (folder / "token").write_text(issue_token(self.engine, STATION, NOON))
        self.settings = HttpsTable(
            url=f"https://{HOST}:{self.port}",
            ca_file=folder / "ca.pem",
            token_file=folder / "token",
        )

    def station_post(self, seed: int) -> CarriedPost:
        return CarriedPost(HttpsCarrier(self.settings), CLOCK, Random(seed))

    def centre_post(self) -> ServedHub:
        return ServedHub(self.folder, self.port, StationTokens(self.engine, CLOCK))

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def way_of(name: str, folder: Path) -> Iterator[Way]:
    if name == "folder":
        yield FolderWay(folder / "share")
        return
    with ExitStack() as open_now:
        if name == "https":
            https = HttpsWay(folder)
            open_now.callback(https.close)
            yield https
            return
        kind, _, protocol = name.partition(" ")
        if kind == "mosquitto":
            require("mosquitto")
        broker = open_now.enter_context(Broker(folder, CLOCK, BrokerKind(kind)))
        asked = {"protocol": protocol} if protocol else {}
        yield BrokerWay(broker.settings.model_copy(update=asked))
