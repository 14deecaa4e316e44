"""Processes of ours that are knocked at while they run, and a small station for them.

What one of them tells of an error that is not its own stands in its log.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from deploy.torture.hostile.loud_errors import ForeignError
from edge_agent.core.errors import Unreachable
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View
from edge_agent.core.roles import Role
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.people.office import Office
from edge_agent.people.passwords import Hasher
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from hardware.pictures import encode_png

CLOCK: Final = RealClock()
READY_S: Final = 240.0
"""A liveness limit, as is every other one here."""
END_S: Final = 15.0
LOOK_NS: Final = 50_000_000
SIGNS: Final = (b"Traceback (most recent call last)", b"Exception in callback", b"never retrieved")
VIEW: Final = "top"
PACK: Final = Box(20, 15, 120, 90)
NAME: Final = "plant-1/line-1/box"
STATION: Final = """\
[station]
site = "plant-1"
line = "line-1"
name = "box"
recipe = "recipe"

[[cameras]]
view = "{view}"
type = "files"
path = "frames"

{more}
"""


class Peer:
    """One process, from its start to `close`."""

    def __init__(self, command: Sequence[str], log: Path, is_ready: Callable[[], bool]) -> None:
        """Unreachable where it is not ready in the end."""
        self.log, self.looked_at = log, 0
        with log.open("wb") as written:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", *command], stdout=written, stderr=written
            )
        until_ns = CLOCK.now_ns() + round(READY_S * 1e9)
        while not is_ready():
            if self.process.poll() is not None or CLOCK.now_ns() > until_ns:
                self.close()
                raise Unreachable(f"{' '.join(command)} is not ready: {log.read_bytes()[-500:]!r}")
            CLOCK.sleep_until_ns(CLOCK.now_ns() + LOOK_NS)

    def refuse_broken(self) -> None:
        """ForeignError where it has died, or told of an error that is not its own."""
        if self.process.poll() is not None:
            raise ForeignError(f"it ended with {self.process.returncode}: {self.told_anew()!r}")
        told = self.told_anew()
        if any(sign in told for sign in SIGNS):
            raise ForeignError(told.decode("utf-8", "replace"))

    def told_anew(self) -> bytes:
        told = self.log.read_bytes()
        anew, self.looked_at = told[self.looked_at :], len(told)
        return anew

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def box_picture() -> Pixels:
    """A printed box on a dark belt."""
    blocks = np.random.default_rng(3).integers(60, 250, (9, 12, 3), dtype=np.uint8)
    picture = np.full((120, 160, 3), 25, np.uint8)
    rows, columns = slice(PACK.y, PACK.y + PACK.height), slice(PACK.x, PACK.x + PACK.width)
    picture[rows, columns] = blocks.repeat(10, 0).repeat(10, 1)
    return picture


def save_box(folder: Path) -> None:
    """A recipe with one check."""
    panel = Check("panel", CheckKind.SURFACE, VIEW, Box(60, 40, 40, 30), SurfaceLimits(0.6))
    recipe = Recipe(name="box", views=(View(VIEW, (f"{VIEW}-1.png",), PACK),), checks=(panel,))
    save_recipe(recipe, {VIEW: [box_picture()]}, folder)


def a_station(folder: Path, more: str) -> Path:
    """Its station.toml. It has run before: there is a log."""
    save_box(folder / "recipe")
    (folder / "frames").mkdir()
    (folder / "frames" / "1.png").write_bytes(encode_png(box_picture()))
    file = folder / "station.toml"
    file.write_text(STATION.format(view=VIEW, more=more), encoding="utf-8")
    data = folder / "data"
    data.mkdir()
    with closing(EventStore.open(data / "events.db")) as log:
        log.append("started", {}, CLOCK.wall())
    return file


def engineer(people: Path, named: str) -> str:
    """The token of his session, at the station or centre of this name."""
    now = CLOCK.wall()
    with closing(Office(people, named, now, Hasher(memory_kib=8, passes=1))) as office:
        office.accounts.add("emil", "Emil", Role.ENGINEER)
        office.accounts.set_password("emil", "crane velvet mosaic 71")
        return office.enter_with_password("emil", "crane velvet mosaic 71", "here", now)
