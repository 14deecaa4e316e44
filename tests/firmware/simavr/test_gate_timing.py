"""The real binary opens and closes its gate where it was asked to, in CPU cycles."""

from dataclasses import replace

import pytest

from hardware.interfaces import GateAction
from hardware.wire.codes import Action, Kind
from tests.firmware.simavr.board import Board
from tests.firmware.simavr.fast_line import TOLD, front_tick
from tests.firmware.simavr.host_end import HostEnd
from tests.firmware.simavr.timing import drawn_orders, errors_ms, run_line
from tests.peers import needs

pytestmark = needs("gcc", "avr-gcc", "simavr")

PACKS = 300
LONGEST_ERROR_MS = 1.0
GARBLED_BYTES = 60
"""With every 5 ms: half of all that the line can carry."""


@pytest.mark.parametrize(
    ("kind", "action"), [(Kind.PULSE, GateAction.REJECT), (Kind.DIVERTER, GateAction.PASS)]
)
def test_the_gate_moves_within_a_millisecond_of_the_asked_tick(
    board: Board, kind: Kind, action: GateAction
) -> None:
    host, ordered = HostEnd(board), drawn_orders(PACKS)
    host.set_up(replace(TOLD, kind=kind), Action.REJECT)
    run_line(board, host, PACKS, ordered)
    passed = {pack_no for pack_no, said in ordered.items() if said is Action.PASS}
    driven = passed if action is GateAction.PASS else set(range(1, PACKS + 1)) - passed
    errors = errors_ms(board, sorted(driven), action)
    assert max(abs(error) for error in errors) <= LONGEST_ERROR_MS
    assert [(done.pack_no, done.action) for done in host.done()] == [
        (pack_no, Action.PASS if pack_no in passed else Action.REJECT)
        for pack_no in range(1, PACKS + 1)
    ]
    assert [seen.front_tick for seen in host.seen()] == [
        front_tick(pack_no) for pack_no in range(1, PACKS + 1)
    ]
    assert board.figures().lost_bytes == 0


def test_a_line_that_is_garbled_without_pause_does_not_make_it_late(board: Board) -> None:
    host, ordered = HostEnd(board), drawn_orders(PACKS)
    host.set_up(TOLD, Action.REJECT)
    run_line(board, host, PACKS, ordered, garbled_bytes=GARBLED_BYTES)
    passed = {pack_no for pack_no, said in ordered.items() if said is Action.PASS}
    rejected = sorted(set(range(1, PACKS + 1)) - passed)
    errors = errors_ms(board, rejected, GateAction.REJECT)
    assert max(abs(error) for error in errors) <= LONGEST_ERROR_MS


def test_a_pack_without_a_verdict_is_always_rejected_at_an_acting_default(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    run_line(board, host, PACKS, {})
    assert len(board.pulses("gate_coil")) == PACKS
    assert all(done.action is Action.REJECT and not done.ordered for done in host.done())


def test_armed_to_pass_nothing_is_driven_at_a_pulse_gate(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.PASS)
    run_line(board, host, PACKS, {})
    assert not board.changes("gate_coil")
    assert all(done.action is Action.PASS for done in host.done())
