"""When the PLC counts as armed, what becomes of orders in trouble, and what a person is told."""

import pytest

from hardware.gates.plc_session import MOST_UNREAD, MOST_WAITING
from hardware.gates.register_map import HostOutputs, HostSignals
from hardware.interfaces import (
    CameraTrigger,
    GateAction,
    GateDone,
    GateOrder,
    OrderRefused,
    PackSeen,
)
from simulators.plc_handshake import PlcCounters
from simulators.plc_program import PlcProgram
from tests.hardware.gates.plc_floor import VIEWS, Wires

LEVELS = pytest.mark.parametrize("level", [GateAction.PASS, GateAction.REJECT])


def trouble(wires: Wires) -> str | None:
    return wires.session.trouble(wires.now_ns)


def armed(level: GateAction = GateAction.REJECT, stops_belt: bool = False) -> Wires:
    wires = Wires(stops_belt=stops_belt)
    wires.read()
    wires.arm(level)
    wires.turns(10)
    assert trouble(wires) is None
    assert wires.program.armed is level
    return wires


def silence(wires: Wires) -> None:
    """The line is dead for longer than the PLC's patience; the link itself lives."""
    for _ in range(9):
        wires.pass_ms(50)
        wires.write()
        wires.scan()
        wires.read()


def refused(wires: Wires) -> list[int]:
    return [event.pack_no for event in wires.told if isinstance(event, OrderRefused)]


# Arming


@LEVELS
def test_the_plc_is_armed_by_the_answer_to_its_challenge(level: GateAction) -> None:
    wires = armed(level)
    assert wires.near.default is level


def test_a_station_whose_line_does_not_live_arms_nothing() -> None:
    wires = Wires()
    wires.read()
    wires.arm(GateAction.REJECT)
    silence(wires)
    assert wires.program.armed is None


def test_a_wrong_answer_arms_nothing() -> None:
    wires = Wires()
    wires.read()
    wires.arm(GateAction.REJECT)
    wires.beat()
    wires.write()
    wires.peer.next_challenge()
    wires.scan()
    assert wires.program.armed is None


def test_the_same_words_again_do_not_arm_again() -> None:
    """A gateway that repeats what it was once told must not undo a fall."""
    wires = Wires()
    wires.read()
    wires.arm(GateAction.PASS)
    wires.beat()
    wires.write()
    wires.scan()
    assert wires.program.armed is GateAction.PASS
    for _ in range(50):
        wires.pass_ms(20)
        wires.scan()
    assert wires.program.armed is None


@LEVELS
def test_without_heartbeat_the_plc_keeps_its_default_and_refuses_orders(level: GateAction) -> None:
    wires = armed(level)
    wires.near.see()
    wires.turns(5)
    silence(wires)
    assert wires.program.armed is None
    assert wires.near.default is level
    assert not wires.near.is_stopped
    wires.session.order(GateOrder(1, GateAction.PASS), wires.now_ns)
    wires.read()
    assert refused(wires) == [1]
    assert not wires.near.orders


@LEVELS
def test_without_heartbeat_it_stops_the_belt_where_that_was_asked_for(level: GateAction) -> None:
    wires = armed(level, stops_belt=True)
    silence(wires)
    assert wires.near.is_stopped
    wires.turns(20)
    assert not wires.near.is_stopped
    assert trouble(wires) is None


def test_after_a_fall_it_is_armed_again_only_when_the_line_has_been_told() -> None:
    wires = armed()
    silence(wires)
    for _ in range(50):
        wires.pass_ms(1)
        wires.beat()
        wires.write()
        wires.scan()
        wires.read()
    assert wires.program.armed is None
    told = trouble(wires)
    assert told is not None
    assert "gave the station up" in told
    wires.turns(10)
    assert wires.program.armed is GateAction.REJECT
    assert trouble(wires) is None


def test_what_the_line_said_last_is_what_it_is_armed_to() -> None:
    wires = armed()
    silence(wires)
    wires.arm(GateAction.PASS)
    wires.turns(10)
    assert wires.program.armed is GateAction.PASS


