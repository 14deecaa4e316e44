"""What a correct pack of one product looks like: its views, checks, regions, limits and levels.

All places are pixels of the golden picture of their view, after the pack's pose has been fixed.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from edge_agent.core.packs import Box, CheckKind, Level


class NoAnswer(StrEnum):
    """What happens to a recommended reject that nobody answered; never a driven reject."""

    PASS = "pass"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class StickerLimits:
    """How far a sticker may be from where the golden pictures have it."""

    max_shift_px: float = 12.0
    max_turn_deg: float = 6.0
    min_likeness: float = 0.6
    """Least normalised correlation with the best golden picture, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class PrintLimits:
    """What a printed line must say.

    `expect` is text with `{lot}` and `{expiry}` for the order's values: "L {lot}", "EXP {expiry}".
    `date_format` fixes the order of day and month, for example "DD.MM.YYYY" or "DD MMM YY".
    """

    expect: str
    date_format: str = "DD.MM.YYYY"
    language: str = "en"
    lot_pattern: str | None = None
    """A regular expression that every lot of this product matches in full."""
    min_confidence: float = 0.6
    """Below it the line counts as unreadable, never as a wrong text."""


@dataclass(frozen=True, slots=True)
class BarcodeLimits:
    """Which code must be there: the order's GTIN, or GS1 elements that agree with the order."""

    formats: tuple[str, ...] = ("EAN13",)
    gtin: str | None = None
    """The product's own number, compared with where the order names none."""


@dataclass(frozen=True, slots=True)
class SurfaceLimits:
    """How unlike the golden pictures a region may look."""

    min_likeness: float = 0.6


Limits = SurfaceLimits | StickerLimits | PrintLimits | BarcodeLimits
"""As JSON they are told apart by their keys; those of a surface are some of a sticker's, so it is
asked first."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    kind: CheckKind
    view: str
    region: Box
    limits: Limits
    level: Level = Level.REPORT


@dataclass(frozen=True, slots=True)
class View:
    """What one camera sees of the pack."""

    name: str
    golden: tuple[str, ...]
    """Picture files, relative to the recipe's folder; regions are places in the first."""
    pack: Box
    """Where the pack lies in the first golden picture."""


@dataclass(frozen=True, slots=True)
class Recipe:
    name: str
    views: tuple[View, ...]
    checks: tuple[Check, ...]
    no_answer: NoAnswer = NoAnswer.PASS
    max_shelf_life_days: int = 3650
    """An expiry further ahead than this cannot be right."""

    def checks_of(self, view: str) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.view == view)

    def at_level(self, level: Level) -> "Recipe":
        """The same recipe with every check at this level."""
        return replace(self, checks=tuple(replace(check, level=level) for check in self.checks))
