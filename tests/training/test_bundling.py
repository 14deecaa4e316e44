"""The tiny path from a run to a bundle that a station opens, and what an export refuses."""

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.inspection.bundle import open_bundle
from edge_agent.inspection.bundle_manifest import CALIBRATION, MANIFEST, MODEL_CARD
from edge_agent.inspection.own_reader import OwnLineReader, facts_of
from edge_agent.inspection.self_test import run_self_test
from hardware.pictures import PICTURE_SUFFIXES
from training.excluded import excluded_pictures

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")

import torch

from training.bundling import BundleOrder, export_bundle
from training.checkpoints import TENSORS, save_checkpoint
from training.export_reader import export_reader
from training.lines.texts import CHARACTERS
from training.proven_nets import NotTheSame
from training.quantising import Comparison, quantised, write_int8
from training.reader_net import TINY, ReaderNet
from training.run_progress import CHECKPOINT
from training.train_reader import ReaderRun, run_facts

LINES = 4


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that has not learned anything yet."""
    asked = ReaderRun(out=tmp_path_factory.mktemp("runs") / "reader", shape=TINY)
    torch.manual_seed(asked.seed)
    net = ReaderNet(len(CHARACTERS) + 1, TINY)
    facts = run_facts(asked, 0) | {"calibration_lines": 8}
    save_checkpoint(asked.out / CHECKPOINT, net, torch.optim.SGD(net.parameters()), facts)
    export_reader(net, asked.out / "reader.onnx", facts)
    return asked.out


def order(run: Path, out: Path) -> BundleOrder:
    return BundleOrder(
        runs={"reader": run},
        out=out,
        name="tiny",
        version="0.0.1",
        time=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        judging_lines=LINES,
        int8=False,
    )


Exported = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="module")
def exported(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    out = tmp_path_factory.mktemp("bundles") / "tiny"
    return out, export_bundle(order(run, out))


def test_a_run_becomes_a_bundle_that_a_station_opens(exported: Exported) -> None:
    folder, document = exported
    bundle = open_bundle(folder)
    assert bundle.sha256 == document["bundle"]["sha256"] == bundle.calibration.bundle_sha256
    assert run_self_test(bundle) == 0
    assert OwnLineReader(bundle.file("reader.onnx")).alphabet.characters == CHARACTERS
    assert (bundle.manifest.models.finder, bundle.manifest.models.backbone) == (None, None)
    assert document["parity"]["reader"] <= 1e-4
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_card_tells_what_was_measured_and_what_was_never_trained_on(exported: Exported) -> None:
    card = json.loads((exported[0] / MODEL_CARD).read_text())
    assert card["measured"][0]["n"] <= LINES
    assert (card["int8"]["lines"], card["int8"]["kept"]) == (LINES, False)
    told = sorted(sha256 for hashes in card["never_trained_on"].values() for sha256 in hashes)
    assert told == sorted(excluded_pictures().values())


def test_the_calibration_bounds_escapes_by_the_lines_that_were_counted(exported: Exported) -> None:
    evidence = json.loads((exported[0] / CALIBRATION).read_text())["evidence"]["reader"]
    assert evidence["n"] <= LINES
    assert evidence["escapes"] / evidence["n"] <= evidence["alpha"] <= 1


def test_an_older_bundle_is_replaced_and_the_same_run_gives_the_same_files(
    run: Path, exported: Exported, tmp_path: Path
) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(exported[0], folder)
    (folder / MANIFEST).write_text("{}")
    export_bundle(order(run, folder))
    assert open_bundle(folder).manifest.version == "0.0.1"
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
    for file in ("reader.onnx", "reader.json", "selftest/expected.json", "selftest/reader-1.png"):
        assert (folder / file).read_bytes() == (exported[0] / file).read_bytes()


def test_a_net_that_its_checkpoint_has_left_behind_is_refused_and_the_older_bundle_stays(
    run: Path, exported: Exported, tmp_path: Path
) -> None:
    """The run went on after its file was written."""
    folder, document = exported
    later = tmp_path / "later"
    shutil.copytree(run, later)
    with np.load(later / CHECKPOINT / TENSORS) as stored:
        tensors = {name: stored[name] + (stored[name].dtype == np.float32) for name in stored.files}
    np.savez(later / CHECKPOINT / TENSORS, **tensors)
    with pytest.raises(NotTheSame, match="export the run again"):
        export_bundle(order(later, folder))
    assert open_bundle(folder).sha256 == document["bundle"]["sha256"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_of_something_else_is_never_replaced(run: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(Conflict, match="something else than a bundle"):
        export_bundle(order(run, tmp_path))
    assert (tmp_path / "letter.txt").read_text() == "keep me"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"runs": {}}, "at least one net"),
        ({"name": "Best Bundle"}, "--name 'Best Bundle'"),
        ({"version": "1.0"}, "--version '1.0'"),
        ({"judging_sets": (Path("no-such-set"),)}, "no-such-set"),
    ],
)
def test_what_cannot_become_a_bundle_is_refused_before_anything_is_done(
    run: Path, tmp_path: Path, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises((InvalidInput, NotFound), match=told):
        export_bundle(replace(order(run, tmp_path / "out"), **wrong))
    assert not list(tmp_path.iterdir())


def test_8_bit_integers_of_a_net_are_always_the_same_and_say_nearly_the_same(
    run: Path, tmp_path: Path
) -> None:
    content = (run / "reader.onnx").read_bytes()
    small = quantised(content, 4)
    assert small == quantised(content, 4)
    write_int8(tmp_path / "reader.onnx", small, facts_of(run / "reader.onnx"))
    session = OwnLineReader(tmp_path / "reader.onnx").session
    lines = np.zeros((1, 1, 32, 160), np.float32)
    whole = OwnLineReader(run / "reader.onnx").session
    found, wanted = (np.exp(one.run(None, {"lines": lines})[0]) for one in (session, whole))
    np.testing.assert_allclose(found, wanted, atol=0.05)


@pytest.mark.parametrize(
    ("exact_int8", "ms_int8", "is_better"),
    [(90, 1.0, True), (91, 1.0, True), (89, 1.0, False), (95, 1.9, False)],
)
def test_8_bit_integers_are_taken_where_they_are_faster_and_no_less_exact(
    exact_int8: int, ms_int8: float, is_better: bool
) -> None:
    assert Comparison(100, 90, exact_int8, 2.0, ms_int8).is_better is is_better


@pytest.mark.pictures
def test_every_picture_that_judges_is_excluded(picture_data: Path) -> None:
    sets = ("expdate-date-crops", "expdate-products", "prod-date-cn")
    there = {
        file.relative_to(picture_data).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for name in sets
        for file in (picture_data / name).rglob("*")
        if file.suffix.lower() in PICTURE_SUFFIXES
    }
    assert there == excluded_pictures()
