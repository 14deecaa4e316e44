"""A station begins as it was left: stopped by a command, in its mode; and with tested models."""

import shutil
from contextlib import closing
from pathlib import Path

from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason
from edge_agent.core.told import CommandPackml, SetPackmlMode, Told
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import SELF_TEST
from edge_agent.line.packml_at_start import self_test_trouble
from edge_agent.line.packml_sight import PackmlSetup
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from hardware.clock import RealClock
from tests.inspection.bundles import change, reseal
from tests.line.small_station import box_station
from tests.line.test_packml import course

ANNA = "anna"


def begun_and_ended(file: Path, *words: Told) -> tuple[PackmlState, PackmlState, PackmlMode]:
    """One run over its pictures: its first state, and its last one and mode."""
    with closing(Station(load_station(file), RealClock(), print)) as station:
        packml = station.line.packml
        first = packml.unit.state
        for word in words:
            station.line.told.put(word)
        station.run(lambda: False)
        return first, packml.unit.state, packml.unit.mode


def test_a_stop_and_a_mode_outlive_the_process(tmp_path: Path) -> None:
    file = box_station(tmp_path, "gg")
    stopped, maintenance = PackmlState.STOPPED, PackmlMode.MAINTENANCE
    assert begun_and_ended(file)[1] is PackmlState.EXECUTE
    words = (CommandPackml(PackmlCommand.STOP, ANNA), SetPackmlMode(maintenance, ANNA))
    assert begun_and_ended(file, *words)[1:] == (stopped, maintenance)
    assert begun_and_ended(file) == (stopped, stopped, maintenance)
    on = [CommandPackml(one, ANNA) for one in (PackmlCommand.RESET, PackmlCommand.START)]
    assert begun_and_ended(file, *on)[1:] == (PackmlState.EXECUTE, maintenance)


def test_without_auto_start_a_station_waits_in_idle(tmp_path: Path) -> None:
    file = box_station(tmp_path, "g")
    file.write_text(file.read_text() + "\n[packml]\nauto_start = false\n")
    assert begun_and_ended(file)[1] is PackmlState.IDLE


def test_the_models_that_ship_pass_and_others_are_told(tmp_path: Path) -> None:
    assert self_test_trouble(base_bundle()) is None
    folder = Path(shutil.copytree(BASE_BUNDLE, tmp_path / "bundle"))
    change(folder / SELF_TEST, lambda document: document["cases"][0]["values"].pop())
    reseal(folder)
    assert "numbers" in (self_test_trouble(open_bundle(folder)) or "")


def test_models_that_fail_keep_the_station_from_executing() -> None:
    one = course(packml=PackmlSetup(self_test_trouble="the reader computes otherwise"))
    one.run(2.0)
    assert one.seen == [(PackmlState.IDLE, StopReason.SELF_TEST_FAILED)]
