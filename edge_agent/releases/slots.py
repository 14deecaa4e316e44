"""Three places for bundles beside the one that ships, and which of the four is in use.

    bundles/a/  b/  c/         a bundle each, or nothing, or what was left half written
    bundles/in-use.json        which one counts; written whole, so the switch is one act
    bundles/ready.json         which one the next start begins with, where one waits for that
    bundles/lock               held for moments by whoever switches or clears a place

Rules
- In use, before and next lie in a place each: getting a bundle never costs the way back.
- A bundle is written only where neither the one in use nor the one before lies, tried there, and
  then lies ready. The line switches to it when it begins anew, never while it runs. Whatever dies
  at whichever step: the old one is in use or the new one, never a mixture.
- Back is gone without a network, and only to the very bundle that was in use before; where that is
  gone or damaged, to the one that ships, which is always there.
- A bundle that was begun with too often without ever having worked is left for the one before, and
  one that cannot be opened any more at once. What was left is begun with again only when a person
  has ordered it anew.
"""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from edge_agent.core.bundle_orders import STATION, ReturnOrder
from edge_agent.core.errors import Conflict, PackwardenError
from edge_agent.inspection.bundle import BASE_BUNDLE, Bundle, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import Sha256
from edge_agent.releases.trying import try_bundle
from edge_agent.releases.unpacking import unpack
from edge_agent.toml_files import StrictModel
from edge_agent.whole_files import write_whole

IN_USE: Final = "in-use.json"
READY: Final = "ready.json"
LOCK: Final = "lock"
MOST_FAILED_STARTS: Final = 3
LONGEST_WHY: Final = 500
Place = Literal["ships", "a", "b", "c"]
Try = Callable[[Path], Bundle]
"""Opens what lies in a folder where it can do no harm, or refuses it."""
PLACES: Final[tuple[Place, ...]] = ("a", "b", "c")


class Left(StrictModel):
    """A bundle that was left for the one before."""

    bundle_sha256: Sha256
    by: str = Field(max_length=200)
    """A person, or the station itself."""


