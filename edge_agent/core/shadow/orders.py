"""What a station's log says of the bundle that shall look on beside the one in use. Pure.

Somebody orders it; it lies there, tried, or is refused; then it looks on until it ends. A newer
order is the end of an older one. Whoever reads the log anew goes on where the line was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

ORDERED: Final = "shadow_ordered"
"""{name, by}"""
OFFERED: Final = "shadow_offered"
"""It lies there, tried: {name, bundle_sha256, by}."""
REFUSED: Final = "shadow_refused"
"""{name, why, by}"""
BEGAN: Final = "shadow_began"
"""Its process has opened it for the first time: {name, bundle_sha256, by}."""
ENDED: Final = "shadow_ended"
"""{name, why, by}"""
RESTARTED: Final = "shadow_restarted"
"""Its process died or hung, and began anew: {name, why}"""
TURNS: Final = (ORDERED, OFFERED, REFUSED, BEGAN, ENDED)


@dataclass(frozen=True, slots=True)
class Turn:
    """An event of one of these kinds."""

    place: tuple[int, int]
    """(boot, seq)."""
    kind: str
    name: str
    """Of the release."""
    by: str
    bundle_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ShadowOrder:
    """The order in force."""

    name: str
    by: str
    bundle_sha256: str | None = None
    """None: it does not lie there yet."""
    has_begun: bool = False


def standing_after(turns: Iterable[Turn]) -> ShadowOrder | None:
    """By the last turn of each kind, or by all of them; None where nothing shall look on."""
    order: ShadowOrder | None = None
    for turn in sorted(turns, key=lambda one: one.place):
        order = after(order, turn)
    return order


def after(order: ShadowOrder | None, turn: Turn) -> ShadowOrder | None:
    """What is said of another release than the one that is ordered changes nothing."""
    if turn.kind == ORDERED:
        return ShadowOrder(turn.name, turn.by)
    if order is None or order.name != turn.name:
        return order
    if turn.kind == OFFERED:
        return replace(order, bundle_sha256=turn.bundle_sha256)
    if turn.kind == BEGAN:
        return replace(order, has_begun=True)
    return None
