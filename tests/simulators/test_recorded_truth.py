"""A recording of the simulated line keeps what each pack truly was."""

from contextlib import closing
from pathlib import Path

from edge_agent.core.labels import Label, LabelSource
from edge_agent.core.packs import Level
from edge_agent.line.recorder import InlineRecorder
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.labels import labels_in
from edge_agent.store.pictures import PictureStore
from simulators.live import LiveView
from simulators.packs import TruePack
from simulators.shown_notes import ShownNotes
from tests.samples import StandingClock


def test_every_pack_of_a_recording_is_labelled_by_the_plant(tmp_path: Path) -> None:
    packs = {
        number: TruePack(number, 0.0, 100.0, defect, False, {})
        for number, defect in ((1, None), (2, "sticker_missing"))
    }
    with closing(EventStore.open(tmp_path / "events.db")) as store:
        pictures = PictureStore(tmp_path / "pictures", 1_000_000)
        disk = InlineRecorder(store, pictures, StandingClock())
        ShownNotes(LiveView(Level.REPORT, 2), disk, store.boot).tell_truth(packs)
        disk.close()
    with closing(EventReader(tmp_path / "events.db")) as reader:
        assert list(labels_in(reader)) == [
            Label(1, 1, False, LabelSource.SIMULATED),
            Label(1, 2, True, LabelSource.SIMULATED, ("sticker",)),
        ]
