"""Pictures for the recipe gallery of the docs: python -m simulators.gallery.

Each product once good and with three of its defects, as its camera sees it, inspected by the
station's own inspector; around each region stands its check's verdict. Prints the rows that
docs/gallery.md shows, so that a test can compare them with what the inspector says today.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image

from edge_agent.core.packs import CheckResult, Verdict
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS, Product

FOLDER: Final = Path("docs/pictures/gallery")
SHOWN: Final[dict[str, tuple[tuple[str, Defect | None], ...]]] = {
    "tray": (
        ("bottom", None),
        ("bottom", Defect.LOT_WRONG),
        ("bottom", Defect.EXPIRY_SMUDGED),
        ("top", Defect.STICKER_TURNED),
    ),
    "carton": (
        ("front", None),
        ("front", Defect.EXPIRY_WRONG),
        ("front", Defect.LOT_MISSING),
        ("front", Defect.BARCODE_DAMAGED),
    ),
    "bottle": (
        ("side", None),
        ("side", Defect.LOT_CUT_OFF),
        ("side", Defect.EXPIRY_WRONG),
        ("side", Defect.BARCODE_MISSING),
    ),
    "blister": (
        ("top", None),
        ("top", Defect.EXPIRY_MISSING),
        ("top", Defect.LOT_MISSING),
        ("top", Defect.LOT_WRONG),
    ),
}
SEED: Final = 7
TILE: Final = (480, 360)
JPEG_QUALITY: Final = 72
COLOURS: Final = {
    Verdict.OK: (31, 111, 67),
    Verdict.NOT_OK: (179, 0, 27),
    Verdict.UNSURE: (255, 176, 0),
}
"""Red, green, blue; the colours of the pages."""
HALO: Final = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Seen:
    """One pack as its camera saw it, and what the station says of it."""

    product: str
    defect: Defect | None
    picture: Pixels
    results: tuple[CheckResult, ...]
    inspector: Inspector

    def row(self) -> str:
        """As a row of the page's table."""
        what = "good" if self.defect is None else self.defect.value.replace("_", " ")
        told = "; ".join(self._told())
        return f"| {what} | {told or 'all ok'} |"

    def _told(self) -> Iterator[str]:
        for result in self.results:
            if result.verdict is not Verdict.OK:
                reasons = ", ".join(f"`{reason.value}`" for reason in result.reasons)
                yield f"{result.name} {result.verdict.value}: {reasons}"


def seen_packs(product: Product) -> Iterator[Seen]:
    """The packs of one product that the gallery shows, in its order."""
    golden = {view: tuple(pictures) for view, pictures in product.golden(SEED).items()}
    inspector = open_inspector(LoadedRecipe(product.recipe(), golden, "gallery"))
    for number, (view, defect) in enumerate(SHOWN[product.name]):
        rng = np.random.default_rng((SEED, number))
        order = product.sample_order(rng)
        picture = draw_pack(product, order, defect, rng, Placement(turn_deg=1.5))[view]
        results = inspector.inspect(view, picture, order)
        yield Seen(product.name, defect, picture, tuple(results), inspector)


def tile(seen: Seen) -> Image.Image:
    """Small, with a frame around each region in the colour of its verdict."""
    shown = cv2.cvtColor(seen.picture, cv2.COLOR_BGR2RGB)
    for result in seen.results:
        if result.box is not None:
            corner = (result.box.x, result.box.y)
            far = (result.box.x + result.box.width, result.box.y + result.box.height)
            cv2.rectangle(shown, corner, far, HALO, 9)
            cv2.rectangle(shown, corner, far, COLOURS[result.verdict], 5)
    return Image.fromarray(shown).resize(TILE, Image.Resampling.LANCZOS)


def sheet(packs: list[Seen]) -> bytes:
    """Two beside two, as a JPEG."""
    width, height = TILE
    page = Image.new("RGB", (2 * width + 8, 2 * height + 8), "white")
    for number, seen in enumerate(packs):
        page.paste(tile(seen), ((number % 2) * (width + 8), (number // 2) * (height + 8)))
    out = BytesIO()
    page.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def main() -> int:
    for name, product in PRODUCTS.items():
        packs = list(seen_packs(product))
        write_whole(FOLDER / f"{name}.jpg", sheet(packs))
        rows = "\n".join(seen.row() for seen in packs)
        sys.stdout.write(f"## {name}\n\n| pack | says |\n|---|---|\n{rows}\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
