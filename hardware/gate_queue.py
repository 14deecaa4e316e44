"""What a reject controller keeps in its head: packs between photo-eye and gate, and what to do.

Pure: edges of the eye, belt ticks and orders go in; numbered packs, drive intervals and results
come out. A gate that keeps its own time does this in its firmware; another borrows it from here.

Rules
- A gap shorter than `merge_gap_ticks` is a flicker of the eye, a piece shorter than
  `shortest_pack_ticks` is dirt.
- A piece as long as several packs is that many packs touching; of a very long one, or a blocked
  eye, the first packs are numbered while it is still dark, so that none reaches the gate unknown.
- A pack keeps the default that was armed when it was seen.
- An order may be replaced until the pack is `order_lead_ticks` before the gate; later is late.
- No pack is driven for REJECT or HOLD longer than `LONGEST_PULSE_NS`, whatever the belt does: on a
  slow belt the pulse is shorter than its length of belt, still centred on the pack.
- A pulse that is over before its pack's middle comes (the belt slowed down, or stood for a moment)
  is given anew, after the gate had `PULSE_REST_NS` to come back.
- A window for PASS (a diverter is energised to let pass) ends with the belt, not by time.
- Half a tick and more is a whole one: the firmware, in whole numbers, opens at the very same tick.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from hardware.interfaces import GateAction, GateDone, GateOrder, OrderRefused, PackSeen

LONGEST_PULSE_NS = 200_000_000
"""A valve that stays open longer blows the next pack too; the longest pulse any gate here needs."""

PULSE_REST_NS = 20_000_000
"""A valve or pusher needs 20 to 50 ms to come back (procunit.com); the quick ones are meant."""

NS_PER_S = 1_000_000_000

LONGEST_PIECE_PACKS = 2
"""Of a piece longer than this, the first packs are numbered before it ends."""


@dataclass(frozen=True, slots=True)
class GateGeometry:
    """Distances in encoder ticks."""

    eye_to_gate_ticks: int
    order_lead_ticks: int
    pulse_ticks: int
    """Over which length of belt, centred on the pack's middle, the gate is driven for it."""
    pack_ticks: int
    """Nominal length of a pack along the belt."""
    merge_gap_ticks: int
    shortest_pack_ticks: int
    travel_ns: int
    """From the command until the gate stands in its new place."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A pack on its way from the eye to the gate."""

    seen: PackSeen
    default: GateAction
    ordered: GateAction | None = None
    driven_from_ns: int | None = None
    is_missed: bool = False
    """Its pulse was over before its middle came."""

    @property
    def action(self) -> GateAction:
        return self.default if self.ordered is None else self.ordered

    @property
    def is_pulse(self) -> bool:
        """Driven for a limited time: what throws a pack out."""
        return self.action is not GateAction.PASS

    def drives(self, at_ns: int) -> bool:
        if self.driven_from_ns is None:
            return False
        return not self.is_pulse or at_ns < self.driven_from_ns + LONGEST_PULSE_NS

    def may_begin(self, at_ns: int) -> bool:
        if self.driven_from_ns is None:
            return True
        rested_ns = self.driven_from_ns + LONGEST_PULSE_NS + PULSE_REST_NS
        return self.is_missed and at_ns >= rested_ns


@dataclass(frozen=True, slots=True)
class Piece:
    """One dark stretch of the photo-eye."""

    front_tick: int
    back_tick: int | None = None
    """None while the eye is still dark."""
    is_rest: bool = False
    """Its first packs have been numbered already."""


