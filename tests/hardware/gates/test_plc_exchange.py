"""Events and orders cross from PLC to station and back each once, however the turns interleave."""

from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.interfaces import CameraTrigger, GateAction, GateOrder, OrderRefused, PackSeen
from simulators.plc_handshake import MOST_EVENTS
from tests.hardware.gates.plc_floor import Handshake, Wires

Step = Literal["pack", "order", "scan", "read", "write", "look", "restart", "silence"]
STEPS: list[Step] = ["pack", "order", "scan", "read", "write", "look"]
ROUNDS = 400
"""Enough for either handshake to hand over all that waits."""
HANDSHAKES = pytest.mark.parametrize("handshake", ["counters", "bits"])


class Run:
    """Steps in any order; what went in and what came out."""

    def __init__(self, handshake: Handshake) -> None:
        self.wires = Wires(handshake)
        self.wires.read()
        self.wires.arm(GateAction.REJECT)
        self.wires.turns(10)
        self.shown: dict[int, int] = {}
        """Packs that passed the eye, by start of the PLC."""
        self.ordered: list[GateOrder] = []
        self.carried_out: list[tuple[int, GateOrder]] = []
        """With the start of the PLC in which it was."""

    def step(self, step: Step) -> None:
        wires = self.wires
        wires.pass_ms(1)
        wires.beat()
        match step:
            case "pack":
                wires.near.see()
                self.shown[wires.boot] = wires.near.packs
            case "order":
                self.order()
            case "scan":
                wires.scan()
                self.note()
            case "read":
                wires.read()
            case "write":
                wires.write()
            case "look":
                wires.session.trouble(wires.now_ns)
            case "restart":
                wires.restart()
            case "silence":
                wires.pass_ms(600)

    def order(self) -> None:
        """For any pack that the line knows and has not decided about."""
        known = [event.pack_no for event in self.wires.told if isinstance(event, PackSeen)]
        open_packs = sorted(set(known) - {order.pack_no for order in self.ordered})
        if open_packs:
            order = GateOrder(open_packs[0], list(GateAction)[open_packs[0] % 3])
            self.ordered.append(order)
            self.wires.session.order(order, self.wires.now_ns)

    def note(self) -> None:
        self.carried_out += [(self.wires.boot, order) for order in self.wires.near.orders]
        self.wires.near.orders.clear()

    def settle(self) -> None:
        for _ in range(ROUNDS):
            self.wires.turns(1)
            self.note()

    @property
    def seen(self) -> list[int]:
        return [event.pack_no for event in self.wires.told if isinstance(event, PackSeen)]

    @property
    def refused(self) -> set[int]:
        told = self.wires.told
        return {event.pack_no for event in told if isinstance(event, OrderRefused)}


@HANDSHAKES
@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=80))
def test_nothing_is_lost_and_nothing_doubled(handshake: Handshake, steps: list[Step]) -> None:
    run = Run(handshake)
    for step in steps:
        run.step(step)
    run.settle()
    assert run.seen == list(range(1, run.wires.near.packs + 1))
    assert [order for _, order in run.carried_out] == run.ordered
    assert not run.refused
    assert run.wires.session.trouble(run.wires.now_ns) is None


@HANDSHAKES
@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(st.sampled_from([*STEPS, *STEPS, "restart", "silence"]), max_size=100),
    second_ms=st.integers(0, 100_000),
)
def test_over_restarts_and_silence_numbers_grow_and_no_order_meets_another_pack(
    handshake: Handshake, steps: list[Step], second_ms: int
) -> None:
    run = Run(handshake)
    run.wires.pass_ms(second_ms)
    boot_of: dict[int, int] = {}
    for step in steps:
        run.step(step)
        boot_of |= {
            number: run.wires.session.boot or 0 for number in run.seen if number not in boot_of
        }
    run.settle()
    assert run.seen == sorted(set(run.seen))
    given_to = [order.pack_no for order in run.ordered]
    offsets = first_numbers(run.seen, boot_of)
    for boot, order in run.carried_out:
        number = order.pack_no + offsets[boot]
        assert number in given_to
        assert boot_of[number] == boot
        assert order.action is list(GateAction)[number % 3]
    delivered = {order.pack_no + offsets[boot] for boot, order in run.carried_out}
    assert len(delivered) == len(run.carried_out)
    assert delivered | run.refused >= set(given_to)


def first_numbers(seen: list[int], boot_of: dict[int, int]) -> dict[int, int]:
    """Per start of the PLC: what its own numbers lack to the station's."""
    offsets: dict[int, int] = {}
    for number in seen:
        offsets.setdefault(boot_of.get(number, 0), number - 1)
    return offsets


@HANDSHAKES
def test_each_trigger_comes_once_with_its_view_and_place(handshake: Handshake) -> None:
    wires = Wires(handshake)
    wires.read()
    wires.turns(5)
    for count in range(1, 8):
        wires.near.trigger("side", count)
        wires.turns(1)
    wires.turns(100)
    triggers = list(wires.session.triggers["side"])
    assert [one.count for one in triggers] == list(range(1, 8))
    assert all(one.tick == one.at_ns // 1_000_000 for one in triggers)
    assert not wires.session.triggers["top"]


def test_triggers_count_on_over_a_restart() -> None:
    wires = Wires()
    wires.read()
    for start in range(3):
        for count in (1, 2):
            wires.near.trigger("top", count)
            wires.turns(4)
        if start < 2:
            wires.restart()
            wires.turns(4)
    triggers: list[CameraTrigger] = list(wires.session.triggers["top"])
    assert [one.count for one in triggers] == [1, 2, 3, 4, 5, 6]
    ticks = [one.tick for one in triggers]
    assert ticks == sorted(ticks)


@HANDSHAKES
def test_what_waited_before_the_first_contact_is_old_and_not_told(handshake: Handshake) -> None:
    wires = Wires(handshake)
    wires.near.see()
    wires.scan()
    wires.read()
    wires.turns(10)
    assert not [event for event in wires.told if isinstance(event, PackSeen)]
    wires.near.see()
    wires.turns(10)
    assert [event.pack_no for event in wires.told if isinstance(event, PackSeen)] == [2]


def test_events_that_the_plc_had_to_drop_are_trouble_that_is_told() -> None:
    wires = Wires()
    wires.read()
    wires.arm(GateAction.REJECT)
    wires.turns(10)
    assert wires.session.trouble(wires.now_ns) is None
    for _ in range(MOST_EVENTS + 9):
        wires.near.see()
    wires.scan()
    wires.read()
    trouble = wires.session.trouble(wires.now_ns)
    assert trouble is not None
    assert "9 events were dropped" in trouble
    wires.turns(100)
    assert wires.session.trouble(wires.now_ns) is None
    packs = [event.pack_no for event in wires.told if isinstance(event, PackSeen)]
    assert packs == list(range(10, MOST_EVENTS + 10))
