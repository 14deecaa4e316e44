"""From files of good pictures to a recipe folder, with a picture of what is proposed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Box, CheckKind
from edge_agent.inspection.picture_files import exit_code_of, open_picture
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.inspection.teaching import VIEW, GoodPicture, Proposal, propose
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from hardware.pictures import encode_png

PROPOSAL_FILE = "proposal.png"
COLOURS = {
    CheckKind.SURFACE: (200, 120, 0),
    CheckKind.PRINT: (0, 0, 220),
    CheckKind.BARCODE: (0, 140, 0),
    CheckKind.STICKER: (180, 0, 180),
}
"""Blue, green, red."""


def taught(
    files: Sequence[Path], pack: tuple[int, int, int, int] | None, out: Path
) -> tuple[Proposal, int]:
    """Writes the recipe folder `out`; the exit code tells of pictures that were refused.

    InvalidInput when none is left, or the pack leaves the first picture.
    """
    opened = [open_picture(file) for file in files]
    pictures = [GoodPicture(str(one.file), one.pixels) for one in opened if one.pixels is not None]
    refused = [one.error for one in opened if one.error is not None]
    if not pictures:
        raise InvalidInput("; ".join(refused))
    box = None if pack is None else Box(*pack)
    proposal = propose(recipe_name(out), pictures, box, RealClock().wall().date())
    save_recipe(proposal.recipe, proposal.golden, out)
    write_whole(out / PROPOSAL_FILE, encode_png(drawn(proposal)))
    told = replace(proposal, warnings=(*refused, *proposal.warnings))
    return told, exit_code_of([one.exit_code for one in opened])


def recipe_name(out: Path) -> str:
    name = re.sub(r"[^A-Za-z0-9_.\- ]+", "-", out.resolve().name).lstrip("-_. ")
    return name or "recipe"


def drawn(proposal: Proposal) -> Pixels:
    """The first golden picture with every proposed region and its name."""
    picture = proposal.golden[VIEW][0].copy()
    size = max(picture.shape[:2]) / 1000
    for check in proposal.recipe.checks:
        box, colour = check.region, COLOURS[check.kind]
        corner = (box.x + box.width, box.y + box.height)
        cv2.rectangle(picture, (box.x, box.y), corner, colour, max(1, round(2 * size)))
        place = (box.x, max(round(20 * size), box.y - round(5 * size)))
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(picture, check.name, place, font, 0.7 * size, colour, max(1, round(2 * size)))
    return np.asarray(picture, np.uint8)
