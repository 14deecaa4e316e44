from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.core.errors import NotFound
from edge_agent.core.packs import Action, Level, PackVerdict, Reason, Verdict
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.line.replay import decided, inspectors, replay_document, replayed
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from hardware.clock import RealClock
from tests.line.small_station import box_recipe, box_station, save_box_recipe
from tests.samples import a_record


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Five packs: three good, one with a blank panel, one whose picture was broken."""
    folder = tmp_path_factory.mktemp("recording")
    settings = load_station(box_station(folder, "gbgxg"))
    with closing(Station(settings, RealClock(), print)) as station:
        station.run(lambda: False)
    return station.data


def test_the_same_code_says_the_same(recording: DataFolder) -> None:
    document = replay_document(replayed(recording, inspectors(recording, None), None))
    assert document["packs"] == 5
    assert document["replayed"] == document["unchanged"] == 4
    assert document["not_replayable"] == 1
    assert document["changes"] == []
    assert document["verdicts"]["then"] == document["verdicts"]["now"]
    assert document["verdicts"]["now"]["ok"] == 3


def test_a_higher_level_changes_decisions_and_no_verdict(recording: DataFolder) -> None:
    packs = replayed(recording, inspectors(recording, None), Level.ACT_ALWAYS)
    document = replay_document(packs)
    assert document["verdicts"]["then"] == document["verdicts"]["now"]
    assert document["decisions"]["then"]["pass"] == 4
    assert document["decisions"]["now"]["reject"] == 1
    (change,) = document["changes"]
    assert change["pack_no"] == 2
    assert change["decision"] == ["pass", "reject"]
    assert change["sentence"].startswith("Reject the pack, because surface “top-panel” is not ok")


def test_another_recipe_changes_verdicts_and_says_of_which_pack(
    recording: DataFolder, tmp_path: Path
) -> None:
    recipe = save_box_recipe(tmp_path / "blind", ("top",), min_likeness=0.0)
    document = replay_document(replayed(recording, inspectors(recording, recipe), None))
    assert document["verdicts"]["then"]["not_ok"] == 1
    assert document["verdicts"]["now"]["ok"] == 4
    (change,) = document["changes"]
    assert change["pack_no"] == 2
    assert change["verdict"] == ["not_ok", "ok"]
    assert change["checks"][0]["name"] == "top-panel"
    for sums in (document["verdicts"], document["decisions"]):
        assert sum(sums["then"].values()) == sum(sums["now"].values()) == document["replayed"]


def test_packs_too_close_stay_rejected_together_whatever_they_look_like() -> None:
    recipe = box_recipe(("top",)).at_level(Level.ACT_ALWAYS)
    close = PackVerdict(Verdict.OK, 0.0, (Reason.TOO_CLOSE,))
    decision = decided(recipe, close, replace(a_record(), verdict=close))
    assert decision.action is Action.REJECT
    assert "too close" in decision.rule


def test_a_recording_without_its_recipe_asks_for_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="--recipe"):
        DataFolder(tmp_path).kept_recipe("ab12")


def test_a_kept_recipe_that_was_changed_is_refused(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    save_box_recipe(data.recipe("ab12"), ("top",))
    with pytest.raises(NotFound, match="changed"):
        data.kept_recipe("ab12")
