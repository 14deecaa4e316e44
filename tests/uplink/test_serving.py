"""The uplink beside a real station: its state is told, its log arrives, words are said."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen

import pytest

from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import Snapshot
from edge_agent.core.packs import Level
from edge_agent.core.told import Asked, LowerLevel, NoteCommand, Told
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted, save_trust
from edge_agent.store.events import EventStore
from edge_agent.uplink.batches import read
from edge_agent.uplink.centre_words import signed_command
from edge_agent.uplink.topics import StationTopics
from hardware.clock import RealClock
from hardware.letters import Heard, Letter
from hardware.mqtt_link import MqttLink, Presence
from simulators.broker import Broker
from tests.control.samples import LINE, a_state
from tests.line.small_station import box_station
from tests.samples import NOON, a_record

CLOCK = RealClock()
TOPICS = StationTopics("plant-1/line-1/box")
LIVENESS_NS = 60_000_000_000
KEY = SigningKey.fresh()


class Beside:
    """A line that a test shows, a broker, and somebody who listens at it."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.words: list[Told] = []
        self.server = ControlServer(place_in(folder), LINE, self.hear, CLOCK)
        topics = (TOPICS.records, TOPICS.state)
        self.link = MqttLink(broker.settings, Presence("listener", topics), CLOCK, Random(1))
        self.link.start()
        self.come: list[Heard] = []

    def hear(self, asked: Asked) -> None:
        self.words.append(asked.word)
        asked.answer(None)

    def until(self, holds: Callable[[], bool]) -> None:
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while not holds():
            assert CLOCK.now_ns() < end_ns, "it does not come to an end"
            self.server.show(Snapshot(a_state(), None, {}))
            self.come += self.link.take()
            CLOCK.sleep_until_ns(CLOCK.now_ns() + 20_000_000)

    def states(self) -> list[dict[str, object]]:
        return [json.loads(one.payload) for one in self.come if one.topic == TOPICS.state]

    def close(self) -> None:
        self.link.stop()
        self.server.close()


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    with Broker(tmp_path, CLOCK) as broker:
        file, data = box_station(tmp_path, "g"), tmp_path / "data"
        data.mkdir()
        with closing(EventStore.open(data / "events.db")) as store:
            store.append("started", {}, NOON)
            store.append_records([a_record(1), a_record(2)])
        save_trust(Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),)), data / "trust.toml")
        told = broker.settings.model_dump(exclude_none=True, exclude_defaults=True)
        rows = "\n".join(f"{key} = {json.dumps(value)}" for key, value in told.items())
        file.write_text(f"{file.read_text()}\n[uplink.broker]\n{rows}\n")
        command = [sys.executable, "-m", "edge_agent", "uplink", "--station", str(file)]
        with closing(Beside(data, broker)) as beside, Popen(command, stderr=PIPE) as process:
            yield beside
            process.terminate()
            process.communicate(timeout=30)


def test_state_records_and_words(beside: Beside) -> None:
    beside.until(lambda: any(state.get("mode") != "no_line" for state in beside.states()))
    state = beside.states()[-1]
    assert (state["level"], state["mode"]) == ("report", "faulted")
    assert state["health"]["pictures_shed_unsent"] == 0  # type: ignore[index]
    beside.until(lambda: any(one.topic == TOPICS.records for one in beside.come))
    batches = [read(one.payload) for one in beside.come if one.topic == TOPICS.records]
    assert {len(batch.entries) for batch in batches} == {1, 2}
    word = LowerLevel("seal", Level.REPORT, "mia")
    until = CLOCK.wall() + timedelta(minutes=5)
    command = signed_command(TOPICS.station, 1, until, word, KEY)
    for _ in range(2):
        beside.link.publish(Letter(TOPICS.command, command, 1))
    beside.until(lambda: len(beside.words) == 4)
    assert beside.words.count(word) == 1
    notes = [said for said in beside.words if isinstance(said, NoteCommand)]
    assert sorted((note.result.value, note.title) for note in notes) == [
        ("accepted", ""),
        ("done", ""),
        ("refused", "Heard before"),
    ]
    assert {(note.number, note.key_id, note.word) for note in notes} == {
        (1, KEY.key_id, "LowerLevel")
    }
