"""What an evaluation of a taught label counts, and on real photographs what comes out."""

from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Verdict
from training.appearance_counts import Counts, sums
from training.appearance_peers import PEERS, Peer
from training.appearance_set import MOST_TAUGHT, read_products


def test_good_ones_must_be_ok_and_all_others_not_ok() -> None:
    counts = Counts(("peer",))
    for case, ours, peer in (
        ("good", Verdict.OK, Verdict.NOT_OK),
        ("good", Verdict.NOT_OK, Verdict.OK),
        ("good", Verdict.UNSURE, Verdict.OK),
        ("covered", Verdict.NOT_OK, Verdict.OK),
        ("torn", Verdict.NOT_OK, Verdict.NOT_OK),
        ("removed", Verdict.OK, Verdict.NOT_OK),
    ):
        counts.add(case, ours, {"peer": peer})
    document = sums([counts])
    assert (document["n"], document["exact"]) == (6, 3)
    assert (document["false_rejects"], document["escapes"], document["unsure"]) == (1, 1, 1)
    assert document["altered"] | {"interval": None} == {
        "n": 2, "ok": 1, "not_ok": 1, "unsure": 0, "ok_share": 0.5, "interval": None,
    }  # fmt: skip
    assert document["peers"]["peer"]["good"]["not_ok"] == 1
    assert document["peers"]["peer"]["altered"]["ok"] == 0


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_tells_what_is_far_from_all_that_it_was_taught(name: str) -> None:
    rng = np.random.default_rng(3)
    usual = rng.normal(0, 1, (3, 4, 8))
    taught = (usual + rng.normal(0, 0.1, (6, 3, 4, 8))).astype(np.float32)
    peer = Peer(PEERS[name], taught)
    assert peer.is_good((usual + rng.normal(0, 0.05, usual.shape)).astype(np.float32))
    odd = usual.copy()
    odd[1, 2] += 3
    assert not peer.is_good(odd.astype(np.float32))


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no photograph"):
        read_products(tmp_path)


@pytest.mark.pictures
def test_every_product_has_pictures_to_teach_and_fifty_to_judge(picture_data: Path) -> None:
    products = read_products(picture_data / "grocery-packages")
    assert len(products) >= 10
    for product in products:
        assert len(product.candidates) >= MOST_TAUGHT - 1
        assert product.reference not in product.candidates
        assert not set(product.good) & set(product.not_fine)
        assert len(product.good) + len(product.not_fine) - MOST_TAUGHT >= 40


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.pictures
def test_a_label_taught_by_real_photographs_is_told_from_altered_ones(picture_data: Path) -> None:
    from hardware.pictures import load_picture
    from training.altering import Alteration, altered
    from training.evaluating_appearance import judge, taught_product, with_other_labels

    product, paper = next(with_other_labels(read_products(picture_data / "grocery-packages")))
    taught = taught_product(product)
    counts, rng = Counts(tuple(PEERS)), np.random.default_rng(5)
    for file in taught.judged[:8]:
        photograph = load_picture(file)
        pose = judge(taught, photograph, counts, "good")
        if pose is not None:
            how = (Alteration.REMOVED, Alteration.WRONG)[int(rng.integers(2))]
            changed = altered(photograph, pose, product.label, how, paper, rng)
            judge(taught, changed, counts, how.value, pose)
    document = sums([counts])
    assert document["good"]["not_ok"] == 0
    assert document["good"]["ok"] >= 3
    assert document["altered"]["n"] >= 4
    assert document["altered"]["ok"] == 0
