"""The firmware's C core (hardware/firmware), compiled for this machine and called from Python.

Compiled when it is first needed, into build/ of a source tree, else into a folder of this process;
a library of the same sources is used again.
"""

import atexit
import ctypes
import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hardware.errors import DeviceMissing

FIRMWARE = Path(__file__).parents[1] / "hardware" / "firmware"
PROJECT = Path(__file__).parents[1]
FLAGS = ("-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared")


def sources() -> list[Path]:
    return sorted(FIRMWARE.glob("*.c"))


def compiler() -> str:
    found = os.environ.get("CC") or shutil.which("gcc") or shutil.which("cc")
    if found is None:
        raise DeviceMissing("the simulated controller needs a C compiler: apt-get install gcc")
    return found


def fingerprint() -> str:
    """Of everything that goes into the library."""
    told = hashlib.sha256(" ".join((compiler(), *FLAGS)).encode())
    for file in (*sources(), *sorted(FIRMWARE.glob("*.h"))):
        told.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return told.hexdigest()[:16]


@cache
def folder() -> Path:
    """Where libraries are kept."""
    if (PROJECT / "pyproject.toml").is_file() and os.access(PROJECT, os.W_OK):
        return PROJECT / "build" / "firmware-host"
    made = Path(mkdtemp(prefix="packwarden-firmware-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def compiled() -> Path:
    """The library's file. DeviceMissing without a compiler, or where it refuses the sources."""
    library = folder() / f"reject-{fingerprint()}.so"
    if library.is_file():
        return library
    library.parent.mkdir(parents=True, exist_ok=True)
    begun = library.with_suffix(f".{os.getpid()}")
    command = [compiler(), *FLAGS, "-o", str(begun), *map(str, sources())]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    except subprocess.CalledProcessError as error:
        raise DeviceMissing(f"the controller's core does not compile:\n{error.stderr}") from error
    begun.replace(library)
    return library


@cache
def core_library() -> ctypes.CDLL:
    """With the types of reject.h."""
    library = ctypes.CDLL(str(compiled()))
    core, tick, now_us = ctypes.c_void_p, ctypes.c_int32, ctypes.c_uint32
    signatures: dict[str, tuple[type | None, list[type]]] = {
        "reject_size": (ctypes.c_uint16, []),
        "reject_start": (None, [core, ctypes.c_uint32, ctypes.c_uint16, ctypes.c_uint32]),
        "reject_edge": (None, [core, ctypes.c_int, ctypes.c_bool, tick, now_us]),
        "reject_inputs": (None, [core, ctypes.c_uint8]),
        "reject_run": (None, [core, tick, now_us]),
        "reject_byte_in": (None, [core, ctypes.c_uint8]),
        "reject_byte_out": (ctypes.c_int16, [core]),
        "reject_outputs": (ctypes.c_uint16, [core]),
        "reject_faults": (ctypes.c_uint16, [core]),
        "reject_next_tick": (ctypes.c_bool, [core, ctypes.POINTER(ctypes.c_int32)]),
        "reject_next_us": (ctypes.c_bool, [core, ctypes.POINTER(ctypes.c_uint32)]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
