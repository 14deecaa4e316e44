"""A line at work while broker, camera, gate, disk and models fail, one after the other."""

from pathlib import Path

import pytest
from rich.console import Console

from edge_agent.inspection.bundle import base_bundle
from simulators.commands import in_terminal
from simulators.links.kinds import HardwareKind
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
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    file = tmp_path_factory.mktemp("chaos") / "small-chaos.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    scenario = load_scenario(str(file))
    found: Results = in_terminal(
        scenario, None, HardwareKind.VIRTUAL, False, Console(stderr=True, quiet=True)
    )
    return found


pytestmark = needs("mosquitto")


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