def test_a_new_level_is_no_trouble_while_it_is_on_its_way() -> None:
    wires = armed(GateAction.PASS)
    wires.arm(GateAction.REJECT)
    for _ in range(6):
        assert trouble(wires) is None
        wires.turns(1)
    assert wires.near.default is GateAction.REJECT


class Stubborn(PlcProgram):
    """Lets itself be armed to pass, and to nothing else."""

    def arm(self, level: GateAction, stops_belt: bool, now_ns: int) -> None:
        if level is GateAction.PASS:
            super().arm(level, stops_belt, now_ns)


def test_a_plc_that_does_not_let_itself_be_armed_is_trouble() -> None:
    wires = Wires(program_of=lambda near, boot: Stubborn(near, boot, PlcCounters()))
    wires.read()
    wires.arm(GateAction.PASS)
    wires.turns(10)
    wires.arm(GateAction.REJECT)
    wires.turns(900)
    assert trouble(wires) is None
    wires.turns(200)
    assert trouble(wires) == ("the PLC: it answers, and does not let itself be armed to reject")


# Trouble


def test_before_the_first_answer_there_is_trouble() -> None:
    wires = Wires()
    assert trouble(wires) == "the PLC: no answer yet"


def test_a_plc_whose_program_stands_is_trouble_though_it_answers() -> None:
    wires = armed()
    for _ in range(600):
        wires.pass_ms(1)
        wires.beat()
        wires.read()
    told = trouble(wires)
    assert told is not None
    assert "its program stands" in told


def test_silence_is_told_with_its_reason_and_noticed_within_a_second() -> None:
    wires = armed()
    for _ in range(12):
        wires.pass_ms(50)
        wires.session.missed("no answer in time", wires.now_ns)
    assert trouble(wires) == "the PLC: no answer in time"


def test_a_short_silence_is_none() -> None:
    wires = armed()
    wires.pass_ms(200)
    wires.session.missed("no answer in time", wires.now_ns)
    assert trouble(wires) is None


def test_a_restart_of_the_plc_is_told_even_if_it_was_short() -> None:
    wires = armed()
    wires.restart()
    wires.read()
    told = trouble(wires)
    assert told is not None
    assert "started anew" in told
    wires.turns(10)
    assert trouble(wires) is None
    assert wires.program.armed is GateAction.REJECT


def test_a_restart_before_anything_was_armed_is_over_once_told() -> None:
    wires = Wires()
    wires.read()
    wires.turns(5)
    wires.restart()
    wires.read()
    assert trouble(wires) is not None
    wires.turns(5)
    assert trouble(wires) is None


def test_an_event_that_means_nothing_is_told_and_takes_no_other_with_it() -> None:
    wires = armed()
    wires.near.given["unnamed"] = []
    views = (*VIEWS, "unnamed")
    wires.peer.views = views
    wires.near.see()
    wires.near.given["unnamed"] = [CameraTrigger("unnamed", 1, 0, wires.now_ns)]
    wires.near.pass_gate(1)
    wires.scan()
    wires.read()
    assert trouble(wires) == "the PLC: camera output 3 of the PLC is none of triggered_views"
    assert [type(event) for event in wires.told] == [PackSeen, GateDone]
    wires.turns(10)
    assert trouble(wires) is None


# Orders in trouble


def test_orders_that_the_plc_had_not_taken_are_refused_when_it_falls_silent() -> None:
    wires = armed()
    wires.near.see()
    wires.turns(5)
    wires.session.order(GateOrder(1, GateAction.PASS), wires.now_ns)
    for _ in range(12):
        wires.pass_ms(50)
        wires.session.missed("no answer in time", wires.now_ns)
    wires.read()
    assert refused(wires) == [1]
    wires.turns(30)
    assert not wires.near.orders


def test_an_order_for_a_pack_from_before_a_restart_never_reaches_the_plc() -> None:
    wires = armed()
    for _ in range(3):
        wires.near.see()
    wires.turns(10)
    wires.restart()
    wires.turns(10)
    wires.near.see()
    wires.turns(10)
    for number in (1, 3, 4):
        wires.session.order(GateOrder(number, GateAction.HOLD), wires.now_ns)
    wires.turns(10)
    assert refused(wires) == [1, 3]
    assert wires.near.orders == [GateOrder(1, GateAction.HOLD)]
    assert [event.pack_no for event in wires.told if isinstance(event, PackSeen)] == [1, 2, 3, 4]


