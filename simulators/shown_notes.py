"""What a demonstration keeps: every record for its sums, and on disk where that is wanted."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge_agent.core.keeping import Keep, PictureFormat, PicturePolicy
from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.packs import Record
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.line.desk import Desk
from edge_agent.line.parts import Recorder
from edge_agent.line.recorder import DiskRecorder, InlineRecorder
from edge_agent.line.recorder_thread import ThreadRecorder
from edge_agent.store.events import EventStore
from edge_agent.store.labels import label_body
from edge_agent.store.pictures import PictureStore
from hardware.interfaces import Clock, Pixels
from simulators.clock import PacedClock
from simulators.drawing.defects import Defect
from simulators.live import LiveView
from simulators.packs import TruePack
from simulators.results import Challenged

EXACT = PicturePolicy(Keep.ALL, format=PictureFormat.PNG)
"""All pictures as the camera gave them, so that a replay sees what the line saw."""
RECORDING_BYTES = 20_000_000_000
"""A recording keeps the pictures of all its packs; this is more than any shift that is drawn."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a demonstration keeps on disk."""

    folder: Path
    policy: PicturePolicy = EXACT
    budget_bytes: int = RECORDING_BYTES
    most_records: int | None = None
    """So many of the last are in the sums; None: all."""
    in_force: str = ""
    """The station's settings, where it has any."""


class ShownNotes:
    """A recorder that keeps the records for the sums and shows them as they come."""

    def __init__(
        self, view: LiveView, disk: Recorder | None, boot: int = 0, most: int | None = None
    ) -> None:
        self.view, self.disk, self.boot = view, disk, boot
        self.desk: Desk | None = None
        """Where pages hear of events that no disk keeps."""
        self.records: deque[Record] = deque(maxlen=most)
        self.truth: Mapping[int, TruePack] = {}
        """What is told as the packs end; see `tell_truth` for what is told in the end."""
        self.challenges = Challenged()

    @property
    def trouble(self) -> str | None:
        return None if self.disk is None else self.disk.trouble

    def write(self, record: Record, frames: dict[str, Pixels]) -> None:
        self.records.append(record)
        self.view.saw(record)
        if self.disk is not None:
            self.disk.write(record, frames)
        if record.pack_no in self.truth:
            self.tell_truth_of(record.pack_no, self.truth[record.pack_no])

    def event(self, kind: str, body: dict[str, object]) -> None:
        self.challenges = self.challenges.heard(kind, body)
        if self.disk is not None:
            self.disk.event(kind, body)
        elif self.desk is not None:
            self.desk.happened(kind, body)

    def tell_truth(self, seen_by: Mapping[int, TruePack]) -> None:
        """A recording also keeps what each of its packs truly was, for `whatif`."""
        for pack_no, pack in seen_by.items():
            self.tell_truth_of(pack_no, pack)

    def tell_truth_of(self, pack_no: int, pack: TruePack) -> None:
        """What a challenge pack was stands in its proof."""
        if pack.challenge is None:
            faulty = pack.defect is not None
            truth = Label(self.boot, pack_no, faulty, LabelSource.SIMULATED, checks_of(pack.defect))
            self.event(LABEL_EVENT, label_body(truth))


def disk_recorder(
    store: EventStore, recording: Recording, clock: Clock, group: int
) -> DiskRecorder:
    """In real time a belt does not wait for a disk, so the product's own thread writes.
    `group`: entries of a transaction where nobody waits."""
    pictures = PictureStore(DataFolder(recording.folder).pictures, recording.budget_bytes)
    if isinstance(clock, PacedClock):
        return ThreadRecorder(store, pictures, clock, recording.policy)
    return InlineRecorder(store, pictures, clock, recording.policy, group)


def checks_of(defect: str | None) -> tuple[str, ...]:
    """That must notice it; in the recipes of the products a check is named as what it looks at."""
    return () if defect is None else (Defect(defect).target,)
