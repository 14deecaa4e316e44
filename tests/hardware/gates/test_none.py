from collections.abc import Iterable

import pytest

from hardware.errors import DeviceSettingsError
from hardware.gates.none import MOST_INSIDE, FrameTrigger, NoGate
from hardware.interfaces import (
    Frame,
    GateAction,
    GateDone,
    GateOrder,
    OrderRefused,
    PackLeft,
    PackSeen,
)
from tests.samples import StandingClock, a_picture

PATIENCE_S = 5.0


class Numbers:
    """A camera that gives frames with the numbers it was told."""

    def __init__(self, view: str, numbers: Iterable[int]) -> None:
        self.view = view
        self.numbers = list(numbers)

    def start(self) -> None: ...

    def stop(self) -> None: ...

    @property
    def exhausted(self) -> bool:
        return not self.numbers

    def next(self, timeout_s: float) -> Frame | None:
        if not self.numbers:
            return None
        number = self.numbers.pop(0)
        return Frame(self.view, a_picture(), number, number, 0, 0)


def seen(gate: NoGate) -> list[int]:
    return [event.pack_no for event in gate.poll() if isinstance(event, PackSeen)]


def test_every_picture_is_a_pack_at_the_picture_s_place() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    camera = FrameTrigger(Numbers("top", [1, 2]), gate)
    frames = [camera.next(0.0) for _ in range(2)]
    packs = [event for event in gate.poll() if isinstance(event, PackSeen)]
    assert [pack.pack_no for pack in packs] == [1, 2]
    assert [frame.tick for frame in frames if frame is not None] == [
        pack.centre_tick for pack in packs
    ]
    assert len({pack.centre_tick for pack in packs}) == 2


def test_only_so_many_packs_are_inside_at_a_time_and_no_picture_is_lost() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    camera = FrameTrigger(Numbers("top", range(1, 11)), gate)
    taken = []
    while not camera.exhausted:
        while (frame := camera.next(0.0)) is not None:
            taken.append(frame.frame_no)
        inside = seen(gate)
        assert len(inside) <= MOST_INSIDE
        for pack_no in inside:
            gate.let_go(pack_no)
    assert taken == list(range(1, 11))


def test_no_pack_is_let_in_beyond_the_last_one() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    gate.most_packs = 2
    camera = FrameTrigger(Numbers("top", range(1, 11)), gate)
    assert [camera.next(0.0) is None for _ in range(3)] == [False, False, True]
    assert gate.is_full
    assert seen(gate) == [1, 2]


def test_a_closed_gate_still_takes_the_other_views_of_packs_inside() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    top = FrameTrigger(Numbers("top", [1, 2]), gate)
    bottom = FrameTrigger(Numbers("bottom", [1, 2]), gate)
    top.next(0.0)
    gate.close()
    assert top.next(0.0) is None
    assert bottom.next(0.0) is not None
    assert bottom.next(0.0) is None


def test_views_belong_together_by_their_number() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    top = FrameTrigger(Numbers("top", [1, 2]), gate)
    bottom = FrameTrigger(Numbers("bottom", [1, 2]), gate)
    pairs = [(top.next(0.0), bottom.next(0.0)) for _ in range(2)]
    assert seen(gate) == [1, 2]
    assert all(a is not None and b is not None and a.tick == b.tick for a, b in pairs)


def test_a_pack_whose_picture_was_lost_is_seen_all_the_same() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    top = FrameTrigger(Numbers("top", [1, 3]), gate)
    bottom = FrameTrigger(Numbers("bottom", [1, 2, 3]), gate)
    assert [top.next(0.0) is not None for _ in range(2)] == [True, True]
    assert [bottom.next(0.0) is not None for _ in range(3)] == [True, True, True]
    assert seen(gate) == [1, 2, 3]


def test_a_pack_that_is_let_go_passes_and_is_seen_at_the_exit() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    gate.see(1, 0)
    gate.poll()
    gate.let_go(1)
    done, left = gate.poll()
    assert isinstance(done, GateDone)
    assert (done.pack_no, done.action, done.ordered) == (1, GateAction.PASS, False)
    assert isinstance(left, PackLeft)
    assert left.where is GateAction.PASS


def test_a_pack_goes_by_itself_when_its_patience_ends_and_not_before() -> None:
    clock = StandingClock()
    gate = NoGate(PATIENCE_S, clock)
    gate.see(1, 0)
    gate.poll()
    clock.ns = 5_000_000_000
    assert gate.poll() == ()
    clock.ns = 5_001_000_000
    assert [type(event) for event in gate.poll()] == [GateDone, PackLeft]
    assert gate.poll() == ()


def test_a_picture_of_a_pack_that_is_gone_is_dropped() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    gate.see(1, 0)
    gate.let_go(1)
    camera = FrameTrigger(Numbers("top", [1]), gate)
    assert camera.next(0.0) is None


def test_an_order_is_refused_since_nothing_can_be_driven() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    gate.order(GateOrder(1, GateAction.REJECT))
    (refused,) = gate.poll()
    assert isinstance(refused, OrderRefused)


def test_it_cannot_be_armed_to_reject() -> None:
    gate = NoGate(PATIENCE_S, StandingClock())
    gate.arm(GateAction.PASS)
    with pytest.raises(DeviceSettingsError, match="lower its ceiling"):
        gate.arm(GateAction.REJECT)
