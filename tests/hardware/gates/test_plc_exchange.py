"""Events and orders cross from PLC to station and back each once, however the turns interleave."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.gates.plc_blocks import EventSlot
from hardware.gates.plc_terms import HostTerms
from hardware.gates.register_map import STATUS, BadRegisters, EventKind
from hardware.interfaces import BinFull, GateAction, PackSeen
from simulators.plc_handshake import MOST_EVENTS, PlcCounters
from tests.hardware.gates.plc_floor import Handshake, Wires
from tests.hardware.gates.plc_run import STEPS, Run, Step

HANDSHAKES = pytest.mark.parametrize("handshake", ["counters", "bits"])


@HANDSHAKES
@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=80))
def test_nothing_is_lost_and_nothing_doubled(handshake: Handshake, steps: list[Step]) -> None:
    run = Run(Wires(handshake))
    run.go(steps)
    run.check_whole()


@HANDSHAKES
@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(st.sampled_from([*STEPS, *STEPS, "restart", "silence"]), max_size=100),
    begin_ms=st.integers(0, 100_000),
)
def test_over_restarts_and_silence_numbers_grow_and_no_order_meets_another_pack(
    handshake: Handshake, steps: list[Step], begin_ms: int
) -> None:
    run = Run(Wires(handshake))
    run.wires.pass_ms(begin_ms)
    run.go(steps)
    run.check_true()


@HANDSHAKES
def test_each_trigger_comes_once_with_its_view_and_place(handshake: Handshake) -> None:
    wires = Wires(handshake)
    wires.read()
    wires.turns(5)
    for count in range(1, 8):
        wires.near.trigger("side", count)
        wires.turns(1)
    wires.turns(100)
    triggers = wires.session.triggers.triggered("side")
    assert [one.count for one in triggers] == list(range(1, 8))
    assert all(one.tick == one.at_ns // 1_000_000 for one in triggers)
    assert not wires.session.triggers.triggered("top")


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
    triggers = wires.session.triggers.triggered("top")
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


@HANDSHAKES
def test_events_that_the_plc_had_to_drop_are_trouble_that_is_told(handshake: Handshake) -> None:
    wires = Wires(handshake)
    wires.read()
    wires.arm(GateAction.REJECT)
    wires.pass_ms(1)
    wires.near.see()
    wires.turns(10)
    assert wires.session.trouble(wires.now_ns) is None
    for _ in range(MOST_EVENTS + 9):
        wires.near.see()
    troubles = set()
    for _ in range(500):
        wires.turns(1)
        troubles.add(wires.session.found(wires.now_ns))
    (told,) = troubles - {None}
    assert told == "9 events were dropped unread"
    packs = [event.pack_no for event in wires.told if isinstance(event, PackSeen)]
    assert packs == [1, *range(11, MOST_EVENTS + 11)]
    assert wires.session.trouble(wires.now_ns) is None


def test_events_that_count_backwards_within_one_start_are_no_news_but_a_mistake() -> None:
    """A PLC without memory, which began anew and says that it did not."""
    wires = Wires()
    wires.read()
    wires.near.see()
    wires.turns(5)
    wires.peer.hand = PlcCounters()
    wires.scan()
    with pytest.raises(BadRegisters, match="its boot must change"):
        wires.read()


def test_an_event_in_the_place_of_another_is_a_mistake() -> None:
    wires = Wires()
    wires.read()
    wires.near.see()
    wires.scan()
    wires.status[STATUS.address("event1_seq")] += 1
    with pytest.raises(BadRegisters, match="shows event 1 in the place of 0"):
        wires.read()


def test_a_mistake_among_events_costs_none_of_those_before_it() -> None:
    wires = Wires()
    wires.read()
    wires.near.see()
    wires.near.see()
    wires.scan()
    second = STATUS.address("event2_seq")
    right, wires.status[second] = wires.status[second], 7
    with pytest.raises(BadRegisters, match="shows event 7 in the place of 1"):
        wires.read()
    wires.status[second] = right
    wires.read()
    assert [event.pack_no for event in wires.told if isinstance(event, PackSeen)] == [1, 2]


@HANDSHAKES
def test_a_full_bin_is_told_and_so_is_an_empty_one(handshake: Handshake) -> None:
    wires = Wires(handshake)
    wires.read()
    for full in (True, False):
        wires.pass_ms(1)
        wires.near.events.append(BinFull(full, wires.now_ns))
        wires.turns(10)
    assert [event.full for event in wires.told if isinstance(event, BinFull)] == [True, False]


def test_an_empty_event_means_nothing() -> None:
    with pytest.raises(BadRegisters, match="empty event"):
        HostTerms(()).event(EventSlot(0, EventKind.NONE))
