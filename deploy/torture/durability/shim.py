"""Builds the shim that stands between a program and its files, and speaks with it from inside."""

import ctypes
import os
import subprocess
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name("disk_shim.c")
COMPILER: Final = ("gcc", "-O2", "-shared", "-fPIC")
ENDS: Final = 0
"""As an error: the process ends before the call, as by kill -9."""


def built(folder: Path) -> Path:
    """The library; made in `folder`, which is not the one that it shall look after."""
    library = folder / "disk_shim.so"
    if not library.exists():
        command = [*COMPILER, "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
        subprocess.run(command, check=True)  # noqa: S603 - our own source
    return library


def environment(library: Path, folder: Path, notes: Path | None = None) -> dict[str, str]:
    """Of a process whose files in `folder` are looked after."""
    told = {"LD_PRELOAD": str(library), "DISK_SHIM_FOLDER": str(folder)}
    return {**os.environ, **told, **({} if notes is None else {"DISK_SHIM_NOTES": str(notes)})}


class Shim:
    """In the process that was started with it."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None)
        self._arm, self._disarm = library.disk_shim_arm, library.disk_shim_disarm
        self._arm.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_int]
        self._arm.restype, self._disarm.restype = None, ctypes.c_long

    def arm(self, at: int, error: int, is_for_ever: bool = False) -> None:
        """The call of number `at` from now on, counted from 1, fails with this errno, or ends the
        process."""
        self._arm(at, error, is_for_ever)

    def disarm(self) -> int:
        """How many calls there were since it was armed."""
        return int(self._disarm())
