"""The simulated PLC's program, scan by scan, as docs/plc.md asks for it."""

from dataclasses import replace

import pytest

from hardware.gates.plc_blocks import HostCommand, PlcStatus, command_words, read_status
from hardware.gates.register_map import (
    COMMAND,
    WATCHDOG_MS,
    EventKind,
    HostOutputs,
    HostSignals,
    PlcInputs,
    PlcSignals,
)
from hardware.interfaces import BinFull, GateAction, GateOrder, PackLeft
from simulators.plc_handshake import PlcBits, PlcCounters
from simulators.plc_program import PlcProgram
from tests.hardware.gates.plc_floor import NS_PER_MS, NearGate

BOOT = 7


class Bench:
    """A PLC, and a station that writes what a test wants."""

    def __init__(self, hand: PlcCounters | PlcBits) -> None:
        self.near = NearGate()
        self.program = PlcProgram(self.near, BOOT, hand)
        self.command = HostCommand(heartbeat=0, boot=BOOT)
        self.status = self.scan()

    def scan(self, ms: int = 1, **changes: object) -> PlcStatus:
        self.near.now_ns += ms * NS_PER_MS
        self.command = replace(self.command, **changes)  # type: ignore[arg-type]
        status = read_status(self.program.scan(command_words(self.command), self.near.now_ns))
        assert status is not None
        self.status = status
        return status

    def arm(self, level: GateAction = GateAction.REJECT, stops_belt: bool = False) -> None:
        answer = self.status.challenge
        self.scan(arm_level=level, arm_stops_belt=stops_belt, arm_answer=answer)


@pytest.fixture
def bench() -> Bench:
    return Bench(PlcCounters())


def test_it_starts_armed_by_nobody_and_waits_for_its_own_challenge(bench: Bench) -> None:
    assert bench.status.armed is None
    assert bench.status.challenge != 0
    for answer in (0, bench.status.challenge + 1, bench.status.challenge - 1):
        assert bench.scan(arm_level=GateAction.PASS, arm_answer=answer).armed is None
    bench.arm()
    assert bench.status.armed is GateAction.REJECT
    assert bench.status.armed_by != bench.status.challenge


def test_what_is_meant_for_another_start_is_ignored(bench: Bench) -> None:
    bench.arm()
    order = GateOrder(1, GateAction.PASS)
    status = bench.scan(boot=BOOT + 1, orders=(order,), order_seq=1, outputs=HostOutputs.STOP_BELT)
    assert status.order_ack == 0
    assert not bench.near.orders
    assert not bench.near.is_stopped


def test_registers_that_mean_nothing_are_ignored(bench: Bench) -> None:
    words = command_words(bench.command)
    words[COMMAND.address("order_count") - COMMAND.first] = 9
    before = bench.status
    after = read_status(bench.program.scan(words, bench.near.now_ns))
    assert after == replace(before, scan=before.scan + 1)


@pytest.mark.parametrize("stops_belt", [False, True])
def test_it_gives_a_station_up_after_the_watchdogs_time_and_not_before(
    bench: Bench, stops_belt: bool
) -> None:
    bench.arm(stops_belt=stops_belt)
    assert bench.scan(ms=WATCHDOG_MS).armed is GateAction.REJECT
    assert bench.scan(heartbeat=1).armed is GateAction.REJECT
    assert bench.scan(ms=WATCHDOG_MS).armed is GateAction.REJECT
    assert bench.scan().armed is None
    assert bench.near.is_stopped is stops_belt
    assert bench.near.default is GateAction.REJECT


def test_the_same_set_of_orders_is_taken_once(bench: Bench) -> None:
    bench.arm()
    orders = (GateOrder(1, GateAction.PASS), GateOrder(2, GateAction.REJECT))
    for _ in range(3):
        assert bench.scan(orders=orders, order_seq=1).order_ack == 1
    assert bench.near.orders == list(orders)


def test_an_answer_from_nowhere_drops_no_event(bench: Bench) -> None:
    for _ in range(3):
        bench.near.see()
    assert bench.scan(events_taken=9).event_tail == 0
    assert bench.scan(events_taken=65_535).event_tail == 0
    status = bench.scan(events_taken=2)
    assert (status.event_tail, status.event_head) == (2, 3)
    assert [event.number for event in status.events] == [3]


def test_a_full_bin_is_an_event_and_an_input(bench: Bench) -> None:
    for full, inputs in ((True, PlcInputs.BIN_FULL), (False, PlcInputs(0))):
        bench.near.events.append(BinFull(full, bench.near.now_ns))
        assert bench.scan().inputs == inputs
    assert [event.flag for event in bench.status.events] == [True, False]


def test_a_stuck_confirm_eye_sees_no_rejected_pack_any_more(bench: Bench) -> None:
    bench.program.confirm_eye_is_stuck = True
    for where in (GateAction.REJECT, GateAction.PASS):
        bench.near.events.append(PackLeft(where, 1, bench.near.now_ns))
    (event,) = bench.scan().events
    assert (event.kind, event.what) == (EventKind.PACK_LEFT, 1)


def test_a_result_needs_just_one_of_ok_ng_and_hold() -> None:
    bench = Bench(PlcBits())
    bench.arm()
    orders = (GateOrder(1, GateAction.PASS),)
    for bits in (HostSignals(0), HostSignals.OK | HostSignals.NG):
        valid = HostSignals.RESULT_VALID | bits
        assert bench.scan(orders=orders, signals=valid).signals == PlcSignals.RESULT_ACK
        assert bench.scan(signals=HostSignals(0)).signals == PlcSignals(0)
    assert not bench.near.orders
    bench.scan(orders=orders, signals=HostSignals.RESULT_VALID | HostSignals.HOLD)
    assert bench.near.orders == [GateOrder(1, GateAction.HOLD)]


def test_with_bits_the_event_on_show_stays_when_older_ones_must_go() -> None:
    bench = Bench(PlcBits())
    bench.near.see()
    bench.scan()
    for _ in range(100):
        bench.near.see()
        (event,) = bench.scan().events
        assert event.number == 1
