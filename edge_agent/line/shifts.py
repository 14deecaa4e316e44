"""A station's work over changes of its product: one station after the other in one data folder.

Each has the recipe that the store names, so a process that is restarted meanwhile goes on the same.
Between two of them the controller does what it does when the station falls silent.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields

from edge_agent.core.errors import PackwardenError
from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import Record
from edge_agent.inspection.ready_recipes import RecipePlaces, put_in_place
from edge_agent.line.device_health import DeviceHealth
from edge_agent.line.station import Station
from edge_agent.service_notices import ServiceNotices
from edge_agent.station_tables import StationSettings
from hardware.interfaces import Clock


class Shifts:
    """From creation to `close` there is a station."""

    def __init__(
        self,
        settings: StationSettings,
        clock: Clock,
        tell: Callable[[str], None],
        notices: ServiceNotices | None = None,
    ) -> None:
        """notices: towards a service manager, where there is one."""
        self.settings, self.clock, self.tell = settings, clock, tell
        self.notices = notices or ServiceNotices(clock)
        self.first = self.at_work = Station(settings, clock, tell, self.notices)
        self.before = Ledger()
        """Of the lines that have ended."""
        self.refused_before: list[str] = []

    def run(
        self, is_interrupted: Callable[[], bool], most_packs: int | None = None
    ) -> tuple[int, ...]:
        """As `Station.run`, with another station after each change of the product."""
        left: tuple[int, ...] = ()
        while True:
            rest = None if most_packs is None else most_packs - self.ledger.seen
            left += self.at_work.run(is_interrupted, rest)
            if not self.at_work.goes_over or is_interrupted():
                return left
            self.go_over()

    def go_over(self) -> None:
        before, refused, order = self.ledger, self.refused, self.at_work.line.orders.next
        self.at_work.close()
        if order is not None:
            self.take_ready(order.recipe)
        self.at_work = Station(self.settings, self.clock, self.tell, self.notices)
        self.before, self.refused_before = before, refused
        self.tell(f"Changed over to recipe {self.at_work.loaded.recipe.name}")

    def take_ready(self, recipe: str) -> None:
        """Another version of it that lies ready is in place when the next line begins."""
        table = self.settings.station
        if table.products is None:
            return
        try:
            put_in_place(RecipePlaces(table.products, table.recipe), recipe)
        except (PackwardenError, OSError) as error:
            self.tell(f"Recipe {recipe} stays as it was: {error}")

    @property
    def ledger(self) -> Ledger:
        """Of all lines together."""
        now = self.at_work.line.ledger
        names = [one.name for one in fields(Ledger)]
        return Ledger(*(getattr(self.before, name) + getattr(now, name) for name in names))

    @property
    def refused(self) -> list[str]:
        return [*self.refused_before, *self.at_work.refused]

    @property
    def health(self) -> DeviceHealth:
        """Of the devices now."""
        return self.at_work.line.health

    def records(self) -> Iterator[Record]:
        """What was written since the first of them."""
        return self.first.records()

    def close(self) -> None:
        self.at_work.close()
