"""What-if: the API, the command and the library say the same, in the same window."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from edge_agent.__main__ import app
from edge_agent.core.roles import Scope
from edge_agent.evidence.whatif import whatif_recorded
from edge_agent.evidence.window import Window
from tests.evidence.gate_folders import Folder
from tests.samples import NOON
from tests.web.evidence_folders import BAD, GOOD, MADE, OTHERS, record_shadow_run
from tests.web.visitors import Served, Visitor

WHAT_IF = "/api/v1/what-if"
PRICES = {"shipped_eur": 2.0, "claimed_eur": 20.0, "rejected_eur": 1.0, "reviewed_eur": 0.5}
OPERATOR = {"hit_share": 0.9, "false_alarm_share": 0.1, "response_s": 3.0}
QUESTION = {"prices": PRICES, "operator": OPERATOR}


@pytest.fixture
def program(station: Served) -> Visitor:
    record_shadow_run(station.site.settings)
    return station.machine(Scope.STATE)


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    tables = {"prices": PRICES, "operator": OPERATOR}
    lines = [
        line
        for name, table in tables.items()
        for line in (f"[{name}]", *(f"{key} = {value}" for key, value in table.items()))
    ]
    file = tmp_path / "prices.toml"
    file.write_text("\n".join(lines))
    return file


def without_place(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "records"}


def test_the_api_the_command_and_the_library_say_the_same(
    station: Served, program: Visitor, prices: Path
) -> None:
    folder = station.site.folder
    told = program.ask("POST", WHAT_IF, json=QUESTION).json()
    result = CliRunner().invoke(app, ["whatif", str(folder), "--prices", str(prices), "--json"])
    assert told == without_place(json.loads(result.stdout))
    assert told == without_place(json.loads(json.dumps(whatif_recorded(folder, prices))))
    assert told["packs"] == GOOD + BAD + MADE + OTHERS
    assert told["truth_known"] == GOOD + BAD + MADE


def test_so_they_do_of_the_packs_of_a_window(
    station: Served, program: Visitor, prices: Path
) -> None:
    begin, end = NOON + timedelta(seconds=101), NOON + timedelta(seconds=451)
    asked = {**QUESTION, "seen_from": begin.isoformat(), "seen_before": end.isoformat()}
    told = program.ask("POST", WHAT_IF, json=asked).json()
    typed = [f"{at.astimezone():%Y-%m-%dT%H:%M:%S}" for at in (begin, end)]
    words = ["--from", typed[0], "--before", typed[1], "--prices", str(prices), "--json"]
    result = CliRunner().invoke(app, ["whatif", str(station.site.folder), *words])
    assert told == without_place(json.loads(result.stdout))
    window = Window(begin, end)
    assert told == without_place(whatif_recorded(station.site.folder, prices, window=window))
    assert told["packs"] == 350
    assert told["truth_sources"] == {"audit": 350}


def test_packs_that_come_later_are_in_the_next_answer(station: Served, program: Visitor) -> None:
    before = program.ask("POST", WHAT_IF, json=QUESTION).json()["packs"]
    with Folder(station.site.folder) as folder:
        folder.packs_seen(20)
    assert program.ask("POST", WHAT_IF, json=QUESTION).json()["packs"] == before + 20


def test_thresholds_may_be_named(program: Visitor) -> None:
    told = program.ask("POST", WHAT_IF, json={**QUESTION, "thresholds": [0.2, 0.95]}).json()
    assert [row["threshold"] for row in told["thresholds"]] == [0.2, 0.95] * 3
    assert [row["claimed"] for row in told["thresholds"] if row["case"] == "act_always"] == [
        0,
        BAD + MADE,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"prices": {**PRICES, "claimed_eur": -1}},
        {"prices": {"shipped_eur": 2}},
        {"thresholds": [0.5, 0.5]},
        {"thresholds": [0.0]},
        {"operator": {"response_s": 0}},
        {"seen_from": "yesterday"},
    ],
)
def test_what_cannot_be_is_refused(program: Visitor, wrong: dict[str, Any]) -> None:
    assert program.ask("POST", WHAT_IF, json={**QUESTION, **wrong}).status_code == 422


def test_without_any_truth_nothing_is_said_in_money(station: Served) -> None:
    with Folder(station.site.folder) as folder:
        folder.packs_seen(5)
    answer = station.machine(Scope.STATE).ask("POST", WHAT_IF, json=QUESTION)
    assert answer.status_code == 422
    assert "truth known for 0 of 5 packs" in answer.json()["detail"]


def test_a_station_that_never_ran_has_nothing_to_ask(station: Served) -> None:
    assert station.machine(Scope.STATE).ask("POST", WHAT_IF, json=QUESTION).status_code == 404
