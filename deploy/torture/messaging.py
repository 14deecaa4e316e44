"""The way from a station to its centre: outages, deaths, a bad network, and what the line notices.

Everything is a process of its own: the uplink, mosquitto in its default configuration, the
ingestor. What was written to the station's log is compared with what the centre has stored.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from sqlalchemy import select

from deploy.fleet.database import reading
from deploy.fleet.tables import records
from deploy.torture.inspecting_beside import inspection_figures
from deploy.torture.way_up import WayUp
from hardware.clock import RealClock
from hardware.interfaces import Clock
from hardware.mqtt_settings import BrokerSettings
from simulators.broker import Broker, BrokerKind, free_port
from simulators.lossy_network import LossyNetwork, Weather, why_not
from simulators.torture.figures import Figure

Tell = Callable[[str], None]
A_DAY: Final = 864_000
"""Records of 24 hours at ten a second."""
AT_ONCE: Final = 2_000
LIVE_PER_S: Final = 10
BROKER_KILLS: Final = 200
CENTRE_KILLS: Final = 100
BAD: Final = Weather(loss=0.05, delay_s=0.02)
LONGEST_CUT_S: Final = 6.0


def tortured(minutes: float, tell: Tell) -> list[Figure]:
    """`minutes`: how long the network is bad; the other parts count what they do."""
    clock = RealClock()
    return [
        *outage(A_DAY, clock, tell),
        *broker_deaths(BROKER_KILLS, clock, tell),
        *centre_deaths(CENTRE_KILLS, clock, tell),
        *bad_network(minutes, clock, tell),
        *beside_inspections(clock, tell),
    ]


def beside_inspections(clock: Clock, tell: Tell) -> list[Figure]:
    with way_up(clock) as way:
        return inspection_figures(way, tell)


@contextmanager
def way_up(clock: Clock) -> Iterator[WayUp]:
    with TemporaryDirectory(prefix="packwarden-torture-") as name, WayUp(Path(name), clock) as way:
        yield way


def fate(name: str, way: WayUp, tried: int) -> list[Figure]:
    way.until_all_is_there()
    stored, different = way.stored(), way.different()
    return [
        Figure(f"{name}: lost", way.written - different, "records", 0, tried),
        Figure(f"{name}: doubled", stored - different, "records", 0, tried),
    ]


def outage(count: int, clock: Clock, tell: Tell) -> list[Figure]:
    """So many records wait while nobody answers; then they drain, and live ones go beside them."""
    with way_up(clock) as way:
        way.broker.stop()
        tell(f"writing {count:,} records without a broker")
        while way.written < count:
            way.write(min(AT_ONCE, count - way.written))
        way.broker.start()
        way.start_centre()
        way.start_uplink()
        begun_ns = clock.now_ns()
        tell("draining")
        while not way.stored():
            way.rest(0.1)
        while way.stored() < count:
            way.write(LIVE_PER_S // 5)
            way.rest(0.2)
        drained_s = (clock.now_ns() - begun_ns) / 1e9
        figures = fate("outage", way, way.written)
        lags_s = live_lags_s(way, count)
    return [
        *figures,
        Figure("outage: 500 records drain within", 500 * drained_s / count, "s", 1, count),
        Figure("outage: live lag, p95", float(np.percentile(lags_s, 95)), "s", 2, len(lags_s)),
    ]


def live_lags_s(way: WayUp, after: int) -> list[float]:
    """Of records that were written while the backlog drained."""
    with reading(way.engine) as connection:
        wanted = select(records.c.seen_at, records.c.stored_at).where(records.c.pack_no > after)
        return [
            (stored - seen).total_seconds() for seen, stored in connection.execute(wanted).all()
        ]


def broker_deaths(kills: int, clock: Clock, tell: Tell) -> list[Figure]:
    random = Random(1)
    with way_up(clock) as way:
        way.start_centre()
        way.start_uplink()
        for number in range(kills):
            if number % 20 == 0:
                tell(f"broker killed {number} times")
            flow(way, random, 0.2)
            way.broker.kill()
            way.write(random.randrange(1, 20))
            way.broker.start()
        return fate("broker killed", way, kills)


def centre_deaths(kills: int, clock: Clock, tell: Tell) -> list[Figure]:
    """At any moment of its life, from its start on."""
    random = Random(2)
    with way_up(clock) as way:
        way.start_uplink()
        for number in range(kills):
            if number % 20 == 0:
                tell(f"centre killed {number} times")
            way.start_centre()
            flow(way, random, random.uniform(0.5, 4.0))
            way.centre.kill()
        way.start_centre()
        return fate("centre killed", way, kills)


def flow(way: WayUp, random: Random, seconds: float) -> None:
    until_ns = way.clock.now_ns() + round(seconds * 1e9)
    while way.clock.now_ns() < until_ns:
        way.write(random.randrange(1, 10))
        way.rest(0.1)


def bad_network(minutes: float, clock: Clock, tell: Tell) -> list[Figure]:
    """Five packets of a hundred are lost, and now and then all of them, without a word."""
    if (lack := why_not()) is not None:
        tell(f"no bad network: {lack}")
        return []
    random, port = Random(3), free_port()
    with TemporaryDirectory(prefix="packwarden-torture-") as name, LossyNetwork(clock) as network:
        more = f"allow_anonymous true\nlistener {port} {network.near.address}\n"
        broker = Broker(Path(name), clock, BrokerKind.MOSQUITTO, more)
        way = WayUp(Path(name), clock, broker)
        way.away = BrokerSettings(host=network.near.address, port=port)
        with network.near.entered(), way:
            way.start_centre()
            with network.far.entered():
                way.start_uplink()
            network.weather, cuts = BAD, 0
            until_ns = clock.now_ns() + round(minutes * 60e9)
            tell(f"{minutes:g} minutes of a bad network")
            while clock.now_ns() < until_ns:
                flow(way, random, random.uniform(1, 5))
                network.is_cut, cuts = True, cuts + 1
                flow(way, random, random.uniform(0.1, LONGEST_CUT_S))
                network.is_cut = False
            return fate("bad network", way, cuts)
