"""The firmware's C core as the tests want it, with drivers in C beside it.

It is compiled with the undefined-behaviour sanitizer, which ends the process at the first finding;
or, where FOLDER_VARIABLE names a folder, so that it counts its lines and branches there (the
sanitizer has branches of its own).
"""

import atexit
import ctypes
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

FIRMWARE = Path(__file__).parents[3] / "hardware" / "firmware"
DRIVERS = Path(__file__).parent / "drivers"
FOLDER_VARIABLE = "PACKWARDEN_FIRMWARE_COUNTS"
FLAGS = ("-std=c11", "-g", "-fPIC", "-Wall", "-Wextra", "-Werror")
SANITIZED = ("-O1", "-fsanitize=undefined", "-fno-sanitize-recover")
COUNTED = ("-O0", "--coverage")


def is_counting() -> bool:
    return FOLDER_VARIABLE in os.environ


def core_sources() -> list[Path]:
    return sorted(FIRMWARE.glob("*.c"))


def compiled(folder: Path) -> Path:
    """The library's file, and beside it what gcov needs."""
    flags = (*FLAGS, *(COUNTED if is_counting() else SANITIZED))
    objects = []
    for source in (*core_sources(), *sorted(DRIVERS.glob("*.c"))):
        objects.append(folder / f"{source.stem}.o")
        run("gcc", *flags, "-I", str(FIRMWARE), "-c", "-o", str(objects[-1]), str(source))
    library = folder / "core.so"
    run("gcc", *flags, "-shared", "-o", str(library), *map(str, objects))
    return library


def run(
    *command: str, folder: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def folder() -> Path:
    if is_counting():
        return Path(os.environ[FOLDER_VARIABLE])
    made = Path(mkdtemp(prefix="packwarden-core-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def library() -> ctypes.CDLL:
    loaded = ctypes.CDLL(str(compiled(folder())))
    for name in ("reject_size", "reject_outputs", "reject_faults"):
        getattr(loaded, name).restype = ctypes.c_uint16
    loaded.reject_byte_out.restype = ctypes.c_int16
    loaded.reject_next_tick.restype = ctypes.c_bool
    loaded.reject_next_us.restype = ctypes.c_bool
    return loaded
