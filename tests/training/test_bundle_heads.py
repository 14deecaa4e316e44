"""Bundles with heads: made whole from another one; a station sees with one what it passed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")
pytest.importorskip("optuna", reason="Optuna is not installed: make setup EXTRAS=training")

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.packs import Reason, Verdict
from edge_agent.inspection.bundle import Bundle, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MODEL_CARD
from edge_agent.inspection.head_tables import head_tables
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.releases.trying import try_bundle
from edge_agent.whole_files import write_whole
from hardware.pictures import encode_png
from tests.inspection.drawn import Drawn, draw
from tests.inspection.heads import INPUTS, KINDS, head_net, head_table
from tests.training.tuning.heads import judged_with
from tests.training.tuning.labelled_packs import (
    CHECK,
    STAINED,
    VIEW,
    Pack,
    carton_recipe,
    drawn,
    labelled_set,
    packs,
)
from training.bundling import bundle_with_heads
from training.commands_export import with_heads
from training.tuning.appearance_head import AppearanceHead
from training.tuning.folds import grouped_folds
from training.tuning.head_limits import calibrated_head
from training.tuning.labelled_regions import labelled_regions
from training.tuning.nested import Plan
from training.tuning.settings import NEWEST, LimitSettings
from training.tuning.spaces import Parameters
from training.tuning.station_head import HeadAbout, write_examples, write_station_head

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LOTS, NEW_LOTS = range(24), range(100, 108)
PLAIN: Parameters = {
    "hidden": 0,
    "weight_decay": 0.1,
    "peak_rate": 0.001,
    "epochs": 80,
    "even_kinds": False,
}


def made(folder: Path, *runs: Path, base: Bundle | None = None) -> Bundle:
    return bundle_with_heads(base or base_bundle(), runs, folder, "mine", "1.2.0", NOON)


def run_of(folder: Path, *, net: bytes | None = None, **other: Any) -> Path:
    """As a tuning run leaves a head."""
    content = net or head_net((0.8, 0.1, 0.1))
    write_whole(folder / "head.onnx", content)
    write_whole(folder / "head.json", json.dumps(head_table(content, **other)).encode())
    write_whole(folder / "examples" / "1.png", encode_png(draw(Drawn())))
    return folder


def test_a_bundle_with_a_head_is_whole_and_its_other_nets_are_those_of_the_base(
    tmp_path: Path,
) -> None:
    bundle = made(tmp_path / "bundle", run_of(tmp_path / "run"))
    assert try_bundle(bundle.folder).sha256 == bundle.sha256
    ((net, table),) = head_tables(bundle).items()
    assert (net[:17], table.place) == ("defects-tray-lot-", ("tray", "lot"))
    for name, stated in base_bundle().manifest.files.items():
        if name.endswith((".onnx", ".png")):
            assert bundle.manifest.files[name] == stated
    counted = bundle.calibration.evidence[net]
    assert (counted.n, counted.escapes) == (table.evidence.defective, table.evidence.escapes)
    assert bundle.calibration.evidence["reader"] == base_bundle().calibration.evidence["reader"]
    card = json.loads(bundle.file(MODEL_CARD).read_bytes())
    assert card["made_from"]["sha256"] == base_bundle().sha256
    assert card["nets"][net]["facts"]["kinds"] == list(KINDS)
    assert [*card["nets"]][:3] == ["reader", "finder", "backbone"]


def test_the_same_makes_the_same_bundle(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run")
    one, other = made(tmp_path / "one", run), made(tmp_path / "other", run)
    assert one.sha256 == other.sha256


def test_a_new_head_takes_the_place_of_its_checks_old_one_and_of_no_other(tmp_path: Path) -> None:
    first = made(
        tmp_path / "first",
        run_of(tmp_path / "lot"),
        run_of(tmp_path / "expiry", check="expiry"),
    )
    newer = run_of(tmp_path / "newer", net=head_net((0.5, 0.25, 0.25)))
    second = made(tmp_path / "second", newer, base=first)
    before, after = head_tables(first), head_tables(second)
    assert before.keys() == after.keys()
    assert {name for name in after if after[name] != before[name]} == {
        name for name in after if after[name].check == "lot"
    }
    assert len(second.manifest.files) == len(first.manifest.files)
    assert second.calibration.evidence.keys() == first.calibration.evidence.keys()


def test_what_no_station_would_take_leaves_the_old_bundle_in_its_place(tmp_path: Path) -> None:
    out, run = tmp_path / "bundle", run_of(tmp_path / "run")
    before = made(out, run).sha256
    refused: list[tuple[type[Exception], str, tuple[Path, ...]]] = [
        (InvalidInput, "'backbone_sha256' is a{64}", (other_backbone(tmp_path),)),
        (InvalidInput, "are both for check 'lot' of 'tray'", (run, run_of(tmp_path / "twice"))),
        (NotFound, "has no head.onnx", (tmp_path / "nothing",)),
        (NotFound, "no pictures to test the head by", (without_examples(tmp_path),)),
        (InvalidInput, "unknown key 'more'", (run_of(tmp_path / "odd", more=1),)),
        (InvalidInput, "says 3 numbers", (other_width(tmp_path),)),
    ]
    for kind, said, runs in refused:
        with pytest.raises(kind, match=said):
            made(out, *runs)
        assert open_bundle(out).sha256 == before
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def other_backbone(folder: Path) -> Path:
    return run_of(folder / "elsewhere", backbone_sha256="a" * 64)


def other_width(folder: Path) -> Path:
    weights = np.zeros((INPUTS, 4), np.float32)
    return run_of(folder / "wide", net=head_net([0.25] * 4, weights))


def without_examples(folder: Path) -> Path:
    run = run_of(folder / "bare")
    (run / "examples" / "1.png").unlink()
    return run


def test_a_folder_that_holds_something_else_is_kept(tmp_path: Path) -> None:
    mine = tmp_path / "bundle" / "mine.txt"
    write_whole(mine, b"mine")
    with pytest.raises(Conflict, match="holds something else than a bundle"):
        made(tmp_path / "bundle", run_of(tmp_path / "run"))
    assert mine.read_bytes() == b"mine"


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> LoadedRecipe:
    return carton_recipe(tmp_path_factory.mktemp("carton"))


@pytest.fixture(scope="module")
def stains(recipe: LoadedRecipe, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle whose head has learned the stains of these lots."""
    folder = tmp_path_factory.mktemp("stains")
    data_set = labelled_set(folder / "set", packs(LOTS))
    found = labelled_regions(data_set, NEWEST, recipe, CHECK, base_bundle(), folder / "regions")
    plan = Plan(
        procedure=AppearanceHead(found.kinds, found.vectors),
        items=found.items,
        outer=grouped_folds(found.items, 4, 1),
        inner_folds=2,
        trials=1,
        seed=5,
    )
    about = HeadAbout(
        recipe=recipe.recipe.name,
        check=CHECK,
        kinds=found.kinds,
        bundle=base_bundle(),
        data_sha256=found.version,
    )
    calibrated = calibrated_head(plan, judged_with(plan, PLAIN), LimitSettings())
    net = plan.procedure.fit(PLAIN, plan.items, 1)
    write_station_head(net, about, calibrated, folder / "run")
    write_examples(found.items, found.cuts, folder / "run")
    return made(folder / "bundle", folder / "run")


