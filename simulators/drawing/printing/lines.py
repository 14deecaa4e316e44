"""One printed line by technique: coverage of a text within height x width pixels, from the left.

Thermal transfer leaves voids where the ribbon creased, the laser a slightly uneven burn, the
embosser rounded edges. Coverage says how much of the mark is there, not what colour it has.
"""

from collections.abc import Callable
from enum import StrEnum

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import grain, stretched
from simulators.drawing.printing.fonts import MONO, OVERSAMPLING, large_text, shrunk
from simulators.drawing.printing.inkjet import inkjet_line


class Technique(StrEnum):
    INKJET = "inkjet"
    """5 x 7 drops a letter."""
    INKJET_FINE = "inkjet_fine"
    """7 x 9 drops a letter."""
    THERMAL = "thermal"
    LASER = "laser"
    EMBOSS = "emboss"


Printer = Callable[[str, int, int, np.random.Generator], Plane]


def typeset(text: str, name: str, height: int, width: int) -> Plane:
    """Crisp letters as large as fit, from the left, in the middle of the height."""
    large = large_text(text, name, round(height * OVERSAMPLING * 1.15))
    scale = min((height - 2) / large.shape[0], (width - 2) / large.shape[1])
    size = max(1, int(large.shape[1] * scale)), max(1, int(large.shape[0] * scale))
    line = np.zeros((height, width), np.float32)
    top = (height - size[1]) // 2
    line[top : top + size[1], 1 : 1 + size[0]] = shrunk(large, *size)
    return line


def thermal_line(text: str, height: int, width: int, rng: np.random.Generator) -> Plane:
    line = typeset(text, MONO, height, width)
    return as_plane(line * ribbon(height, width, rng))


def ribbon(height: int, width: int, rng: np.random.Generator) -> Plane:
    """How much a ribbon gives off: fine pinholes and one or two faint slanted wrinkles."""
    pinholes = np.clip(1.2 - 0.26 * grain(height, width, 1.3, rng), 0.4, 1)
    lean = (
        np.arange(width, dtype=np.float32)[None, :]
        + rng.uniform(-2, 2) * np.arange(height, dtype=np.float32)[:, None]
    )
    wrinkle = np.ones((height, width), np.float32)
    for _ in range(rng.integers(0, 3)):
        middle = rng.uniform(0, width)
        wrinkle -= 0.45 * np.exp(-(((lean - middle) / 0.9) ** 2))
    return as_plane(np.clip(pinholes * wrinkle, 0, 1))


def laser_line(text: str, height: int, width: int, rng: np.random.Generator) -> Plane:
    burn = 0.9 + 0.07 * stretched(height, width, (2.0, 5.0), rng)
    return as_plane(np.clip(typeset(text, MONO, height, width) * burn, 0, 1))


def emboss_line(text: str, height: int, width: int, rng: np.random.Generator) -> Plane:
    """Height of the relief: letters pressed with a rounded, slightly uneven stroke."""
    pressed = typeset(text, MONO, height, width)
    strength = np.clip(1 + 0.06 * grain(height, width, 25.0, rng), 0.8, 1.2)
    return as_plane(cv2.GaussianBlur(pressed, (0, 0), 0.9) * strength)


def inkjet(text: str, height: int, width: int, rng: np.random.Generator) -> Plane:
    return inkjet_line(text, height, width, tall=False, rng=rng)


def fine_inkjet(text: str, height: int, width: int, rng: np.random.Generator) -> Plane:
    return inkjet_line(text, height, width, tall=True, rng=rng)


PRINTERS: dict[Technique, Printer] = {
    Technique.INKJET: inkjet,
    Technique.INKJET_FINE: fine_inkjet,
    Technique.THERMAL: thermal_line,
    Technique.LASER: laser_line,
    Technique.EMBOSS: emboss_line,
}
