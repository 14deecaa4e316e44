"""Two places for bundles beside the one that ships, and which of the three is in use.

    bundles/a/  bundles/b/     a bundle each, or nothing, or what was left half written
    bundles/in-use.json        which one counts; written whole, so the switch is one act
    bundles/ready.json         which one the next start begins with, where one waits for that

Rules
- A bundle is written only where none is in use, tried there, and then lies ready. The line switches
  to it when it begins anew, never while it runs. Whatever dies at whichever step: the old one is in
  use or the new one, never a mixture.
- The one before is kept, so that there is a way back without a network.
- A bundle that was begun with too often without ever having worked is left for the one before, and
  one that cannot be opened any more at once. The bundle that ships is always there.
"""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from edge_agent.core.errors import Conflict, PackwardenError
from edge_agent.inspection.bundle import BASE_BUNDLE, Bundle, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import Sha256
from edge_agent.releases.trying import try_bundle
from edge_agent.releases.unpacking import unpack
from edge_agent.toml_files import StrictModel
from edge_agent.whole_files import write_whole

IN_USE: Final = "in-use.json"
READY: Final = "ready.json"
MOST_FAILED_STARTS: Final = 3
Place = Literal["ships", "a", "b"]


class InUse(StrictModel):
    """What in-use.json says."""

    place: Place = "ships"
    before: Place | None = None
    """Where the bundle lies that was in use before this one."""
    begun: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Starts with it since it last worked."""
    left: str | None = Field(default=None, max_length=500)
    """Why the last one was left; None where nobody had to leave one."""


class Ready(StrictModel):
    """What ready.json says."""

    place: Place
    bundle_sha256: Sha256


class Slots:
    """Of one station. One process prepares, and one begins; each only writes its own file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def in_use(self) -> InUse:
        """A file that is not there, or cannot be read, is as a station that never took a bundle."""
        try:
            return InUse.model_validate_json((self.folder / IN_USE).read_bytes())
        except (OSError, ValidationError):
            return InUse()

    def folder_of(self, place: Place) -> Path:
        return BASE_BUNDLE if place == "ships" else self.folder / place

    @property
    def ready(self) -> Ready | None:
        try:
            return Ready.model_validate_json((self.folder / READY).read_bytes())
        except (OSError, ValidationError):
            return None

    def prepare(self, archive: Path) -> Bundle:
        """Unpacks it and tries it; then it lies ready. ReleaseRefused or InvalidInput, and what is
        in use is unchanged. Conflict where the very same bundle is in use.
        """
        now = self.in_use
        free: Place = "b" if now.place == "a" else "a"
        (self.folder / READY).unlink(missing_ok=True)
        try:
            unpack(archive, self.folder / free)
            bundle = try_bundle(self.folder / free)
            self.refuse_same(bundle, now)
        except PackwardenError:
            shutil.rmtree(self.folder / free, ignore_errors=True)
            raise
        ready = Ready(place=free, bundle_sha256=bundle.sha256)
        write_whole(self.folder / READY, ready.model_dump_json(indent=1).encode())
        return bundle

    def refuse_same(self, bundle: Bundle, now: InUse) -> None:
        if bundle.sha256 == open_bundle(self.folder_of(now.place)).sha256:
            raise Conflict(f"the bundle {bundle.sha256[:16]} is in use already")

    def begin(self) -> Bundle:
        """The bundle for this start; goes back by itself where the one in use does not do."""
        self.switch()
        now = self.in_use
        if now.begun >= MOST_FAILED_STARTS:
            return self.go_back(f"it was begun {now.begun} times and never worked")
        try:
            bundle = self.opened(now.place)
        except PackwardenError as error:
            return self.go_back(str(error))
        if now.place != "ships":
            self.write(now.model_copy(update={"begun": now.begun + 1}))
        return bundle

    def switch(self) -> None:
        """To the one that lies ready, where it is still what was tried."""
        ready, now = self.ready, self.in_use
        if ready is None:
            return
        if ready.place != now.place:
            with suppress(PackwardenError):
                if self.opened(ready.place).sha256 == ready.bundle_sha256:
                    self.write(InUse(place=ready.place, before=now.place))
        (self.folder / READY).unlink(missing_ok=True)

    def usable(self) -> Bundle:
        """What a start would begin with now, without being one."""
        now = self.in_use
        for place in (now.place, now.before or "ships"):
            with suppress(PackwardenError):
                return self.opened(place)
        return base_bundle()

    def worked(self) -> None:
        """The station has inspected with it."""
        now = self.in_use
        if now.begun:
            self.write(now.model_copy(update={"begun": 0}))

    def go_back(self, why: str) -> Bundle:
        """To the one before, or where that does not do, to the one that ships."""
        now = self.in_use
        place = now.before or "ships"
        try:
            bundle = self.opened(place)
        except PackwardenError:
            place, bundle = "ships", base_bundle()
        self.write(InUse(place=place, left=why[:500]))
        return bundle

    def opened(self, place: Place) -> Bundle:
        return base_bundle() if place == "ships" else open_bundle(self.folder_of(place))

    def write(self, in_use: InUse) -> None:
        text = json.dumps(in_use.model_dump(), indent=1)
        write_whole(self.folder / IN_USE, f"{text}\n".encode())
