"""One release from its tree to its folder: whole, or not there."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from deploy.publish.errors import NotYet
from deploy.publish.parts import Part, make_parts
from deploy.publish.sealing import sealed
from deploy.publish.tree import Tree, notes_of, refuse_unfit
from deploy.publish.versions import Version
from edge_agent.people.keys import SigningKey
from edge_agent.whole_files import sync_folder, write_whole
from hardware.clock import RealClock

NOTES = "NOTES.md"


def release(
    version: Version,
    tree: Tree,
    folder: Path,
    key: SigningKey,
    parts: Sequence[Part],
    tell: Callable[[str], None],
    lent: Path | None = None,
) -> dict[str, Any]:
    """The manifest of folder/VERSION. NotYet where the tree is not fit, or it was made already."""
    refuse_unfit(version, tree)
    place = folder / str(version)
    if place.exists():
        raise NotYet(f"{place} is there already; a release is made once: remove it, or number anew")
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=f".{version}-", dir=folder))
    try:
        make_parts(parts, tree, unfinished, lent, tell)
        write_whole(unfinished / NOTES, f"{notes_of(version, tree.changelog)}\n".encode())
        document = sealed(unfinished, facts(version, tree, parts), key).document
        unfinished.chmod(0o755)
        unfinished.rename(place)
        sync_folder(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return dict(document)


def facts(version: Version, tree: Tree, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "version": str(version),
        "commit": tree.commit,
        "made_at": RealClock().wall().isoformat(),
        "parts": sorted(part.value for part in parts),
        "left_out": sorted(part.value for part in Part if part not in parts),
    }
