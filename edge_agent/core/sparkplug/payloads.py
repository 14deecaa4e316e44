"""What a Sparkplug message says, as frozen values: a time, a number in its sequence, and metrics.

Source: Sparkplug 3.0.0, chapter 6. How it travels is the wire's matter.
"""

from dataclasses import dataclass
from enum import IntEnum


class DataType(IntEnum):
    """The basic types (6.4.16); those a station tells, and those that a host may send."""

    UNKNOWN = 0
    INT8 = 1
    INT16 = 2
    INT32 = 3
    INT64 = 4
    UINT8 = 5
    UINT16 = 6
    UINT32 = 7
    UINT64 = 8
    FLOAT = 9
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12
    DATE_TIME = 13
    TEXT = 14
    UUID = 15


class Quality(IntEnum):
    """How far a value can be relied on; the only codes there are (6.4.15)."""

    BAD = 0
    """It was never known."""
    GOOD = 192
    STALE = 500
    """It was right once; nobody knows whether it still is."""


Value = bool | int | float | str | None
"""None: there is no value now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    value: Value
    kind: DataType
    at_ms: int | None
    """UTC, since 1970; None only where somebody else left it out."""
    name: str | None = None
    alias: int | None = None
    tells_kind: bool = True
    """Births do; data and commands leave the type to the birth."""
    is_historical: bool = False
    quality: Quality | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    at_ms: int | None
    metrics: tuple[Metric, ...]
    seq: int | None = None
    """0 to 255; a death has none."""
