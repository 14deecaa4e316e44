"""An MQTT gate over a real broker that is killed, and a gate that is cut off, meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hardware.clock import RealClock
from hardware.interfaces import (
    BeltPosition,
    GateAction,
    GateDone,
    GateEvent,
    GateOrder,
    PackLeft,
    PackSeen,
)
from simulators.broker import Broker, BrokerKind
from simulators.plant import Plant
from tests.contract.gate_rig import SETTINGS, VIEW, some_packs
from tests.mqtt_ways import MqttWay
from tests.peers import needs

pytestmark = needs("mosquitto")
STEP_NS = 1_000_000
KILLS = 20
SHORT_MS, LONG_MS = 30, 600
"""Shorter and longer than the gate's patience with its host."""
PACKS = 70


class Flow:
    """A belt with packs, every third of which is ordered out; the rest passes."""

    def __init__(self, way: MqttWay) -> None:
        self.way = way
        self.events: list[GateEvent] = []
        self.troubles = 0
        self.given: list[tuple[BeltPosition, GateOrder]] = []
        near, give = way.near, way.near.order

        def noted(order: GateOrder) -> None:
            self.given.append((near.position(), order))
            give(order)

        near.order = noted  # type: ignore[method-assign]

    def step(self) -> None:
        way, now_ns = self.way, self.way.clock.now_ns() + STEP_NS
        way.plant.advance(now_ns)
        way.clock.sleep_until_ns(now_ns)
        way.exchange(now_ns)
        way.gate.position()
        for event in way.gate.poll():
            self.events.append(event)
            if isinstance(event, PackSeen):
                way.gate.order(GateOrder(event.pack_no, wanted(event.pack_no)))
        self.troubles += way.gate.trouble is not None
        way.gate.heartbeat(now_ns)

    def run_ms(self, ms: int) -> None:
        for _ in range(ms):
            self.step()

    def told(self, kind: type[PackSeen] | type[GateDone]) -> list[int]:
        return [event.pack_no for event in self.events if isinstance(event, kind)]


def wanted(pack_no: int) -> GateAction:
    return GateAction.REJECT if pack_no % 3 == 0 else GateAction.PASS


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    plant = Plant(SETTINGS, some_packs(PACKS), (VIEW,), np.random.default_rng(1))
    with Broker(tmp_path, RealClock(), BrokerKind.MOSQUITTO) as broker:
        way = MqttWay(plant, broker, "station")
        flow = Flow(way)
        way.gate.arm(GateAction.REJECT)
        while way.gate.trouble is not None or way.peer.program.armed is None:
            flow.step()
        flow.troubles = 0
        yield flow
        way.close()


def test_a_broker_killed_over_and_over_loses_no_event_and_no_pack_is_treated_wrongly(
    flow: Flow,
) -> None:
    broker = flow.way.broker
    for number in range(KILLS):
        broker.kill()
        flow.run_ms(LONG_MS if number % 10 == 9 else SHORT_MS)
        broker.start()
        flow.run_ms(250)
    while flow.way.plant.is_busy or flow.way.gate.trouble is not None:
        flow.step()
    flow.run_ms(500)
    everything = list(range(1, PACKS + 1))
    assert flow.told(PackSeen) == everything
    assert flow.told(GateDone) == everything
    assert sum(isinstance(event, PackLeft) for event in flow.events) == PACKS
    for event in flow.events:
        if isinstance(event, GateDone):
            assert event.action is (wanted(event.pack_no) if event.ordered else GateAction.REJECT)
    assert flow.troubles > 0  # the long ones
    ordered = sum(event.ordered for event in flow.events if isinstance(event, GateDone))
    assert ordered > PACKS / 2
    assert_none_late(flow)


def assert_none_late(flow: Flow) -> None:
    gate = flow.way.near.capability
    centres = {
        event.pack_no: event.centre_tick for event in flow.events if isinstance(event, PackSeen)
    }
    reach_ticks = gate.eye_to_gate_ticks - gate.order_lead_ticks
    assert flow.given
    for position, order in flow.given:
        assert position.tick <= centres[order.pack_no] + reach_ticks


def test_a_gate_that_is_cut_off_and_restarted_is_told_and_armed_again(flow: Flow) -> None:
    flow.run_ms(600)
    assert flow.troubles == 0
    flow.way.peer.restart()
    flow.run_ms(400)
    assert flow.troubles > 0
    while flow.way.gate.trouble is not None:
        flow.step()
    assert flow.way.peer.program.armed is GateAction.REJECT
    assert flow.way.peer.program.boot == 2
    before = len(flow.told(PackSeen))
    flow.run_ms(1_500)
    assert flow.told(PackSeen) == list(range(1, len(flow.told(PackSeen)) + 1))
    assert len(flow.told(PackSeen)) > before
