"""Kills a whole station while it inspects, or while it starts, and starts it again in its folder.

What a reader has seen of the log before the death must be there after it, unchanged; what the next
start adds follows without a gap. That a gate falls into its safe state by itself when nobody renews
its permission is proven with its firmware (tests/firmware).
"""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from deploy.torture.durability.groups import Flaws, doubled
from edge_agent.core.errors import NotFound, Unreachable
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.store.events import EventReader
from edge_agent.store.pictures import read_picture
from hardware.clock import RealClock
from hardware.pictures import encode_png

VIEW: Final = "top"
FRAMES: Final = 600
FPS: Final = 25
LONGEST_LIFE_S: Final = 1.5
LONGEST_START_S: Final = 120.0
LOOK_NS: Final = 10_000_000
PACK, PANEL = Box(40, 30, 240, 180), Box(100, 80, 100, 60)
STATION: Final = f"""\
[station]
site = "torture"
line = "line-1"
name = "box"
recipe = "recipe"

[[cameras]]
view = "{VIEW}"
type = "files"
path = "frames"
fps = {FPS}

[data]
folder = "data"
keep = "all"
reserve_mb = 1
"""
CLOCK: Final = RealClock()
Row = tuple[int, int, int]


@dataclass
class AgentDeaths:
    rounds: int = 0
    seen: int = 0
    """Records that a reader had seen before a death."""
    pictures_lost: int = 0
    slowest_start_s: float = 0.0
    """Until the first record is there."""
    flaws: Flaws = field(default_factory=Flaws)


def station_in(folder: Path) -> Path:
    """Over a film of one picture."""
    blocks = np.random.default_rng(3).integers(60, 250, (18, 24, 3), dtype=np.uint8)
    picture = np.full((240, 320, 3), 25, np.uint8)
    picture[PACK.y : PACK.y + PACK.height, PACK.x : PACK.x + PACK.width] = blocks.repeat(
        10, 0
    ).repeat(10, 1)
    check = Check("panel", CheckKind.SURFACE, VIEW, PANEL, SurfaceLimits(0.6))
    recipe = Recipe(name="box", views=(View(VIEW, ("top-1.png",), PACK),), checks=(check,))
    save_recipe(recipe, {VIEW: [picture]}, folder / "recipe")
    (folder / "frames").mkdir()
    first = folder / "frames" / "000.png"
    first.write_bytes(encode_png(picture))
    for number in range(1, FRAMES):
        (folder / "frames" / f"{number:03}.png").hardlink_to(first)
    file = folder / "station.toml"
    file.write_text(STATION, encoding="utf-8")
    return file


def rows_in(events: Path) -> list[Row]:
    """(boot, seq, pack number) of every record."""
    if not events.is_file():
        return []
    with closing(sqlite3.connect(f"{events.as_uri()}?mode=ro", uri=True, timeout=30)) as found:
        if not found.execute("SELECT 1 FROM sqlite_schema WHERE name = 'records'").fetchone():
            return []
        return found.execute("SELECT boot, seq, pack_no FROM records ORDER BY boot, seq").fetchall()


def died(folder: Path, rounds: int, seconds: float, seed: int) -> AgentDeaths:
    """At most so many rounds, and none begun after so many seconds."""
    random, deaths = Random(seed), AgentDeaths()
    until_ns = CLOCK.now_ns() + round(seconds * 1e9)
    station, events = station_in(folder), folder.resolve() / "data" / "events.db"
    while deaths.rounds < rounds and CLOCK.now_ns() < until_ns:
        before = killed(station, events, random, deaths)
        deaths.rounds += 1
        deaths.seen += len(before)
        deaths.flaws += flaws_after(before, events)
    deaths.pictures_lost = pictures_lost(folder / "data")
    return deaths


def killed(station: Path, events: Path, random: Random, deaths: AgentDeaths) -> list[Row]:
    """What a reader saw right before."""
    known = len(rows_in(events))
    command = [sys.executable, "-m", "edge_agent", "run", "--station", str(station), "--no-web"]
    quiet = subprocess.DEVNULL
    agent = subprocess.Popen(command, stdout=quiet, stderr=quiet)  # noqa: S603 - our own program
    try:
        if random.random() < 0.75:
            started_s = until_ready(agent, events, known)
            deaths.slowest_start_s = max(deaths.slowest_start_s, started_s)
        rest(random.uniform(0, LONGEST_LIFE_S))
        return rows_in(events)
    finally:
        agent.send_signal(signal.SIGKILL)
        agent.wait()


def until_ready(agent: subprocess.Popen[bytes], events: Path, known: int) -> float:
    begun_ns = CLOCK.now_ns()
    while len(rows_in(events)) <= known:
        lasted_s = (CLOCK.now_ns() - begun_ns) / 1e9
        if agent.poll() is not None or lasted_s > LONGEST_START_S:
            raise Unreachable(f"the station did not start ({agent.returncode}, {lasted_s:.0f} s)")
        CLOCK.sleep_until_ns(CLOCK.now_ns() + LOOK_NS)
    return (CLOCK.now_ns() - begun_ns) / 1e9


def flaws_after(before: list[Row], events: Path) -> Flaws:
    rows = rows_in(events)
    if not rows and not before:
        return Flaws()
    with closing(sqlite3.connect(events)) as connection:
        checked = connection.execute("PRAGMA integrity_check").fetchone()[0]
    return Flaws(
        lost=len(set(before) - set(rows)),
        doubled=doubled([row[:2] for row in rows]) + doubled([row[::2] for row in rows]),
        gaps=gaps(rows),
        damaged=int(checked != "ok"),
    )


def gaps(rows: list[Row]) -> int:
    """Where a boot does not count from 1, or its packs are out of order."""
    found, boot, seq, pack_no = 0, 0, 0, 0
    for row in rows:
        if row[0] != boot:
            boot, seq, pack_no = row[0], 0, 0
        found += row[1] != seq + 1 or row[2] <= pack_no
        seq, pack_no = row[1:]
    return found


def pictures_lost(data: Path) -> int:
    """Named by a record, and not there as they were."""
    with closing(EventReader(data / "events.db")) as reader:
        names = {name for one in reader.records() for name in one.record.pictures.values()}
    return sum(not is_there(data / "pictures", name) for name in names)


def is_there(pictures: Path, name: str) -> bool:
    try:
        return bool(read_picture(pictures, name))
    except NotFound:
        return False


def rest(seconds: float) -> None:
    CLOCK.sleep_until_ns(CLOCK.now_ns() + round(seconds * 1e9))
