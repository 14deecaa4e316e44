"""A gate that keeps its own time over MQTT 5 and 3.1.1, through a broker of each kind."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hardware.clock import RealClock
from simulators.broker import Broker, BrokerKind
from simulators.plant import Plant
from tests.contract.gate_rig import SETTINGS, VIEW, GateFactory, GateWay, Wish
from tests.mqtt_ways import MqttWay
from tests.peers import require

STATIONS = count(1)


@cache
def broker(kind: BrokerKind) -> Broker:
    """One for all tests; each has a station of its own."""
    folder = TemporaryDirectory()
    one = Broker(Path(folder.name), RealClock(), kind)
    one.start()
    atexit.register(folder.cleanup)
    atexit.register(one.stop)
    return one


@contextmanager
def mqtt(kind: BrokerKind, wish: Wish) -> Iterator[GateWay]:
    if kind is BrokerKind.MOSQUITTO:
        require("mosquitto")
    plant = Plant(SETTINGS, wish.true_packs(), (VIEW,), wish.random())
    way = MqttWay(plant, broker(kind), f"station-{next(STATIONS)}")
    try:
        yield way
    finally:
        way.close()


GATES: dict[str, GateFactory] = {
    "mqtt 5": partial(mqtt, BrokerKind.MOSQUITTO),
    "mqtt 3.1.1": partial(mqtt, BrokerKind.AMQTT),
}
