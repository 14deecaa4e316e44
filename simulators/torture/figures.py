"""What a measurement ends with: figures beside what they must be, as a table and as a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`at_most` None: told, and held against nothing."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    tried: int = 1

    @property
    def is_met(self) -> bool | None:
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def bound_95(self) -> float | None:
        """Where nothing of `tried` happened, its share is below this with 95 % certainty (the rule
        of three)."""
        return 3 / self.tried if self.at_most == 0 and self.value == 0 else None

    def document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "at_most": self.at_most,
            "tried": self.tried,
            "met": self.is_met,
            "bound_95": self.bound_95,
        }


def table_of(title: str, figures: Sequence[Figure]) -> Table:
    table = Table(title=title)
    for name in ("figure", "value", "at most", "tried", "3/n", ""):
        table.add_column(name, justify="left" if name in ("figure", "") else "right")
    for one in figures:
        limit = "" if one.at_most is None else f"{one.at_most:g} {one.unit}"
        met = {True: "✓", False: "✕ not met", None: ""}[one.is_met]
        bound = "" if one.bound_95 is None else f"{one.bound_95:.2g}"
        table.add_row(one.name, f"{one.value:.3g} {one.unit}", limit, str(one.tried), bound, met)
    return table
