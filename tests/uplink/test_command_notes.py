"""What became of commands is noted once; a flood of forged ones is summed, and fills nothing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from edge_agent.control.errors import WordRefused
from edge_agent.core.packs import Level
from edge_agent.core.told import CommandResult, LowerLevel, NoteCommand, StartBelt, StopBelt
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.store.events import EventStore
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.centre_words import signed_command
from edge_agent.uplink.command_notes import MOST_WAITING, REFUSED_AT_ONCE, TOO_MANY
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from hardware.letters import Heard, Letter
from tests.samples import NOON, StandingClock

STATION = "plant-1/line-1/box"
TOPICS = StationTopics(STATION)
KEY = SigningKey.fresh()
TRUST = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))
SOON = NOON + timedelta(minutes=5)
STOP = StopBelt("mia")


class Desk:
    """A post at which a test stands itself."""

    trouble = None
    is_up = True

    def __init__(self) -> None:
        self.come: list[Heard] = []

    def publish(self, letter: Letter) -> bool:
        return True

    def take(self) -> tuple[Heard, ...]:
        come, self.come = tuple(self.come), []
        return come

    def settle(self) -> None:
        """Nothing is kept."""

    def stop(self) -> None:
        """Nothing was begun."""


class Station:
    def __init__(self, folder: Path) -> None:
        with closing(EventStore.open(folder / "events.db")) as store:
            store.append("started", {}, NOON)
        self.folder, self.clock, self.desk = folder, StandingClock(), Desk()
        self.log = LogStretches(folder / "events.db")
        self.open()

    def open(self) -> None:
        self.outbox = Outbox(self.folder / "uplink.db")
        self.uplink = Uplink(
            *(STATION, self.log, self.outbox, self.desk), *(lambda: TRUST, self.clock, Random(1))
        )

    def hear(self, *payloads: bytes) -> None:
        self.desk.come = [Heard(TOPICS.command, payload, 0) for payload in payloads]
        self.uplink.step()

    def notes(self) -> list[NoteCommand]:
        """All that wait; they are said then."""
        said = []
        while (waiting := self.uplink.notes.first()) is not None:
            said.append(waiting[1])
            self.uplink.notes.said(waiting[0])
        return said

    def close(self) -> None:
        self.outbox.close()
        self.log.close()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with closing(Station(tmp_path)) as one:
        yield one


def test_an_accepted_command_and_its_end_are_noted(station: Station) -> None:
    station.hear(signed_command(STATION, 7, SOON, STOP, KEY))
    heard = station.uplink.commands.popleft()
    station.uplink.notes.ended(heard, None)
    accepted, done = station.notes()
    assert [accepted.result, done.result] == [CommandResult.ACCEPTED, CommandResult.DONE]
    assert (done.number, done.key_id, done.word, done.person) == (7, KEY.key_id, "StopBelt", "mia")


@pytest.mark.parametrize(
    ("payload", "title", "number", "word"),
    [
        (signed_command(STATION, 7, SOON, STOP, SigningKey.fresh()), "Not genuine", 7, "StopBelt"),
        (signed_command("a/b/c", 7, SOON, STOP, KEY), "Not genuine", 7, "StopBelt"),
        (signed_command(STATION, 7, NOON - timedelta(1), STOP, KEY), "Too late", 7, "StopBelt"),
        (
            signed_command(STATION, 7, SOON, StartBelt("mia"), KEY),
            *("Not for a centre", 7, "StartBelt"),
        ),
        (b"no envelope", "Not genuine", None, None),
    ],
)
def test_a_refused_one_is_noted_with_what_it_says_of_itself(
    station: Station, payload: bytes, title: str, number: int | None, word: str | None
) -> None:
    station.hear(payload)
    assert not station.uplink.commands
    (note,) = station.notes()
    assert (note.result, note.title) == (CommandResult.REFUSED, title)
    assert (note.number, note.word, note.person) == (number, word, "uplink")
    assert note.why


def test_a_replayed_one_is_noted_and_done_once(station: Station) -> None:
    command = signed_command(STATION, 7, SOON, STOP, KEY)
    station.hear(command, command)
    assert len(station.uplink.commands) == 1
    assert [note.title for note in station.notes()] == ["", "Heard before"]


def test_a_flood_is_summed(station: Station) -> None:
    late = signed_command(STATION, 7, NOON - timedelta(1), STOP, KEY)
    for _ in range(500):
        station.hear(b"forged", late)
    notes = station.notes()
    assert len(notes) == REFUSED_AT_ONCE
    station.clock.ns += 60_000_000_000
    station.hear()
    sums = station.notes()
    assert {note.why for note in sums} == {TOO_MANY}
    each = REFUSED_AT_ONCE // 2
    assert {note.title: note.count for note in sums} == {
        "Not genuine": 500 - each,
        "Too late": 500 - each,
    }
    station.clock.ns += 60_000_000_000
    station.hear()
    assert station.notes() == []


def test_notes_wait_over_a_restart_and_are_bounded(station: Station) -> None:
    station.hear(signed_command(STATION, 7, SOON, STOP, KEY))
    heard = station.uplink.commands.popleft()
    for _ in range(MOST_WAITING + 5):
        station.uplink.notes.ended(heard, None)
    station.outbox.close()
    station.open()
    notes = station.notes()
    assert len(notes) == MOST_WAITING
    assert {note.result for note in notes} == {CommandResult.DONE}


def test_what_a_line_refuses_is_noted_with_its_reason(station: Station) -> None:
    word = LowerLevel("seal", Level.REPORT, "mia")
    station.hear(signed_command(STATION, 7, SOON, word, KEY))
    heard = station.uplink.commands.popleft()
    station.uplink.notes.ended(heard, WordRefused("there is no check 'seal'"))
    assert station.notes()[-1].why == "there is no check 'seal'"