class InUse(StrictModel):
    """What in-use.json says. A file of a station with two places has no sha256 of either."""

    place: Place = "ships"
    bundle_sha256: Sha256 | None = None
    before: Place | None = None
    """Where the bundle lies that was in use before this one."""
    before_sha256: Sha256 | None = None
    begun: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Starts with it since it last worked."""
    left: str | None = Field(default=None, max_length=LONGEST_WHY)
    """Why the last one was left; None where nobody had to leave one."""
    left_bundle: Left | None = None


class Ready(StrictModel):
    """What ready.json says."""

    place: Place
    bundle_sha256: Sha256


@dataclass(frozen=True, slots=True)
class Lies:
    """A bundle, and where."""

    place: Place
    bundle: Bundle


class Slots:
    """Of one station. One process prepares, and one begins; each only writes its own file."""

    def __init__(self, folder: Path, trying: Try = try_bundle) -> None:
        self.folder, self.trying = folder, trying

    @property
    def in_use(self) -> InUse:
        """A file that is not there, or cannot be read, is as a station that never took a bundle."""
        try:
            return InUse.model_validate_json((self.folder / IN_USE).read_bytes())
        except (OSError, ValidationError):
            return InUse()

    @property
    def ready(self) -> Ready | None:
        try:
            return Ready.model_validate_json((self.folder / READY).read_bytes())
        except (OSError, ValidationError):
            return None

    @property
    def free(self) -> Place:
        """Where the next one lies, or will."""
        now = self.in_use
        return next(place for place in PLACES if place not in (now.place, now.before))

    def folder_of(self, place: Place) -> Path:
        return BASE_BUNDLE if place == "ships" else self.folder / place

    # Getting one

    def prepare(self, archive: Path) -> Bundle:
        """Unpacks it and tries it; then it lies ready. ReleaseRefused or InvalidInput, and what is
        in use is unchanged. Conflict where the very same bundle is in use.
        """
        lies = self.lay(archive)
        self.make_ready(lies)
        return lies.bundle

    def lay(self, archive: Path) -> Lies:
        """Unpacked and tried, and not begun with before it is made ready. Errors as `prepare`."""
        place = self.cleared()
        try:
            unpack(archive, self.folder / place)
            bundle = self.trying(self.folder / place)
            self.refuse_same(bundle)
        except PackwardenError:
            shutil.rmtree(self.folder / place, ignore_errors=True)
            raise
        return Lies(place, bundle)

    def cleared(self) -> Place:
        """From here on nothing switches to what lies there."""
        with self.alone():
            (self.folder / READY).unlink(missing_ok=True)
            return self.free

    def make_ready(self, lies: Lies) -> None:
        """The next start begins with it."""
        ready = Ready(place=lies.place, bundle_sha256=lies.bundle.sha256)
        write_whole(self.folder / READY, ready.model_dump_json(indent=1).encode())

    def refuse_same(self, bundle: Bundle) -> None:
        if bundle.sha256 == self.sha256_in_use(self.in_use):
            raise Conflict(f"the bundle {bundle.sha256[:16]} is in use already")

    # Beginning with one

    def begin(self, wanted: ReturnOrder | None = None) -> Bundle:
        """The bundle for this start; goes back where that is `wanted`, and by itself where the one
        in use does not do.
        """
        self.switch(wanted)
        now = self.in_use
        if now.begun >= MOST_FAILED_STARTS:
            return self.go_back(f"it was begun {now.begun} times and never worked")
        try:
            bundle = self.opened(now.place)
        except PackwardenError as error:
            return self.go_back(str(error))
        if now.place != "ships" and now.bundle_sha256 not in (None, bundle.sha256):
            return self.go_back(f"in its place lies another bundle, {bundle.sha256[:16]}")
        if wanted is not None and wanted.bundle_sha256 == bundle.sha256 and now.place != "ships":
            return self.go_back(wanted.why, wanted.by)
        if now.place != "ships":
            self.write(now.model_copy(update={"begun": now.begun + 1}))
        return bundle

    def switch(self, wanted: ReturnOrder | None = None) -> None:
        """To the one that lies ready, where it is still what was tried, and nobody who asked for
        the one before wants it no more. Back from there leads past a bundle that shall be left.
        """
        if not (self.folder / READY).exists():
            return
        with self.alone():
            ready, now = self.ready, self.in_use
            if ready is not None and ready.place != now.place:
                in_use = self.sha256_in_use(now)
                with suppress(PackwardenError):
                    is_whole = self.opened(ready.place).sha256 == ready.bundle_sha256
                    if is_whole and not is_withdrawn(ready, in_use, wanted):
                        self.write(after(now, ready, in_use, wanted))
            (self.folder / READY).unlink(missing_ok=True)

    def sha256_in_use(self, now: InUse) -> str | None:
        if now.place == "ships":
            return base_bundle().sha256
        with suppress(PackwardenError):
            return now.bundle_sha256 or self.opened(now.place).sha256
        return None

    def usable(self) -> Bundle:
        """What a start would begin with now, without being one."""
        now = self.in_use
        with suppress(PackwardenError):
            return self.opened(now.place)
        return self.before(now).bundle

    def worked(self) -> None:
        """The station has inspected with it."""
        now = self.in_use
        if now.begun:
            self.write(now.model_copy(update={"begun": 0}))

    # Back

    def go_back(self, why: str, by: str = STATION) -> Bundle:
        """To the one before, or where that does not do, to the one that ships."""
        with self.alone():
            now = self.in_use
            before, left = self.before(now), self.sha256_in_use(now)
            self.write(
                InUse(
                    place=before.place,
                    bundle_sha256=before.bundle.sha256,
                    left=why[:LONGEST_WHY],
                    left_bundle=None if left is None else Left(bundle_sha256=left, by=by),
                )
            )
        return before.bundle

    def before(self, now: InUse) -> Lies:
        """Where back leads. What opens where a file of two places says so is taken at its word."""
        if now.before is not None:
            with suppress(PackwardenError):
                bundle = self.opened(now.before)
                if now.before_sha256 in (None, bundle.sha256) or now.before == "ships":
                    return Lies(now.before, bundle)
        return Lies("ships", base_bundle())

    def opened(self, place: Place) -> Bundle:
        return base_bundle() if place == "ships" else open_bundle(self.folder_of(place))

    def write(self, in_use: InUse) -> None:
        text = json.dumps(in_use.model_dump(), indent=1)
        write_whole(self.folder / IN_USE, f"{text}\n".encode())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Held for moments only, and let go by whatever dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def is_withdrawn(ready: Ready, in_use: str | None, wanted: ReturnOrder | None) -> bool:
    """A person wants what lies ready no more, or wants the one before and not the next."""
    if wanted is None or not wanted.withdraws_ready:
        return False
    return wanted.bundle_sha256 in (ready.bundle_sha256, in_use)


def after(now: InUse, ready: Ready, sha256: str | None, wanted: ReturnOrder | None) -> InUse:
    """With the ready one in use. One that shall be left, or never worked, does not become the one
    before."""
    is_unwanted = wanted is not None and sha256 == wanted.bundle_sha256
    is_left = is_unwanted or now.begun >= MOST_FAILED_STARTS
    before, before_sha256 = (now.before, now.before_sha256) if is_left else (now.place, sha256)
    return InUse(
        place=ready.place,
        bundle_sha256=ready.bundle_sha256,
        before=before,
        before_sha256=before_sha256,
    )
