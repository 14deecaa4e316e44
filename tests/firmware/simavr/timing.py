"""How exactly the real binary moves its gate: packs through the line, and how far beside it was."""

import random

from hardware.interfaces import GateAction
from hardware.wire.codes import Action
from tests.firmware.simavr.board import CYCLES_PER_MS, Board
from tests.firmware.simavr.fast_line import TICKS_PER_S, asked_ticks, beside_cycles, put_on_belt
from tests.firmware.simavr.host_end import HostEnd

Ordered = dict[int, Action]
"""What the host says of each pack; nothing of a pack that is not in it."""


def drawn_orders(packs: int) -> Ordered:
    """Of every ten packs five pass, three are rejected, and of two nobody says anything."""
    drawn = random.Random(5)
    choices = [Action.PASS] * 5 + [Action.REJECT] * 3 + [None] * 2
    said = {pack_no: drawn.choice(choices) for pack_no in range(1, packs + 1)}
    return {pack_no: action for pack_no, action in said.items() if action is not None}


def run_line(
    board: Board, host: HostEnd, packs: int, ordered: Ordered, garbled_bytes: int = 0
) -> None:
    """All packs from the photo-eye through the gate; an order follows each pack's number.

    garbled_bytes: so many come with every step of the host.
    """
    noise = random.Random(6)
    put_on_belt(board, packs)
    board.belt(TICKS_PER_S)
    answered = 0
    while len(host.done()) < packs:
        if garbled_bytes:
            board.say(garbled_frame(noise, garbled_bytes))
        host.step()
        for seen in host.seen()[answered:]:
            answered += 1
            if seen.pack_no in ordered:
                host.order(seen.pack_no, ordered[seen.pack_no])


def garbled_frame(noise: random.Random, length: int) -> bytes:
    """One whole block of bytes, so that only its checksum tells that it means nothing."""
    return bytes((length - 1, *(noise.randrange(1, 256) for _ in range(length - 2)), 0))


def errors_ms(board: Board, packs: list[int], action: GateAction) -> list[float]:
    """How far beside the asked moment the gate moved, two for each of these packs, in order."""
    pulses = board.pulses("gate_coil")
    assert len(pulses) == len(packs)
    errors = []
    for pack_no, (opened, closed) in zip(packs, pulses, strict=True):
        open_tick, close_tick = asked_ticks(pack_no, action)
        errors += [beside_cycles(opened, open_tick), beside_cycles(closed, close_tick)]
    return [error / CYCLES_PER_MS for error in errors]
