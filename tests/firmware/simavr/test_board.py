"""The Arduino Uno around the core: memory, encoder, interrupts, what outlives a loss of power."""

from pathlib import Path

import pytest

from hardware.wire.codes import Action, Fault, Input, Lamp, Result, State
from hardware.wire.messages import ClearFault, Lamps, PackLeftTold, PackSeenTold
from tests.firmware.avr_build import Built, memory_bytes
from tests.firmware.simavr.board import CPU_HZ, Board
from tests.firmware.simavr.fast_line import (
    PACK_TICKS,
    TICKS_PER_S,
    TOLD,
    WITH_ALL_EYES,
    put_behind_gate,
    put_on_belt,
)
from tests.firmware.simavr.host_end import HostEnd
from tests.firmware.simavr.pins import PINS
from tests.peers import needs

pytestmark = needs("gcc", "avr-gcc", "simavr")

FLASH_BYTES = 32_256
"""32 KiB without the 512 bytes of the Uno's boot loader."""
MEMORY_BYTES = 2048
SPARE_STACK_BYTES = 64
"""What must stay untouched below the deepest stack ever seen."""
LAMPS = ("red_lamp", "amber_lamp", "green_lamp", "beeper")
BYTE_CYCLES = 640
RECEIVE_BUFFER_BYTES = 2
"""ATmega328P data sheet, USART: a third unread byte is lost."""
ENTRY_CYCLES = 7
"""Of a real chip before the first instruction of an interrupt; simavr counts none."""


def test_it_fits_flash_and_memory(built: Built) -> None:
    flash, memory = memory_bytes(built.firmware)
    assert flash <= FLASH_BYTES
    assert memory <= MEMORY_BYTES


def busy_second(board: Board) -> HostEnd:
    """A second at 2,100 packs a minute with every eye at work and the line full both ways."""
    host = HostEnd(board)
    host.set_up(WITH_ALL_EYES, Action.REJECT)
    put_on_belt(board, 40)
    put_behind_gate(board, 40)
    board.belt(TICKS_PER_S)
    for _ in range(200):
        host.send(ClearFault(Fault.PULSE_CUT), seq=99)  # before its turn: read and refused
        host.step()
    return host


def test_the_stack_keeps_a_margin_and_no_byte_is_lost_on_a_busy_line(board: Board) -> None:
    busy_second(board)
    figures = board.figures()
    assert figures.untouched_bytes >= SPARE_STACK_BYTES
    assert figures.lost_bytes == 0


def test_every_interrupt_has_its_turn_before_a_byte_could_be_lost(board: Board) -> None:
    busy_second(board)
    waits = [interrupt.worst_latency for interrupt in board.figures().interrupts.values()]
    assert max(waits) + ENTRY_CYCLES < RECEIVE_BUFFER_BYTES * BYTE_CYCLES


# ---- the encoder ----


def test_the_encoder_counts_forwards_and_backwards(board: Board) -> None:
    host = HostEnd(board)
    host.greet()
    board.belt(2000)
    board.run_ms(100.2)
    board.belt(0)
    assert host.status().tick == 200
    board.belt(-2000)
    board.run_ms(50)
    board.belt(0)
    assert host.status().tick == 100


def test_a_belt_that_trembles_on_an_edge_counts_nothing(board: Board) -> None:
    host = HostEnd(board)
    host.greet()
    board.belt(500)
    board.run_ms(200.5)
    for _ in range(100):
        board.belt(-500)
        board.run_ms(1.3)
        board.belt(500)
        board.run_ms(1.3)
    board.belt(0)
    assert host.status().tick == 100


def test_a_glitch_shorter_than_the_interrupt_counts_nothing(board: Board) -> None:
    host = HostEnd(board)
    host.greet()
    board.belt(500)
    board.run_ms(200.5)
    board.belt(0)
    for _ in range(50):
        board.set("encoder_a", True)  # at tick 100 it is low
        board.set("encoder_a", False)
        board.run_ms(1)
    assert host.status().tick == 100


def test_an_encoder_with_one_channel_goes_to_both_inputs(board: Board) -> None:
    board.tell(f"encoder {PINS['encoder_a']} {PINS['encoder_a']}")
    host = HostEnd(board)
    host.greet()
    for _ in range(3):
        for level in (True, False):
            board.set("encoder_b", level)
            board.set("encoder_a", level)
            board.run_ms(1)
    assert host.status().tick == 6


