"""The head: repeatable to the bit, counted as it should be, and exported as it is."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")

import torch

from edge_agent.core.errors import InvalidInput
from edge_agent.releases.errors import ReleaseRefused
from tests.training.tuning.heads import KINDS, PARAMETERS, made_up
from training.proven_nets import NotTheSame, write_proven
from training.tuning.appearance_head import SURE, head_shape
from training.tuning.export_head import export_head, exported, greatest_difference
from training.tuning.head_net import HeadNet, item_weights, weights_sha256
from training.tuning.head_processes import LARGEST_DIFFERENCE, store_lesson
from training.tuning.items import Item

PROJECT = Path(__file__).parents[3]


def test_the_same_items_and_seed_give_the_same_bits_in_another_process() -> None:
    head, items = made_up(8, 1.0)
    here = weights_sha256(head.fit(PARAMETERS, items, 5))
    assert here == weights_sha256(head.fit(PARAMETERS, items, 5))
    assert here != weights_sha256(head.fit(PARAMETERS, items, 6))
    program = (
        "from tests.training.tuning.heads import PARAMETERS, made_up\n"
        "from training.tuning.head_net import weights_sha256\n"
        "head, items = made_up(8, 1.0)\n"
        "print(weights_sha256(head.fit(PARAMETERS, items, 5)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=True
    )
    assert ended.stdout.strip() == here


@pytest.mark.parametrize("hidden", [0, 16])
def test_kinds_that_lie_apart_are_told_apart_and_others_are_not(hidden: int) -> None:
    parameters = PARAMETERS | {"hidden": hidden}
    head, items = made_up(12, 2.0)
    good = head.score(head.fit(parameters, items[:24], 1), items[24:])
    assert (good.cases, good.escapes, good.false_rejects) == (12, 0, 0)
    assert good.loss < 0.2
    blind, others = made_up(12, 0.0)
    assert blind.score(blind.fit(parameters, others[:24], 1), others[24:]).loss > 1.0


def test_what_is_counted_follows_from_the_shares() -> None:
    """A net that gives back what it is asked: the shares' logarithms are the vectors."""
    said = {
        "right": ("good", (0.8, 0.1, 0.1)),
        "escape": ("smudged", (0.9, 0.05, 0.05)),
        "false-reject": ("good", (0.1, 0.1, 0.8)),
        "wrong-kind": ("smudged", (0.1, 0.1, 0.8)),
        "unsure": ("missing", (SURE - 0.1, 0.3, 0.2)),
    }
    head, _ = made_up(2, 1.0)
    vectors = {name: np.log(shares).astype(np.float32) for name, (_, shares) in said.items()}
    items = [Item(name, "lot", label) for name, (label, _) in said.items()]
    net = HeadNet(3, 0, 3)
    with torch.no_grad():
        weight, bias = net.parameters()
        weight.copy_(torch.eye(3))
        bias.zero_()
    score = type(head)(KINDS, vectors).score(net, items)
    assert (score.escapes, score.false_rejects, score.unsure, score.cases) == (1, 1, 1, 5)
    true = [0.8, 0.05, 0.1, 0.1, 0.2]
    assert score.loss == pytest.approx(-np.log(true).mean(), abs=1e-5)


def test_even_kinds_weigh_the_same_however_many_they_are() -> None:
    head, items = made_up(6, 1.0)
    lesson = head.lesson(items[:10])
    weights = item_weights(lesson, even_kinds=True)
    sums = [float(weights[lesson.kinds == kind].sum()) for kind in range(3)]
    assert sums == pytest.approx([1 / 3] * 3)
    assert item_weights(lesson, even_kinds=False).tolist() == pytest.approx([0.1] * 10)


def test_an_unknown_kind_is_refused_by_name() -> None:
    head, items = made_up(2, 1.0)
    with pytest.raises(InvalidInput, match=r"'x' is of kind 'torn'; known are good, smudged"):
        head.lesson([*items, Item("x", "lot", "torn")])


@pytest.mark.parametrize("hidden", [0, 16])
def test_the_file_computes_what_the_net_does_and_may_be_released(
    tmp_path: Path, hidden: int
) -> None:
    head, items = made_up(6, 1.0)
    net = head.fit(PARAMETERS | {"hidden": hidden}, items, 1)
    model = tmp_path / "head.onnx"
    facts = export_head(net, model, {"kinds": list(KINDS)})
    assert facts["opset"] == 20
    assert facts["parity"] < 1e-4
    assert json.loads(model.with_suffix(".json").read_text())["kinds"] == list(KINDS)
    session = onnxruntime.InferenceSession(model.read_bytes(), providers=["CPUExecutionProvider"])
    vectors = np.stack([head.vectors[one.id] for one in items])
    (shares,) = session.run(None, {"vectors": vectors})
    assert shares.shape == (len(items), 3)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert export_head(net, model, {})["sha256"] == facts["sha256"]


def test_a_file_of_another_net_is_found_out(tmp_path: Path) -> None:
    head, items = made_up(6, 1.0)
    one, other = (head.fit(PARAMETERS, items, seed) for seed in (1, 2))
    content = exported(one)
    difference = greatest_difference(other, content)
    with pytest.raises(NotTheSame):
        write_proven(other, content, difference, tmp_path / "head.onnx", {})
    assert not list(tmp_path.iterdir())


def test_a_head_with_operators_that_no_station_opens_is_refused(tmp_path: Path) -> None:
    class Odd(HeadNet):
        def logits(self, vectors: torch.Tensor) -> torch.Tensor:
            return torch.floor(super().logits(vectors))

    with pytest.raises(ReleaseRefused, match="'Floor', which is not on the list"):
        export_head(Odd(4, 0, 3).eval(), tmp_path / "head.onnx", {})


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_processes_learn_together_what_one_learns_alone(tmp_path: Path) -> None:
    head, items = made_up(9, 1.0)
    file, out = tmp_path / "lesson.npz", tmp_path / "weights.npz"
    shape = head_shape(PARAMETERS)
    store_lesson(head.lesson(items[:25]), shape, 5, file)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node"]
    program = ["-m", "training.tuning.head_processes", str(file), str(out)]
    subprocess.run([*torchrun, "2", *program], cwd=PROJECT, timeout=240, check=True)
    alone = head.fit(asdict(shape), items[:25], 5).state_dict()
    with np.load(out, allow_pickle=False) as together:
        assert set(together.files) == set(alone)
        for name in together.files:
            assert np.abs(together[name] - alone[name].numpy()).max() < LARGEST_DIFFERENCE
