"""A station's log, its edge node, a tap, real brokers and a listener, turned by one hand."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from edge_agent.control.line_state import LineState
from edge_agent.core.packs import CameraLook
from edge_agent.core.sparkplug.topics import NodeName, state_topic
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.sparkplug.line_tags import Fitted
from edge_agent.uplink.sparkplug.memory import Memory
from edge_agent.uplink.sparkplug.node import EdgeNode, Place
from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from hardware.clock import RealClock
from hardware.letters import Heard, Letter
from hardware.mqtt_link import MqttLink, Presence
from simulators.broker import Broker
from tests.control.samples import a_state
from tests.samples import a_record
from tests.uplink.sparkplug.checker.story import Recording
from tests.uplink.sparkplug.checker.tap import Dialogue, Tap

CLOCK = RealClock()
STEP_NS = 10_000_000
LIVENESS_NS = 60_000_000_000
NAME = NodeName("plant-1", "line-1:box")
HOST = "scada"
ALL = frozenset(("camera-top", "camera-side", "gate"))
FITTED = Fitted({"top": "files", "side": "files"}, "pulse", commands=True)
LOOKS = {"top": CameraLook(12.0, 90.0), "side": CameraLook(10.0, 80.0)}


def a_line(**changes: Any) -> LineState:
    """All that belongs to it is there."""
    state = a_state()
    two_views = replace(state.identity, views=("top", "side"))
    whole = replace(state, identity=two_views, lost_cameras={}, belt_stops=())
    return replace(whole, **changes)


class Listener:
    """Somebody at the broker who hears everything."""

    def __init__(self, broker: Broker) -> None:
        presence = Presence(f"listener-{broker.port}", ("spBv1.0/#",))
        self.link = MqttLink(broker.settings, presence, CLOCK, Random(1))
        self.come: list[Heard] = []
        self.link.start()

    def take(self) -> None:
        self.come += self.link.take()

    def of(self, kind: str) -> list[Heard]:
        self.take()
        return [one for one in self.come if one.topic.split("/")[2] == kind]

    def payloads(self, kind: str) -> list[Payload]:
        return [Payload.FromString(one.payload) for one in self.of(kind)]


class Rig:
    """The brokers are there from the start; the node begins with `start`."""

    def __init__(self, folder: Path, brokers: list[Broker], open_now: ExitStack) -> None:
        self.folder, self.brokers, self.open_now = folder, brokers, open_now
        self.dialogues: list[Dialogue] = []
        self.taps = [
            open_now.enter_context(closing(Tap(one.port, CLOCK, self.dialogues))) for one in brokers
        ]
        self.listeners = [Listener(one) for one in brokers]
        for listener in self.listeners:
            open_now.callback(listener.link.stop)
        self.store = open_now.enter_context(closing(EventStore.open(folder / "events.db")))
        self.store.append("started", {"station": "box"}, CLOCK.wall())
        self.written = 0
        self.state: LineState | None = a_line()
        self.primary_host: str | None = None
        self.node: EdgeNode | None = None
        self.closing: ExitStack | None = None

    def start(
        self, primary_host: str | None = None, protocol: str = "5", fitted: Fitted = FITTED
    ) -> EdgeNode:
        """A new process of the node; what it remembers is on the disk."""
        self.primary_host = primary_host
        self.closing = self.open_now.enter_context(ExitStack())
        memory = self.closing.enter_context(closing(Memory(self.folder / "sparkplug.db")))
        log = self.closing.enter_context(closing(LogStretches(self.folder / "events.db")))
        settings = tuple(tap.settings(protocol) for tap in self.taps)
        place = Place(NAME, settings, primary_host, fitted)
        self.node = EdgeNode(place, memory, log, CLOCK, Random(3))
        self.closing.callback(self.node.stop)
        self.until(lambda: all(one.link.is_up for one in self.listeners))
        return self.node

    def stop(self) -> None:
        """An intended end."""
        assert self.closing is not None
        self.closing.close()
        self.node = None

    def turn(self) -> None:
        now_ns = CLOCK.now_ns()
        if self.node is not None:
            self.node.step(self.state)
        for listener in self.listeners:
            listener.take()
        CLOCK.sleep_until_ns(now_ns + STEP_NS)

    def until(self, holds: Callable[[], bool]) -> None:
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while not holds():
            assert CLOCK.now_ns() < end_ns, "it does not come to an end"
            self.turn()

    def recording(
        self, steady: frozenset[str] = ALL, lost: frozenset[str] = frozenset()
    ) -> Recording:
        """Of what went over the wire so far."""
        host = self.primary_host
        ports = tuple(broker.port for broker in self.brokers)
        return Recording(tuple(self.dialogues), NAME.group, NAME.node, steady, lost, host, ports)

    # What happens to the node

    @property
    def listener(self) -> Listener:
        return self.listeners[0]

    @property
    def edge(self) -> EdgeNode:
        assert self.node is not None
        return self.node

    def is_born(self) -> bool:
        return self.edge.life is not None

    def write(self, count: int) -> None:
        """So many packs end, a millisecond after each other."""
        begin = datetime(2026, 6, 1, 12, tzinfo=UTC)
        numbers = range(self.written + 1, self.written + count + 1)
        self.store.append_records(
            [
                a_record(*(number,), seen_at=begin + timedelta(milliseconds=number), looks=LOOKS)
                for number in numbers
            ]
        )
        self.written += count

    def say(self, topic: str, payload: bytes, retain: bool = False, broker: int = 0) -> None:
        link = self.listeners[broker].link
        self.until(lambda: link.publish(Letter(topic, payload, 1, retain)))

    def host_says(self, online: bool, at_ms: int, broker: int = 0) -> None:
        word = f'{{"online":{str(online).lower()},"timestamp":{at_ms}}}'
        self.say(state_topic(HOST), word.encode(), retain=True, broker=broker)

    def commands(self, payload: Payload, device: str | None = None) -> None:
        place = f"spBv1.0/{NAME.group}/{'NCMD' if device is None else 'DCMD'}/{NAME.node}"
        self.say(place if device is None else f"{place}/{device}", payload.SerializeToString())


def rebirth() -> Payload:
    payload = Payload(timestamp=1)
    payload.metrics.add(name="Node Control/Rebirth", timestamp=1, datatype=11, boolean_value=True)
    return payload


@contextmanager
def rig(folder: Path, brokers: int = 1) -> Iterator[Rig]:
    with ExitStack() as open_now:
        places = [folder / f"broker-{number}" for number in range(brokers)]
        for place in places:
            place.mkdir()
        started = [open_now.enter_context(Broker(place, CLOCK)) for place in places]
        yield Rig(folder, started, open_now)