def lots_seen(inspector: Inspector, shown: list[Pack]) -> Iterator[tuple[Verdict, str | None]]:
    """Of the check; all others of these packs are ok."""
    for pack in shown:
        answers = {one.name: one for one in inspector.inspect(VIEW, drawn(pack), pack.order)}
        lot = answers.pop(CHECK)
        assert {one.verdict for one in answers.values()} == {Verdict.OK}
        assert bool(lot.reasons) == (lot.verdict is not Verdict.OK)
        assert set(lot.reasons) <= {Reason.PERHAPS_DEFECT, Reason.LEARNED_DEFECT}
        yield lot.verdict, lot.looks_like


def test_a_station_sees_a_learned_defect_that_it_passed_before(
    recipe: LoadedRecipe, stains: Bundle
) -> None:
    """On lots that nobody has labelled."""
    spoilt = [one for one in packs(NEW_LOTS) if one.stained]
    before = list(lots_seen(open_inspector(recipe), spoilt))
    assert before == [(Verdict.OK, None)] * len(spoilt)
    after = list(lots_seen(open_inspector(recipe, stains), spoilt))
    caught = [one for one in after if one[0] is not Verdict.OK]
    assert len(caught) >= len(spoilt) - 1
    assert {looks_like for _, looks_like in caught} == {STAINED}


def test_good_packs_stay_ok(recipe: LoadedRecipe, stains: Bundle) -> None:
    good = [one for one in packs(NEW_LOTS) if not one.stained]
    seen = list(lots_seen(open_inspector(recipe, stains), good))
    assert seen.count((Verdict.OK, None)) >= len(good) - 1
    assert Verdict.NOT_OK not in [verdict for verdict, _ in seen]


def test_a_hostile_net_in_a_run_makes_no_bundle(tmp_path: Path) -> None:
    model = onnx.load_model_from_string(head_net((0.8, 0.1, 0.1)))
    model.graph.node[0].domain = "com.example"
    run = run_of(tmp_path / "run", net=model.SerializeToString())
    with pytest.raises(ReleaseRefused, match="only ONNX's own is allowed"):
        made(tmp_path / "bundle", run)
    assert not (tmp_path / "bundle").exists()


def test_the_command_makes_the_same_bundle_and_takes_a_base(tmp_path: Path) -> None:
    made(tmp_path / "first", run_of(tmp_path / "expiry", check="expiry"))
    run, out = run_of(tmp_path / "lot"), tmp_path / "second"
    told = with_heads([run], tmp_path / "first", {}, out, "mine", "1.3.0")
    bundle = open_bundle(out)
    assert told["bundle"]["sha256"] == bundle.sha256
    assert {table.check for table in head_tables(bundle).values()} == {"lot", "expiry"}


@pytest.mark.parametrize("heads", [[], ["lot"]])
def test_heads_and_other_nets_are_not_exported_at_once(tmp_path: Path, heads: list[str]) -> None:
    runs = [run_of(tmp_path / one) for one in heads]
    nets = {"reader": tmp_path} if heads else {}
    with pytest.raises(InvalidInput, match="give --head, and with it none of --reader"):
        with_heads(runs, tmp_path, nets, tmp_path / "out", "mine", "1.3.0")
    assert not (tmp_path / "out").exists()
