"""The report card: every point has a meaning, and an empty one keeps a model from release."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.errors import GateNotPassed
from training.card.charts import fold_chart, label_chart
from training.card.filling import card_of_tuning
from training.card.page import rendered, write_card
from training.card.report_card import (
    ReportCard,
    card_document,
    complete,
    empty_points,
    points,
    stored_card,
)
from training.report.charts import y

WORDS = {
    "problem": "which fault the print of a lot has",
    "quality": "two people looked at every tenth picture",
    "improvement": "watched for drift; unsure pictures are labelled",
    "robustness": "tried with other light; bent packs were never seen",
}
TUNING: dict[str, Any] = {
    "procedure": "appearance-head",
    "revision": "0123abc",
    "asked": {"bundle_sha256": "b" * 64},
    "data": {
        "version": "d" * 64,
        "items": 40,
        "groups": 8,
        "labels": {"good": 8, "<torn>": 32},
        "gathering": "drawn packs of the product carton, region of the check lot",
        "sampling": "1 packs of every kind in each of 8 lots; none was left out",
    },
    "search": {
        "space": {
            "hidden": {"one_of": [0, 16]},
            "peak_rate": {"low": 0.001, "high": 0.03, "by_ratio": True},
        },
        "algorithm": "TPE",
        "trials": 4,
        "outer_folds": 5,
        "inner_folds": 3,
        "seed": 5,
    },
    "outer": {
        "folds": [{"loss": loss} for loss in (0.2, 0.1, 0.4, 0.3, 0.5)],
        "loss": {"mean": 0.3, "low": 0.1, "high": 0.5},
        "counts": {
            "cases": 40,
            "escapes": {"count": 1},
            "false_rejects": {"count": 2},
            "unsure": {"count": 3},
        },
    },
    "final": {"parameters": {"hidden": 16, "peak_rate": 0.01}, "loss": 0.25, "plausible": True},
    "model": {
        "sha256": "e" * 64,
        "opset": 20,
        "parity": 1e-6,
        "weights": "f" * 64,
        "limits": {"unsure_from": 0.2, "not_ok_from": None},
        "evidence": {
            "defective": 32,
            "escapes": 1,
            "escape_bound": 0.14,
            "good": 8,
            "false_rejects": 0,
            "unsure_good": 2,
            "delta": 0.05,
        },
    },
}
CARD = card_of_tuning(TUNING, WORDS)
BARE = ReportCard(model="head")


def test_a_run_and_four_sentences_of_a_person_make_a_card_complete() -> None:
    assert complete(CARD) is CARD
    assert empty_points(CARD) == []


@pytest.mark.parametrize("name", [one.name for one in points(BARE)])
def test_each_empty_point_alone_is_refused_by_name_and_meaning(name: str) -> None:
    phase, _, key = name.partition(".")
    means = next(one.means for one in points(BARE) if one.name == name)
    emptied = replace(CARD, **{phase: replace(getattr(CARD, phase), **{key: " \n"})})
    assert empty_points(emptied) == [name]
    with pytest.raises(GateNotPassed) as told:
        complete(emptied)
    assert f"{name} ({means})" in str(told.value)


def test_what_nobody_said_stays_empty() -> None:
    silent = card_of_tuning(TUNING, dict.fromkeys(WORDS, ""))
    assert empty_points(silent) == [
        "initiation.problem",
        "initiation.quality",
        "deployment.improvement",
        "deployment.robustness",
    ]


def test_an_empty_card_names_every_point_of_the_three_phases() -> None:
    named = [
        f"{phase}.{one.name}"
        for phase in ("initiation", "estimation", "deployment")
        for one in fields(getattr(BARE, phase))
    ]
    assert empty_points(BARE) == named
    assert all(one.means for one in points(BARE))


def test_the_card_tells_what_the_run_found() -> None:
    assert "0.3, 95 % from 0.1 to 0.5" in CARD.estimation.result
    assert "1 escapes, 2 false rejects, 3 unsure" in CARD.estimation.result
    assert "hidden: one of 0, 16; peak_rate: 0.001 to 0.03 by ratio" in CARD.estimation.optimisation
    assert "inside the outer interval" in CARD.deployment.validation
    assert "unsure from a share of defects of 0.2 and says not ok from none" in (
        CARD.deployment.validation
    )
    assert "1 of 32 defects escape at it (at most 0.14 with probability 0.95), and of 8 good" in (
        CARD.deployment.validation
    )
    outside = TUNING | {"final": TUNING["final"] | {"plausible": False}}
    assert "outside of the outer" in card_of_tuning(outside, WORDS).deployment.validation


def test_a_card_comes_back_from_its_file(tmp_path: Path) -> None:
    page = write_card(CARD, TUNING, tmp_path)
    assert page.name == "report_card.html"
    assert stored_card(json.loads((tmp_path / "report_card.json").read_text())) == CARD
    assert card_document(BARE)["empty"] == empty_points(BARE)


def test_the_page_shows_every_point_and_lets_no_words_become_code() -> None:
    bad = replace(CARD, initiation=replace(CARD.initiation, problem="<script>alert(1)</script>"))
    page = rendered(bad, TUNING)
    for one in points(CARD):
        assert one.means in page
    assert "<script>" not in page
    assert "<torn>" not in page
    assert "&lt;torn&gt;" in page
    assert "&amp;lt;" not in page
    assert "Complete." in page
    assert "Not complete: initiation.problem" in rendered(BARE, TUNING)


def test_charts_show_folds_band_and_final_in_their_places() -> None:
    chart = fold_chart([0.2, 0.4], (0.1, 0.5), 0.3)
    top = 0.5 * 1.15
    assert chart.count('class="dot"') == 2
    assert f'cy="{y(0.4 / top)}"' in chart
    assert f'y="{y(0.5 / top)}" ' in chart
    assert f'y1="{y(0.3 / top)}"' in chart
    below_zero = fold_chart([0.2, 0.4], (-1.0, 0.5), 0.3)
    assert f'height="{y(0) - y(0.5 / top):.1f}"' in below_zero
    assert label_chart({"good": 8, "torn": 4}).count('class="bar"') == 2
