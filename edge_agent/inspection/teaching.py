"""Makes a recipe from one or a few good pictures of a pack.

The pictures are laid over the first by the pack's pose. A picture that does not fit, or looks
unlike the others, is told by name and not used: a limit that lets an odd one pass lets all pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View
from edge_agent.inspection.opening import open_backbone
from edge_agent.inspection.outline import find_outline
from edge_agent.inspection.pose import PoseFinder
from edge_agent.inspection.proposing import LOOK, Ground, inset, proposed_checks
from edge_agent.inspection.reading import PictureReader
from edge_agent.inspection.surface import SurfaceInspection
from hardware.interfaces import Pixels

VIEW = "front"


@dataclass(frozen=True, slots=True, eq=False)
class GoodPicture:
    name: str
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    recipe: Recipe
    golden: dict[str, tuple[Pixels, ...]]
    warnings: tuple[str, ...]


def propose(name: str, pictures: Sequence[GoodPicture], pack: Box | None, today: date) -> Proposal:
    """A recipe called `name`. InvalidInput when the stated pack leaves the first picture."""
    first, *others = pictures
    warnings: list[str] = []
    pack = pack_in(first, pack, warnings)
    aligned = [first, *laid_over(first, others, pack, warnings)]
    odd_ones_named(aligned, pack, warnings)
    ground = Ground(VIEW, pack, first.pixels.shape, today)
    reading = PictureReader(today).read(first.pixels)
    checks = proposed_checks(reading, ground, SurfaceLimits().min_likeness)
    files = tuple(f"{VIEW}{number}.png" for number in range(1, len(aligned) + 1))
    recipe = Recipe(name, (View(VIEW, files, pack),), checks)
    return Proposal(recipe, {VIEW: tuple(one.pixels for one in aligned)}, tuple(warnings))


def pack_in(first: GoodPicture, stated: Box | None, warnings: list[str]) -> Box:
    height, width = first.pixels.shape[:2]
    if stated is not None:
        if stated.x + stated.width > width or stated.y + stated.height > height:
            raise InvalidInput(f"the pack leaves {first.name}, which is {width} x {height} pixels")
        return stated
    outline = find_outline(first.pixels)
    if outline is not None:
        return outline.box
    warnings.append(f"{first.name}: no pack stands out, the whole picture is taken; see --pack")
    return Box(0, 0, width, height)


def laid_over(
    first: GoodPicture, others: Sequence[GoodPicture], pack: Box, warnings: list[str]
) -> list[GoodPicture]:
    """The others in the place of the first; those whose pack is not found are left out."""
    finder = PoseFinder(first.pixels, pack)
    height, width = first.pixels.shape[:2]
    aligned = []
    for other in others:
        pose = finder.find(other.pixels)
        if pose is None:
            warnings.append(f"{other.name}: the pack of {first.name} is not found; left out")
        else:
            pixels = pose.cut_out(other.pixels, Box(0, 0, width, height))
            aligned.append(GoodPicture(other.name, pixels))
    return aligned


def odd_ones_named(pictures: Sequence[GoodPicture], pack: Box, warnings: list[str]) -> None:
    """Warns of a picture that stands out from the others; the checks do not use it."""
    check = Check(LOOK, CheckKind.SURFACE, VIEW, inset(pack), SurfaceLimits())
    pixels = [picture.pixels for picture in pictures]
    for number in SurfaceInspection(check, pixels, (), open_backbone()).odd:
        warnings.append(
            f"{pictures[number].name}: looks unlike the other good pictures and is not used;"
            " if it is good, teach another one like it"
        )
