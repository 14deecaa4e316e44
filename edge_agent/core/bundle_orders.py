"""What a station's log says of bundles that were ordered: which one is still waited for. Pure."""

from dataclasses import dataclass
from typing import Final

ORDERED: Final = "bundle_ordered"
OFFERED: Final = "bundle_offered"
REFUSED: Final = "bundle_refused"


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
