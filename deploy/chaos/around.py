"""What stands around one simulated line and may fail: centre, broker, disk, source of models.

The way up is real and runs in real time, also where the line runs faster than that.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy.chaos.attack import Attack
from deploy.chaos.attacked_models import AttackedModels, Refused
from deploy.chaos.story import Story
from deploy.chaos.timeline import NOTICED_AS, Mishap
from deploy.chaos.way_up import WayUp
from edge_agent.core.ledger import Ledger
from edge_agent.core.told import RefuseBundle, TakeBundle
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from simulators.around import Failing, FillableStore, Telling
from simulators.scenario import Event
from simulators.shift import Floor

SOMEBODY: Final = "simulated engineer"


@dataclass
class CentreAround:
    """Of one station; see simulators.around.Around."""

    way: WayUp
    models: AttackedModels
    mishaps: tuple[Mishap, ...]
    story: Story
    store: FillableStore | None = None
    is_broker_away: bool = False
    attack: Attack | None = None
    """While it goes on."""
    refused: list[Refused] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    is_cut_short: bool = True
    """A person has ended the shift before its last pack."""

    @property
    def uplink(self) -> dict[str, Any]:
        return {"broker": self.way.broker.settings.model_dump(mode="json", exclude_none=True)}

    def opened_store(self, events: Path) -> EventStore:
        self.store = FillableStore.open(events)
        self.way.send_log(events)
        return self.store

    def fail(self, what: Failing, floor: Floor) -> None:
        match what:
            case "stop_broker":
                self.is_broker_away = True
                self.way.broker.kill()
            case "fill_disk":
                assert self.store is not None
                self.store.fill()
            case "attack_models":
                self.attack = Attack(self.models)

    def mend(self, what: Failing) -> None:
        match what:
            case "stop_broker":
                self.way.broker.start()
                self.is_broker_away = False
            case "fill_disk":
                assert self.store is not None
                self.store.free()
            case "attack_models":
                assert self.attack is not None
                self.attack.finish()

    def along(self, steps: Iterator[int], floor: Floor) -> Iterator[int]:
        for now_ns in steps:
            is_attack_over = self.attack is not None and self.attack.is_over
            self.meet(floor)
            troubles = self.troubles(floor)
            for mishap in self.mishaps:
                mishap.look(troubles, now_ns)
            self.ledger = floor.line.ledger
            guard = floor.line.guard
            is_lowered = guard.hands_over or bool(guard.standing.suspensions)
            self.story.look(now_ns, is_lowered, self.ledger)
            if is_attack_over:
                self.attack = None
            yield now_ns
        self.is_cut_short = False

    def end(self) -> None:
        if self.is_broker_away:
            self.mend("stop_broker")
        if self.attack is not None:
            self.mend("attack_models")
        self.mend("fill_disk")

    def meet(self, floor: Floor) -> None:
        """An engineer orders what the server offers; the log keeps what became of it."""
        for refused in () if self.attack is None else self.attack.met():
            self.refused.append(refused)
            floor.line.told.put(TakeBundle(refused.name, SOMEBODY))
            if refused.why is not None:
                floor.line.told.put(RefuseBundle(refused.name, refused.why, SOMEBODY))

    def troubles(self, floor: Floor) -> set[str]:
        troubles: set[str] = set(floor.line.health.troubles())
        if not self.way.post.is_up:
            troubles.add(NOTICED_AS["stop_broker"])
        if self.attack is not None and any(one.why is not None for one in self.refused):
            troubles.add(NOTICED_AS["attack_models"])
        return troubles

    def document(self) -> dict[str, Any]:
        """Once the shift is over and its log is closed. Unreachable where records do not arrive."""
        self.way.drained()
        stored = list(self.way.stored(0 if self.store is None else self.store.boot))
        untold = (one.unmet(self.is_cut_short) for one in self.mishaps)
        return {
            "mishaps": [one.document() for one in self.mishaps],
            "centre": {
                "seen": self.ledger.seen,
                "on_belt": self.ledger.on_belt,
                "stored": len(stored),
                "lost": self.ended - len(set(stored)),
                "duplicates": len(stored) - len(set(stored)),
            },
            "releases": [{"name": one.name, "refused": one.why} for one in self.refused],
            "bundle_in_use": self.models.in_use.sha256,
            "unmet": [*(told for told in untold if told is not None), *self.unmet(stored)],
        }

    @property
    def ended(self) -> int:
        """Packs that have a record: all but those that were on the belt when it was cut short."""
        return self.ledger.seen - self.ledger.on_belt

    def unmet(self, stored: Sequence[int]) -> Iterator[str]:
        if sorted(set(stored)) != list(stored):
            yield "the centre holds a record twice"
        if len(set(stored)) != self.ended:
            yield f"the centre holds {len(set(stored))} packs of {self.ended}"
        yield from (f"{one.name}: was taken" for one in self.refused if one.why is None)


@contextmanager
def opened(
    station: str, folder: Path, events: Sequence[Event], telling: Telling
) -> Iterator[CentreAround]:
    """All of it, in a folder that is there."""
    clock = RealClock()
    for name in ("centre", "models"):
        (folder / name).mkdir()
    mishaps = tuple(
        Mishap(one.do, int(one.at_s * 1e9), int(one.for_s * 1e9))
        for one in events
        if one.do in NOTICED_AS
    )
    models = AttackedModels(folder / "models", clock)
    with closing(WayUp(station, folder / "centre", clock)) as way:
        yield CentreAround(way, models, mishaps, Story(mishaps, telling))
