"""What stands around a line and may fail in a scenario: its disk, its broker, its source of models.

The simulated plant has none of it; whoever plays a scenario with such a mishap brings it along.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from edge_agent.store.events import EventStore
from simulators.shift import Floor

Failing = Literal["fill_disk", "stop_broker", "attack_models"]
FAILING: tuple[Failing, ...] = get_args(Failing)


@dataclass(frozen=True, slots=True)
class Telling:
    """How a person who looks on hears what happens."""

    line: Callable[[str], None]
    has_pages: bool


class Around(Protocol):
    """Of one line."""

    uplink: dict[str, Any]
    """How the line's station reaches its centre: the table of that name in a station's file."""

    def fail(self, what: Failing, floor: Floor) -> None: ...

    def mend(self, what: Failing) -> None: ...

    def opened_store(self, events: Path) -> EventStore:
        """The line's log, on the disk that may fill."""
        ...

    def along(self, steps: Iterator[int], floor: Floor) -> Iterator[int]:
        """Passes the steps of a running shift on, and works beside them."""
        ...

    def end(self) -> None:
        """The shift is over, perhaps before its time: whatever still fails works again."""
        ...

    def document(self) -> dict[str, Any]:
        """What became of it, once the shift is over; `unmet`: what should have been otherwise.
        Unreachable where records do not arrive at the centre."""
        ...


class FillableStore(EventStore):
    """A log on a disk that can be filled: SQLite itself then says that it is full."""

    def fill(self) -> None:
        pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
        self._connection.execute(f"PRAGMA max_page_count = {pages}")

    def free(self) -> None:
        self._connection.execute("PRAGMA max_page_count = 1073741823")
