"""One place where a pipeline runs: its settings, its folder, and what of it is done.

    OUT/STAGE/KEY/          what a stage made of these very inputs
    OUT/STAGE/KEY.json      that it is done, from what, and what came out; written last
    OUT/STAGE/KEY.stopped   why it refused to go on
    OUT/newest.json         the key of each stage that was done last
    OUT/pipeline.lock       held by who runs it

Results of other inputs lie beside each other: going back to earlier settings finds them again.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import Conflict
from hardware.interfaces import Clock
from training.document_files import write_document
from training.pipeline.settings import PipelineSettings

NEWEST: Final = "newest.json"
LOCK: Final = "pipeline.lock"
KEY_DIGITS: Final = 16

Record = dict[str, Any]
"""What KEY.json says."""


@dataclass(frozen=True, slots=True)
class Work:
    """`say` gets one line of progress at a time."""

    settings: PipelineSettings
    out: Path
    clock: Clock
    say: Callable[[str], None]
    newest: dict[str, str]
    """Key of each stage that was done or kept last."""
    only_looks: bool = False
    """What is done is then not remembered by the folder."""

    def folder(self, stage: str, key: str) -> Path:
        return self.out / stage / key[:KEY_DIGITS]

    def record_file(self, stage: str, key: str) -> Path:
        return self.out / stage / f"{key[:KEY_DIGITS]}.json"

    def stopped_file(self, stage: str, key: str) -> Path:
        return self.out / stage / f"{key[:KEY_DIGITS]}.stopped"

    def stored(self, stage: str, key: str) -> Record | None:
        """None where it is not done."""
        file = self.record_file(stage, key)
        return json.loads(file.read_bytes()) if file.is_file() else None

    def point_to(self, stage: str, key: str) -> None:
        if self.newest.get(stage) == key:
            return
        self.newest[stage] = key
        if not self.only_looks:
            write_document(self.out / NEWEST, self.newest)

    def looking(self) -> "Work":
        """The same place for somebody who changes nothing."""
        return replace(self, newest=dict(self.newest), only_looks=True)

    def record(self, stage: str) -> Record:
        """Of the stage as it was done last. Conflict where it was not done yet."""
        key = self.newest.get(stage)
        found = None if key is None else self.stored(stage, key)
        if found is None:
            raise Conflict(f"{self.out}: the stage {stage!r} is not done yet; run the pipeline")
        return found

    def made(self, stage: str) -> Path:
        """The folder of what a stage before made."""
        return self.folder(stage, self.record(stage)["key"])

    def document(self, stage: str, name: str) -> dict[str, Any]:
        """A JSON file of what a stage before made."""
        found: dict[str, Any] = json.loads((self.made(stage) / name).read_bytes())
        return found

    @contextmanager
    def alone(self) -> Iterator["Work"]:
        """Conflict while another process runs in the same folder."""
        self.out.mkdir(parents=True, exist_ok=True)
        with (self.out / LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(f"{self.out}: another process runs this pipeline") from error
            yield self


def open_work(
    settings: PipelineSettings, out: Path, clock: Clock, say: Callable[[str], None]
) -> Work:
    """As the folder knows it, which need not be there yet."""
    file = out / NEWEST
    newest = json.loads(file.read_bytes()) if file.is_file() else {}
    return Work(settings, out, clock, say, newest)
