"""Which pack is where on the belt: from the photo-eye, past cameras and gate, to its end.

Pure: places are encoder ticks and arrive as arguments. The controller numbers the packs; here each
gets its pictures, its verdict's deadline, and in the end exactly one outcome.

Rules
- A picture belongs to the pack whose middle was nearest to that camera, within `match_ticks`.
- Packs nearer to each other than the gate's window share their fate: all of them are `too_close`.
- Where an eye can confirm, its silence is `missed`; where none is fitted, the order is believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_agent.core.packs import Action, Outcome


@dataclass(frozen=True, slots=True)
class TrackGeometry:
    """Distances in encoder ticks, all measured from the photo-eye unless named otherwise."""

    camera_ticks: dict[str, int]
    """View to the distance at which the pack's middle stands before that camera."""
    eye_to_gate_ticks: int
    gate_to_exit_ticks: int
    gate_to_reject_ticks: int
    deadline_ticks: int
    """Before the gate: when the host decides without a verdict."""
    stop_ticks: int
    """Belt travel from a stop signal until the belt stands."""
    window_ticks: int
    match_ticks: int
    """How far an eye or a camera may be off and still mean this pack."""
    confirms_rejects: bool
    sees_exit: bool
    news_ticks: int = 0
    """Belt travel from a pack at an eye behind the gate until that is known here."""


@dataclass(slots=True)
class PackOnBelt:
    """A pack between photo-eye and end. Its place is the tick of its middle at the eye."""

    pack_no: int
    centre_tick: int
    touching: bool = False
    too_close: bool = False
    ordered: Action | None = None
    """The last order given for it; None while the gate's default stands."""
    done: Action | None = None
    """What the gate did for it; None until it was there."""
    taken_off: bool = False
    """A person took it off the stopped belt, to hold it."""
    seen_at_exit: bool = False
    seen_at_reject: Action | None = None
    views: set[str] = field(default_factory=set)
    """Views whose picture has come."""

    @property
    def is_thrown_out(self) -> bool:
        """It was ordered off the belt, or the gate threw it out by itself."""
        return bool({self.done, self.ordered} & {Action.REJECT, Action.HOLD})

    def thrown_to(self, seen_at: Action) -> Action:
        """One eye behind both outlets cannot tell them apart; the gate knows what it held."""
        held = self.done is Action.HOLD and seen_at is Action.REJECT
        return Action.HOLD if held else seen_at


class Tracker:
    """The packs on the belt, in the order in which the eye saw them."""

    def __init__(self, geometry: TrackGeometry) -> None:
        self.geometry = geometry
        self.packs: dict[int, PackOnBelt] = {}
        self.last_centre_tick: int | None = None
        self.last_pack_no: int | None = None

    def seen(self, pack_no: int, centre_tick: int, touching: bool) -> tuple[PackOnBelt, ...]:
        """A new pack. Returns it, and the one before it if that has just become too close."""
        pack = PackOnBelt(pack_no, centre_tick, touching, too_close=touching)
        affected = [pack]
        last = self.last_centre_tick
        if last is not None and centre_tick - last < self.geometry.window_ticks:
            pack.too_close = True
            before = self.packs.get(self.last_pack_no or 0)
            if before is not None and not before.too_close:
                before.too_close = True
                affected.append(before)
        self.packs[pack_no] = pack
        self.last_centre_tick, self.last_pack_no = centre_tick, pack_no
        return tuple(affected)

    def neighbours(self, pack: PackOnBelt) -> Iterator[PackOnBelt]:
        """The other packs of its too-close cluster that one gate movement would hit as well."""
        ordered = list(self.packs.values())
        place = ordered.index(pack)
        for beside in (ordered[:place][::-1], ordered[place + 1 :]):
            edge = pack
            for other in beside:
                if abs(other.centre_tick - edge.centre_tick) >= self.geometry.window_ticks:
                    break
                yield other
                edge = other

    def pictured(self, view: str, tick: int) -> PackOnBelt | None:
        """The pack whose picture was taken at `tick` by the camera of `view`."""
        place = tick - self.geometry.camera_ticks[view]
        candidates = [pack for pack in self.packs.values() if view not in pack.views]
        pack = min(candidates, key=lambda pack: abs(pack.centre_tick - place), default=None)
        if pack is None or abs(pack.centre_tick - place) > self.geometry.match_ticks:
            return None
        pack.views.add(view)
        return pack

    def deadline_tick(self, pack: PackOnBelt) -> int:
        return pack.centre_tick + self.geometry.eye_to_gate_ticks - self.geometry.deadline_ticks

    def stop_tick(self, pack: PackOnBelt) -> int:
        """When the belt must be told to stop for the pack to stand before its deadline."""
        return self.deadline_tick(pack) - self.geometry.stop_ticks

    def gate_tick(self, pack: PackOnBelt) -> int:
        return pack.centre_tick + self.geometry.eye_to_gate_ticks

    def left(self, where: Action, tick: int) -> PackOnBelt | None:
        """An eye behind the gate saw a pack; None when no pack is expected there (a stray)."""
        offset = self.eye_offset(where)
        candidates = [
            pack
            for pack in self.packs.values()
            if not pack.seen_at_exit and pack.seen_at_reject is None
        ]
        pack = min(
            candidates, key=lambda pack: abs(self.gate_tick(pack) + offset - tick), default=None
        )
        if pack is None or abs(self.gate_tick(pack) + offset - tick) > self.geometry.match_ticks:
            return None
        if where is Action.PASS:
            pack.seen_at_exit = True
        else:
            pack.seen_at_reject = where
        return pack

    def eye_offset(self, where: Action) -> int:
        if where is Action.PASS:
            return self.geometry.gate_to_exit_ticks
        return self.geometry.gate_to_reject_ticks

    def ended(self, tick: int) -> tuple[tuple[PackOnBelt, Outcome], ...]:
        """Packs that have ended by `tick`, with their outcome; they are forgotten here."""
        ends = []
        for pack in list(self.packs.values()):
            outcome = self.outcome(pack, tick)
            if outcome is not None:
                ends.append((pack, outcome))
                del self.packs[pack.pack_no]
        return tuple(ends)

    def outcome(self, pack: PackOnBelt, tick: int) -> Outcome | None:
        """How this pack ended, or None while that cannot be said yet."""
        if pack.done is None:
            return Outcome.MISSED if tick > self.patience_tick(pack) else None
        if pack.taken_off:
            return Outcome.HELD
        if pack.seen_at_reject is not None:
            return OUTCOME_OF[pack.thrown_to(pack.seen_at_reject)]
        if pack.seen_at_exit:
            meant_to_pass = {pack.done, pack.ordered} <= {Action.PASS, None}
            return Outcome.PASSED if meant_to_pass else Outcome.MISSED
        confirmed = self.geometry.sees_exit
        if pack.done is not Action.PASS:
            confirmed = self.geometry.confirms_rejects
        if not confirmed:
            return OUTCOME_OF[pack.done]
        return Outcome.MISSED if tick > self.patience_tick(pack) else None

    def patience_tick(self, pack: PackOnBelt) -> int:
        """When the last eye that could still see the pack must have told of it."""
        offset = max(self.geometry.gate_to_exit_ticks, self.geometry.gate_to_reject_ticks)
        geometry = self.geometry
        return self.gate_tick(pack) + offset + geometry.match_ticks + geometry.news_ticks


OUTCOME_OF = {
    Action.PASS: Outcome.PASSED,
    Action.REJECT: Outcome.REJECTED,
    Action.HOLD: Outcome.HELD,
}
