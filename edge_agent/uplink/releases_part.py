"""Gets the bundle that was ordered, verifies and tries it, and tells the line that it lies there:
ready to be begun with, or to look on beside the one in use.

The order stands in the station's own log, whoever gave it, so a restart goes on with it. A source
that is away is asked again, ever more seldom; a release that is refused is told so, and waits for
another order. The line goes on with its own bundle all the while.
"""

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Final

from tuf.ngclient.fetcher import FetcherInterface

from edge_agent.control.errors import WordRefused
from edge_agent.core.bundle_orders import (
    OFFERED,
    ORDERED,
    REFUSED,
    BundleOrder,
    Written,
    still_wanted,
)
from edge_agent.core.errors import Conflict, PackwardenError, Unreachable
from edge_agent.core.shadow.orders import ShadowOrder
from edge_agent.core.told import OfferBundle, OfferShadow, RefuseBundle, RefuseShadow
from edge_agent.evidence.shadow_log import shadow_order
from edge_agent.inspection.bundle import Bundle
from edge_agent.releases.client import Releases, root_in
from edge_agent.releases.slots import Slots
from edge_agent.releases.sources import FolderSource, WebSource
from edge_agent.releases_settings import ReleasesTable
from edge_agent.store.events import EventReader
from edge_agent.uplink.part import Surroundings
from hardware.credentials import client_tls
from hardware.interfaces import Clock

Wanted = BundleOrder | ShadowOrder
Answer = OfferBundle | RefuseBundle | OfferShadow | RefuseShadow
LOOK_S: Final = 1.0
SHORTEST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 3_600.0


class ReleasesPart:
    """Of one station."""

    def __init__(self, around: Surroundings, table: ReleasesTable) -> None:
        folder = around.settings.data.folder
        self.line, self.clock, self.tell = around.line, around.clock, around.tell
        self.events = folder / "events.db"
        self.slots = Slots(folder / "bundles")
        self.releases = Releases(
            folder / "releases", root_in(table.root), source_of(table, self.clock)
        )
        self.wait_s = SHORTEST_WAIT_S

    async def run(self) -> None:
        while True:
            wanted = self.wanted()
            pause_s = LOOK_S if wanted is None else await self.carried_out(wanted)
            await asyncio.sleep(pause_s)

    def wanted(self) -> Wanted | None:
        """Nothing of a station that has never run. What shall be in use comes first."""
        if not self.events.is_file():
            return None
        with closing(EventReader(self.events)) as reader:
            ordered, *ended = [written(reader, kind) for kind in (ORDERED, OFFERED, REFUSED)]
            return still_wanted(ordered, *ended) or shadow_wanted(reader)

    async def carried_out(self, order: Wanted) -> float:
        """How long to wait then, in seconds."""
        try:
            word = await asyncio.to_thread(self.answer, order)
            await self.line.say(word, f"bundle-{order.name}-{self.clock.now_ns()}")
        except Unreachable as error:
            self.tell(f"Release {order.name}: {error}")
            self.wait_s, waited_s = min(2 * self.wait_s, LONGEST_WAIT_S), self.wait_s
            return waited_s
        except WordRefused as error:  # nobody wants it any more
            self.tell(f"Release {order.name}: {error}")
        self.wait_s = SHORTEST_WAIT_S
        return LOOK_S

    def answer(self, order: Wanted) -> Answer:
        """Unreachable where the source is away."""
        is_shadow = isinstance(order, ShadowOrder)
        try:
            archive = self.releases.fetch(order.name, self.clock.wall())
            bundle = self.laid_beside(archive) if is_shadow else self.slots.prepare(archive)
        except Unreachable:
            raise
        except PackwardenError as error:
            refuse = RefuseShadow if is_shadow else RefuseBundle
            return refuse(order.name, f"{error.title}: {error}", order.by)
        offer = OfferShadow if is_shadow else OfferBundle
        return offer(order.name, bundle.sha256, order.by)

    def laid_beside(self, archive: Path) -> Bundle:
        """Where the next one lies. Conflict where one lies ready there."""
        if self.slots.ready is not None:
            raise Conflict(
                "another bundle lies ready to be begun with, in the only free place; order this "
                "one to look on once the line has begun with it"
            )
        return self.slots.lay(archive).bundle


def shadow_wanted(reader: EventReader) -> ShadowOrder | None:
    """The one that shall look on, as long as it does not lie there."""
    order = shadow_order(reader)
    return order if order is not None and order.bundle_sha256 is None else None


def written(reader: EventReader, kind: str) -> Written | None:
    found = reader.last_event(kind)
    if found is None:
        return None
    body = found.event.body
    return Written((found.boot, found.seq), str(body["name"]), str(body["by"]))


def source_of(table: ReleasesTable, clock: Clock) -> FetcherInterface:
    if table.address is None:
        assert table.folder is not None
        return FolderSource(table.folder)
    tls = table.ca_file is None or client_tls(table.address, table.ca_file, None, None)
    return WebSource(table.address, tls, clock)
