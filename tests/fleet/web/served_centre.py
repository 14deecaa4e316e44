"""A centre served in this process, over a real database, for visitors who ask as programs do."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from deploy.fleet.database import open_database
from deploy.fleet.founding import found
from deploy.fleet.settings import load_centre
from deploy.fleet.web.app import serve
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.people.office import Office
from hardware.interfaces import Clock
from tests.fleet.empty_centre import empty_centre
from tests.people.samples import QUICK
from tests.web.visitors import Doors, MovedClock


class ServedCentre(Doors):
    """One centre, its people and its clock."""

    def __init__(self, site: CentreSite, clock: MovedClock) -> None:
        super().__init__(site.office, clock, serve(site))
        self.site = site


@contextmanager
def opened_centre(folder: Path, clock: Clock) -> Iterator[CentreSite]:
    """Founded as `packwarden fleet init` does it, and not served yet."""
    now = clock.wall()
    settings = load_centre(found(folder, "plant-1", now, hasher=QUICK).settings_file)
    with ExitStack() as open_now:
        engine = open_database(empty_centre(settings.centre.places.database), now)
        open_now.callback(engine.dispose)
        office = Office(settings.centre.places.people, settings.centre.name, now, QUICK)
        yield open_now.enter_context(closing(CentreSite(settings, office, engine, clock)))


@contextmanager
def served_centre(folder: Path) -> Iterator[ServedCentre]:
    clock = MovedClock()
    with opened_centre(folder, clock) as site:
        yield ServedCentre(site, clock)
