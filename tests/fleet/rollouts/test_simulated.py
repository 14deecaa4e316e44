"""A bad release to a simulated fleet stops early and leaves nobody without a bundle; a good one
reaches everybody, whatever happens beside. Stations verify, unpack, try, begin and go back by their
own code.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.fleet.commands import fleet
from deploy.fleet.rollouts.simulated.show import RolloutShow, Trouble


def run(folder: Path, show: RolloutShow) -> dict[str, Any]:
    return show.run(folder, lambda _: None)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_bad_release_stops_early_and_everybody_goes_back(tmp_path: Path) -> None:
    told = run(tmp_path, RolloutShow(20, is_bad=True, trouble=Trouble(kills=2)))
    assert (told["state"], told["halted_by"]) == ("halted", "more_unsure")
    assert told["unsure_with_it"] > 0.1
    assert 1 <= told["took"] <= 2, "at most a tenth of twenty"
    assert told["back"] == told["took"]
    assert (told["running_it"], told["without_bundle"], told["killed"]) == (0, 0, 2)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_good_release_reaches_all_but_the_full_disk(tmp_path: Path) -> None:
    trouble = Trouble(offline=2, full_disks=1, kills=2)
    told = run(tmp_path, RolloutShow(12, is_bad=False, trouble=trouble))
    assert (told["state"], told["halted_by"]) == ("done", None)
    assert (told["took"], told["running_it"], told["refused"]) == (11, 11, 1)
    assert (told["without_bundle"], told["killed"]) == (0, 2)


@pytest.mark.release
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("how", [("--bad",), ()])
def test_a_hundred_stations(capsys: pytest.CaptureFixture[str], how: tuple[str, ...]) -> None:
    fleet(["rollout", "--simulate", "100", *how, "--json"], standalone_mode=False)
    told = json.loads(capsys.readouterr().out)
    assert told["without_bundle"] == 0
    if how:
        assert told["share_taken"] <= 0.1
        assert (told["back"], told["running_it"]) == (told["took"], 0)
    else:
        assert (told["took"], told["running_it"]) == (100, 100)
