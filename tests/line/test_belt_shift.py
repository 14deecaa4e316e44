"""A shift at a belt, in virtual time: how it goes on, and how it ends."""

from collections.abc import Callable
from datetime import datetime

from edge_agent.core.packs import Level, Reason
from edge_agent.line.belt_shift import LONGEST_END_NS, BeltShift
from hardware.interfaces import Clock
from simulators.devices import PlantGate
from simulators.plant import Plant
from tests.line.plants import Shift, set_up


class MovingClock:
    """Virtual time in which the plant moves on whenever the shift sleeps."""

    def __init__(self, shift: Shift) -> None:
        self.clock, self.plant = shift.runner.clock, shift.runner.plant

    def now_ns(self) -> int:
        return self.clock.now_ns()

    def wall(self) -> datetime:
        return self.clock.wall()

    def sleep_until_ns(self, wake_ns: int) -> None:
        self.plant.advance(wake_ns)
        self.clock.sleep_until_ns(wake_ns)


def at_the_belt(shift: Shift, told: list[str]) -> BeltShift:
    line = shift.runner.line
    return BeltShift(line, line.gate, MovingClock(shift), shift.notes, told.append)


def after_s(shift: Shift, when_s: float) -> Callable[[], bool]:
    return lambda: shift.runner.clock.now_ns() >= when_s * 1e9


def test_packs_on_the_belt_end_before_the_shift_does() -> None:
    shift = set_up(200, Level.ACT_ALWAYS)
    left = at_the_belt(shift, []).run(after_s(shift, 5.0), None)
    ended = {record.pack_no for record in shift.records}
    seen = shift.runner.line.ledger.seen
    assert ended.isdisjoint(left)
    assert ended | set(left) == set(range(1, seen + 1))
    assert seen == len(shift.runner.plant.seen_by) < 200
    assert ("left_on_belt", {"packs": list(left)}) in shift.notes.events


def test_every_pack_that_was_seen_when_the_end_was_asked_for_has_its_record() -> None:
    shift = set_up(200, Level.REPORT)
    belt_shift = at_the_belt(shift, [])
    left = belt_shift.run(after_s(shift, 5.0), None)
    assert belt_shift.waits_for
    assert belt_shift.waits_for.isdisjoint(left)
    assert belt_shift.waits_for <= {record.pack_no for record in shift.records}


def test_a_shift_may_be_told_how_many_packs_it_shall_see() -> None:
    shift = set_up(60, Level.REPORT)
    at_the_belt(shift, []).run(lambda: False, 20)
    assert {record.pack_no for record in shift.records} >= set(range(1, 21))
    assert shift.runner.line.ledger.seen < 60


def test_an_empty_belt_ends_at_once_and_leaves_nothing() -> None:
    shift = set_up(1, Level.REPORT)
    assert at_the_belt(shift, []).run(lambda: True, None) == ()
    assert shift.notes.count("left_on_belt") == 0


def test_a_belt_that_stands_keeps_no_shift_from_ending() -> None:
    shift = set_up(60, Level.ACT_ALWAYS)
    plant = shift.runner.plant
    shift.at_s(3.0, lambda now_ns: plant.set_speed(0.0, now_ns))
    left = at_the_belt(shift, []).run(after_s(shift, 5.0), None)
    assert left
    assert shift.runner.clock.now_ns() <= 5.0e9 + LONGEST_END_NS + 2e6


def failing(why: str, from_s: float, to_s: float) -> Callable[[Plant, Clock], PlantGate]:
    """A gate whose controller is away for a while, as an adapter tells it."""

    def gate_of(plant: Plant, clock: Clock) -> PlantGate:
        gate = PlantGate(plant, clock)
        plant.agenda.at(int(from_s * 1e9), lambda _: setattr(gate, "trouble", why))
        plant.agenda.at(int(to_s * 1e9), lambda _: setattr(gate, "trouble", None))
        return gate

    return gate_of


def test_a_lost_gate_is_told_once_and_told_again_when_it_is_back() -> None:
    shift = set_up(60, Level.REPORT, gate_of=failing("no answer", 2.0, 4.0))
    told: list[str] = []
    at_the_belt(shift, told).run(lambda: False, 60)
    news = [event for event in shift.notes.events if event[0] in ("gate_lost", "gate_back")]
    assert news == [("gate_lost", {"why": "no answer"}), ("gate_back", {})]
    assert told == ["gate: no answer", "the gate is back"]
    assert len({record.pack_no for record in shift.records}) == 60


def test_a_lost_camera_ends_nothing() -> None:
    shift = set_up(60, Level.REPORT)
    shift.at_s(2.0, lambda _: shift.runner.cameras[0].unplug())
    at_the_belt(shift, []).run(lambda: False, 60)
    verdicts = {record.pack_no: record.verdict for record in shift.records}
    assert len(verdicts) == 60
    assert Reason.NO_PICTURE in verdicts[60].reasons
    assert shift.notes.count("camera_lost") == 1
