"""What a station's log says of its bundles: which one is waited for, and whether the one before is
wanted back."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge_agent.core.bundle_orders import (
    BEGUN,
    OFFERED,
    ORDERED,
    REFUSED,
    RETURN_ORDERED,
    RETURNED,
    BundleOrder,
    ReturnOrder,
    ReturnWritten,
    Written,
    still_returning,
    still_wanted,
)
from edge_agent.store.events import EventReader, StoredEvent


@dataclass(frozen=True, slots=True)
class Refusal:
    name: str
    why: str
    by: str
    """Who ordered it."""
    at: datetime


@dataclass(frozen=True, slots=True)
class BundleLog:
    """At one moment; of a station that has never run, nothing."""

    wanted: BundleOrder | None = None
    """Ordered, and neither there nor refused."""
    wanted_back: ReturnOrder | None = None
    refused: Refusal | None = None
    """The last one, unless another was ordered since."""
    begun_at: datetime | None = None
    """When the bundle in use came; None: it has always been there."""


def bundle_log(events: Path) -> BundleLog:
    if not events.is_file():
        return BundleLog()
    with closing(EventReader(events)) as reader:
        kinds = (ORDERED, OFFERED, REFUSED, RETURN_ORDERED, BEGUN, RETURNED)
        found = {kind: reader.last_event(kind) for kind in kinds}
    came = [one for kind in (BEGUN, RETURNED) if (one := found[kind]) is not None]
    return BundleLog(
        wanted=still_wanted(*(written(found[kind]) for kind in (ORDERED, OFFERED, REFUSED))),
        wanted_back=still_returning(
            return_written(found[RETURN_ORDERED]),
            written(found[OFFERED]),
            *(place_of(one) for one in came),
        ),
        refused=refusal(found[REFUSED], found[ORDERED]),
        begun_at=max(came, key=place_of).event.at if came else None,
    )


def written(stored: StoredEvent | None) -> Written | None:
    if stored is None:
        return None
    body = stored.event.body
    return Written(place_of(stored), str(body["name"]), str(body["by"]))


def return_written(stored: StoredEvent | None) -> ReturnWritten | None:
    if stored is None:
        return None
    body = {name: str(stored.event.body[name]) for name in ("bundle_sha256", "why", "by")}
    return ReturnWritten(place_of(stored), **body)


def refusal(refused: StoredEvent | None, ordered: StoredEvent | None) -> Refusal | None:
    if refused is None or (ordered is not None and place_of(ordered) > place_of(refused)):
        return None
    body = {name: str(refused.event.body[name]) for name in ("name", "why", "by")}
    return Refusal(**body, at=refused.event.at)


def place_of(stored: StoredEvent) -> tuple[int, int]:
    return stored.boot, stored.seq
