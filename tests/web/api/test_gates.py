"""Gates and thresholds over the API: the same as the command says, and quickly."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from edge_agent.__main__ import app
from edge_agent.core.packs import Level
from edge_agent.core.roles import Scope
from tests.evidence.gate_folders import CHECK
from tests.web.evidence_folders import BAD, GOOD, MADE, OTHERS, record_shadow_run
from tests.web.visitors import Served, Visitor

GATES = "/api/v1/gates"


@pytest.fixture
def program(station: Served) -> Visitor:
    record_shadow_run(station.site.settings)
    return station.machine(Scope.STATE)


def commanded(folder: Path, *words: str) -> dict[str, Any]:
    """What `packwarden gate` prints, without where it looked."""
    result = CliRunner().invoke(app, ["gate", str(folder), *words, "--json"])
    document: dict[str, Any] = json.loads(result.stdout)
    del document["data"]
    return document


@pytest.mark.parametrize("level", Level)
def test_a_gate_says_what_the_command_says(station: Served, program: Visitor, level: Level) -> None:
    told = program.get(GATES, params={"level": level.value}).json()
    assert told == commanded(station.site.folder, "--level", level.value)
    one = program.get(f"{GATES}/{CHECK}/{level.value}").json()
    assert one == commanded(station.site.folder, "--level", level.value, "--check", CHECK)


def test_a_gate_names_what_its_thresholds_were_tested_on(program: Visitor) -> None:
    (check,) = program.get(GATES).json()["checks"]
    assert check["passed"]
    miss = check["promises"]["miss"]
    assert (miss["packs"], miss["errors"], miss["at_most"]) == (BAD + MADE, 0, 0.02)
    assert miss["bound"] <= miss["at_most"]
    assert miss["threshold"] == check["thresholds"]["ok_up_to"]


def test_before_the_first_pack_a_gate_says_what_is_needed(station: Served) -> None:
    told = station.machine(Scope.STATE).get(GATES).json()
    assert [one["check"] for one in told["checks"]] == [CHECK]
    assert (told["passed"], told["recipe_hash"]) == (False, None)
    assert told["checks"][0]["missing_packs"] == 1000


def test_a_check_that_is_not_there_has_no_gate(program: Visitor) -> None:
    assert program.get(f"{GATES}/lid/act_always").status_code == 404
    assert program.get("/api/v1/thresholds/lid").status_code == 404


def test_what_was_counted_is_counted_again_only_when_there_is_news(
    station: Served, program: Visitor
) -> None:
    assert program.get(GATES).headers["age"] == "0"
    station.clock.at = station.clock.at.replace(hour=13)
    assert program.get(GATES).headers["age"] == "3600"  # nothing is new, so nothing is counted


def test_thresholds_count_the_errors_of_packs_with_confirmed_truth(program: Visitor) -> None:
    told = program.get(f"/api/v1/thresholds/{CHECK}").json()
    assert (told["good"], told["defective"]) == (GOOD, BAD + MADE)
    assert told["packs"] == GOOD + BAD + MADE + OTHERS
    assert sum(told["histogram"]["packs"]) == told["packs"]
    assert sum(told["histogram"]["good"]) == GOOD
    rows = {row["threshold"]: row for row in told["thresholds"]}
    assert (rows[0.1]["false_rejects"], rows[0.11]["false_rejects"]) == (GOOD, 0)
    assert (rows[0.89]["misses"], rows[0.9]["misses"]) == (0, BAD + MADE)
    assert rows[0.11]["false_reject_interval"][0] == 0
    assert 0 < rows[0.11]["false_reject_interval"][1] < 0.01
    assert rows[0.5]["packs_ok"] + rows[0.5]["packs_not_ok"] == told["packs"]
    assert told["levels"]["act_when_sure"]["not_ok_from"] == 0.11
    assert told["levels"]["act_always"] is None
    assert told["in_force"] is None


def test_a_check_has_no_scores_before_the_first_pack(station: Served) -> None:
    assert station.machine(Scope.STATE).get(f"/api/v1/thresholds/{CHECK}").status_code == 404