class GateQueue:
    """The register of packs between eye and gate."""

    def __init__(self, geometry: GateGeometry) -> None:
        self.geometry = geometry
        self.default = GateAction.REJECT
        self.queue: deque[Queued] = deque()
        self.piece: Piece | None = None
        self.next_pack_no = 1
        self.looked_tick: int | None = None
        """Where `begin` last looked."""

    def arm(self, default: GateAction) -> None:
        """What happens to packs seen from now on for which no order comes."""
        self.default = default

    def edge(self, dark: bool, tick: int, at_ns: int) -> tuple[PackSeen, ...]:
        """The eye went dark or light at `tick`."""
        done = self.settle(tick, at_ns)
        if dark:
            self.piece = Piece(tick) if self.piece is None else replace(self.piece, back_tick=None)
        elif self.piece is not None:
            self.piece = replace(self.piece, back_tick=tick)
        return done

    def settle(self, tick: int, at_ns: int) -> tuple[PackSeen, ...]:
        """Numbers the packs of a piece once it has ended, the first of a long one before that."""
        packs = (*self.begun(tick, at_ns), *self.ended(tick, at_ns))
        self.queue.extend(Queued(pack, self.default) for pack in packs)
        return packs

    def begun(self, tick: int, at_ns: int) -> Iterator[PackSeen]:
        """Packs at the front of a long piece, while the eye is still dark: the gate cannot wait."""
        while (piece := self.piece) is not None and piece.back_tick is None:
            if tick < self.long_tick(piece):
                return
            back_tick = piece.front_tick + self.geometry.pack_ticks
            self.piece = Piece(back_tick, is_rest=True)
            yield self.numbered(piece.front_tick, back_tick, at_ns, touching=True)

    def long_tick(self, piece: Piece) -> int:
        return piece.front_tick + (LONGEST_PIECE_PACKS + 1) * self.geometry.pack_ticks

    def ended(self, tick: int, at_ns: int) -> Iterator[PackSeen]:
        """All packs of a piece after which the eye has been light for longer than a flicker."""
        piece, geometry = self.piece, self.geometry
        if piece is None or piece.back_tick is None:
            return
        if tick - piece.back_tick <= geometry.merge_gap_ticks:
            return
        self.piece = None
        length = piece.back_tick - piece.front_tick
        if length < geometry.shortest_pack_ticks:
            return
        count = max(1, (2 * length + geometry.pack_ticks) // (2 * geometry.pack_ticks))
        edges = [piece.front_tick + length * index // count for index in range(count + 1)]
        touching = count > 1 or piece.is_rest
        for front_tick, back_tick in pairwise(edges):
            yield self.numbered(front_tick, back_tick, at_ns, touching)

    def numbered(self, front_tick: int, back_tick: int, at_ns: int, touching: bool) -> PackSeen:
        number, self.next_pack_no = self.next_pack_no, self.next_pack_no + 1
        return PackSeen(number, front_tick, back_tick, at_ns, touching)

    def order(self, order: GateOrder, tick: int, at_ns: int) -> OrderRefused | None:
        """Takes a decision; None when it will be carried out."""
        for index, queued in enumerate(self.queue):
            if queued.seen.pack_no == order.pack_no:
                if tick > self.order_deadline_tick(queued.seen):
                    return OrderRefused(order.pack_no, order.action, late=True, at_ns=at_ns)
                self.queue[index] = replace(queued, ordered=order.action)
                return None
        known = order.pack_no < self.next_pack_no
        return OrderRefused(order.pack_no, order.action, late=known, at_ns=at_ns)

    def order_deadline_tick(self, seen: PackSeen) -> int:
        geometry = self.geometry
        return seen.centre_tick + geometry.eye_to_gate_ticks - geometry.order_lead_ticks

    def gate_tick(self, queued: Queued) -> int:
        """Where the belt is when the pack's middle is at the gate."""
        return queued.seen.centre_tick + self.geometry.eye_to_gate_ticks

    def open_tick(self, queued: Queued, ticks_per_s: float) -> int:
        """Where the belt is when driving must begin for the gate to stand when the pack comes."""
        window_ns_ticks: float = self.geometry.pulse_ticks * NS_PER_S
        if queued.is_pulse:
            window_ns_ticks = min(window_ns_ticks, ticks_per_s * LONGEST_PULSE_NS)
        return self.gate_tick(queued) - self.lead_ticks(window_ns_ticks, ticks_per_s)

    def middle_tick(self, queued: Queued, ticks_per_s: float) -> int:
        """Where a gate that is told to move still stands in time for the pack's middle."""
        return self.gate_tick(queued) - self.lead_ticks(0, ticks_per_s)

    def lead_ticks(self, window_ns_ticks: float, ticks_per_s: float) -> int:
        """Half the window and the travel of the gate, of which the window is in 1e-9 ticks."""
        travel_ns_ticks = ticks_per_s * self.geometry.travel_ns
        return int((window_ns_ticks + 2 * travel_ns_ticks + NS_PER_S) // (2 * NS_PER_S))

    def close_tick(self, queued: Queued) -> int:
        return self.gate_tick(queued) + (self.geometry.pulse_ticks + 1) // 2

    def advance(self, tick: int, at_ns: int, ticks_per_s: float) -> tuple[GateDone, ...]:
        """Moves on to `tick`: begins to drive for packs at the gate, ends those that left it."""
        self.begin(tick, at_ns, ticks_per_s)
        done: list[GateDone] = []
        while self.queue and tick >= self.close_tick(self.queue[0]):
            queued = self.queue.popleft()
            ordered = queued.ordered is not None
            done.append(GateDone(queued.seen.pack_no, queued.action, ordered, at_ns))
        return tuple(done)

    def begin(self, tick: int, at_ns: int, ticks_per_s: float) -> None:
        self.looked_tick = tick
        for index, queued in enumerate(self.queue):
            is_early = tick < self.open_tick(queued, ticks_per_s)
            if is_early and queued.driven_from_ns is None:
                return
            if self.misses(queued, tick, at_ns, ticks_per_s):
                queued = replace(queued, is_missed=True)
            if not is_early and queued.may_begin(at_ns):
                queued = replace(queued, driven_from_ns=at_ns, is_missed=False)
            self.queue[index] = queued

    def misses(self, queued: Queued, tick: int, at_ns: int, ticks_per_s: float) -> bool:
        """Its pulse is over, and its middle is still to come."""
        is_over = queued.driven_from_ns is not None and not queued.drives(at_ns)
        return is_over and tick < self.middle_tick(queued, ticks_per_s)

    def stood(self) -> None:
        """The belt stood still: a pack that waits in front of the gate gets a pulse anew."""
        for index, queued in enumerate(self.queue):
            if queued.is_pulse:
                self.queue[index] = replace(queued, driven_from_ns=None, is_missed=False)

    def driven(self, at_ns: int) -> frozenset[GateAction]:
        """What the outputs are driven for right now (packs nearer than the window may be two)."""
        return frozenset(queued.action for queued in self.queue if queued.drives(at_ns))

    def next_end_ns(self, at_ns: int) -> int | None:
        """When the next pulse ends by time; None while none is driven."""
        ends = (
            queued.driven_from_ns + LONGEST_PULSE_NS
            for queued in self.queue
            if queued.driven_from_ns is not None and queued.is_pulse and queued.drives(at_ns)
        )
        return min(ends, default=None)

    def next_tick(self, ticks_per_s: float) -> int | None:
        """The next tick at which something changes by itself; None with nothing on the way."""
        wanted = []
        if self.piece is not None and self.piece.back_tick is None:
            wanted.append(self.long_tick(self.piece))
        elif self.piece is not None and self.piece.back_tick is not None:
            wanted.append(self.piece.back_tick + self.geometry.merge_gap_ticks + 1)
        if self.queue:
            wanted.append(self.close_tick(self.queue[0]))
        for queued in self.queue:
            if queued.driven_from_ns is None or queued.is_missed:
                wanted.append(self.open_tick(queued, ticks_per_s))
            elif queued.is_pulse:
                wanted.extend(self.looks_before(queued, ticks_per_s))
            if queued.driven_from_ns is None:
                break
        return min(wanted, default=None)

    def looks_before(self, queued: Queued, ticks_per_s: float) -> Iterator[int]:
        """Just before the middle of a pack: whether its pulse still lasts."""
        before_tick = self.middle_tick(queued, ticks_per_s) - 1
        if self.looked_tick is None or self.looked_tick < before_tick:
            yield before_tick
