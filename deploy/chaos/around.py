"""What stands around one simulated line and may fail: centre, broker, disk, source of models.

The way up is real and runs in real time, also where the line runs faster than that.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy.chaos.attacked_models import AttackedModels, Refused
from deploy.chaos.timeline import NOTICED_AS, Mishap
from deploy.chaos.way_up import WayUp
from edge_agent.core.told import RefuseBundle, TakeBundle
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from simulators.around import Failing, FillableStore
from simulators.scenario import Event
from simulators.shift import Floor

SOMEBODY: Final = "simulated engineer"


@dataclass
class CentreAround:
    """Of one station; see simulators.around.Around."""

    way: WayUp
    models: AttackedModels
    mishaps: tuple[Mishap, ...]
    store: FillableStore | None = None
    refused: list[Refused] = field(default_factory=list)
    is_attacked: bool = False
    seen: int = 0

    def opened_store(self, events: Path) -> EventStore:
        self.store = FillableStore.open(events)
        self.way.send_log(events)
        return self.store

    def fail(self, what: Failing, floor: Floor) -> None:
        match what:
            case "stop_broker":
                self.way.broker.kill()
            case "fill_disk":
                assert self.store is not None
                self.store.fill()
            case "attack_models":
                self.is_attacked = True
                self.attack(floor)

    def attack(self, floor: Floor) -> None:
        """An engineer orders what the server offers; the log keeps what became of it."""
        for refused in self.models.attacks():
            self.refused.append(refused)
            floor.line.told.put(TakeBundle(refused.name, SOMEBODY))
            if refused.why is not None:
                floor.line.told.put(RefuseBundle(refused.name, refused.why, SOMEBODY))

    def mend(self, what: Failing) -> None:
        match what:
            case "stop_broker":
                self.way.broker.start()
            case "fill_disk":
                assert self.store is not None
                self.store.free()
            case "attack_models":
                self.is_attacked = False

    def along(self, steps: Iterator[int], floor: Floor) -> Iterator[int]:
        for now_ns in steps:
            self.way.step()
            troubles = self.troubles(floor)
            for mishap in self.mishaps:
                mishap.look(troubles, now_ns)
            yield now_ns
        self.seen = floor.line.ledger.seen

    def troubles(self, floor: Floor) -> set[str]:
        troubles: set[str] = set(floor.line.health.troubles())
        if not self.way.post.is_up:
            troubles.add(NOTICED_AS["stop_broker"])
        if self.is_attacked and all(one.why is not None for one in self.refused):
            troubles.add(NOTICED_AS["attack_models"])
        return troubles

    def document(self) -> dict[str, Any]:
        """Once the shift is over and its log is closed. Unreachable where records do not arrive."""
        self.way.drained()
        stored = list(self.way.stored())
        unmet = [told for one in self.mishaps if (told := one.unmet()) is not None]
        return {
            "mishaps": [one.document() for one in self.mishaps],
            "centre": {
                "seen": self.seen,
                "stored": len(stored),
                "lost": self.seen - len(set(stored)),
                "duplicates": len(stored) - len(set(stored)),
            },
            "releases": [{"name": one.name, "refused": one.why} for one in self.refused],
            "bundle_in_use": self.models.in_use.sha256,
            "unmet": [*unmet, *self.unmet(stored)],
        }

    def unmet(self, stored: Sequence[int]) -> Iterator[str]:
        if sorted(set(stored)) != list(stored):
            yield "the centre holds a record twice"
        if len(set(stored)) != self.seen:
            yield f"the centre holds {len(set(stored))} packs of {self.seen}"
        yield from (f"{one.name}: was taken" for one in self.refused if one.why is None)


@contextmanager
def opened(station: str, folder: Path, events: Sequence[Event]) -> Iterator[CentreAround]:
    """All of it, in a folder that is there."""
    clock = RealClock()
    for name in ("centre", "models"):
        (folder / name).mkdir()
    mishaps = tuple(
        Mishap(one.do, int(one.at_s * 1e9), int(one.for_s * 1e9))
        for one in events
        if one.do in NOTICED_AS
    )
    with closing(WayUp(station, folder / "centre", clock)) as way:
        yield CentreAround(way, AttackedModels(folder / "models", clock), mishaps)
