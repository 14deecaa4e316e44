"""The gate driven on purpose: one pack, put on the belt by hand, is rejected, and the belt stopped.

Only after a person said that nobody is in reach of the gate.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from edge_agent.line.checking.findings import Finding, State, doubtful, fine, unreachable, wrong
from edge_agent.line.checking.gate import ASK_NS, armed_finding
from hardware.gates.belt_gate import BeltGateSettings
from hardware.interfaces import Clock, Gate, GateAction, GateDone, PackLeft, PackSeen

PART: Final = "drive"
LONGEST_WAIT_S: Final = 60.0
"""A person walks to the belt with a pack."""
LONGEST_STOP_S: Final = 3.0
STANDS_NS: Final = 300_000_000
"""Without a tick for so long, the belt stands."""
OFF_SHARE: Final = 0.5
"""Of the window: an eye further beside its place would confirm another pack."""


@dataclass(slots=True)
class OnePack:
    """What became of the first pack that the eye saw."""

    seen: PackSeen | None = None
    done: GateDone | None = None
    left: list[PackLeft] = field(default_factory=list)
    """All that an eye behind the gate saw since; another pack's may be among them."""

    def hears(self, event: object) -> None:
        match event:
            case PackSeen() if self.seen is None:
                self.seen = event
            case GateDone() if self.seen is not None and event.pack_no == self.seen.pack_no:
                self.done = event
            case PackLeft() if self.done is not None:
                self.left.append(event)


def drive(
    gate: Gate, belt: BeltGateSettings, clock: Clock, tell: Callable[[str], None]
) -> Iterator[Finding]:
    armed = armed_finding(gate, GateAction.REJECT, clock)
    yield armed
    if armed.state is not State.OK:
        return
    tell(f"Put one pack on the belt within {LONGEST_WAIT_S:.0f} s: it will be rejected.")
    pack = one_pack(gate, clock)
    yield from pack_findings(pack, gate, belt)
    if gate.capability.stop_ticks:
        yield stop_finding(gate, belt, clock)


def one_pack(gate: Gate, clock: Clock) -> OnePack:
    """Until it is behind all eyes, or nothing more is to be waited for."""
    pack, begun_ns = OnePack(), clock.now_ns()
    while not is_behind(pack, gate) and clock.now_ns() - begun_ns < LONGEST_WAIT_S * 1e9:
        now_ns = clock.now_ns()
        gate.heartbeat(now_ns)
        for event in gate.poll():
            pack.hears(event)
        clock.sleep_until_ns(now_ns + ASK_NS)
    return pack


def is_behind(pack: OnePack, gate: Gate) -> bool:
    """Every eye that could see it has told of it by now."""
    if pack.seen is None or pack.done is None:
        return False
    last = max(expected_tick(pack.seen, where, gate) for where in GateAction)
    capability = gate.capability
    told_tick = last + capability.window_ticks + capability.news_ticks
    return gate.position().tick > told_tick


def expected_tick(seen: PackSeen, where: GateAction, gate: Gate) -> int:
    """Where the belt is when the eye of this outlet sees the pack."""
    capability = gate.capability
    is_exit = where is GateAction.PASS
    offset = capability.gate_to_exit_ticks if is_exit else capability.gate_to_reject_ticks
    return seen.centre_tick + capability.eye_to_gate_ticks + offset


def pack_findings(pack: OnePack, gate: Gate, belt: BeltGateSettings) -> Iterator[Finding]:
    if pack.seen is None:
        yield wrong(PART, "no pack was seen", "align the photo-eye, or look at its lamp and cable")
        return
    if pack.done is None:
        mend = "run the belt; check the encoder's wheel, and eye_to_gate_mm"
        yield wrong(PART, "the pack did not come to the gate", mend)
        return
    if pack.done.action is not GateAction.REJECT:
        yield wrong(PART, "the pack was let pass", "another host has armed it; stop that one")
        return
    yield fine(PART, "the pack was seen, tracked to the gate and rejected")
    left = its_own(pack.seen, pack.left, gate)
    if left is not None:
        yield eye_finding(pack.seen, left, gate, belt)
    elif gate.capability.confirms_rejects:
        mend = "see whether it fell; check air or spring, and the reject-confirm eye"
        yield wrong(PART, "no eye confirmed the reject", mend)


def its_own(seen: PackSeen, left: Sequence[PackLeft], gate: Gate) -> PackLeft | None:
    """Of all that eyes saw, what was nearest to where this pack had to be."""
    return min(
        left, key=lambda one: abs(one.tick - expected_tick(seen, one.where, gate)), default=None
    )


def eye_finding(seen: PackSeen, left: PackLeft, gate: Gate, belt: BeltGateSettings) -> Finding:
    """Where the eye stands, measured by the pack itself."""
    ticks = left.tick - seen.centre_tick - gate.capability.eye_to_gate_ticks
    is_mm = ticks / gate.capability.ticks_per_mm
    if left.where is GateAction.PASS:
        what = "the exit eye saw the rejected pack"
        return wrong(PART, what, "check air or spring; check pulse_mm and eye_to_gate_mm")
    set_mm = belt.gate_to_reject_mm or 0.0
    if abs(is_mm - set_mm) > OFF_SHARE * belt.window_mm:
        what = f"the reject was confirmed {is_mm:.0f} mm behind the gate"
        return doubtful(PART, what, f"gate_to_reject_mm says {set_mm:g}; correct one of both")
    return fine(PART, f"the reject was confirmed {is_mm:.0f} mm behind the gate")


def stop_finding(gate: Gate, belt: BeltGateSettings, clock: Clock) -> Finding:
    """The belt is let go again at the end; where it stood before it stays so."""
    gate.stop_belt(True)
    try:
        travel_mm = until_it_stands_mm(gate, clock)
    finally:
        gate.stop_belt(False)
    if travel_mm is None:
        return unreachable(PART, "the belt did not stop", "check the belt-stop relay and its wire")
    what = f"the belt stood after {travel_mm:.0f} mm"
    if travel_mm > belt.stop_mm:
        return doubtful(PART, what, f"stop_mm is {belt.stop_mm:g}; set it to what was measured")
    return fine(PART, what)


def until_it_stands_mm(gate: Gate, clock: Clock) -> float | None:
    """Belt travel from now on; None when it does not stand in time."""
    begun_ns, first = clock.now_ns(), gate.position().tick
    last_tick, still_ns = first, begun_ns
    while (now_ns := clock.now_ns()) - begun_ns < LONGEST_STOP_S * 1e9:
        gate.heartbeat(now_ns)
        gate.poll()
        tick = gate.position().tick
        if tick != last_tick:
            last_tick, still_ns = tick, now_ns
        elif now_ns - still_ns > STANDS_NS:
            return (last_tick - first) / gate.capability.ticks_per_mm
        clock.sleep_until_ns(now_ns + ASK_NS)
    return None
