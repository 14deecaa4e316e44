"""What a data set refuses.

PackwardenError
├── Conflict
│   └── WrittenMeanwhile     4  somebody else wrote the next version first
├── InvalidInput
│   ├── ImportRefused        5  names file and place of what cannot be taken over
│   │   └── UnknownClasses   5  asks for a mapping
│   └── DataSetDamaged       5  the bytes are not what their name or their chain says
└── Unreachable
    └── StoreAway            7  the place of the data does not answer, or refuses
"""

from pathlib import Path

from edge_agent.core.errors import Conflict, InvalidInput, StoreDamaged, Unreachable


class WrittenMeanwhile(Conflict):
    """Nothing was lost: the same command again builds on the new version."""


class ImportRefused(InvalidInput):
    title = "Import refused"

    def __init__(self, file: Path | str, place: str, what: str) -> None:
        """`place` is where in the file: a line, an element, a path of keys; empty for all of it."""
        self.file, self.place = str(file), place
        super().__init__(f"{file}{', ' if place else ''}{place}: {what}")


class UnknownClasses(InvalidInput):
    title = "Unknown classes"


class DataSetDamaged(StoreDamaged):
    title = "Damaged data set"


class StoreAway(Unreachable):
    title = "Store away"
