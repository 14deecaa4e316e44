"""The demonstration shows each planted fault with its alarm, and no alarm without a fault."""

from pathlib import Path

from deploy.fleet.demo.show import FleetShow
from hardware.clock import RealClock
from tests.peers import require


def test_planted_faults_are_found_and_nothing_else(tmp_path: Path) -> None:
    """Of four stations: a wrong roll, a fading printer, a new lot, and one as usual."""
    require("mosquitto")
    show = FleetShow(stations=4, seconds=6, packs_per_s=20, packs_before=600)
    shown = show.run(tmp_path, RealClock(), lambda line: None)
    assert (shown["lost"], shown["duplicates"], shown["packs_before"]) == (0, 0, 600)
    assert shown["stored"] == shown["sent"]
    assert shown["watched"] == {"planted": 2, "found": 2, "false_alarms": 0}
    told = {row["planted"]: row for row in shown["alarms"]}
    assert told["wrong_sticker_roll"]["kind"] == "always_faulty"
    assert 0 < told["wrong_sticker_roll"]["delay_packs"] <= 50
    assert told["fading_printer"]["view"] == "bottom"
    assert [row["planted"] for row in shown["changes"]] == ["new_lot"]
