"""The bundle of one start, and whether it has proven itself: only then does it stay for good."""

from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from edge_agent.control.line_state import EndedPack
from edge_agent.core.bundle_orders import BEGUN, RETURNED, STATION
from edge_agent.core.line_events import STARTED
from edge_agent.core.packs import Reason
from edge_agent.evidence.bundle_log import bundle_log
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.releases.slots import InUse, Slots
from edge_agent.store.events import EventReader, StoredEvent

BUNDLE: Final = "bundle_sha256"
"""In the event of a start: the bundle that it began with."""
PROOF: Final = 3
"""Packs that were looked at."""
NOT_LOOKED_AT: Final = frozenset((Reason.INSPECTION_FAILED, Reason.NO_PICTURE, Reason.TOO_CLOSE))


@dataclass(frozen=True, slots=True)
class Changed:
    """What the log shall know of this start."""

    kind: str
    body: dict[str, object]


class BundleAtStart:
    """Of one station, from its start on."""

    def __init__(self, data: DataFolder, tell: Callable[[str], None]) -> None:
        self.slots = Slots(data.bundles)
        self.is_proven = False
        before = self.slots.in_use
        self.bundle = self.slots.begin(bundle_log(data.events).wanted_back)
        now = self.slots.in_use
        self.can_go_back = now.place != "ships"
        self.changed = changed_to(data, self.bundle.sha256, now)
        if now.left is not None and now.left != before.left:
            manifest = self.bundle.manifest
            tell(f"Back to the bundle {manifest.name} {manifest.version}: {now.left}")

    @property
    def went_back_why(self) -> str | None:
        """Why this start has left a bundle by itself; None where it has not."""
        changed = self.changed
        if changed is None or changed.kind != RETURNED or changed.body["by"] != STATION:
            return None
        return str(changed.body["why"])

    def look(self, strip: Collection[EndedPack]) -> None:
        """At the last packs, as long as it is not proven."""
        if self.is_proven or len(strip) < PROOF:
            return
        if sum(pack.reason not in NOT_LOOKED_AT for pack in strip) >= PROOF:
            self.is_proven = True
            self.slots.worked()


def changed_to(data: DataFolder, sha256: str, now: InUse) -> Changed | None:
    """What the log does not know yet: what a start was killed over, the next one tells."""
    if not data.events.is_file():
        return None
    with closing(EventReader(data.events)) as reader:
        known, returned = known_in_use(reader), reader.last_event(RETURNED)
    left = now.left_bundle
    if left is not None and now.left is not None:
        body = {"bundle_sha256": left.bundle_sha256, "to_sha256": sha256, "why": now.left}
        is_new = known == left.bundle_sha256 or not is_told(returned, body)
        if is_new:
            return Changed(RETURNED, {**body, "by": left.by})
    if known not in (None, sha256):
        return Changed(BEGUN, {"bundle_sha256": sha256, "before_sha256": known})
    return None


def known_in_use(reader: EventReader) -> str | None:
    """The bundle that was in use last, as the log knows it."""
    started = reader.last_event(STARTED)
    if started is not None and BUNDLE in started.event.body:
        return str(started.event.body[BUNDLE])
    last = reader.last_record()
    return None if last is None else last.record.bundle_sha256


def is_told(returned: StoredEvent | None, body: dict[str, str]) -> bool:
    if returned is None:
        return False
    return all(returned.event.body.get(name) == told for name, told in body.items())
