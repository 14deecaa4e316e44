"""Packs that are read in pieces are the same packs: columns, luck, truth and windows."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT
from edge_agent.core.errors import NotFound
from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.packs import Verdict
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.packs_so_far import PacksSoFar, RecordedShift, no_answers, recorded_shift
from edge_agent.evidence.window import Window
from edge_agent.store.events import EventStore
from edge_agent.store.labels import label_body
from tests.line.small_station import save_box_recipe
from tests.samples import NOON, a_record

BOOTS, PACKS = 3, 60


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    return save_box_recipe(tmp_path / "recipe", ("top",))


def written(data: DataFolder, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Boots whose clocks begin anew, packs that overtake each other, labels and challenge packs
    that come later than their packs; `meanwhile` happens again and again."""
    random = np.random.default_rng(3)
    for boot in range(BOOTS):
        with closing(EventStore.open(data.events)) as store:
            for pack_no in range(1, PACKS + 1):
                seen_ns = int((pack_no + 500 * ((boot * 7) % 3) + random.random()) * 1e9)
                record = a_record(pack_no, list(Verdict)[pack_no % 3], seen_ns=seen_ns)
                verdict = replace(record.verdict, score=float(random.random()))
                at = NOON + timedelta(minutes=boot, seconds=pack_no)
                store.append_records([replace(record, verdict=verdict, seen_at=at)])
                if pack_no % 5 == 4:
                    label = Label(store.boot, pack_no - 1, pack_no % 2 == 0, LabelSource.AUDIT)
                    store.append(LABEL_EVENT, label_body(label), NOON)
                if pack_no % 20 == 11:
                    store.append(PROOF_EVENT, {"pack_no": pack_no - 1}, NOON)
                if pack_no % 7 == 0:
                    meanwhile()


def same(one: RecordedShift, other: RecordedShift) -> None:
    for field in fields(one.packs):
        found, wanted = getattr(one.packs, field.name), getattr(other.packs, field.name)
        assert np.array_equal(found, wanted), field.name
    assert one.truth_sources == other.truth_sources


def test_what_was_read_in_pieces_is_what_is_read_at_once(tmp_path: Path, recipe: Path) -> None:
    data = DataFolder(tmp_path / "data")
    with closing(EventStore.open(data.events)):
        pass
    with closing(PacksSoFar(data, recipe)) as packs:

        def look() -> None:
            packs.read()
            packs.shift()

        written(data, look)
        packs.read()
        same(packs.shift(), recorded_shift(data, recipe))
        assert len(packs.shift().packs) == BOOTS * (PACKS - 3)


def test_nothing_new_gives_the_very_same_columns(tmp_path: Path, recipe: Path) -> None:
    data = DataFolder(tmp_path / "data")
    written(data)
    with closing(PacksSoFar(data, recipe)) as packs:
        packs.read()
        first = packs.shift()
        packs.read()
        assert packs.shift() is first


def test_after_a_record_that_cannot_be_read_none_is_left_out(tmp_path: Path, recipe: Path) -> None:
    data = DataFolder(tmp_path / "data")
    written(data)
    with closing(PacksSoFar(data)) as packs:  # no recipe is kept here, and none is named
        with pytest.raises(NotFound):
            packs.read()
        packs.no_answer = no_answers(data, recipe)
        packs.read()
        same(packs.shift(), recorded_shift(data, recipe))


def test_a_window_holds_the_packs_from_its_beginning_to_before_its_end(
    tmp_path: Path, recipe: Path
) -> None:
    data = DataFolder(tmp_path / "data")
    written(data)
    begin = NOON + timedelta(minutes=1, seconds=10)
    shift = recorded_shift(data, recipe, Window(begin, begin + timedelta(seconds=10)))
    assert len(shift.packs) == 9  # the tenth is a challenge pack
    assert shift.truth_sources == {"audit": 2}
    assert shift.packs.luck.tolist() == np.random.default_rng(1).random(9).tolist()
    nothing = recorded_shift(data, recipe, Window(NOON + timedelta(days=1)))
    assert (len(nothing.packs), nothing.truth_sources) == (0, {})
