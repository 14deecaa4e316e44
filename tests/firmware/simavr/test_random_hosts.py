"""Hosts that send anything at all, belts that run anyhow, eyes that see anything: no long pulse."""

import random

import pytest

from hardware.wire.codes import Action
from hardware.wire.framing import WireFrame, encode
from hardware.wire.messages import TO_CONTROLLER, Order
from hardware.wire.packing import LAYOUTS, NUMBERS, pack
from tests.firmware.simavr.board import CYCLES_PER_MS, Board
from tests.firmware.simavr.fast_line import TOLD
from tests.firmware.simavr.host_end import HostEnd
from tests.peers import needs

pytestmark = needs("gcc", "avr-gcc", "simavr")

STEPS = 150
FRAMES_A_STEP = 3
SPEEDS_TICKS_PER_S = (0, 70, 2800, 20_000, -500)
LONGEST_PULSE_CYCLES = 200 * CYCLES_PER_MS


def drawn_frame(drawn: random.Random, next_seq: int) -> bytes:
    """A frame that is whole, of a message that there is; often even in its turn."""
    seq = (next_seq + drawn.choice([0, 0, 0, 1, 2])) % 256
    if drawn.random() < 0.4:
        order = Order(drawn.randrange(60), drawn.choice(list(Action)))
        return encode(WireFrame(seq, NUMBERS[Order], pack(order)))
    number = drawn.choice(list(TO_CONTROLLER))
    size = LAYOUTS[TO_CONTROLLER[number]].packed.size
    return encode(WireFrame(seq, number, drawn.randbytes(size)))


def drawn_step(board: Board, host: HostEnd, drawn: random.Random) -> None:
    """Up to a tenth of a second of whatever may happen."""
    board.belt(drawn.choice(SPEEDS_TICKS_PER_S))
    at_ms = 0.0
    for _ in range(drawn.randrange(6)):
        at_ms += drawn.choice([0.1, 1, 3, 8])
        board.after_ms(at_ms, "photo_eye", drawn.random() < 0.5)
    for _ in range(FRAMES_A_STEP):
        board.say(drawn_frame(drawn, host.commands.next_seq))
    host.commands.next_seq = (host.commands.next_seq + drawn.randrange(2)) % 256
    host.is_alive = drawn.random() < 0.9
    host.step(drawn.choice([5, 20, 100]))


@pytest.mark.parametrize("seed", range(3))
def test_no_host_gets_a_long_pulse_or_a_hung_program(board: Board, seed: int) -> None:
    host, drawn = HostEnd(board), random.Random(seed)
    host.set_up(TOLD, Action.REJECT)
    for _ in range(STEPS):
        drawn_step(board, host, drawn)
    assert len(board.changes("gate_coil")) > 10
    pulses = board.driven_cycles("gate_coil") + board.driven_cycles("hold_coil")
    assert max(pulses) <= LONGEST_PULSE_CYCLES
    assert not board.restarts
