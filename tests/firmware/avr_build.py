"""Builds the controller's binary and the simulated board, with the commands a person uses."""

import atexit
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from tests.conftest import PROJECT

FIRMWARE = PROJECT / "hardware" / "firmware"
SIMULATED_BOARD = PROJECT / "tests" / "firmware" / "simavr"


@dataclass(frozen=True, slots=True)
class Built:
    firmware: Path
    host: Path
    """Needs libsimavr; a program of its own under the GPL."""


def make(folder: Path, out: Path, target: Path) -> Path:
    """Builds `target`; what the compiler says goes into the failure."""
    done = subprocess.run(
        ["make", "-C", folder, f"OUT={out}", target],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return target


@cache
def built() -> Built:
    """Once in a process; the folder goes when it ends."""
    out = Path(mkdtemp(prefix="packwarden-firmware-"))
    atexit.register(rmtree, out, ignore_errors=True)
    return Built(
        firmware=make(FIRMWARE, out, out / "reject_uno.elf"),
        host=make(SIMULATED_BOARD, out, out / "simavr_host"),
    )


def memory_bytes(firmware: Path) -> tuple[int, int]:
    """Bytes of flash, and of memory taken before the first call."""
    told = subprocess.run(
        ["avr-size", firmware], capture_output=True, text=True, timeout=20, check=True
    )
    text, data, bss = (int(word) for word in told.stdout.splitlines()[1].split()[:3])
    return text + data, data + bss
