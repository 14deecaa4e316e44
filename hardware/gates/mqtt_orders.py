"""Orders on their way to the gate, until it has said that it carries them out or not. Pure.

An order names the place where its pack will be, so that a wrong number never reaches another pack,
and the tick after which it is worth nothing. An unanswered one is sent again until then; the gate
takes the highest number of each pack, so that nothing is done twice and no old order wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hardware.gates.mqtt_messages import Order, Seen
from hardware.interfaces import GateAction, GateCapability

AGAIN_NS = 50_000_000
MOST_PACKS = 512
"""Between eye and gate; more than any belt carries."""


@dataclass(slots=True)
class Pending:
    order: Order
    sent_ns: int


class Orders:
    """For one boot of the gate. Ticks and numbers are the gate's."""

    def __init__(self, capability: GateCapability, session: str, boot: int) -> None:
        self.pending: dict[int, Pending] = {}
        """By pack."""
        self._capability, self._session, self._boot = capability, session, boot
        self._centres: dict[int, int] = {}
        """Middle of each pack at the photo-eye, until it was at the gate."""
        self._last_no = 0

    def seen(self, seen: Seen) -> None:
        self._centres[seen.pack] = (seen.front_tick + seen.back_tick) // 2
        if len(self._centres) > MOST_PACKS:
            self.gone(next(iter(self._centres)))

    def gone(self, pack: int) -> None:
        """It was at the gate."""
        self._centres.pop(pack, None)
        self.pending.pop(pack, None)

    def answered(self, pack: int, order_no: int) -> None:
        pending = self.pending.get(pack)
        if pending is not None and pending.order.order_no <= order_no:
            del self.pending[pack]

    def new(self, pack: int, action: GateAction, now_ns: int) -> Order | None:
        """None for a pack that is not between eye and gate."""
        centre_tick = self._centres.get(pack)
        if centre_tick is None:
            return None
        belt = self._capability
        gate_tick, half_ticks = centre_tick + belt.eye_to_gate_ticks, belt.window_ticks // 2
        self._last_no += 1
        order = Order(
            session=self._session,
            boot=self._boot,
            order_no=self._last_no,
            pack=pack,
            action=action,
            from_tick=max(0, gate_tick - half_ticks),
            to_tick=gate_tick + half_ticks,
            expires_tick=gate_tick - belt.order_lead_ticks,
        )
        self.pending[pack] = Pending(order, now_ns)
        return order

    def due(self, now_ns: int, tick: int) -> Iterator[Order]:
        """What nobody has answered; `tick` is where the belt is now."""
        for pack, pending in list(self.pending.items()):
            if tick > pending.order.expires_tick:
                del self.pending[pack]
            elif now_ns - pending.sent_ns >= AGAIN_NS:
                pending.sent_ns = now_ns
                yield pending.order
