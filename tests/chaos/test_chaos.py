"""A line at work while broker, camera, gate, disk and models fail, one after the other."""

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from edge_agent.inspection.bundle import base_bundle
from simulators.commands import in_terminal
from simulators.links.kinds import HardwareKind
from simulators.live import print_results
from simulators.results import Results
from simulators.scenario import load_scenario
from tests.peers import needs

SCENARIO = """
name = "small-chaos"
product = "carton"
packs = 60
seed = 3
level = "act_when_sure"
events = [
    { at_s = 2, do = "stop_broker", for_s = 4 },
    { at_s = 8, do = "unplug_camera", for_s = 2 },
    { at_s = 13, do = "unplug_gate", for_s = 2 },
    { at_s = 18, do = "fill_disk", for_s = 3 },
    { at_s = 23, do = "attack_models", for_s = 2 },
]
"""


@pytest.fixture(scope="module")
def told() -> Console:
    return Console(file=StringIO(), width=100)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, told: Console) -> Results:
    file = tmp_path_factory.mktemp("chaos") / "small-chaos.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    scenario = load_scenario(str(file))
    found: Results = in_terminal(scenario, None, HardwareKind.VIRTUAL, False, told)
    return found


pytestmark = needs("mosquitto")


def test_the_terminal_tells_each_mishap_in_step_and_adds_up(
    results: Results, told: Console
) -> None:
    assert isinstance(told.file, StringIO)
    text = told.file.getvalue()
    begun = [text.index(f"{number} of 5: ") for number in range(1, 6)]
    over = [text.index(f"{number} of 5 is over: ") for number in range(1, 6)]
    assert begun == sorted(begun)
    assert all(begin < end for begin, end in zip(begun, over, strict=True))
    seen, *ended = map(int, re.findall(r"\d+", text[text.index("All are over: seen") :]))
    assert seen == sum(ended) > 0
    assert "Look at" not in text
    tables = Console(file=StringIO(), width=100)
    print_results(tables, results)
    assert isinstance(tables.file, StringIO)
    assert "the centre holds 60 of the 60 packs that have ended" in tables.file.getvalue()


def test_every_mishap_is_noticed_and_over_in_the_end(results: Results) -> None:
    mishaps = results.around["mishaps"]
    assert [one["what"] for one in mishaps] == [
        "stop_broker",
        "unplug_camera",
        "unplug_gate",
        "fill_disk",
        "attack_models",
    ]
    for one in mishaps:
        assert one["noticed_after_s"] is not None, one
        assert one["well_after_s"] is not None, one


def test_the_ledger_adds_up_and_the_centre_holds_every_pack_once(results: Results) -> None:
    ledger = results.ledger
    assert ledger.seen == ledger.passed + ledger.rejected + ledger.held + ledger.missed
    assert results.around["centre"] == {
        "seen": ledger.seen,
        "on_belt": 0,
        "stored": ledger.seen,
        "lost": 0,
        "duplicates": 0,
    }
    assert results.unmet() == []


def test_the_attacked_releases_are_refused_and_the_bundle_stays(results: Results) -> None:
    whys = [one["refused"] for one in results.around["releases"]]
    assert "LengthOrHashMismatch" in whys[0]
    assert "'Loop'" in whys[1]
    assert results.around["bundle_in_use"] == base_bundle().sha256


def test_a_mishap_around_the_line_needs_its_surroundings(tmp_path: Path) -> None:
    assert load_scenario("chaos").needs_surroundings
    assert not load_scenario("tray-line").needs_surroundings
