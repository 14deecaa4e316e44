"""The plant's cameras as they are behind a real protocol: their frames do not know the belt.

The controller tells of its triggers over the link, and each frame is paired with its own.
"""

from collections.abc import Sequence

from hardware.cameras.belt_limits import pairing_limits
from hardware.cameras.triggered import TriggeredCamera
from hardware.interfaces import CameraTriggers, Clock, FrameSource
from simulators.links.belt_settings import belt_settings
from simulators.settings import PlantSettings


def paired(
    cameras: Sequence[FrameSource], triggers: CameraTriggers, plant: PlantSettings, clock: Clock
) -> Sequence[FrameSource]:
    """Started."""
    limits = pairing_limits(belt_settings(plant))
    sources = [TriggeredCamera(camera, triggers, limits, clock) for camera in cameras]
    for source in sources:
        source.start()
    return sources
