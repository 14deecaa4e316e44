"""A station whose network loses packets and vanishes without a word: all arrives, and once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from edge_agent.core.packs import Level
from edge_agent.core.told import LowerLevel
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.centre_words import signed_command
from hardware.letters import Letter
from hardware.mqtt_link import MqttLink
from hardware.mqtt_settings import BrokerSettings
from simulators.broker import Broker, BrokerKind, free_port
from simulators.lossy_network import LossyNetwork, Weather
from tests.fleet.rig import CLOCK, STATION, TOPICS, CentreRig, Rig, StationRig, centre_url
from tests.fleet.ways import BrokerWay
from tests.peers import needs
from tests.samples import NOON

pytestmark = [pytest.mark.slow, needs("mosquitto", "network")]

BAD = Weather(loss=0.05, delay_s=0.02)
NS_PER_S = 1_000_000_000
CUTS_S = (0.4, 6.0, 1.0, 0.2, 5.0)
"""Shorter and longer than what a connection bears without a word."""
RUNS_S = 1.5


@pytest.fixture
def network(tmp_path: Path) -> Iterator[tuple[LossyNetwork, Rig]]:
    """Broker and centre at the near end, the station at the far one."""
    key, port = SigningKey.fresh(), free_port()
    trust = Trust((as_trusted(key, Owner.CENTRE, "plant-1", NOON),))
    with LossyNetwork(CLOCK) as network:
        more = f"allow_anonymous true\nlistener {port} {network.near.address}\n"
        broker = Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO, more)
        with network.near.entered():
            broker.start()
            way = BrokerWay(broker.settings)
            centre = CentreRig(centre_url(tmp_path), way, key, tmp_path / "centre")
        away = BrokerSettings(host=network.near.address, port=port)
        with network.far.entered():
            station = StationRig(tmp_path / "a", BrokerWay(away), trust)
        with closing(centre), closing(station):
            yield network, Rig(station, centre)
        broker.stop()


def turned(flow: Rig, seconds: float) -> None:
    end_ns = CLOCK.now_ns() + round(seconds * NS_PER_S)
    while CLOCK.now_ns() < end_ns:
        flow.turn()


def say(flow: Rig, number: int) -> None:
    until = CLOCK.wall() + timedelta(minutes=5)
    word = LowerLevel("seal", Level.REPORT, "mia")
    payload = signed_command(STATION, number, until, word, flow.centre.key)
    flow.centre.listening.post.publish(Letter(TOPICS.command, payload, 1))


def test_packets_lost_and_connections_half_open(network: tuple[LossyNetwork, Rig]) -> None:
    weather, flow = network
    flow.until(lambda: flow.station.link.is_up and flow.centre.listening.post.is_up)
    weather.weather, random = BAD, Random(3)
    for number, cut_s in enumerate(CUTS_S, 1):
        flow.station.write(random.randrange(20, 60))
        say(flow, number)
        turned(flow, RUNS_S)
        weather.is_cut = True
        flow.station.write(random.randrange(5, 20))
        turned(flow, cut_s)
        weather.is_cut = False
    flow.until(flow.all_arrived)
    expected = [(1, number, number) for number in range(1, flow.station.written + 1)]
    assert flow.centre.stored() == expected
    heard = [one.number for one in flow.station.uplink.commands]
    assert heard == sorted(set(heard))
    link = flow.station.link
    assert isinstance(link, MqttLink)
    assert link.connections > 1
    assert weather.lost > 0
