"""Lets the first, second, third … call to the disk fail, once or from then on, until none is left.

    python -m deploy.torture.durability.failing_disk FOLDER

Runs with the shim. Whatever fails: no error but one of ours, nothing half done, the recorder says
that it is in trouble, and once the disk works again everything goes on.
"""

import errno
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count, product
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from typing import Final

import numpy as np

from deploy.torture.durability.groups import Found, Group, Packs, looked_at
from deploy.torture.durability.shim import Shim
from edge_agent.core.errors import PackwardenError
from edge_agent.core.keeping import Keep, PicturePolicy
from edge_agent.line.recorder_thread import WRITTEN_AGAIN, ThreadRecorder
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.pictures import PictureStore, read_picture
from hardware.clock import RealClock

ERRORS: Final = (errno.EIO, errno.ENOSPC)
BUDGET_BYTES: Final = 10_000_000
LIVENESS_S: Final = 30.0
LOOK_NS: Final = 2_000_000
CLOCK: Final = RealClock()
Act = Callable[[], None]


@dataclass
class Failures:
    tried: int = 0
    """Calls that failed, of every scenario, error and duration."""
    told: int = 0
    """Of them: as an error of ours, or by the recorder as its trouble."""
    crashes: list[str] = field(default_factory=list)
    """Errors of another kind."""
    half: list[str] = field(default_factory=list)
    """What was not as before or as after, or did not go on."""


class Scenario(ABC):
    """In a folder of its own, made anew for every call that fails."""

    name = ""

    def __init__(self, folder: Path, template: Path) -> None:
        copytree(template, folder)
        self.path, self.packs = folder / "events.db", Packs(Random(1))

    @abstractmethod
    def act(self) -> None:
        """What must come to an end, by an error of ours at worst."""

    @abstractmethod
    def goes_on(self) -> None:
        """The disk works again."""

    @property
    def is_told(self) -> bool:
        """That it was in trouble."""
        return False

    @abstractmethod
    def close(self) -> None:
        """Whatever is open."""


class Appending(Scenario):
    name = "append a group"

    def __init__(self, folder: Path, template: Path) -> None:
        super().__init__(folder, template)
        self.store = EventStore.open(self.path)
        self.groups = self.packs.groups(found_in(self.path))
        self.group = next(self.groups)

    def act(self) -> None:
        self.append()

    def append(self) -> None:
        group: Group = self.group
        self.store.append_together(group.packs, [group.event])
        self.group = next(self.groups)

    def goes_on(self) -> None:
        self.append()
        self.append()

    def close(self) -> None:
        self.store.close()


class Opening(Scenario):
    name = "open a store whose writer died"

    def __init__(self, folder: Path, template: Path) -> None:
        super().__init__(folder, template)
        self.before = found_in(template / "events.db")

    def act(self) -> None:
        EventStore.open(self.path).close()

    def goes_on(self) -> None:
        with closing(EventStore.open(self.path)) as store:
            group = next(self.packs.groups(self.before))
            store.append_together(group.packs, [group.event])
        after = found_in(self.path)
        if after.groups != self.before.groups + 1:
            raise AssertionError(f"{self.before} became {after}")

    def close(self) -> None:
        """What was opened is closed by who opened it."""


class Recording(Scenario):
    name = "record a pack with its picture"

    def __init__(self, folder: Path, template: Path) -> None:
        super().__init__(folder, template)
        self.store = EventStore.open(self.path)
        self.first = found_in(self.path).packs + 1
        pictures = PictureStore(folder / "pictures", BUDGET_BYTES)
        self.recorder = ThreadRecorder(self.store, pictures, CLOCK, PicturePolicy(Keep.ALL))
        self.number = count(self.first)
        self.was_ill = False

    def act(self) -> None:
        self.write()
        wait_until(lambda: self.recorder.backlog == 0 or not self.recorder.healthy)
        self.was_ill = not self.recorder.healthy

    @property
    def is_told(self) -> bool:
        return self.was_ill

    def write(self) -> None:
        number = next(self.number)
        shown = np.random.default_rng(number).integers(0, 256, (24, 32, 3), dtype=np.uint8)
        self.recorder.write(self.packs.numbered(number), {"top": shown})

    def goes_on(self) -> None:
        self.write()
        self.recorder.flush()
        wanted = list(range(self.first, next(self.number)))
        with closing(EventReader(self.path)) as reader:
            found = [one.record for one in reader.records() if one.record.pack_no >= self.first]
            kinds = [one.event.kind for one in reader.events()]
        if [one.pack_no for one in found] != wanted:
            raise AssertionError(f"{wanted} became {[one.pack_no for one in found]}")
        if not self.recorder.healthy or (self.was_ill and WRITTEN_AGAIN not in kinds):
            raise AssertionError("the recorder does not say that it is well again")
        if not all(one.pictures for one in found) and "pictures_not_kept" not in kinds:
            raise AssertionError("a picture lacks, and nobody says so")
        for one in found:
            for name in one.pictures.values():
                read_picture(self.path.parent / "pictures", name)

    def close(self) -> None:
        self.recorder.close()
        self.store.close()


SCENARIOS: Final[tuple[type[Scenario], ...]] = (Appending, Opening, Recording)


def found_in(path: Path) -> Found:
    found, flaws = looked_at(path, 0)
    if not flaws.is_none:
        raise AssertionError(str(flaws))
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    until_ns = CLOCK.now_ns() + round(LIVENESS_S * 1e9)
    while not holds():
        if CLOCK.now_ns() > until_ns:
            raise AssertionError(f"nothing happened for {LIVENESS_S} s")
        CLOCK.sleep_until_ns(CLOCK.now_ns() + LOOK_NS)


def template_in(folder: Path) -> Path:
    """A log as a writer that was killed leaves it: its last groups lie beside the file."""
    (folder / "made").mkdir()
    with closing(EventStore.open(folder / "made" / "events.db")) as store:
        for group, _ in zip(Packs(Random(1)).groups(Found()), range(5), strict=False):
            store.append_together(group.packs, [group.event])
        copytree(folder / "made", folder / "template")
    return folder / "template"


def failed(folder: Path) -> Failures:
    failures, shim, template = Failures(), Shim(), template_in(folder)
    for kind, error, is_for_ever in product(SCENARIOS, ERRORS, (False, True)):
        for at in count(1):
            place = folder / "tried"
            name = f"{kind.name}: {errno.errorcode[error]} at call {at}"
            with scenario(kind, place, template) as one:
                shim.arm(at, error, is_for_ever)
                told = acted(one.act, name, failures)
                calls = shim.disarm()
                failures.told += told or one.is_told
                went_on(one.goes_on, name, failures)
            if calls < at:
                break
            failures.tried += 1
    return failures


@contextmanager
def scenario(kind: type[Scenario], place: Path, template: Path) -> Iterator[Scenario]:
    one = kind(place, template)
    try:
        yield one
    finally:
        one.close()
        rmtree(place)


def acted(act: Act, name: str, failures: Failures) -> bool:
    """Whether it failed with an error of ours."""
    try:
        act()
    except PackwardenError:
        return True
    except Exception as error:  # noqa: BLE001 - any other kind is what we look for
        failures.crashes.append(f"{name}: {error!r}")
    return False


def went_on(goes_on: Act, name: str, failures: Failures) -> None:
    try:
        goes_on()
    except (AssertionError, PackwardenError) as error:
        failures.half.append(f"{name}: {error}")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(failed(Path(sys.argv[1])))) + "\n")
