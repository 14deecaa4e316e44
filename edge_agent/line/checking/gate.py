"""The gate: reached, looked at, and armed where that moves nothing. Nothing is ever fired here.

Arming moves a diverter, and changes what becomes of packs on a running belt. So without being asked
only a pulse gate is armed, only to pass, and only while the belt stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from edge_agent.line.checking.findings import Finding, doubtful, fine, unreachable, wrong
from hardware.interfaces import Clock, Gate, GateAction, GateEvent, GateKind, PackSeen

PART: Final = "gate"
LONGEST_ANSWER_S: Final = 3.0
LOOK_S: Final = 1.0
ASK_NS: Final = 10_000_000
"""Between two looks, and two beats of the heart."""
OLDEST_POSITION_MS: Final = 200.0
"""A position that is older says that the link or the clocks' fit is broken."""
SLOWEST_MM_PER_S: Final = 1.0
"""Slower is a wheel that shivers."""
MEND_REACH: Final = "check its power, its cable and the address in [gate]"


@dataclass(frozen=True, slots=True)
class GateSeen:
    """A second of one gate."""

    mm_per_s: float
    oldest_ms: float
    """The greatest age of a position when it was asked for; negative: from the future."""
    packs: int

    @property
    def belt_stands(self) -> bool:
        return abs(self.mm_per_s) < SLOWEST_MM_PER_S


def look_at_gate(gate: Gate, fastest_mm_per_s: float, clock: Clock) -> Iterator[Finding]:
    """The gate is open already, and stays so."""
    if not comes_to_answer(gate, clock):
        what, _, mend = (gate.trouble or "does not answer").partition("; ")
        yield unreachable(PART, what, mend or MEND_REACH)
        return
    seen = watched(gate, clock)
    yield from gate_findings(seen, fastest_mm_per_s)
    yield arming_finding(gate, seen, clock)


def comes_to_answer(gate: Gate, clock: Clock) -> bool:
    """In a while; a controller that just got its power needs some."""
    until_ns = clock.now_ns() + int(LONGEST_ANSWER_S * 1e9)
    while gate.trouble is not None:
        now_ns = clock.now_ns()
        if now_ns > until_ns:
            return False
        gate.heartbeat(now_ns)
        gate.poll()
        gate.position()
        clock.sleep_until_ns(now_ns + ASK_NS)
    return True


def watched(gate: Gate, clock: Clock) -> GateSeen:
    first, begun_ns = gate.position(), clock.now_ns()
    events: list[GateEvent] = []
    ages_ms = [0.0]
    position = first
    while clock.now_ns() - begun_ns < LOOK_S * 1e9:
        now_ns = clock.now_ns()
        gate.heartbeat(now_ns)
        position = gate.position()
        ages_ms.append((now_ns - position.at_ns) / 1e6)
        events += gate.poll()
        clock.sleep_until_ns(now_ns + ASK_NS)
    moved_mm = (position.tick - first.tick) / gate.capability.ticks_per_mm
    took_s = (clock.now_ns() - begun_ns) / 1e9
    packs = sum(isinstance(event, PackSeen) for event in events)
    return GateSeen(moved_mm / took_s, max(ages_ms, key=abs), packs)


def gate_findings(seen: GateSeen, fastest_mm_per_s: float) -> Iterator[Finding]:
    yield fine(PART, "is reached, and answers")
    if seen.mm_per_s <= -SLOWEST_MM_PER_S:
        what = f"the encoder counts backwards, at {-seen.mm_per_s:.0f} mm/s"
        yield wrong("encoder", what, "exchange its two channels")
    elif seen.mm_per_s > 1.1 * fastest_mm_per_s:
        yield wrong(
            "encoder",
            f"the belt runs at {seen.mm_per_s:.0f} mm/s, and fastest_mm_per_s is "
            f"{fastest_mm_per_s:.0f}",
            "measure ticks_per_mm again, over a metre of belt; or correct fastest_mm_per_s",
        )
    elif seen.belt_stands:
        yield fine("encoder", "the belt stands; run it to see the encoder count")
    else:
        yield fine("encoder", f"the belt runs at {seen.mm_per_s:.0f} mm/s")
    if seen.packs and seen.belt_stands:
        what = f"it saw {seen.packs} packs, and the encoder none of their way"
        yield wrong("photo-eye", what, "check the encoder's wheel and cable; or the eye flickers")
    elif seen.packs:
        yield fine("photo-eye", f"saw {seen.packs} packs")
    if abs(seen.oldest_ms) > OLDEST_POSITION_MS:
        what = f"its belt position was {seen.oldest_ms:.0f} ms old"
        yield doubtful(PART, what, "look for a slow link, or for load on this machine")


def arming_finding(gate: Gate, seen: GateSeen, clock: Clock) -> Finding:
    if gate.capability.kind is GateKind.DIVERTER:
        return fine(PART, "was not armed: that moves a diverter; --drive does it")
    if not seen.belt_stands:
        return fine(PART, "was not armed: the belt runs; --drive does it")
    return armed_finding(gate, GateAction.PASS, clock)


def armed_finding(gate: Gate, default: GateAction, clock: Clock) -> Finding:
    """After a beat of the heart the controller has had time to take it, or to say why not."""
    gate.arm(default)
    trouble: str | None = None
    begun_ns = clock.now_ns()
    while (now_ns := clock.now_ns()) - begun_ns < LOOK_S * 1e9:
        gate.heartbeat(now_ns)
        gate.poll()
        trouble = gate.trouble
        clock.sleep_until_ns(now_ns + ASK_NS)
    if trouble is None:
        return fine(PART, f"lets itself be armed to {default.value}")
    what = f"cannot be armed to {default.value}: {trouble}"
    return unreachable(PART, what, "look at its own display or log; switch it off and on again")


def rested(gate: Gate, clock: Clock) -> None:
    """A second in which the link is looked after, and what happens is left unheard."""
    until_ns = clock.now_ns() + int(LOOK_S * 1e9)
    while (now_ns := clock.now_ns()) < until_ns:
        gate.poll()
        clock.sleep_until_ns(now_ns + ASK_NS)
