"""Back to the bundle before: who wanted it, and when the line may begin anew for it.

Rules
- A running line exchanges nothing. It goes back with its next order, with its next start, or at a
  pause, whichever comes first: then it begins anew with the order that it makes.
- A pause is an empty belt for a while, where no person is waited for to start again. So no pack is
  lost or goes by unseen, and nothing stands still that did not stand still before.
- What must not wait does not: levels fall at once, by their own rules.
- What the station wants by itself it wants once; then people decide.
"""

from collections.abc import Collection
from typing import Final

from edge_agent.core.bundle_orders import RETURN_ORDERED, STATION, ReturnOrder
from edge_agent.core.errors import Conflict
from edge_agent.line.orders import Orders
from edge_agent.line.packml import PackmlAtLine
from edge_agent.line.parts import Making, Recorder
from edge_agent.line.stops import BY_PERSON, CHANGEOVER, LEVEL_FELL, PACKML, Stops

PAUSE_NS: Final = 10_000_000_000
"""Much longer than between two packs of a line that runs."""
LASTING: Final = frozenset({BY_PERSON, LEVEL_FELL, PACKML})
"""Reasons for which the belt stands that a start of the line remembers."""


class BundleReturn:
    """Of one line, from its start on."""

    def __init__(
        self,
        recorder: Recorder,
        orders: Orders,
        stops: Stops,
        packml: PackmlAtLine,
        bundle_sha256: str,
        making: Making,
    ) -> None:
        self.recorder, self.orders, self.stops, self.packml = recorder, orders, stops, packml
        self.bundle_sha256, self.can_go_back = bundle_sha256, making.can_go_back
        self.went_back_why = making.went_back_why
        self.wanted: ReturnOrder | None = None
        self.empty_since_ns: int | None = None

    def order(self, why: str, by: str, left_sha256: str | None = None) -> None:
        """`left_sha256`: the bundle that is not wanted, where that may be another than the one in
        use. Conflict at the bundle that ships: nothing lies behind it."""
        left = left_sha256 or self.bundle_sha256
        is_in_use = left == self.bundle_sha256
        if is_in_use and not self.can_go_back:
            raise Conflict("the bundle that ships with the agent is in use; none is before it")
        self.recorder.event(RETURN_ORDERED, {"bundle_sha256": left, "why": why, "by": by})
        if by != STATION:
            self.orders.bundle_lies_ready = False
        if is_in_use:
            self.wanted = ReturnOrder(left, why, by)
            self.orders.has_other_bundle = True

    def order_by_itself(self, why: str) -> None:
        if self.can_go_back and self.wanted is None:
            self.order(why, STATION)

    def look(self, now_ns: int, packs: Collection[int]) -> None:
        """Once in every step, with the packs on the belt."""
        if self.wanted is None or self.orders.ends_line:
            return
        if packs or not self.may_pause:
            self.empty_since_ns = None
        elif self.empty_since_ns is None:
            self.empty_since_ns = now_ns
        elif now_ns - self.empty_since_ns >= PAUSE_NS:
            self.orders.begins_again = True
            self.stops.stop(CHANGEOVER)

    @property
    def may_pause(self) -> bool:
        return self.stops.reasons <= LASTING and self.packml.starts_as_it_was
