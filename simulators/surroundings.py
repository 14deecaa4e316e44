"""Opens what stands around a scenario's line and may fail; whoever has a centre brings it along."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from simulators.around import Around, Telling
from simulators.certified import STATION
from simulators.scenario import Scenario

GROUP: Final = "packwarden.around"


@contextmanager
def surroundings(scenario: Scenario, folder: Path, telling: Telling) -> Iterator[Around | None]:
    """None where nothing of that fails. It is loaded only where it is needed."""
    if not scenario.needs_surroundings:
        yield None
        return
    (found,) = entry_points(group=GROUP)
    with found.load()(STATION, folder, scenario.events, telling) as around:
        yield around
