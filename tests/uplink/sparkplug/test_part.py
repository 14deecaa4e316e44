"""The uplink's process beside a line: born, told, commanded, and ended in good order."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen

import pytest

from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import Snapshot
from edge_agent.core.packml.words import PackmlCommand
from edge_agent.core.told import Asked, CommandPackml, Told
from edge_agent.store.events import EventStore
from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from hardware.clock import RealClock
from hardware.letters import Heard, Letter
from hardware.mqtt_link import MqttLink, Presence
from simulators.broker import Broker
from tests.control.samples import LINE
from tests.line.small_station import box_station
from tests.peers import needs
from tests.samples import NOON, a_record
from tests.uplink.sparkplug.checker.packets import Connect, Disconnect
from tests.uplink.sparkplug.checker.rulebook import complaints
from tests.uplink.sparkplug.checker.story import Recording, number_of
from tests.uplink.sparkplug.checker.tap import Dialogue, Tap
from tests.uplink.sparkplug.rig import a_line

pytestmark = needs("mosquitto")
CLOCK = RealClock()
LIVENESS_NS = 60_000_000_000
SPARKPLUG = """
[sparkplug]
group = "Plant 1"
commands = true
[[sparkplug.brokers]]
{rows}
"""


class Beside:
    """A line that a test shows, and somebody who listens at the broker."""

    def __init__(self, folder: Path, broker: Broker, process: "Popen[bytes]") -> None:
        self.words: list[Told] = []
        self.process = process
        self.server = ControlServer(place_in(folder), LINE, self.hear, CLOCK)
        self.link = MqttLink(broker.settings, Presence("listener", ("#",)), CLOCK, Random(1))
        self.link.start()
        self.come: list[Heard] = []

    def hear(self, asked: Asked) -> None:
        self.words.append(asked.word)
        asked.answer(None)

    def until(self, holds: Callable[[], bool]) -> None:
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while not holds():
            assert CLOCK.now_ns() < end_ns, "it does not come to an end"
            self.server.show(Snapshot(a_line(), None, {}))
            self.come += self.link.take()
            CLOCK.sleep_until_ns(CLOCK.now_ns() + 20_000_000)

    def of(self, kind: str) -> list[Payload]:
        return [Payload.FromString(one.payload) for one in self.come if f"/{kind}/" in one.topic]

    def close(self) -> None:
        self.link.stop()
        self.server.close()


@pytest.fixture
def dialogues() -> list[Dialogue]:
    return []


@pytest.fixture
def beside(tmp_path: Path, dialogues: list[Dialogue]) -> Iterator[Beside]:
    with Broker(tmp_path, CLOCK) as broker, closing(Tap(broker.port, CLOCK, dialogues)) as tap:
        file, data = box_station(tmp_path, "g"), tmp_path / "data"
        data.mkdir()
        with closing(EventStore.open(data / "events.db")) as store:
            store.append("started", {}, NOON)
            store.append_records([a_record(1), a_record(2)])
        told = tap.settings().model_dump(exclude_none=True, exclude_defaults=True)
        rows = "\n".join(f"{key} = {json.dumps(value)}" for key, value in told.items())
        file.write_text(file.read_text() + SPARKPLUG.format(rows=rows))
        command = [sys.executable, "-m", "edge_agent", "uplink", "--station", str(file)]
        with Popen(command, stderr=PIPE) as process:
            with closing(Beside(data, broker, process)) as beside:
                yield beside
            if process.poll() is None:
                process.kill()


def test_the_process_is_born_commanded_and_says_good_bye(
    beside: Beside, dialogues: list[Dialogue]
) -> None:
    beside.until(lambda: bool(beside.of("DBIRTH")))
    assert number_of(beside.of("NBIRTH")[0]) == 0
    topics = {one.topic for one in beside.come}
    assert "spBv1.0/Plant 1/DBIRTH/line-1:box/camera-top" in topics
    command = Payload(timestamp=1)
    command.metrics.add(name="PackML/Command", datatype=3, int_value=3)
    beside.link.publish(Letter("spBv1.0/Plant 1/NCMD/line-1:box", command.SerializeToString(), 1))
    beside.until(lambda: bool(beside.words))
    assert beside.words == [CommandPackml(PackmlCommand.STOP, "sparkplug Plant 1")]
    beside.process.terminate()
    beside.until(lambda: beside.process.poll() is not None)
    assert beside.process.returncode == 0
    beside.until(lambda: bool(beside.of("NDEATH")))
    said = [one.packet for one in dialogues[0].said if one.by_node]
    assert isinstance(said[0], Connect)
    assert said[-1] == Disconnect(4)
    beside.until(lambda: dialogues[0].ended_ns is not None)
    recording = Recording(tuple(dialogues), "Plant 1", "line-1:box", steady=frozenset())
    assert complaints(recording) == {}
