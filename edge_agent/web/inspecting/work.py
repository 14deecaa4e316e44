"""What the inspecting process does: opens recipes, and inspects the pictures of one pack.

As `packwarden inspect` does, with the same models; a pack may come with a picture of each view.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from edge_agent.control.framing import Frame
from edge_agent.core.errors import InvalidInput, PackwardenError
from edge_agent.core.judge import judge
from edge_agent.core.packs import PackVerdict
from edge_agent.core.reasons.languages import Language
from edge_agent.inspection.bundle import Bundle, open_bundle
from edge_agent.inspection.documents import inspect_document
from edge_agent.inspection.recipe_files import RECIPE_FILE
from edge_agent.inspection.single_pictures import SinglePictureInspector, order_of
from edge_agent.web.inspecting.talk import Refusal
from hardware.errors import PictureRefused
from hardware.interfaces import Clock, Pixels
from hardware.pictures import decode_picture, stated_size_px

MOST_OPEN: Final = 2
"""Recipes kept open, about 80 MB each."""
MOST_PIXELS: Final = 50_000_000
"""Of one picture; what it takes to inspect it stays below the process's bound."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The pictures of one pack, and what each shows."""

    views: tuple[str, ...]
    pictures: tuple[Pixels, ...]


class Work:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.opened: dict[tuple[Path, int, str], SinglePictureInspector] = {}
        """By folder, time of writing and bundle, the one that was used last at the end."""

    def answer(self, frame: Frame) -> dict[str, Any]:
        """An answer to whatever was asked; what it cannot inspect is refused in a sentence."""
        asked = frame.header
        try:
            bundle = open_bundle(Path(asked["bundle"]))
            inspector = self.inspector(Path(asked["recipe"]), bundle)
        except PackwardenError as error:
            return refused(Refusal.RECIPE, str(error))
        try:
            return self.inspected(inspector, asked, frame.attached)
        except (InvalidInput, PictureRefused) as error:
            return refused(Refusal.INPUT, str(error))
        except MemoryError:
            return refused(Refusal.INPUT, "the pictures need more memory than an inspection gets")

    def inspector(self, folder: Path, bundle: Bundle) -> SinglePictureInspector:
        """Opened anew after its recipe was written anew. NotFound or SettingsError."""
        place = (folder, written_ns(folder), bundle.sha256)
        inspector = self.opened.pop(place, None) or SinglePictureInspector(folder, bundle)
        self.opened[place] = inspector
        while len(self.opened) > MOST_OPEN:
            del self.opened[next(iter(self.opened))]
        return inspector

    def inspected(
        self, inspector: SinglePictureInspector, asked: dict[str, Any], encoded: Sequence[bytes]
    ) -> dict[str, Any]:
        recipe = inspector.recipe
        order = order_of(recipe, asked["lot"], asked["expiry"], asked["gtin"])
        began_ns = self.clock.now_ns()
        seen = self.seen(inspector, asked["views"], encoded)
        results = [
            result
            for view, pixels in zip(seen.views, seen.pictures, strict=True)
            for result in inspector.inspector.inspect(view, pixels, order)
        ]
        checks = tuple(check for check in recipe.checks if check.view in seen.views)
        verdict = judge(replace(recipe, checks=checks), results)
        return {
            "inspected": {
                **document(verdict, Language(asked["language"])),
                **whereby(inspector),
                "views": list(seen.views),
                "views_missing": [v.name for v in recipe.views if v.name not in seen.views],
            },
            "pixels": sum(pixels.shape[0] * pixels.shape[1] for pixels in seen.pictures),
            "inspect_ms": round((self.clock.now_ns() - began_ns) / 1e6, 1),
        }

    def seen(
        self, inspector: SinglePictureInspector, named: Sequence[str], encoded: Sequence[bytes]
    ) -> Seen:
        """InvalidInput for two pictures of one view."""
        pictures = tuple(opened(one, number) for number, one in enumerate(encoded, 1))
        views = tuple(named) or tuple(map(inspector.inspector.view_of, pictures))
        for view in views:
            if views.count(view) > 1:
                raise InvalidInput(f"there are two pictures of view {view!r}; give one of each")
        return Seen(views, pictures)


def document(verdict: PackVerdict, language: Language) -> dict[str, Any]:
    """As `packwarden inspect --json` tells it; every check also says which view it looked at."""
    told = inspect_document(verdict, language)
    for check, result in zip(told["checks"], verdict.checks, strict=True):
        check["view"] = result.view
    return told


def whereby(inspector: SinglePictureInspector) -> dict[str, Any]:
    bundle = inspector.bundle
    return {
        "recipe": {"name": inspector.recipe.name, "hash": inspector.inspector.loaded.hash},
        "model": {
            "name": bundle.manifest.name,
            "version": bundle.manifest.version,
            "sha256": bundle.sha256,
        },
    }


def opened(encoded: bytes, number: int) -> Pixels:
    """PictureRefused for what is no picture, cut off, or too big, before it costs memory."""
    name = f"picture {number}"
    width, height = stated_size_px(encoded) or (0, 0)
    if width * height > MOST_PIXELS:
        most = f"at most {MOST_PIXELS / 1e6:.0f} megapixels are inspected"
        raise PictureRefused(f"{name}: is too big; {most}")
    return decode_picture(encoded, name)


def written_ns(folder: Path) -> int:
    """A recipe's own file is written last; 0 where there is none, which opening will tell."""
    file = folder / RECIPE_FILE
    return file.stat().st_mtime_ns if file.is_file() else 0


def refused(kind: Refusal, detail: str) -> dict[str, Any]:
    return {"refused": kind.value, "detail": detail}
