"""What the binary's README says of it, measured anew: python -m tests.firmware.simavr.figures.

The gate's errors at 2,100 packs a minute, what the interrupts cost, and the memory that is left.
"""

from collections.abc import Sequence
from dataclasses import replace

from hardware.interfaces import GateAction
from hardware.wire.codes import Action, Kind
from tests.firmware.avr_build import built, memory_bytes
from tests.firmware.simavr.board import CYCLES_PER_MS, Board, Figures
from tests.firmware.simavr.fast_line import WITH_ALL_EYES, put_behind_gate
from tests.firmware.simavr.host_end import HostEnd
from tests.firmware.simavr.timing import drawn_orders, errors_ms, run_line

PACKS = 1000
VECTORS = {
    1: "encoder (INT0)",
    2: "photo-eye (INT1)",
    5: "eyes behind the gate (PCINT2)",
    7: "pulse limit (TIMER2)",
    13: "microseconds (TIMER1)",
    18: "byte in (USART RX)",
    19: "byte out (USART UDRE)",
}


def measured(kind: Kind, action: GateAction) -> tuple[list[float], Figures]:
    """Errors in milliseconds of every opening and closing, smallest first."""
    ordered = drawn_orders(PACKS)
    with Board(built().host, built().firmware) as board:
        board.run_ms(20)
        host = HostEnd(board)
        host.set_up(replace(WITH_ALL_EYES, kind=kind), Action.REJECT)
        put_behind_gate(board, PACKS)
        run_line(board, host, PACKS, ordered)
        passed = {pack_no for pack_no, said in ordered.items() if said is Action.PASS}
        rejected = set(range(1, PACKS + 1)) - passed
        driven = passed if action is GateAction.PASS else rejected
        return sorted(errors_ms(board, sorted(driven), action)), board.figures()


def quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def show(kind: Kind, errors: Sequence[float], figures: Figures) -> None:
    print(f"{kind.name.lower()}: {len(errors)} movements of the gate, late by ms (cycles)")
    for name, share in (("least", 0.0), ("p50", 0.5), ("p99", 0.99), ("most", 1.0)):
        error = quantile(errors, share)
        print(f"  {name:6} {error:.3f} ({error * CYCLES_PER_MS:.0f})")
    print("  interrupt                       count  waited at most  took at most (cycles)")
    for vector, cost in sorted(figures.interrupts.items()):
        waited, took = cost.worst_latency, cost.worst_duration
        print(f"  {VECTORS[vector]:30} {cost.count:6}  {waited:14}  {took:12}")
    print(
        f"  memory never touched: {figures.untouched_bytes} bytes; bytes lost: {figures.lost_bytes}"
    )


def main() -> None:
    flash, memory = memory_bytes(built().firmware)
    print(f"flash {flash} bytes, memory {memory} bytes")
    for kind, action in ((Kind.PULSE, GateAction.REJECT), (Kind.DIVERTER, GateAction.PASS)):
        show(kind, *measured(kind, action))


if __name__ == "__main__":
    main()
