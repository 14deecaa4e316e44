"""Writes a first station into a folder: all of it, or nothing, and never over what is there.

Everything is made in a hidden folder beside its place and moved at the end, station.toml last.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from edge_agent.core.errors import Conflict, StoreFailed
from edge_agent.core.order import Order
from edge_agent.first_station.administrator import let_in
from edge_agent.first_station.answers import Answers
from edge_agent.first_station.simulated import DrawnProducts
from edge_agent.first_station.station_text import PICTURES, RECIPE, station_text
from edge_agent.settings import load_station
from edge_agent.station_places import STATION_FILE
from edge_agent.whole_files import sync_folder, write_whole
from hardware.interfaces import Clock

DATA: Final = "data"
PLACES: Final = (RECIPE, PICTURES, DATA, STATION_FILE.name)
"""All that is ever written, in this order."""


@dataclass(frozen=True, slots=True)
class FirstStation:
    answers: Answers
    password: str
    views: tuple[str, ...]
    drawn: DrawnProducts | None
    """None: a product of one's own."""
    teach: Callable[[Path], None] | None
    """Writes a recipe from pictures; None: nothing is taught yet."""


def refuse_to_overwrite(folder: Path) -> None:
    for name in PLACES:
        if (folder / name).exists():
            raise Conflict(
                f"{folder / name} is there already and is never overwritten; name another folder, "
                "or remove it yourself"
            )


def lay_out(folder: Path, station: FirstStation, clock: Clock, tell: Callable[[str], None]) -> Path:
    """station.toml. Conflict where something is there; StoreFailed where it cannot be written."""
    refuse_to_overwrite(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with hidden_beside(folder) as made:
            order = product(made, station, tell)
            text = station_text(station.answers, station.views, order)
            write_whole(made / STATION_FILE, text.encode())
            people(made, station, clock)
            move(made, folder)
    except OSError as error:
        raise StoreFailed(f"{folder}: {error.strerror}") from error
    return folder / STATION_FILE


def product(made: Path, station: FirstStation, tell: Callable[[str], None]) -> Order | None:
    if station.drawn is not None:
        pictures = made / PICTURES
        return station.drawn.lay_out(station.answers.product, made / RECIPE, pictures, tell)
    if station.teach is not None:
        station.teach(made / RECIPE)
    else:
        (made / RECIPE).mkdir()
    return None


def people(made: Path, station: FirstStation, clock: Clock) -> None:
    """What was written is read back by the station's own reader."""
    name = load_station(made / STATION_FILE).station.full_name
    let_in(made / DATA, name, station.answers.administrator, station.password, clock)


@contextmanager
def hidden_beside(folder: Path) -> Iterator[Path]:
    """On the same file system, so that moving is one step; gone afterwards."""
    made = Path(mkdtemp(prefix=".packwarden-init-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def move(made: Path, folder: Path) -> None:
    refuse_to_overwrite(folder)
    for name in PLACES:
        if (made / name).exists():
            (made / name).rename(folder / name)
    sync_folder(folder)