def test_more_orders_than_a_belt_has_packs_are_refused() -> None:
    wires = armed()
    for number in range(MOST_WAITING + 3):
        wires.session.order(GateOrder(number + 1, GateAction.PASS), wires.now_ns)
    wires.read()
    assert len(refused(wires)) == 3


def test_a_line_that_fetches_nothing_leaves_the_events_in_the_plc() -> None:
    wires = armed()
    session = wires.session
    session.events.extend([PackSeen(0, 0, 0, 0, touching=False)] * MOST_UNREAD)
    wires.near.see()
    wires.write()
    wires.scan()
    status = wires.status
    wires.read()
    assert not [event for event in wires.told if isinstance(event, PackSeen) and event.pack_no]
    assert status == wires.status
    wires.turns(5)
    assert [event.pack_no for event in wires.told if isinstance(event, PackSeen) and event.pack_no]


# Place


def test_places_and_numbers_go_on_behind_a_restart() -> None:
    wires = armed()
    places = []
    for _ in range(3):
        wires.near.see()
        wires.turns(20)
        places.append(wires.session.terms.position(wires.now_ns).tick)
        wires.restart()
        wires.turns(20)
        places.append(wires.session.terms.position(wires.now_ns).tick)
    assert places == sorted(places)
    fronts = [event.front_tick for event in wires.told if isinstance(event, PackSeen)]
    assert fronts == sorted(fronts)


def test_a_pack_is_told_with_its_edges_and_its_time() -> None:
    wires = armed()
    wires.near.see()
    seen_ns, tick = wires.now_ns, wires.near.position().tick
    wires.turns(5)
    (event,) = [event for event in wires.told if isinstance(event, PackSeen)]
    assert (event.front_tick, event.back_tick, event.at_ns) == (tick - 100, tick, seen_ns)


@pytest.mark.parametrize("first_tick", [3_000_000_000, (1 << 32) - 60])
def test_the_plcs_counter_may_stand_anywhere_and_wrap(first_tick: int) -> None:
    wires = Wires()
    wires.near.first_tick = first_tick
    wires.scan()
    wires.read()
    wires.arm(GateAction.REJECT)
    for _ in range(4):
        wires.turns(30)
        wires.near.see()
    wires.turns(5)
    tick = wires.session.terms.position(wires.now_ns).tick
    assert tick == wires.near.position().tick
    backs = [event.back_tick for event in wires.told if isinstance(event, PackSeen)]
    assert backs == [first_tick + 1 + 30 * number for number in (1, 2, 3, 4)]


# Signals for people and for the PLC


def test_ready_busy_and_error_tell_the_plc_how_the_station_is() -> None:
    wires = armed()
    assert wires.session.signals(wires.now_ns) == HostSignals.READY
    wires.near.see()
    wires.turns(5)
    assert wires.session.signals(wires.now_ns) == HostSignals.READY | HostSignals.BUSY
    wires.session.order(GateOrder(1, GateAction.PASS), wires.now_ns)
    assert wires.session.signals(wires.now_ns) == HostSignals.READY
    wires.restart()
    wires.read()
    assert wires.session.signals(wires.now_ns) == HostSignals.ERROR


def test_lamps_and_belt_stop_reach_the_plc_and_go_again() -> None:
    wires = armed()
    wires.session.switch(HostOutputs.LAMP_RED, True)
    wires.session.switch(HostOutputs.STOP_BELT, True)
    wires.turns(2)
    assert wires.peer.outputs == HostOutputs.LAMP_RED | HostOutputs.STOP_BELT
    assert wires.near.is_stopped
    wires.session.switch(HostOutputs.STOP_BELT, False)
    wires.turns(2)
    assert wires.peer.outputs == HostOutputs.LAMP_RED
    assert not wires.near.is_stopped
