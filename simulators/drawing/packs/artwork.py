"""Printed design: text and plain shapes in millimetres, drawn large and averaged down.

Colours are blue-green-red here too. No name on any pack is that of a real product.
"""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from hardware.interfaces import Pixels
from simulators.drawing.arrays import as_bytes
from simulators.drawing.printing.fonts import CONDENSED, font

OVERSAMPLING = 3
CAPITALS = 0.7
"""Height of capitals as a share of the font size."""
Ink = tuple[int, int, int]


class Artwork:
    """A sheet of paper or board, and what is printed on it at the printing house."""

    def __init__(self, width_mm: float, height_mm: float, px_per_mm: float, paper: Ink) -> None:
        self.scale = px_per_mm * OVERSAMPLING
        self.size_px = (round(width_mm * px_per_mm), round(height_mm * px_per_mm))
        large = (self.size_px[0] * OVERSAMPLING, self.size_px[1] * OVERSAMPLING)
        self.sheet = Image.new("RGB", large, paper)
        self.pen = ImageDraw.Draw(self.sheet)

    def text(
        self,
        x: float,
        y: float,
        height_mm: float,
        words: str,
        ink: Ink,
        name: str = CONDENSED,
        anchor: str = "ls",
    ) -> None:
        """Words on the baseline y; `anchor` as in Pillow: ls from x, ms around x, rs up to x."""
        shape = font(name, max(4, round(height_mm / CAPITALS * self.scale)))
        self.pen.text((x * self.scale, y * self.scale), words, ink, font=shape, anchor=anchor)

    def box(
        self, x: float, y: float, width: float, height: float, ink: Ink, radius: float = 0
    ) -> None:
        corners = [value * self.scale for value in (x, y, x + width, y + height)]
        self.pen.rounded_rectangle(corners, radius * self.scale, fill=ink)

    def frame(
        self, x: float, y: float, width: float, height: float, ink: Ink, line_mm: float
    ) -> None:
        corners = [value * self.scale for value in (x, y, x + width, y + height)]
        self.pen.rectangle(corners, outline=ink, width=max(1, round(line_mm * self.scale)))

    def shape(self, points: list[tuple[float, float]], ink: Ink) -> None:
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=ink)

    def fade(self, x: float, y: float, width: float, height: float, upper: Ink, lower: Ink) -> None:
        """A rectangle whose colour goes from `upper` to `lower`."""
        size = round(width * self.scale), round(height * self.scale)
        share = np.linspace(0, 1, size[1])[:, None, None]
        colours = np.array(upper) * (1 - share) + np.array(lower) * share
        filled = np.repeat(np.rint(colours).astype(np.uint8), size[0], axis=1)
        self.sheet.paste(Image.fromarray(filled), (round(x * self.scale), round(y * self.scale)))

    def disc(self, x: float, y: float, radius: float, ink: Ink) -> None:
        corners = [(x - radius) * self.scale, (y - radius) * self.scale]
        corners += [(x + radius) * self.scale, (y + radius) * self.scale]
        self.pen.ellipse(corners, fill=ink)

    def paragraph(
        self,
        x: float,
        y: float,
        height_mm: float,
        leading_mm: float,
        lines: tuple[str, ...],
        ink: Ink,
    ) -> None:
        """Lines of text below each other, the first on the baseline y."""
        for number, words in enumerate(lines):
            self.text(x, y + number * leading_mm, height_mm, words, ink)

    def done(self) -> Pixels:
        large = np.asarray(self.sheet)
        return as_bytes(cv2.resize(large, self.size_px, interpolation=cv2.INTER_AREA))
