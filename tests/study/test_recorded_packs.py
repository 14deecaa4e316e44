"""Packs of a recording: only those whose truth somebody made sure of, with all their pictures."""

from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.labels import Label, LabelSource
from edge_agent.core.study.plan import PackSet
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.store.events import EventReader, EventStore
from edge_agent.store.pictures import PictureStore
from edge_agent.study.recorded_packs import recorded_packs
from tests.study.recordings import box_record, keep, recording


def packs_of(folder: Path) -> PackSet:
    data = DataFolder(folder)
    with closing(EventReader(data.events)) as reader:
        return recorded_packs(reader, data.pictures)


def test_audited_packs_are_shown_with_their_views_truth_and_doubt(tmp_path: Path) -> None:
    found = packs_of(recording(tmp_path, 8))
    assert [pack.name for pack in found.packs] == [f"1-{number}" for number in range(1, 9)]
    assert [pack.defective for pack in found.packs] == [False, True] * 4
    assert [pack.borderline for pack in found.packs] == [False, False, False, True] * 2
    assert found.packs[0].captures[0][0].view == "top"
    assert not found.simulated


def test_what_the_simulated_line_knows_makes_a_simulated_study(tmp_path: Path) -> None:
    assert packs_of(recording(tmp_path, 4, LabelSource.SIMULATED)).simulated


def test_real_packs_are_never_mixed_with_simulated_ones(tmp_path: Path) -> None:
    folder = recording(tmp_path, 4, LabelSource.SIMULATED)
    with closing(EventStore.open(folder / "events.db")) as store:
        record = box_record(9, PictureStore(folder / "pictures", 1 << 30), "other")
        keep(store, record, [Label(store.boot, 9, False, LabelSource.CHALLENGE)])
    found = packs_of(folder)
    assert ([pack.name for pack in found.packs], found.simulated) == (["2-9"], False)


@pytest.mark.parametrize("source", [LabelSource.OPERATOR, LabelSource.CLAIM])
def test_what_was_said_in_haste_is_no_truth(tmp_path: Path, source: LabelSource) -> None:
    with pytest.raises(InvalidInput, match="challenge or audit"):
        packs_of(recording(tmp_path, 4, source))


def test_only_packs_of_the_latest_recipe_are_compared(tmp_path: Path) -> None:
    folder = recording(tmp_path, 4)
    with closing(EventStore.open(folder / "events.db")) as store:
        record = box_record(9, PictureStore(folder / "pictures", 1 << 30), "later")
        keep(store, record, [Label(store.boot, 9, False, LabelSource.AUDIT)])
    found = packs_of(folder)
    assert ([pack.name for pack in found.packs], found.recipe_hash) == (["2-9"], "later")


def test_a_pack_whose_picture_was_shed_is_left_out(tmp_path: Path) -> None:
    folder = recording(tmp_path, 4)
    packs_of(folder).packs[1].captures[0][0].file.unlink()
    assert [pack.name for pack in packs_of(folder).packs] == ["1-1", "1-3", "1-4"]