def test_twenty_thousand_ticks_a_second_are_all_counted(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    board.belt(20_000)
    begun = board.cycle
    host.run_ms(300)
    board.belt(0)
    ticks = (board.cycle - begun) * 20_000 / CPU_HZ
    assert host.status().tick == int(ticks)


# ---- what it senses and keeps ----


def test_an_eye_that_flickers_wildly_stops_nothing(board: Board) -> None:
    """Twenty thousand edges a second, as a loose contact gives them, for a tenth of a second."""
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    for edge in range(2000):
        board.after_ms(edge * 0.05, "photo_eye", edge % 2 == 0)
    host.run_ms(120)
    assert not board.restarts
    assert host.status().state is State.ARMED
    board.belt(TICKS_PER_S)
    front = TICKS_PER_S * 0.1
    board.dark_between("photo_eye", front, front + PACK_TICKS)
    host.run_ms(500)
    assert front + PACK_TICKS / 2 == pytest.approx(middle(host.seen()[-1]), abs=2)


def middle(seen: PackSeenTold) -> float:
    return (seen.front_tick + seen.back_tick) / 2


@pytest.mark.parametrize(
    ("eye", "where"), [("exit_eye", Action.PASS), ("reject_eye", Action.REJECT)]
)
def test_an_eye_behind_the_gate_tells_where_a_pack_left(
    board: Board, eye: str, where: Action
) -> None:
    host = HostEnd(board)
    host.set_up(WITH_ALL_EYES, Action.REJECT)
    board.belt(TICKS_PER_S)
    board.dark_between(eye, 500.3, 550.3)
    host.run_ms(400)
    left = [event for event in host.events if isinstance(event, PackLeftTold)]
    assert [(event.where, event.tick) for event in left] == [(where, 525)]


@pytest.mark.parametrize(
    ("lamp", "pin"),
    [
        (Lamp.RED, "red_lamp"),
        (Lamp.AMBER, "amber_lamp"),
        (Lamp.GREEN, "green_lamp"),
        (Lamp.BEEPER, "beeper"),
    ],
)
def test_each_lamp_has_its_own_pin(board: Board, lamp: Lamp, pin: str) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    assert host.do(Lamps(lamp)) is Result.DONE
    host.step()
    lit = {name for name in LAMPS if board.outputs()[name]}
    assert lit == {pin}
    assert host.do(Lamps(Lamp(0))) is Result.DONE
    host.step()
    assert not any(board.outputs()[name] for name in LAMPS)


@pytest.mark.parametrize(
    ("name", "level", "meant"),
    [
        ("bin_switch", True, Input.BIN_FULL),
        ("emergency_stop", True, Input.EMERGENCY_STOP),
        ("air_switch", True, Input.AIR_LOW),
    ],
)
def test_a_cut_wire_reads_as_trouble(board: Board, name: str, level: bool, meant: Input) -> None:
    """The input floats, and its pull-up takes it high."""
    host = HostEnd(board)
    host.greet()
    assert not host.status().inputs & meant
    board.set(name, level)
    host.run_ms(50)
    assert host.status().inputs & meant


def test_the_key_counts_as_turned_only_while_its_contact_is_closed(board: Board) -> None:
    host = HostEnd(board)
    host.greet()
    host.run_ms(50)
    assert host.status().inputs & Input.KEY_SWITCH
    board.set("key_switch", True)
    host.run_ms(50)
    assert not host.status().inputs & Input.KEY_SWITCH


def test_every_start_has_the_next_number(board: Board) -> None:
    boots = []
    for _ in range(3):
        host = HostEnd(board)
        boots.append(host.greet().boot)
        board.power_cycle()
        board.run_ms(20)
    assert boots == [boots[0], boots[0] + 1, boots[0] + 2]


def test_a_fault_outlives_a_loss_of_power_until_it_is_cleared(board: Board) -> None:
    host = HostEnd(board)
    host.set_up(TOLD, Action.REJECT)
    board.set("air_switch", True)
    host.run_ms(100)
    low = 1 << Fault.AIR_LOW
    assert host.status().faults & low
    board.set("air_switch", False)
    board.power_cycle()
    board.run_ms(20)
    after = HostEnd(board)
    after.greet()
    assert after.status().faults & low
    after.run_ms(100)
    assert after.do(ClearFault(Fault.AIR_LOW)) is Result.DONE
    assert not after.status().faults & low


# ---- the trace ----


def test_a_trace_names_the_pins_and_holds_their_edges(built: Built, tmp_path: Path) -> None:
    trace = tmp_path / "trace.vcd"
    signals = [f"{name}={PINS[name]}" for name in ("encoder_a", "gate_coil")]
    with Board(built.host, built.firmware, "--vcd", str(trace), *signals) as board:
        board.belt(1000)
        board.run_ms(10.5)
    text = trace.read_text(encoding="ascii")
    assert "$var wire 1 ! encoder_a $end" in text
    levels = [line[0] for line in text.split("$end")[-1].splitlines() if line.endswith("!")]
    assert levels == ["0", *"1010101010"]
