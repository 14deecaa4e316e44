"""Whatever gets lost, doubled, late or forgotten, the centre ends with the whole log."""

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.telemetry.sending import AckBeyond, Manner, Sender
from edge_agent.core.telemetry.stretches import BEGIN, Known, Position, Stretch

SECOND = 1_000_000_000
QUICK = Manner(most_entries=5, backlog_in_flight=3, live_in_flight=2, patience_ns=SECOND)


@dataclass
class Log:
    """Entries that a station wrote."""

    entries: list[Position] = field(default_factory=list)
    boot: int = 1

    def write(self, count: int) -> None:
        seq = self.entries[-1].seq if self.entries and self.entries[-1].boot == self.boot else 0
        self.entries += [Position(self.boot, seq + one) for one in range(1, count + 1)]

    @property
    def newest(self) -> Position:
        return self.entries[-1] if self.entries else BEGIN


@dataclass
class Way:
    """Between a station and its centre: what it does to every message."""

    random: Random
    loses: float
    doubles: float

    def arrivals(self) -> int:
        if self.random.random() < self.loses:
            return 0
        return 2 if self.random.random() < self.doubles else 1


class Station:
    def __init__(self, log: Log, seed: int) -> None:
        self.log, self.seed = log, seed
        self.sender = Sender(BEGIN, Random(seed), QUICK)

    def restart(self) -> None:
        """It knows what was acknowledged, and nothing of what is under way."""
        self.sender = Sender(self.sender.acked, Random(self.seed), QUICK)

    def batches(self, now_ns: int) -> list[Stretch]:
        found = []
        while (reading := self.sender.wanted(self.log.newest)) is not None:
            later = [one for one in self.log.entries if reading.after < one <= reading.until]
            stretch = Stretch(reading.after, later[: reading.most][-1])
            is_all = len(later) <= reading.most
            self.sender.sent(stretch, is_all, self.log.newest, now_ns)
            found.append(stretch)
        return found


def happen(what: str, station: Station, way: Way) -> None:
    match what:
        case "write":
            station.log.write(1)
        case "burst":
            station.log.write(way.random.randrange(40))
        case "reboot":
            station.log.boot += 1
        case "restart":
            station.restart()
        case "quiet":
            way.loses = 0.0


@settings(max_examples=60, deadline=None)
@given(
    some.integers(0, 2**32),
    some.floats(0, 0.6),
    some.floats(0, 0.5),
    some.lists(some.sampled_from(["write", "burst", "reboot", "restart", "forget"]), max_size=40),
)
def test_everything_arrives_in_the_end(
    seed: int, loses: float, doubles: float, happens: list[str]
) -> None:
    random = Random(seed)
    log, way = Log(), Way(random, loses, doubles)
    station, known, now_ns = Station(log, seed), Known(), 0
    steps = [*happens, *["quiet"] * 400]
    for what in steps:
        now_ns += SECOND // 2
        known = Known() if what == "forget" else known
        happen(what, station, way)
        station.sender.look(now_ns)
        for stretch in station.batches(now_ns):
            for _ in range(way.arrivals()):
                known = known.with_stretch(stretch)
        for _ in range(way.arrivals()):
            station.sender.heard(known.until, log.newest, now_ns, known.islands)
    assert known == Known(log.newest)
    assert station.sender.acked == log.newest
    assert not station.sender.is_waiting


def test_what_is_new_does_not_wait_behind_what_is_old() -> None:
    log = Log()
    log.write(1000)
    station = Station(log, 1)
    station.batches(0)
    log.write(1)
    (only,) = station.batches(1)
    assert only == Stretch(Position(1, 1000), Position(1, 1001))


def test_new_entries_go_on_however_long_the_backlog_takes() -> None:
    """The centre tells what it has of them, though the gap before them is not closed."""
    log, known = Log(), Known()
    log.write(1000)
    station = Station(log, 1)
    station.batches(0)
    for now_ns in range(1, 50):
        log.write(1)
        newest = Stretch(Position(1, 999 + now_ns), log.newest)
        assert station.batches(now_ns) == [newest]
        known = known.with_stretch(newest)
        station.sender.heard(known.until, log.newest, now_ns, known.islands)


def test_both_lanes_become_one_when_the_gap_is_closed() -> None:
    log = Log()
    log.write(40)
    station, known = Station(log, 1), Known()
    for now_ns in range(20):
        log.write(1)
        for stretch in station.batches(now_ns):
            known = known.with_stretch(stretch)
        station.sender.heard(known.until, log.newest, now_ns)
    assert station.sender.live is None
    assert known == Known(log.newest)


def test_pauses_grow_with_silence_and_shrink_with_an_answer() -> None:
    sender = Sender(BEGIN, Random(1))
    first_ns = sender.allowed_ns
    for _ in range(10):
        sender.sent(Stretch(BEGIN, Position(1, 1)), True, Position(1, 1), 0)
        assert sender.look(sender.manner.longest_patience_ns)
    assert sender.allowed_ns >= sender.manner.longest_patience_ns // 2 > first_ns
    sender.sent(Stretch(BEGIN, Position(1, 1)), True, Position(1, 1), 0)
    sender.heard(Position(1, 1), Position(1, 1), 1)
    assert sender.allowed_ns <= sender.manner.patience_ns
    assert not sender.look(10**18)


def test_a_centre_that_knows_more_than_there_is_is_not_believed() -> None:
    sender = Sender(Position(3, 7), Random(1))
    with pytest.raises(AckBeyond, match="9:1"):
        sender.heard(Position(9, 1), Position(3, 8), 0)
    assert sender.acked == Position(3, 7)
