"""Programs and libraries of the system that tests speak to.

A test that needs one skips where it is not installed, and says which package brings it. Where
CI=true promises that all of `make peers` is there, its absence is a failure.
"""

import ctypes.util
import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulators.lossy_network import why_not
from tests.conftest import absent


@dataclass(frozen=True, slots=True)
class Peer:
    package: str
    """What brings it on Debian."""
    is_here: Callable[[], bool]
    is_promised: bool = True
    """`make peers` brings it; the others are for trials at the size of a release."""


def command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


NODE_MODULES = Path(__file__).parent / "node" / "node_modules"
"""What `make peers` fetches from npm."""

BUILD = Path(__file__).parents[1] / "build"
"""What make keeps beside the tree."""
DOCS_SCRIPTS = BUILD / "docs-node" / "node_modules" / ".package-lock.json"

PEERS = {
    "gcc": Peer("gcc libc6-dev", command("gcc")),
    "avr-gcc": Peer("gcc-avr avr-libc binutils-avr", command("avr-gcc")),
    "simavr": Peer(
        "libsimavr-dev libelf-dev", lambda: Path("/usr/include/simavr/sim_avr.h").is_file()
    ),
    "mosquitto": Peer("mosquitto", command("mosquitto")),
    "socat": Peer("socat", command("socat")),
    "mbpoll": Peer("mbpoll", command("mbpoll")),
    "postgresql": Peer(
        "postgresql-15", lambda: Path("/usr/lib/postgresql/15/bin/initdb").is_file()
    ),
    "curl": Peer("curl jq", lambda: all(map(shutil.which, ("curl", "jq")))),
    "R": Peer(
        "r-base-core r-cran-httr2 r-cran-jsonlite",
        lambda: (
            shutil.which("Rscript") is not None and Path("/usr/lib/R/site-library/httr2").is_dir()
        ),
    ),
    "node": Peer(
        "nodejs npm, then make peers",
        lambda: shutil.which("node") is not None and NODE_MODULES.is_dir(),
    ),
    "network": Peer("iproute2, as root", lambda: shutil.which("ip") is not None and not why_not()),
    "kubectl": Peer("kubectl of 1.21 or newer", command("kubectl"), is_promised=False),
    "podman": Peer(
        "mmdebstrap buildah podman runc",
        lambda: all(map(shutil.which, ("mmdebstrap", "buildah", "podman", "runc"))),
        is_promised=False,
    ),
    "systemd-analyze": Peer("systemd", command("systemd-analyze")),
    "qemu": Peer(
        "qemu-system-x86 mmdebstrap",
        lambda: all(map(shutil.which, ("qemu-system-x86_64", "mmdebstrap", "mke2fs", "dpkg-deb"))),
        is_promised=False,
    ),
    "zensical": Peer(
        "make docs",
        lambda: all(map(Path.exists, (BUILD / "docs-venv/installed.stamp", DOCS_SCRIPTS))),
    ),
    "chromium": Peer("chromium", command("chromium")),
    "arv-fake-gv-camera": Peer("aravis-tools", command("arv-fake-gv-camera-0.8")),
    "aravis": Peer(
        "gir1.2-aravis-0.8 python3-gi",
        lambda: (
            importlib.util.find_spec("gi") is not None
            and ctypes.util.find_library("aravis-0.8") is not None
        ),
    ),
}


def missing(*names: str) -> str | None:
    """What to install, as a sentence; None when all are here."""
    packages = [PEERS[name].package for name in names if not PEERS[name].is_here()]
    return f"apt-get install {' '.join(packages)}" if packages else None


def is_promised(name: str) -> bool:
    return PEERS[name].is_promised


def needs(*names: str) -> pytest.MarkDecorator:
    """A mark for tests that speak to these: pytestmark = needs("socat")."""
    lack = missing(*names)
    promised = missing(*filter(is_promised, names))
    if promised is not None and os.environ.get("CI") == "true":
        absent(promised)
    return pytest.mark.skipif(lack is not None, reason=lack or "all are here")


def require(*names: str) -> None:
    """The same inside a fixture."""
    lack = missing(*names)
    if lack is not None:
        absent(lack)
