"""Every trial of durability as one call: so many tries at most, for so many seconds at most.

What must not happen is counted by name; a trial is met while all of its counts are 0.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from deploy.torture.durability import agent_deaths, centre_upgrades, drills, power_cuts
from deploy.torture.durability.shim import built, environment
from deploy.torture.portions import Tried

LONGEST_S: Final = 3_300
IMAGES_OF_A_SESSION: Final = 1_000
PACKAGE: Final = "deploy.torture.durability"


def in_process(module: str, folder: Path, *words: str, has_shim: bool = False) -> dict[str, Any]:
    """What it says in its one line of JSON."""
    with TemporaryDirectory(prefix="packwarden-shim-") as name:
        around = environment(built(Path(name)), folder) if has_shim else None
        command = [sys.executable, "-m", f"{PACKAGE}.{module}", str(folder), *words]
        ended = subprocess.run(  # noqa: S603 - our own program
            command, env=around, stdout=subprocess.PIPE, check=True, timeout=LONGEST_S
        )
    said: dict[str, Any] = json.loads(ended.stdout)
    return said


def killed_stores(most: int, seconds: float, seed: int) -> Tried:
    with TemporaryDirectory(prefix="packwarden-torture-") as name:
        words = (str(most), str(seconds), str(seed))
        said = in_process("store_deaths", Path(name), *words)
    return Tried(said["rounds"], said["flaws"])


def killed_agents(most: int, seconds: float, seed: int) -> Tried:
    with TemporaryDirectory(prefix="packwarden-torture-") as name:
        deaths = agent_deaths.died(Path(name), most, seconds, seed)
    pictures = {"pictures lost": deaths.pictures_lost}
    return Tried(deaths.rounds, {**asdict(deaths.flaws), **pictures})


def cut_power(most: int, seconds: float, seed: int) -> Tried:
    with TemporaryDirectory(prefix="packwarden-torture-") as name:
        images = min(most, IMAGES_OF_A_SESSION)
        cuts = power_cuts.cut(Path(name), images, seconds, seed)
    more = {"pictures lost": cuts.pictures_lost, "files torn": cuts.files_torn}
    return Tried(cuts.images, {**asdict(cuts.flaws), **more})


def drilled_backups(most: int, seconds: float, seed: int) -> Tried:
    with TemporaryDirectory(prefix="packwarden-torture-") as name:
        done = drills.drilled(Path(name), most, seconds, seed)
    faults = {
        "lacking": done.lacking,
        "unequal": done.unequal,
        "lost at the centre": done.lost,
        "doubled at the centre": done.doubled,
        "damaged": sum(asdict(done.flaws).values()),
    }
    return Tried(done.drills, faults)


def failed_calls(_most: int, _seconds: float, _seed: int) -> Tried:
    """All of them, always."""
    with TemporaryDirectory(prefix="packwarden-torture-") as name:
        said = in_process("failing_disk", Path(name), has_shim=True)
    return Tried(said["tried"], {"crashes": len(said["crashes"]), "half": len(said["half"])})


def ended_upgrades(_most: int, _seconds: float, _seed: int) -> Tried:
    """Of a station's files, at every call to the disk."""
    with TemporaryDirectory(prefix="packwarden-torture-") as name:
        said = in_process("upgrades", Path(name), has_shim=True)
    return Tried(said["ended"], {"mixed": len(said["mixed"]), "lost": len(said["lost"])})


def ended_centre_upgrades(_most: int, _seconds: float, _seed: int) -> Tried:
    """From nothing and from our last revision, at every statement, on SQLite."""
    tries, mixed = 0, 0
    for ended in (centre_upgrades.ended_from_nothing, centre_upgrades.ended_from_last):
        with TemporaryDirectory(prefix="packwarden-torture-") as name:
            done = ended(f"sqlite:///{name}/centre.db", Path(name))
        tries, mixed = tries + done.ended, mixed + len(done.mixed)
    return Tried(tries, {"mixed": mixed})
