"""Whether a gate can honour a level: what the level does against what the gate promises. Pure.

Rules, for the levels that act by themselves
- Silence rejects. So a dead host may not let packs pass, and somebody else must still be able to
  do what the fail state says.
- Doubt is held. So `act_when_sure` needs a second outlet, or a belt that stops.
- `rejected` is what an eye has confirmed. Without a reject-confirm eye nobody could tell it from
  `missed`, so nothing acts.
- A gate moves for one pack. So all that it may be beside its time must fit between two packs, at
  the highest speed of the belt: its window into their pitch, and its jitter into its window.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from edge_agent.core.packs import Level


@dataclass(frozen=True, slots=True)
class GateAtBelt:
    """What matters of a gate; lengths in mm along the belt."""

    energised_passes: bool
    """A diverter: it drives to let pass, a spring rejects. Else a pulse rejects."""
    can_hold: bool
    can_stop: bool
    """There is a belt stop."""
    confirms_rejects: bool
    keeps_own_time: bool
    jitter_ms: float
    travel_ms: float
    window_mm: float
    """Packs nearer to each other share what the gate does."""
    pulse_mm: float
    """Over which length it is driven for one pack."""
    pack_mm: float
    fastest_mm_per_s: float
    pitch_mm: float | None
    """From the front of one pack to the front of the next; None where nobody said."""
    keeps_last_state: bool = False
    """When the host dies its outputs stay as they are, as those of relay boards do."""

    @property
    def jitter_mm(self) -> float:
        return self.fastest_mm_per_s * self.jitter_ms / 1000

    @property
    def reach_mm(self) -> float:
        """From the middle of its pack, how far away another pack may be and still be hit."""
        travel_mm = self.fastest_mm_per_s * self.travel_ms / 1000
        return (self.pulse_mm + self.pack_mm) / 2 + travel_mm + self.jitter_mm


@dataclass(frozen=True, slots=True)
class WhenDead:
    """What the site wants of the gate while the host is dead: one of three."""

    passes: bool
    stops: bool

    @property
    def rejects(self) -> bool:
        return not self.passes and not self.stops


def level_refusals(gate: GateAtBelt, level: Level, when_dead: WhenDead) -> tuple[str, ...]:
    """Why this gate cannot work at this level; each sentence says what would be right."""
    if not level.acts:
        return tuple(stop_refusals(gate, when_dead))
    return (
        *stop_refusals(gate, when_dead),
        *silence_refusals(gate, when_dead),
        *hold_refusals(gate, level),
        *confirm_refusals(gate),
        *timing_refusals(gate),
        *pitch_refusals(gate),
    )


def stop_refusals(gate: GateAtBelt, when_dead: WhenDead) -> Iterator[str]:
    if when_dead.stops and not gate.can_stop:
        yield (
            "fail_state 'stop_belt' needs a belt that the gate's controller can stop; wire it and "
            "measure stop_mm, or set another fail_state"
        )


def silence_refusals(gate: GateAtBelt, when_dead: WhenDead) -> Iterator[str]:
    if when_dead.passes:
        yield (
            "with fail_state 'pass_all' a dead host lets everything pass; set 'reject_all' or "
            "'stop_belt'"
        )
    if gate.keeps_last_state:
        yield (
            "a relay board keeps its last state when the host dies, so nothing would reject or "
            "stop the belt; switch it by a pin, or use a controller"
        )
    if gate.energised_passes:
        return
    if not gate.can_stop:
        yield (
            "a pulse gate passes everything when its power or air is gone, so the belt must stop "
            "then; wire the belt-stop relay normally closed and measure stop_mm"
        )
    elif when_dead.rejects and not gate.keeps_own_time:
        yield (
            "a pulse gate that the host times cannot reject while the host is dead; set "
            "fail_state 'stop_belt', or use a controller"
        )


def hold_refusals(gate: GateAtBelt, level: Level) -> Iterator[str]:
    if level is Level.ACT_WHEN_SURE and not gate.can_hold:
        yield (
            "act_when_sure holds unsure packs, and this gate has neither a second outlet nor a "
            "belt stop for it; set hold, or use act_always"
        )


def confirm_refusals(gate: GateAtBelt) -> Iterator[str]:
    if not gate.confirms_rejects:
        yield (
            "no eye confirms a reject, so nobody would notice one that failed; fit a "
            "reject-confirm eye and set gate_to_reject_mm"
        )


def timing_refusals(gate: GateAtBelt) -> Iterator[str]:
    """Its own pack is hit, and no other one."""
    late = (
        f"{gate.jitter_ms:g} ms beside the moment are {gate.jitter_mm:.0f} mm at {gate_speed(gate)}"
    )
    if gate.energised_passes and gate.pulse_mm / 2 - gate.jitter_mm < gate.pack_mm / 2:
        yield (
            f"{late}, and a diverter that stands for {gate.pulse_mm:g} mm would close on a pack of "
            f"{gate.pack_mm:g} mm; lengthen pulse_mm, or use a gate that keeps its own time"
        )
    if not gate.energised_passes and gate.jitter_mm > gate.pulse_mm / 2:
        yield (
            f"{late}, more than half of pulse_mm {gate.pulse_mm:g}: it could miss its pack; "
            "lengthen pulse_mm, or use a gate that keeps its own time"
        )
    if gate.reach_mm > gate.window_mm:
        yield (
            f"the gate reaches {gate.reach_mm:.0f} mm from the middle of its pack at "
            f"{gate_speed(gate)} (half a pulse, half a pack, its travel and {gate.jitter_ms:g} ms "
            f"jitter), and window_mm is {gate.window_mm:g}; widen window_mm, or use a gate that "
            "is more exact"
        )


def pitch_refusals(gate: GateAtBelt) -> Iterator[str]:
    if gate.pitch_mm is None:
        yield "nobody said how close packs follow; measure pitch_mm"
    elif gate.window_mm > gate.pitch_mm:
        yield (
            f"window_mm {gate.window_mm:g} is more than pitch_mm {gate.pitch_mm:g}: every pack "
            "would be too close to the next; space the packs, or use a quicker gate"
        )


def gate_speed(gate: GateAtBelt) -> str:
    return f"{gate.fastest_mm_per_s:g} mm/s"
