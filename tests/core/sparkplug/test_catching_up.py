"""Whatever is written, sent, proven and lost: every pack is told."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.sparkplug.catching_up import CatchingUp, Sent
from edge_agent.core.telemetry.sending import Reading
from edge_agent.core.telemetry.stretches import BEGIN, Position

MOST = 3


def at(seq: int) -> Position:
    return Position(1, seq)


@dataclass
class World:
    """A log, a memory, and a broker that reads a while after it was sent something."""

    written: int = 0
    kept: Position = BEGIN
    lanes: CatchingUp | None = None
    on_the_way: list[tuple[int, bool]] = field(default_factory=list)
    arrived: list[tuple[int, bool]] = field(default_factory=list)
    """Numbers, and whether they were told as history."""
    marked: Sent | None = None

    def connect(self) -> None:
        self.on_the_way, self.marked = [], None
        self.lanes = CatchingUp(self.kept, at(self.written) if self.written else BEGIN)

    def write(self) -> None:
        self.written += 1

    def send(self) -> None:
        if self.lanes is not None:
            live = self.lanes.live_wanted(at(self.written) if self.written else BEGIN, MOST)
            if live is not None:
                self.lanes.live = self.hand(live, False)
            past = self.lanes.past_wanted(MOST)
            if past is not None:
                self.lanes.past = self.hand(past, True)

    def hand(self, reading: Reading, is_history: bool) -> Position:
        last = min(reading.after.seq + reading.most, reading.until.seq)
        self.on_the_way += [(one, is_history) for one in range(reading.after.seq + 1, last + 1)]
        return at(last)

    def mark(self) -> None:
        if self.lanes is not None and self.marked is None:
            self.marked = self.lanes.sent

    def prove(self) -> None:
        """The broker reads all, and says so."""
        self.arrived += self.on_the_way
        self.on_the_way = []
        if self.lanes is not None and self.marked is not None:
            self.lanes.prove(self.marked)
            self.kept, self.marked = self.lanes.proven, None

    def lose(self) -> None:
        """Some of what was on the way arrived all the same."""
        self.arrived += self.on_the_way[: len(self.on_the_way) // 2]
        self.lanes = None
        self.connect()


@given(some.lists(some.sampled_from(("write", "send", "mark", "prove", "lose")), max_size=60))
def test_nothing_is_lost_and_live_is_never_behind(acts: list[str]) -> None:
    world = World()
    world.connect()
    for act in acts:
        getattr(world, act)()
        assert {number for number, _ in world.arrived} >= set(range(1, world.kept.seq + 1))
    world.lose()
    for _ in range(world.written + 1):
        world.send()
        world.mark()
        world.prove()
    assert {number for number, _ in world.arrived} == set(range(1, world.written + 1))
    assert world.kept.seq == world.written


def test_new_packs_do_not_wait_for_old_ones() -> None:
    lanes = CatchingUp(at(10), at(1000))
    assert lanes.live_wanted(at(1003), 100) == Reading(at(1000), at(1003), 100)
    assert lanes.past_wanted(100) == Reading(at(10), at(1000), 100)


def test_a_memory_of_more_than_there_is_begins_at_what_there_is() -> None:
    assert CatchingUp(at(50), at(7)).proven == at(7)
