"""What a pack's builder hands over: colour, outline, and how its surface throws back lamps."""

from dataclasses import dataclass

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Bytes, Plane
from simulators.drawing.cylinder import Bend

HALF = 2
"""Slopes and gloss are kept at half the resolution; highlights are smooth."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One view of one pack before print. Full resolution unless said."""

    colour: Pixels
    cover: Bytes
    """255 where the pack is, 0 where the belt shows."""
    slope_x: Plane
    """Tilt of the glossy skin to the right, half resolution; 0 = facing the camera."""
    slope_y: Plane
    gloss: Plane
    """Share of a lamp's light that is mirrored, half resolution."""
    height_px: float
    """How far above the belt its edge stands; throws the shadow."""
    shade: Pixels | None = None
    """Round bodies: brightness across the bent surface, laid over the print; 255 = plain."""
    bend: Bend | None = None
    """Round bodies: how the flat colours lie round the axis."""
