"""Where things are on a pack. Places are millimetres from the pack's upper left corner.

The camera stands square above the golden pose, so a place is a rectangle of pixels too.
"""

from dataclasses import dataclass

from edge_agent.core.packs import Box
from simulators.drawing.printing.lines import Technique

FRAME_WIDTH = 1280
FRAME_HEIGHT = 960


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on one view of the pack."""

    view: str
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line that the line's printer adds: `expect` holds `{lot}` or `{expiry}`."""

    name: str
    place: Place
    expect: str
    technique: Technique
    ink: tuple[int, int, int] = (32, 28, 28)
    """Blue, green, red of ink or bared board; embossing has none."""


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A barcode; `format` is zxing-cpp's name of it."""

    place: Place
    format: str
    ink: tuple[int, int, int] = (30, 26, 26)


@dataclass(frozen=True, slots=True)
class PackLayout:
    """Size and layout of one product, for drawing."""

    name: str
    views: tuple[str, ...]
    length_mm: float
    """Along the belt (and along the picture's x)."""
    width_mm: float
    """Across the belt; for a pack seen from the side, its height."""
    px_per_mm: float
    gtin: str
    date_format: str
    language: str
    lines: tuple[PrintedLine, ...]
    code: PrintedCode | None = None
    sticker: Place | None = None
    round: bool = False
    """A bottle: its surface curves away to both sides of its axis, which stands upright."""

    @property
    def targets(self) -> frozenset[str]:
        """What can be faulty on this pack: names of lines, `barcode`, `sticker`."""
        names = {line.name for line in self.lines}
        names |= {"barcode"} if self.code else set()
        return frozenset(names | ({"sticker"} if self.sticker else set()))

    @property
    def pack_box(self) -> Box:
        """Where the pack lies in the golden pose: in the middle of the frame."""
        width = round(self.length_mm * self.px_per_mm)
        height = round(self.width_mm * self.px_per_mm)
        return Box((FRAME_WIDTH - width) // 2, (FRAME_HEIGHT - height) // 2, width, height)

    def on_pack(self, place: Place) -> Box:
        """The place in pixels from the pack's upper left corner."""
        scale = self.px_per_mm
        return Box(
            round(place.left_mm * scale),
            round(place.top_mm * scale),
            round(place.width_mm * scale),
            round(place.height_mm * scale),
        )
