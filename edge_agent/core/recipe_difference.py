"""What another version of a recipe changes: keys, regions, pictures, and the lines of its file.

Pure. Keys are told by the words of recipe.toml, so that whoever approves a change reads what he
would have edited. Checks and views are told apart by name: one that has another name is another
one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import unified_diff
from enum import StrEnum
from typing import Final

from edge_agent.core.packs import Box
from edge_agent.core.recipe import Check, Recipe, View

Value = str | int | float | tuple[str, ...] | None
LINES_AROUND: Final = 3


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class PictureState(StrEnum):
    SAME = "same"
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    """The same name, and another content."""


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a comparison."""

    recipe: Recipe
    text: str
    """Of recipe.toml."""
    pictures: Mapping[str, str]
    """Golden picture to its sha256."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """None where the key is not there; keys that are left out have their default."""

    key: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class BoxChange:
    """A place in pixels of the view's first golden picture."""

    key: str
    """`region` of a check, `pack` of a view."""
    old: Box | None
    new: Box | None


@dataclass(frozen=True, slots=True)
class PartChange:
    """A view or a check that is not as it was."""

    table: str
    """`views` or `checks`."""
    name: str
    change: Change
    keys: tuple[KeyChange, ...]
    boxes: tuple[BoxChange, ...]


@dataclass(frozen=True, slots=True)
class PictureChange:
    """A golden picture, by its name or, where that was given anew, by its content."""

    state: PictureState
    old_name: str | None
    new_name: str | None
    old_sha256: str | None
    new_sha256: str | None


@dataclass(frozen=True, slots=True)
class RecipeDifference:
    keys: tuple[KeyChange, ...]
    """Of the recipe itself."""
    parts: tuple[PartChange, ...]
    """Views first, then checks; each in the order of the newer version, removed ones last."""
    pictures: tuple[PictureChange, ...]
    lines: tuple[str, ...]
    """Of recipe.toml, in the unified format; () where the text is the same."""

    @property
    def is_none(self) -> bool:
        return not self.lines and all(one.state is PictureState.SAME for one in self.pictures)


def difference(old: Version, new: Version) -> RecipeDifference:
    parts = (
        *part_changes("views", view_parts(old.recipe), view_parts(new.recipe)),
        *part_changes("checks", check_parts(old.recipe), check_parts(new.recipe)),
    )
    return RecipeDifference(
        keys=tuple(key_changes(own_keys(old.recipe), own_keys(new.recipe))),
        parts=parts,
        pictures=tuple(picture_changes(old.pictures, new.pictures)),
        lines=tuple(line_changes(old.text, new.text)),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A view or a check as its table has it."""

    keys: Mapping[str, Value]
    boxes: Mapping[str, Box]


def own_keys(recipe: Recipe) -> dict[str, Value]:
    return {
        "name": recipe.name,
        "no_answer": recipe.no_answer.value,
        "max_shelf_life_days": recipe.max_shelf_life_days,
    }


def view_parts(recipe: Recipe) -> dict[str, Part]:
    return {view.name: view_part(view) for view in recipe.views}


def view_part(view: View) -> Part:
    return Part({"golden": view.golden}, {"pack": view.pack})


def check_parts(recipe: Recipe) -> dict[str, Part]:
    return {check.name: check_part(check) for check in recipe.checks}


def check_part(check: Check) -> Part:
    own = {"kind": check.kind.value, "view": check.view, "level": check.level.value}
    return Part(own | asdict(check.limits), {"region": check.region})


def part_changes(
    table: str, old: Mapping[str, Part], new: Mapping[str, Part]
) -> Iterator[PartChange]:
    nothing = Part({}, {})
    for name in both(new, old):
        before, after = old.get(name, nothing), new.get(name, nothing)
        keys = tuple(key_changes(before.keys, after.keys))
        boxes = tuple(box_changes(before.boxes, after.boxes))
        if keys or boxes:
            yield PartChange(table, name, kind_of_change(name, old, new), keys, boxes)


def kind_of_change(name: str, old: Mapping[str, Part], new: Mapping[str, Part]) -> Change:
    if name not in old:
        return Change.ADDED
    return Change.CHANGED if name in new else Change.REMOVED


def key_changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[KeyChange]:
    for key in both(new, old):
        if old.get(key) != new.get(key):
            yield KeyChange(key, old.get(key), new.get(key))


def box_changes(old: Mapping[str, Box], new: Mapping[str, Box]) -> Iterator[BoxChange]:
    for key in both(new, old):
        if old.get(key) != new.get(key):
            yield BoxChange(key, old.get(key), new.get(key))


def picture_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[PictureChange]:
    """A picture that only has another name is the same one."""
    unnamed = {sha256: name for name, sha256 in old.items() if name not in new}
    renamed = {name: unnamed[sha256] for name, sha256 in new.items() if sha256 in unnamed}
    for name, sha256 in new.items():
        before = name if name in old else renamed.get(name)
        was = None if before is None else old[before]
        yield PictureChange(state_of(was, sha256), before, name, was, sha256)
    for name, sha256 in old.items():
        if name not in new and name not in renamed.values():
            yield PictureChange(PictureState.GONE, name, None, sha256, None)


def state_of(old_sha256: str | None, new_sha256: str) -> PictureState:
    if old_sha256 is None:
        return PictureState.NEW
    return PictureState.SAME if old_sha256 == new_sha256 else PictureState.CHANGED


def line_changes(old: str, new: str) -> Iterator[str]:
    lines = unified_diff(
        *(old.splitlines(), new.splitlines(), "before", "after"), n=LINES_AROUND, lineterm=""
    )
    yield from lines


def both(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """Names of either, those of the first in their order."""
    return tuple(dict.fromkeys((*first, *second)))
