"""What a station offers to a control room: tags, and what they read now.

A value counts as changed when it moved by more than the tag's deadband since it was told last, or
when it came, went, or became more or less reliable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from edge_agent.core.sparkplug.payloads import DataType, Quality, Value


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    """With slashes as folders."""
    kind: DataType
    unit: str | None = None
    deadband: float = 0.0
    """In its unit."""


@dataclass(frozen=True, slots=True)
class Reading:
    value: Value
    at_ms: int
    quality: Quality = Quality.GOOD


Readings = Mapping[Tag, Reading]


@dataclass(frozen=True, slots=True)
class Plant:
    """Everything there is to tell at one moment."""

    node: Readings
    devices: Mapping[str, Readings]
    """Those that are there; a device that was lost is not."""

    @property
    def shape(self) -> dict[str | None, frozenset[Tag]]:
        """Which tags there are, of the node (None) and of each device."""
        shape: dict[str | None, frozenset[Tag]] = {None: frozenset(self.node)}
        for name, readings in self.devices.items():
            shape[name] = frozenset(readings)
        return shape


def has_changed(tag: Tag, told: Reading | None, now: Reading) -> bool:
    if told is None or told.quality is not now.quality:
        return True
    if is_figure(told.value) and is_figure(now.value):
        return not abs(now.value - told.value) <= tag.deadband  # type: ignore[operator]
    return told.value != now.value


def is_figure(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def stale(readings: Readings, at_ms: int) -> dict[Tag, Reading]:
    """The same values, of which nobody knows any more whether they hold."""
    return {
        tag: reading
        if reading.quality is not Quality.GOOD
        else replace(reading, quality=Quality.STALE, at_ms=at_ms)
        for tag, reading in readings.items()
    }


def bad(tag: Tag, at_ms: int) -> tuple[Tag, Reading]:
    """Never known yet."""
    return tag, Reading(None, at_ms, Quality.BAD)
