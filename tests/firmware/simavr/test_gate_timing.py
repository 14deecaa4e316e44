"""The real binary opens and closes its gate where it was asked to, in CPU cycles."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from hardware.interfaces import GateAction
from hardware.wire.codes import Action, Kind
from tests.firmware.simavr.board import CYCLES_PER_MS, Board
from tests.firmware.simavr.fast_line import (
    TICKS_PER_S,
    TOLD,
    asked_ticks,
    beside_cycles,
    front_tick,
    put_on_belt,
)
from tests.firmware.simavr.host_end import HostEnd
from tests.peers import needs

pytestmark = needs("gcc", "avr-gcc", "simavr")

PACKS = 300
LONGEST_ERROR_MS = 1.0

Ordered = dict[int, Action]
"""What the host says of each pack; nothing of a pack that is not in it."""


def drawn_orders() -> Ordered:
    """Of every ten packs five pass, three are rejected, and of two nobody says anything."""
    drawn = random.Random(5)
    choices = [Action.PASS] * 5 + [Action.REJECT] * 3 + [None] * 2
    said = {pack_no: drawn.choice(choices) for pack_no in range(1, PACKS + 1)}
    return {pack_no: action for pack_no, action in said.items() if action is not None}


def run_line(board: Board, host: HostEnd, ordered: Ordered) -> None:
    """All packs from the photo-eye through the gate; an order follows each pack's number."""
    put_on_belt(board, PACKS)
    board.belt(TICKS_PER_S)
    answered = 0
    while len(host.done()) < PACKS:
        host.step()
        for seen in host.seen()[answered:]:
            answered += 1
            if seen.pack_no in ordered:
                host.order(seen.pack_no, ordered[seen.pack_no])


def errors_ms(board: Board, packs: list[int], action: GateAction) -> list[float]:
    """How far beside the asked moment the gate moved, two for each of these packs, in order."""
    pulses = board.pulses("gate_coil")
    assert len(pulses) == len(packs)
    errors = []
    for pack_no, (opened, closed) in zip(packs, pulses, strict=True):
        open_tick, close_tick = asked_ticks(pack_no, action)
        errors += [beside_cycles(opened, open_tick), beside_cycles(closed, close_tick)]
    return [error / CYCLES_PER_MS for error in errors]


@pytest.mark.parametrize(
    ("kind", "action"), [(Kind.PULSE, GateAction.REJECT), (Kind.DIVERTER, GateAction.PASS)]
)
def test_the_gate_moves_within_a_millisecond_of_the_asked_tick(
    board: Board, kind: Kind, action: GateAction, record_property: Callable[[str, object], None]
) -> None:
    host, ordered = HostEnd(board), drawn_orders()
    host.set_up(replace(TOLD, kind=kind), Action.REJECT)
    run_line(board, host, ordered)
    passed = {pack_no for pack_no, said in ordered.items() if said is Action.PASS}
    driven = passed if action is GateAction.PASS else set(range(1, PACKS + 1)) - passed
    errors = errors_ms(board, sorted(driven), action)
    record_property("gate_errors_ms", errors)
    assert max(abs(error) for error in errors) <= LONGEST_ERROR_MS
    assert [(done.pack_no, done.action) for done in host.done()] == [
        (pack_no, Action.PASS if pack_no in passed else Action.REJECT)
        for pack_no in range(1, PACKS + 1)
    ]
    assert [seen.front_tick for seen in host.seen()] == [
        front_tick(pack_no) for pack_no in range(1, PACKS + 1)
    ]
    assert board.figures().lost_bytes == 0


def test_a_pack_without_a_verdict_is_always_rejected_at_an_acting_default(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    run_line(board, host, {})
    assert len(board.pulses("gate_coil")) == PACKS
    assert all(done.action is Action.REJECT and not done.ordered for done in host.done())


def test_armed_to_pass_nothing_is_driven_at_a_pulse_gate(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.PASS)
    run_line(board, host, {})
    assert not board.changes("gate_coil")
    assert all(done.action is Action.PASS for done in host.done())
