"""Archives from elsewhere: of bundles and recipes. Nothing is ever written beside their folder."""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

from deploy.fleet.recipes.packed import unpacked
from deploy.torture.hostile.changing import Change, change_bytes
from deploy.torture.hostile.doors import Door, Making, file_door
from deploy.torture.hostile.odd_archives import ODD, Files, zipped
from edge_agent.inspection.bundle import MOST_BUNDLE_BYTES
from edge_agent.releases.unpacking import write_entries

OF_BUNDLE: Final[Files] = {"manifest.json": b"{}", "reader.onnx": b"net" * 50}
OF_RECIPE: Final[Files] = {"recipe.toml": b'name = "box"\n', "top.png": b"picture" * 50}
HUGE: Final = "a bomb"
"""Made once only: it takes seconds."""


class LedOut(Exception):
    """Something was written where nothing may be, or more than there may be."""


def change_archive(plain: Files) -> Change:
    """Now and then one that somebody made on purpose."""
    odd = [making for name, making in ODD.items() if name != HUGE]

    def change(random: Random, given: bytes) -> bytes:
        if random.random() < 0.02:
            return random.choice(odd)(plain)
        return change_bytes(random, given)

    return change


def bundle_archive(folder: Path) -> Door:
    inside = folder / "bundle"

    def written(archive: Path) -> None:
        try:
            write_entries(archive, inside)
        finally:
            refuse_led_out(folder, inside)

    return file_door(
        folder / "released.zip", written, [zipped(OF_BUNDLE)], change_archive(OF_BUNDLE)
    )


def refuse_led_out(folder: Path, inside: Path) -> None:
    """And makes room for the next one."""
    beside = {file.name for file in folder.iterdir()} - {"bundle", "released.zip"}
    found = sorted(inside.rglob("*"), reverse=True) if inside.is_dir() else []
    odd = [file for file in found if file.is_symlink() or not (file.is_file() or file.is_dir())]
    if beside or odd or sum(file.stat().st_size for file in found) > 2 * MOST_BUNDLE_BYTES:
        raise LedOut(f"{beside} {odd}")
    for file in found:
        file.rmdir() if file.is_dir() else file.unlink()


def recipe_archive(_: Path) -> Door:
    return Door(unpacked, [zipped(OF_RECIPE)], change_archive(OF_RECIPE))


DOORS: Final[Mapping[str, Making]] = {
    "archive of a bundle": bundle_archive,
    "archive of a recipe": recipe_archive,
}
