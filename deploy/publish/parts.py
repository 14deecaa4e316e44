"""What a release is made of: each part is made by its own target and collected."""

import shutil
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from deploy.audit.bill import LOCKS, write_bill
from deploy.publish.errors import PublishError
from deploy.publish.tree import Tree
from deploy.publish.wheel import built_wheel, ran, source_archive, try_wheel

LONGEST_MAKE_S: Final = 3 * 3600.0
"""Images and their layers, on a slow machine."""


class Part(StrEnum):
    WHEEL = "wheel"
    """With the source that it is made of; tried in an environment of its own."""
    BILLS = "bills"
    DOCS = "docs"
    DEB = "deb"
    IMAGES = "images"


@dataclass(frozen=True, slots=True)
class Made:
    """A part that a target of the Makefile leaves in a folder."""

    target: str
    folder: str
    pattern: str
    """Of files in it; VERSION stands for the release's."""


TARGETS: Final = {
    Part.DEB: Made("deb", "build/deb", "packwarden_VERSION_*.deb"),
    Part.IMAGES: Made("images", "build/images", "packwarden-*.tar"),
}
SITE: Final = Made("docs", "build/site", "**/*")


def make_parts(
    parts: Iterable[Part], tree: Tree, out: Path, lent: Path | None, tell: Callable[[str], None]
) -> None:
    """Into `out`. PublishError where one cannot be made."""
    for part in parts:
        tell(f"making {part.value}")
        match part:
            case Part.WHEEL:
                make_wheel(tree, out, lent)
            case Part.BILLS:
                make_bills(tree, out)
            case Part.DOCS:
                make_docs(tree, out)
            case Part.DEB | Part.IMAGES:
                collect(TARGETS[part], tree, out)


def make_wheel(tree: Tree, out: Path, lent: Path | None) -> None:
    source = source_archive(tree, out)
    wheel = built_wheel(source, tree, out)
    try_wheel(wheel, tree.project / "requirements" / "station.lock", lent)


def make_bills(tree: Tree, out: Path) -> None:
    for name in LOCKS:
        lock = tree.project / "requirements" / f"{name}.lock"
        write_bill(lock, tree.project / "pyproject.toml", out / f"{name}.cdx.json")


def make_docs(tree: Tree, out: Path) -> None:
    """One archive: the site is thousands of files."""
    made(SITE, tree)
    name = f"packwarden-{tree.version}-docs"
    with tarfile.open(out / f"{name}.tar.gz", "w:gz") as packed:
        packed.add(tree.project / SITE.folder, arcname=name)


def collect(wanted: Made, tree: Tree, out: Path) -> None:
    for file in made(wanted, tree):
        shutil.copyfile(file, out / file.name)


def made(wanted: Made, tree: Tree) -> list[Path]:
    """PublishError where the target leaves nothing."""
    ran(["make", "-C", str(tree.project), wanted.target], LONGEST_MAKE_S)
    folder = tree.project / wanted.folder
    files = sorted(folder.glob(wanted.pattern.replace("VERSION", tree.version)))
    if not files:
        raise PublishError(f"make {wanted.target} left no {wanted.pattern} in {folder}")
    return files
