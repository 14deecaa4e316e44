"""A line with 2,100 packs a minute: the fastest that the controller is made for."""

from dataclasses import replace

from hardware.gate_queue import GateGeometry, GateQueue, Queued
from hardware.interfaces import GateAction, PackSeen
from hardware.wire.codes import Kind, Silence
from hardware.wire.messages import NOT_FITTED, Configure
from tests.firmware.simavr.board import CPU_HZ, Board, Edge

PACKS_PER_MIN = 2100
PITCH_TICKS = 80
PACK_TICKS = 50
TICKS_PER_S = PITCH_TICKS * PACKS_PER_MIN / 60
CYCLES_PER_TICK = CPU_HZ / TICKS_PER_S

GEOMETRY = GateGeometry(
    eye_to_gate_ticks=400,
    order_lead_ticks=60,
    pulse_ticks=40,
    pack_ticks=PACK_TICKS,
    merge_gap_ticks=4,
    shortest_pack_ticks=15,
    travel_ns=5_000_000,
)

TOLD = Configure(
    kind=Kind.PULSE,
    silence=Silence.REJECT_ALL,
    eye_to_gate_ticks=GEOMETRY.eye_to_gate_ticks,
    order_lead_ticks=GEOMETRY.order_lead_ticks,
    pulse_ticks=GEOMETRY.pulse_ticks,
    pack_ticks=GEOMETRY.pack_ticks,
    merge_gap_ticks=GEOMETRY.merge_gap_ticks,
    shortest_pack_ticks=GEOMETRY.shortest_pack_ticks,
    travel_us=GEOMETRY.travel_ns // 1000,
    gate_to_reject_ticks=NOT_FITTED,
    exit_eye=False,
    hold_outlet=False,
    camera_0_ticks=100,
    camera_1_ticks=150,
    camera_2_ticks=NOT_FITTED,
    camera_3_ticks=NOT_FITTED,
    heartbeat_timeout_ms=300,
    rejects_in_a_row_to_stop=0,
    most_pulses_per_10_s=400,
)

WITH_ALL_EYES = replace(TOLD, exit_eye=True, gate_to_reject_ticks=120)

FIRST_FRONT_TICK = 100
PHASE = 0.3
"""An eye's edge falls anywhere between two ticks of the encoder."""


def front_tick(pack_no: int) -> int:
    return FIRST_FRONT_TICK + (pack_no - 1) * PITCH_TICKS


def put_on_belt(board: Board, packs: int) -> None:
    """Packs come to the photo-eye one pitch behind the other, numbered from 1 by the controller."""
    for pack_no in range(1, packs + 1):
        front = front_tick(pack_no) + PHASE
        board.dark_between("photo_eye", front, front + PACK_TICKS)


def put_behind_gate(board: Board, packs: int) -> None:
    """Both eyes behind the gate see something of every pack, at unlike places: the most work."""
    for pack_no in range(1, packs + 1):
        front = front_tick(pack_no) + GEOMETRY.eye_to_gate_ticks
        board.dark_between("exit_eye", front, front + PACK_TICKS - PHASE)
        board.dark_between("reject_eye", front + 20, front + 20 + PACK_TICKS + PHASE)


def asked_ticks(pack_no: int, action: GateAction) -> tuple[int, int]:
    """Where the belt is to be when the gate opens for this pack, and closes: by gate_queue.py."""
    front = front_tick(pack_no)
    seen = PackSeen(pack_no, front, front + PACK_TICKS, at_ns=0, touching=False)
    queue, queued = GateQueue(GEOMETRY), Queued(seen, action)
    return queue.open_tick(queued, TICKS_PER_S), queue.close_tick(queued)


def beside_cycles(edge: Edge, asked_tick: int) -> float:
    """Cycles from the moment the belt was at the asked tick until the output changed."""
    return (edge.tick - asked_tick) * CYCLES_PER_TICK + edge.since_tick_cycles
