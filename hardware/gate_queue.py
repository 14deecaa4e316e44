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
- A window for PASS (a diverter is energised to let pass) ends with the belt, not by time.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from hardware.interfaces import GateAction, GateDone, GateOrder, OrderRefused, PackSeen

LONGEST_PULSE_NS = 200_000_000
"""A valve that stays open longer blows the next pack too; the longest pulse any gate here needs."""

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
        count = max(1, round(length / geometry.pack_ticks))
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
        half_ticks = self.geometry.pulse_ticks / 2
        if queued.is_pulse:
            half_ticks = min(half_ticks, ticks_per_s * LONGEST_PULSE_NS / 2e9)
        travel_ticks = ticks_per_s * self.geometry.travel_ns / 1e9
        return round(self.gate_tick(queued) - half_ticks - travel_ticks)

    def close_tick(self, queued: Queued) -> int:
        return round(self.gate_tick(queued) + self.geometry.pulse_ticks / 2)

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
        for index, queued in enumerate(self.queue):
            if tick < self.open_tick(queued, ticks_per_s):
                return
            if queued.driven_from_ns is None:
                self.queue[index] = replace(queued, driven_from_ns=at_ns)

    def stood(self) -> None:
        """The belt stood still: a pack that waits in front of the gate gets a pulse anew."""
        for index, queued in enumerate(self.queue):
            if queued.is_pulse:
                self.queue[index] = replace(queued, driven_from_ns=None)

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
            if queued.driven_from_ns is None:
                wanted.append(self.open_tick(queued, ticks_per_s))
                break
        return min(wanted, default=None)
