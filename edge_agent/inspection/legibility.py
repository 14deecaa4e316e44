"""How well a line is printed."""

from edge_agent.core.quality import Quality
from hardware.interfaces import Pixels


def legibility(line: Pixels) -> Quality:
    return Quality(4.0, {})
