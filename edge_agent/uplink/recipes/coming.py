"""What has come of recipes, on the station's disk: releases with their fate, and pieces.

    products/.packwarden/releases/tray.json    the newest release of this recipe, as it was signed
    products/.packwarden/pieces/9f86…          by their sha256

Every file is written whole. A release is kept before anything is done about it, so whatever dies,
it goes on where it stood, and an older one of the same recipe is known as such for ever.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from edge_agent.core.errors import StoreDamaged, StoreFailed
from edge_agent.people.errors import NotGenuine
from edge_agent.people.signing import Sealed
from edge_agent.uplink.recipes.documents import RELEASE, RecipeState, Release
from edge_agent.uplink.recipes.listing import Listing, cut, pieces_of, put_together, sha256_of
from edge_agent.whole_files import write_whole

SHA256_DIGITS: Final = 64
OPEN: Final = (RecipeState.COMING, RecipeState.READY)


@dataclass(frozen=True, slots=True)
class Kept:
    """A release and what became of it."""

    release: Release
    sealed: bytes
    state: RecipeState = RecipeState.COMING
    why: str = ""

    def refused(self, why: str) -> "Kept":
        return replace(self, state=RecipeState.REFUSED, why=why)

    def became(self, state: RecipeState) -> "Kept":
        return replace(self, state=state)


class Coming:
    """Of one station. One thread writes releases; pieces may be written beside."""

    def __init__(self, hidden: Path) -> None:
        self.releases, self.pieces = hidden / "releases", hidden / "pieces"
        self.unfinished = hidden / "unfinished"
        self.troubles: list[str] = []
        """Files that are not as they were written: what they held is forgotten."""
        self.kept: dict[str, Kept] = {one.release.recipe: one for one in self.read_all()}
        """By the name of the recipe."""
        self.here = {file.name for file in self.pieces.glob("*") if is_sha256(file.name)}
        """Pieces."""

    def read_all(self) -> Iterator[Kept]:
        for file in sorted(self.releases.glob("*.json")):
            try:
                yield read_kept(file)
            except StoreDamaged as error:
                self.troubles.append(str(error))

    def keep(self, kept: Kept) -> None:
        """Durable on return; StoreFailed where the disk does not take it."""
        document = {
            "sealed": kept.sealed.decode(),
            "state": kept.state.value,
            "why": kept.why,
        }
        self.write(self.releases / f"{kept.release.recipe}.json", json.dumps(document).encode())
        self.kept[kept.release.recipe] = kept
        if kept.state not in OPEN:
            self.forget_pieces()

    def write(self, file: Path, content: bytes) -> None:
        try:
            write_whole(file, content)
        except OSError as error:
            raise StoreFailed(f"{file}: {error.strerror}") from error

    def take_piece(self, content: bytes) -> bool:
        """Whether a release that is coming lists it; all else is thrown away."""
        sha256 = sha256_of(content)
        wanted = any(
            sha256 in pieces_of(kept.release.files)
            for kept in tuple(self.kept.values())
            if kept.state is RecipeState.COMING
        )
        if wanted and not self.has_piece(sha256):
            self.write(self.pieces / sha256, content)
            self.here.add(sha256)
        return wanted

    def has_piece(self, sha256: str) -> bool:
        return sha256 in self.here

    def piece(self, sha256: str) -> bytes:
        return (self.pieces / sha256).read_bytes()

    def assemble(self, release: Release) -> Path:
        """The recipe's folder, whole, where nobody looks for recipes yet. InvalidInput where a file
        is not what was listed."""
        folder = self.unfinished / release.recipe_hash
        try:
            shutil.rmtree(folder, ignore_errors=True)
            for file in release.files:
                write_whole(folder / file.name, put_together(file, self.piece))
        except OSError as error:
            raise StoreFailed(f"{folder}: {error.strerror}") from error
        return folder

    def forget_pieces(self) -> None:
        """Those that nothing lists which is still coming."""
        wanted = {
            piece
            for kept in self.kept.values()
            if kept.state is RecipeState.COMING
            for piece in pieces_of(kept.release.files)
        }
        for file in self.pieces.glob("*"):
            if file.name not in wanted:
                self.here.discard(file.name)
                file.unlink(missing_ok=True)

    def seed(self, listing: Listing, folder: Path) -> None:
        """Takes over what an older version has already, so that it need not travel."""
        for file in listing:
            there = folder / file.name
            if there.is_file() and there.stat().st_size == file.size:
                content = there.read_bytes()
                if sha256_of(content) == file.sha256:
                    self.take_file(content)

    def take_file(self, content: bytes) -> None:
        for piece in cut(content):
            self.take_piece(piece)


def is_sha256(name: str) -> bool:
    """Others are left of a writing that was cut off."""
    return len(name) == SHA256_DIGITS


def read_kept(file: Path) -> Kept:
    """StoreDamaged where it is not as it was written."""
    try:
        document = json.loads(file.read_bytes())
        sealed = document["sealed"].encode()
        release = RELEASE.value(Sealed.from_bytes(sealed).document)
        return Kept(release, sealed, RecipeState(document["state"]), document["why"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, NotGenuine) as error:
        raise StoreDamaged(f"{file} is not as it was written; take it away: {error}") from error
