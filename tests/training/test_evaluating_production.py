"""The sums of a production, and that a production cut off comes to the same end."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from training.evaluating_production import evaluate_production, in_words, summed
from training.production import Part, Production
from training.production_part import run_part

PACKS = 40
PACKS_PER_PART = 10
"""One part, and one defective pack, of each product."""


def line(product: str, escaped: int, **changes: Any) -> dict[str, Any]:
    """A part of ten packs, two of them smudged; `escaped` of these were called ok."""
    told: dict[str, Any] = {"reasons": [], "read": None, "expected": None}
    smudged = {"count": 2, "not_ok": 2 - escaped, "unsure": 0, "ok": escaped, "escaped": escaped}
    mistake = {
        **told,
        "check": "lot",
        "defect": "lot_smudged",
        "kind": "escape",
        "picture": "a.jpg",
        "verdict": "ok",
    }
    return {
        "part": asdict(Part(0, product, 10, 1)),
        "drawn": {"packs": 10, "defective": 2},
        "seen": 10,
        "good": 8,
        "good_ok": 7,
        "good_not_ok": 0,
        "good_unsure": 1,
        "rejected_without_verdict": 0,
        "wrong_pack_rejects": 0,
        "late": 0,
        "ledger": {"seen": 10, "passed": 8, "rejected": 1, "held": 1, "missed": 0},
        "per_defect": {"lot_smudged": smudged},
        "read_by": {"packwarden": 20},
        "inspections_ms": [9.0] * 10,
        "mistakes": [mistake] * escaped,
        **changes,
    }


def test_parts_are_added_up() -> None:
    document = summed([line("tray", 0), line("carton", 1)])
    assert (document["n"], document["exact"], document["escapes"]) == (20, 17, 1)
    assert (document["defective"], document["good"], document["unsure"]) == (4, 16, 2)
    assert document["escapes_bound"] > 0.5
    assert document["ledger"] == {"seen": 20, "passed": 16, "rejected": 2, "held": 2, "missed": 0}
    assert document["per_product"]["carton"]["escape"] == 1
    assert document["per_defect"]["lot_smudged"]["ok"] == 1
    assert document["read_by"] == {"packwarden": 40}
    assert document["wrong"] == [["a.jpg", "lot_smudged", "ok lot"]]


def test_a_ledger_that_loses_a_pack_is_told() -> None:
    lost = {"seen": 10, "passed": 8, "rejected": 1, "held": 0, "missed": 0}
    assert summed([line("tray", 0)])["ledger_adds_up"]
    assert not summed([line("tray", 0), line("tray", 0, ledger=lost)])["ledger_adds_up"]


def test_without_a_defect_nothing_is_proved() -> None:
    document = summed([line("tray", 0, per_defect={})])
    assert document["escapes_bound"] is None
    assert "bound" not in in_words(document)


def test_a_pack_that_was_drawn_and_never_seen_is_told() -> None:
    unseen = line("tray", 0, drawn={"packs": 11, "defective": 2})
    assert not summed([unseen])["ledger_adds_up"]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_production_that_was_cut_off_goes_on_and_judges_every_pack(tmp_path: Path) -> None:
    begun = Production(PACKS, tmp_path, packs_per_part=PACKS_PER_PART)
    first = run_part(next(begun.parts()), begun.mistakes)
    begun.keep(first)
    document = evaluate_production(begun).document
    assert (document["n"], document["parts"]) == (PACKS, PACKS / PACKS_PER_PART)
    assert len(document["per_product"]) == 4
    assert (document["escapes"], document["false_rejects"], document["late"]) == (0, 0, 0)
    assert document["ledger_adds_up"]
    assert (document["good"], document["defective"]) == (36, 4)
    assert begun.done()[0] == first, "what was done is not done again"
