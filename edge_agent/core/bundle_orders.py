"""What a station's log says of bundles: which one is still waited for, and whether the one before
is wanted back. Pure.
"""

from dataclasses import dataclass
from typing import Final

ORDERED: Final = "bundle_ordered"
OFFERED: Final = "bundle_offered"
REFUSED: Final = "bundle_refused"
RETURN_ORDERED: Final = "bundle_return_ordered"
"""Somebody, or the station itself, wants the bundle before: {bundle_sha256, why, by}."""
BEGUN: Final = "bundle_begun"
"""The first start with another bundle: {bundle_sha256, before_sha256}."""
RETURNED: Final = "bundle_returned"
"""A start went back to the bundle before: {bundle_sha256, to_sha256, why, by}."""
STATION: Final = "station"
"""Who wants a bundle back where no person does."""


@dataclass(frozen=True, slots=True)
class BundleOrder:
    name: str
    """Of the release."""
    by: str


@dataclass(frozen=True, slots=True)
class Written:
    """An event of one of these kinds."""

    place: tuple[int, int]
    """(boot, seq)."""
    name: str
    by: str


def still_wanted(ordered: Written | None, *ended: Written | None) -> BundleOrder | None:
    """The last order, unless it was answered; an older order is over with a newer one."""
    if ordered is None:
        return None
    answers = [one for one in ended if one is not None and one.place > ordered.place]
    if any(one.name == ordered.name for one in answers):
        return None
    return BundleOrder(ordered.name, ordered.by)


@dataclass(frozen=True, slots=True)
class ReturnOrder:
    """The bundle before is wanted back."""

    bundle_sha256: str
    """The one to be left."""
    why: str
    by: str
    withdraws_ready: bool = False
    """A person wants the one before, and not what lies ready. What the station wants by itself
    does not speak against another bundle that a person has ordered."""


@dataclass(frozen=True, slots=True)
class ReturnWritten:
    """An event of RETURN_ORDERED."""

    place: tuple[int, int]
    """(boot, seq)."""
    bundle_sha256: str
    why: str
    by: str


def still_returning(
    ordered: ReturnWritten | None, offered: Written | None, *over: tuple[int, int]
) -> ReturnOrder | None:
    """The last order to go back, unless a bundle was begun with or returned to since: `over` are
    the places of those events. With one that was offered later the next start begins anyway."""
    if ordered is None or any(place > ordered.place for place in over):
        return None
    was_ready = offered is None or offered.place < ordered.place
    return ReturnOrder(
        ordered.bundle_sha256,
        ordered.why,
        ordered.by,
        withdraws_ready=ordered.by != STATION and was_ready,
    )
