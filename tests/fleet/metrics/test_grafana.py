"""The dashboard and the alert rules ask for figures that there are, and for all of the centre's."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.fleet.metrics.names import FIGURES, PREFIX, shown_names

FOLDER = Path(__file__).parents[3] / "deploy" / "fleet" / "grafana"
DASHBOARD = json.loads((FOLDER / "fleet-dashboard.json").read_text(encoding="utf-8"))
RULES = yaml.safe_load((FOLDER / "alert-rules.yml").read_text(encoding="utf-8"))
NAME = re.compile(rf"{PREFIX}\w+")
LABELS = {f"{PREFIX}{one.name}": set(one.labels) for one in FIGURES}


def dashboard_questions() -> list[str]:
    asked = [one["expr"] for panel in DASHBOARD["panels"] for one in panel.get("targets", ())]
    return [*asked, *(one["query"] for one in DASHBOARD["templating"]["list"])]


def rules() -> list[dict[str, Any]]:
    return [rule for group in RULES["groups"] for rule in group["rules"]]


def asked_for(questions: list[str]) -> set[str]:
    return {name for question in questions for name in NAME.findall(question)}


def test_every_figure_that_is_asked_for_is_told() -> None:
    assert asked_for(dashboard_questions()) <= shown_names()
    assert asked_for([rule["expr"] for rule in rules()]) <= shown_names()


def test_the_dashboard_leaves_out_only_what_says_how_many_it_cannot_show() -> None:
    assert shown_names() - asked_for(dashboard_questions()) == {f"{PREFIX}stations_left_out"}


def test_every_panel_has_a_place_of_its_own() -> None:
    places = [
        (row, column)
        for panel in DASHBOARD["panels"]
        for place in [panel["gridPos"]]
        for row in range(place["y"], place["y"] + place["h"])
        for column in range(place["x"], place["x"] + place["w"])
    ]
    assert len(set(places)) == len(places)
    assert max(column for _, column in places) < 24
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)


def test_every_panel_asks_the_chosen_prometheus() -> None:
    sources = {
        one["datasource"]["uid"]
        for panel in DASHBOARD["panels"]
        for one in (panel, *panel.get("targets", ()))
        if "datasource" in one
    }
    assert sources == {"${datasource}"}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_every_rule_says_how_grave_and_what(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"warning", "critical"}
    named = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    known = {label for name in NAME.findall(rule["expr"]) for label in LABELS.get(name, ())}
    assert named <= known
