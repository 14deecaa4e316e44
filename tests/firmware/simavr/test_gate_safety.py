"""Whatever happens to the host, the belt or the program: no long pulse, and a safe state in time.

Times are those of the simulated crystal; the watchdog's own oscillator is modelled at its nominal
128 kHz and differs by up to 10 % in a real chip.
"""

import random
from dataclasses import replace
from typing import Literal

import pytest

from hardware.wire.codes import Action, Kind, Result, Silence, State
from hardware.wire.messages import Order
from tests.firmware.simavr.board import CYCLES_PER_MS, Board
from tests.firmware.simavr.fast_line import (
    TICKS_PER_S,
    TOLD,
    put_on_belt,
)
from tests.firmware.simavr.host_end import HostEnd
from tests.peers import needs

pytestmark = needs("gcc", "avr-gcc", "simavr")

LONGEST_PULSE_CYCLES = 200 * CYCLES_PER_MS
SAFE_WITHIN_MS = 500
OUTPUTS = (
    "gate_coil",
    "hold_coil",
    "belt_relay",
    "camera_0",
    "camera_1",
    "beeper",
    "red_lamp",
    "amber_lamp",
    "green_lamp",
)
WATCHDOG_MS = 75
"""64 ms, and what the program takes to start."""


def drive_first_pack(board: Board, host: HostEnd) -> None:
    """Lets the belt run until the gate is just driven for the first pack."""
    put_on_belt(board, 6)
    board.belt(TICKS_PER_S)
    while not board.level("gate_coil"):
        host.step(1)


def test_a_pulse_ends_also_when_the_belt_stands(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    drive_first_pack(board, host)
    board.belt(0)
    host.run_ms(2000)
    assert not board.level("gate_coil")
    assert max(board.driven_cycles("gate_coil")) <= LONGEST_PULSE_CYCLES


@pytest.mark.parametrize("how", ["", "deaf"])
def test_a_program_that_hangs_is_restarted_with_its_outputs_off(
    board: Board, how: Literal["", "deaf"]
) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    drive_first_pack(board, host)
    board.stall(how)
    board.run_ms(WATCHDOG_MS)
    assert not board.level("gate_coil")
    assert not board.level("belt_relay")
    assert [restart.by_watchdog for restart in board.restarts] == [True]


def test_a_pulse_ends_though_the_program_hangs_and_feeds_its_watchdog(board: Board) -> None:
    """A timer's interrupt has the last word."""
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    drive_first_pack(board, host)
    board.stall("fed")
    board.run_ms(1000)
    assert not board.restarts
    assert (
        LONGEST_PULSE_CYCLES - CYCLES_PER_MS
        < max(board.driven_cycles("gate_coil"))
        <= LONGEST_PULSE_CYCLES
    )


def test_no_pulse_gets_longer_while_the_host_floods_the_line(board: Board) -> None:
    """Orders back and forth, and bytes that mean nothing, as fast as the line takes them."""
    host, drawn = HostEnd(board), random.Random(7)
    host.set_up(TOLD, Action.REJECT)
    put_on_belt(board, 30)
    board.belt(TICKS_PER_S)
    while len(host.done()) < 30:
        for pack_no in range(1, 31):
            host.order(pack_no, drawn.choice([Action.PASS, Action.REJECT]))
        board.say(drawn.randbytes(100))
        host.step()
        host.commands.waiting.clear()
    assert board.driven_cycles("gate_coil")
    assert max(board.driven_cycles("gate_coil")) <= LONGEST_PULSE_CYCLES
    assert board.figures().lost_bytes == 0


def test_the_slowest_belt_gets_no_longer_pulse(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    drive_first_pack(board, host)
    board.belt(TICKS_PER_S / 40)
    host.run_ms(3000)
    assert len(board.driven_cycles("gate_coil")) >= 1
    assert max(board.driven_cycles("gate_coil")) <= LONGEST_PULSE_CYCLES


def test_a_diverter_that_lets_pass_is_no_pulse(board: Board) -> None:
    """Armed to pass it stays energised for as long as it is armed so."""
    host = HostEnd(board)
    host.set_up(replace(TOLD, kind=Kind.DIVERTER), Action.PASS)
    host.run_ms(1000)
    assert board.level("gate_coil")
    assert len(board.changes("gate_coil")) == 1


def test_after_a_pulse_was_cut_the_next_pack_gets_its_own(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    drive_first_pack(board, host)
    board.belt(0)
    host.run_ms(1000)
    board.edges.clear()
    board.belt(TICKS_PER_S)
    host.run_ms(1000)
    assert len(board.pulses("gate_coil")) >= 5


# ---- the host falls silent ----


def test_a_silent_host_stops_the_belt_in_time(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(replace(TOLD, silence=Silence.STOP_BELT), Action.REJECT)
    host.run_ms(50)
    assert board.level("belt_relay")
    host.is_alive = False
    silent_from = board.cycle
    host.run_ms(SAFE_WITHIN_MS)
    stopped = board.changes("belt_relay")[-1]
    assert not stopped.level
    assert stopped.cycle - silent_from <= SAFE_WITHIN_MS * CYCLES_PER_MS


def test_a_silent_host_gets_every_pack_rejected(board: Board) -> None:
    """Those for which it said PASS before keep that; of what is seen later none passes."""
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    host.is_alive = False
    host.run_ms(SAFE_WITHIN_MS)
    assert host.status().state is State.LAPSED
    put_on_belt(board, 20)
    board.belt(TICKS_PER_S)
    host.run_ms(100)
    assert host.do(Order(1, Action.PASS)) is Result.NOT_ARMED
    host.run_ms(1000)
    assert len(board.pulses("gate_coil")) == 20


def test_a_silent_host_does_not_disarm_a_diverter(board: Board) -> None:
    """Without orders its coil is never energised, and the spring rejects."""
    host = HostEnd(board)
    host.set_up(replace(TOLD, kind=Kind.DIVERTER), Action.REJECT)
    host.is_alive = False
    host.run_ms(SAFE_WITHIN_MS)
    put_on_belt(board, 5)
    board.belt(TICKS_PER_S)
    host.run_ms(500)
    assert not board.changes("gate_coil")


# ---- after a start ----


def test_after_a_reset_nothing_is_driven_until_the_handshake(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    drive_first_pack(board, host)
    boot = host.greet().boot
    board.power_cycle()
    assert not any(board.level(name) for name in ("gate_coil", "hold_coil", "belt_relay"))
    board.edges.clear()
    put_on_belt(board, 10)
    host.run_ms(300)
    assert not board.edges
    assert host.do(Order(1, Action.REJECT)) is Result.NO_HELLO
    assert host.greet().boot == boot + 1
    assert host.do(TOLD) is Result.DONE
    assert host.do(Order(1, Action.REJECT)) is Result.NOT_ARMED
    assert not board.level("belt_relay")
    assert host.arm(Action.REJECT) is Result.DONE
    host.step()
    assert board.level("belt_relay")


def test_every_output_is_driven_low_by_the_first_instructions(board: Board) -> None:
    """Two microseconds: the jump at the reset, and a dozen instructions."""
    board.power_cycle()
    assert board.outputs() == {}
    board.run_ms(0.002)
    assert board.outputs() == dict.fromkeys(OUTPUTS, False)
    board.run_ms(5)
    assert board.outputs() == dict.fromkeys(OUTPUTS, False)
