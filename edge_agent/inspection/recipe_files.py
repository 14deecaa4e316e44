"""Reads and writes a recipe: a folder with recipe.toml and its golden pictures.

Strict: an unknown key, a missing picture, a region outside its picture or a view that is not there
is refused with the file, the line and what would be right. A recipe is written whole.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from edge_agent.core.dates import parse_format
from edge_agent.core.errors import InvalidInput, NotFound, SettingsError
from edge_agent.core.expected_print import fields_of
from edge_agent.core.lot_patterns import lot_matches
from edge_agent.core.packs import Box
from edge_agent.core.recipe import PrintLimits, Recipe, View
from edge_agent.inspection.recipe_tables import RecipeTable, as_document, as_recipe
from edge_agent.toml_files import Place, line_of, load_toml
from edge_agent.whole_files import write_whole
from hardware.errors import PictureRefused
from hardware.interfaces import Pixels
from hardware.pictures import encode_png, load_picture

RECIPE_FILE = "recipe.toml"
MOST_READINGS = 3
"""Of a folder that is exchanged while it is read."""
LISTED_ARRAY = re.compile(r"\[\n((?:    \S.*,\n)+)\]")
"""An array as tomli_w writes it, one value a line."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedRecipe:
    """A recipe in force: what it says, its golden pictures by view, and the hash of all files."""

    recipe: Recipe
    golden: dict[str, tuple[Pixels, ...]]
    hash: str


class RecipeReader:
    """One reading of a recipe's folder; knows the text, so that errors can name the line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / RECIPE_FILE
        self.recipe = as_recipe(load_toml(self.file, RecipeTable))
        self.text = self.file.read_text(encoding="utf-8")

    def refuse(self, place: Place, what: str) -> SettingsError:
        return SettingsError(self.file, line_of(self.text, place), what)

    def check_names(self) -> None:
        """Views and checks are told apart by name."""
        for table, names in (
            ("views", [view.name for view in self.recipe.views]),
            ("checks", [check.name for check in self.recipe.checks]),
        ):
            for i, name in enumerate(names):
                if name in names[:i]:
                    raise self.refuse((table, i, "name"), f"{name!r} is there twice in {table}")

    def golden(self) -> dict[str, tuple[Pixels, ...]]:
        return {view.name: self.golden_of(i, view) for i, view in enumerate(self.recipe.views)}

    def golden_of(self, i: int, view: View) -> tuple[Pixels, ...]:
        try:
            return tuple(load_picture(self.folder / name) for name in view.golden)
        except PictureRefused as error:
            raise self.refuse(("views", i, "golden"), f"golden picture {error}") from error

    def check_places(self, golden: Mapping[str, Sequence[Pixels]]) -> None:
        for i, view in enumerate(self.recipe.views):
            self.check_inside(("views", i, "pack"), view.pack, golden[view.name][0])
        for i, check in enumerate(self.recipe.checks):
            if check.view not in golden:
                raise self.refuse(
                    ("checks", i, "view"),
                    f"check {check.name!r} names the view {check.view!r}, which is not there;"
                    f" views: {', '.join(golden)}",
                )
            self.check_inside(("checks", i, "region"), check.region, golden[check.view][0])

    def check_inside(self, place: Place, box: Box, picture: Pixels) -> None:
        height, width = picture.shape[:2]
        if box.x + box.width > width or box.y + box.height > height:
            raise self.refuse(
                place,
                f"{place[-1]} [{box.x}, {box.y}, {box.width}, {box.height}] leaves its golden"
                f" picture, which is {width} x {height} pixels",
            )

    def check_prints(self) -> None:
        for i, check in enumerate(self.recipe.checks):
            if isinstance(check.limits, PrintLimits):
                self.check_print(i, check.limits)

    def check_print(self, i: int, limits: PrintLimits) -> None:
        questions: dict[str, Callable[[], object]] = {
            "expect": lambda: fields_of(limits.expect),
            "language": lambda: parse_format("YYYY-MM-DD", limits.language),
            "date_format": lambda: parse_format(limits.date_format, limits.language),
            "lot_pattern": lambda: lot_matches(limits.lot_pattern or "", ""),
        }
        for key, ask in questions.items():
            try:
                ask()
            except InvalidInput as error:
                raise self.refuse(("checks", i, key), str(error)) from error

    def hash(self) -> str:
        """sha256 over recipe.toml and the golden pictures, each with its name and size."""
        digest = hashlib.sha256()
        names = [RECIPE_FILE, *(name for view in self.recipe.views for name in view.golden)]
        for name in names:
            content = (self.folder / name).read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def load_recipe(folder: Path) -> LoadedRecipe:
    """The recipe in `folder`; NotFound, or SettingsError with file, line and what is right.

    Another folder may be put in its place meanwhile: then it is read anew, never half and half.
    """
    for _ in range(MOST_READINGS - 1):
        is_same = folder_number(folder)
        try:
            loaded = read_recipe(folder)
        except (NotFound, SettingsError):
            if is_same == folder_number(folder):
                raise
        else:
            if is_same == folder_number(folder):
                return loaded
    return read_recipe(folder)


def folder_number(folder: Path) -> int:
    """The same as long as this very folder is there. NotFound where none is."""
    if not folder.is_dir():
        raise NotFound(f"{folder} is not there; expected a recipe folder with {RECIPE_FILE}")
    return folder.stat().st_ino


def read_recipe(folder: Path) -> LoadedRecipe:
    reader = RecipeReader(folder)
    reader.check_names()
    reader.check_prints()
    golden = reader.golden()
    reader.check_places(golden)
    return LoadedRecipe(reader.recipe, golden, reader.hash())


def save_recipe(recipe: Recipe, golden: Mapping[str, Sequence[Pixels]], folder: Path) -> None:
    """Writes pictures first and recipe.toml last, each whole. InvalidInput on what cannot be kept.

    Golden pictures are PNG, so that loading gives the same pixels back.
    """
    for view in recipe.views:
        pictures = golden.get(view.name, ())
        if len(pictures) != len(view.golden):
            raise InvalidInput(
                f"view {view.name!r} names {len(view.golden)} golden pictures, got {len(pictures)}"
            )
        for name, pixels in zip(view.golden, pictures, strict=True):
            if not name.endswith(".png"):
                raise InvalidInput(f"golden picture {name!r}: expected a name ending in .png")
            write_whole(folder / name, encode_png(pixels))
    write_whole(folder / RECIPE_FILE, recipe_text(recipe).encode())


def recipe_text(recipe: Recipe) -> str:
    """recipe.toml, with its short arrays on one line each."""
    return LISTED_ARRAY.sub(on_one_line, tomli_w.dumps(as_document(recipe)))


def on_one_line(array: re.Match[str]) -> str:
    values = [line.strip().removesuffix(",") for line in array.group(1).splitlines()]
    return f"[{', '.join(values)}]"
