"""The images, built from a root file system of Debian without any registry, and run as they ship.

Images and containers live in a folder of the test's own; nothing of them is left.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from deploy.images.pip_here import of_this_computer, options
from tests.peers import require

CONTAINERFILE = Path(__file__).resolve().parents[2] / "deploy" / "images" / "Containerfile"
BUILD = CONTAINERFILE.with_name("build_images.sh")
LONGEST_S = 1500
RUN = (
    *("--rm", "--read-only", "--tmpfs=/tmp", "--cap-drop=all", "--network=host"),
    *("--log-driver=none", "--cgroups=no-conmon", "--no-healthcheck"),
    *("--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000"),
)
"""Those of docs/deployment.md, and what podman needs where it runs in a container itself."""


def podman(folder: Path) -> list[str]:
    """Without systemd."""
    return ["podman", *storage(folder), "--runtime=runc", "--cgroup-manager=cgroupfs"]


@cache
def storage(folder: Path) -> tuple[str, ...]:
    """Overlays where they can be mounted; else every container begins with a copy of its image."""
    for driver in ("overlay", "vfs"):
        places = (f"--root={folder / driver}", f"--runroot={folder / 'run' / driver}")
        options = (*places, f"--storage-driver={driver}")
        tried = f"buildah {' '.join(options)} mount $(buildah {' '.join(options)} from scratch)"
        if subprocess.run(tried, shell=True, check=False, capture_output=True).returncode == 0:
            run("buildah", *options, "rm", "--all")
            return options
    raise AssertionError("no storage driver of buildah works here")


@contextmanager
def loaded_images(folder: Path, *names: str) -> Iterator[Path]:
    """Where podman finds them. What layers leave behind is taken away with them."""
    require("podman")
    base = folder / "debian.tar"
    try:
        run("mmdebstrap", "--quiet", "--variant=minbase", "bookworm", str(base))
        run(str(BUILD), str(base), str(folder), *names, "--", *options(of_this_computer(), folder))
        for name in names:
            file = folder / f"packwarden-{name}.tar"
            run(*podman(folder), "load", "--quiet", "--input", str(file))
        yield folder
    finally:
        shutil.rmtree(folder)


def begun(images: Path, name: str, *options: str, words: tuple[str, ...] = ()) -> list[str]:
    """The command that runs a container of it."""
    return [*podman(images), "run", *RUN, *options, f"localhost/packwarden-{name}", *words]


def inside(images: Path, name: str, *words: str) -> str:
    """What a command in the image writes."""
    first, *others = words
    return run(*begun(images, name, f"--entrypoint={first}", words=tuple(others)))


def run(*words: str) -> str:
    ended = subprocess.run(
        words, check=False, timeout=LONGEST_S, capture_output=True, text=True, errors="replace"
    )
    assert ended.returncode == 0, f"{words}: {ended.stderr[-2000:]}"
    return ended.stdout
