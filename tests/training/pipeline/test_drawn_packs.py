"""Drawn packs make two data sets that share nothing, and are the same whenever they are drawn."""

from pathlib import Path

from edge_agent.core.review import Said
from tests.training.pipeline.toys import DRAWN
from training.data.data_set import Snapshot, open_data_set
from training.data.imports.taking import take
from training.data.values import VerdictValue
from training.pipeline.drawn_packs import (
    DrawnPack,
    draw,
    drawing_order,
    drawn,
    found_packs,
    lots_of,
    packs_of,
)
from training.pipeline.evaluate_stage import decided, defect_in, order_of
from training.pipeline.settings import DrawnPacks

WISH = DrawnPacks.model_validate(DRAWN)
SEED = 3


def some_packs() -> list[DrawnPack]:
    """Of every kind of the first lot."""
    return [one for one in packs_of(WISH, SEED) if one.lot.number == 0]


def data_set(folder: Path) -> Snapshot:
    packs, heard = some_packs(), list[int]()
    draw(WISH, packs, folder / "drawn", heard.append)
    assert heard == [1, 2, 3, 4, 5]
    source = open_data_set(str(folder / "set"))
    take(source, found_packs(WISH, packs, folder / "drawn"), drawing_order(WISH))
    return source.snapshot()


def test_no_order_is_in_both_sets() -> None:
    lots = lots_of(WISH, SEED)
    assert [one.judges for one in lots] == [False] * 6 + [True] * 2
    assert len({one.order.lot for one in lots}) == 8


def test_every_lot_has_good_packs_and_each_fault_that_looks_different() -> None:
    kinds = [one.kind for one in some_packs()]
    assert kinds == ["good", "damaged", "smudged", "cut_off", "missing"]


def test_a_pack_follows_from_seed_lot_and_number() -> None:
    one = some_packs()[1]
    assert drawn(WISH, one) == drawn(WISH, one)
    other = next(pack for pack in packs_of(WISH, SEED + 1) if pack.path == one.path)
    assert drawn(WISH, one) != drawn(WISH, other)


def test_the_same_packs_are_the_same_version_in_any_folder(tmp_path: Path) -> None:
    first, second = data_set(tmp_path / "one"), data_set(tmp_path / "two")
    assert first.about.version == second.about.version
    assert first.about.at == second.about.at


def test_labels_tell_the_defect_and_the_order(tmp_path: Path) -> None:
    labels = decided(data_set(tmp_path))
    assert sorted(filter(None, map(defect_in, labels.values()))) == [
        "lot: cut_off",
        "lot: damaged",
        "lot: missing",
        "lot: smudged",
    ]
    order = some_packs()[0].lot.order
    assert {order_of(one, order.recipe) for one in labels.values()} == {order}
    for said in labels.values():
        assert said["barcode"] == VerdictValue(verdict=Said.GOOD)
