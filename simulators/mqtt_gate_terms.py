"""What happened at the near-side gate, as an MQTT gate numbers and tells it since its last start.

A controller counts packs and ticks anew from every start, and knows nothing of packs from before.
"""

from collections.abc import Sequence

from hardware.gates.mqtt_messages import Bin, Done, Event, Left, Order, Refused, Seen, Triggered
from hardware.interfaces import (
    BinFull,
    CameraTrigger,
    GateDone,
    GateEvent,
    OrderRefused,
    PackLeft,
    PackSeen,
)


class GateTerms:
    """From one start to the next; `asked` are the orders whose answer the gate still owes."""

    def __init__(self, packs_before: int, first_tick: int) -> None:
        """Both as the near-side gate counts: its last pack before this start, and where it was."""
        self.packs_before = self.last_pack = packs_before
        self.asked: dict[int, Order] = {}
        """By the near-side gate's number of the pack."""
        self._first_tick = first_tick
        self._centres: dict[int, int] = {}

    @property
    def packs(self) -> Sequence[int]:
        """On their way to the gate, by the near-side gate's numbers."""
        return tuple(self._centres)

    def tick(self, near_tick: int) -> int:
        return max(0, near_tick - self._first_tick)

    def is_known(self, pack: int) -> bool:
        """It was seen since this start."""
        return pack + self.packs_before <= self.last_pack

    def eye_tick(self, pack: int) -> int | None:
        """Where its middle was seen; None for one that is not between eye and gate."""
        centre_tick = self._centres.get(pack + self.packs_before)
        return None if centre_tick is None else self.tick(centre_tick)

    def event(self, one: GateEvent | CameraTrigger) -> Event | None:
        """None for what this controller does not know, or tells in another way."""
        at_us = one.at_ns // 1000
        match one:
            case PackSeen():
                return self._seen(one, at_us)
            case GateDone() | OrderRefused() if one.pack_no <= self.packs_before:
                return None
            case GateDone(pack_no, action, ordered):
                self._centres.pop(pack_no, None)
                pack = pack_no - self.packs_before
                return Done(pack=pack, action=action, ordered=ordered, at_us=at_us)
            case OrderRefused():
                order = self.asked.pop(one.pack_no, None)
                return None if order is None else refused(order, one.late, at_us)
            case PackLeft(where, tick):
                return Left(where=where, tick=self.tick(tick), at_us=at_us)
            case BinFull(full):
                return Bin(full=full, at_us=at_us)
            case CameraTrigger(view, count, tick):
                return Triggered(view=view, count=count, tick=self.tick(tick), at_us=at_us)

    def _seen(self, seen: PackSeen, at_us: int) -> Seen:
        self._centres[seen.pack_no] = seen.centre_tick
        self.last_pack = seen.pack_no
        return Seen(
            pack=seen.pack_no - self.packs_before,
            front_tick=self.tick(seen.front_tick),
            back_tick=self.tick(seen.back_tick),
            touching=seen.touching,
            at_us=at_us,
        )


def refused(order: Order, late: bool, at_us: int) -> Refused:
    return Refused(
        pack=order.pack, order_no=order.order_no, action=order.action, late=late, at_us=at_us
    )
