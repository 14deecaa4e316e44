"""`fleet watch --centre`: a watcher as a process of its own, until it is asked to end."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.fleet.database import open_database
from deploy.fleet.demo.faults import Fault
from deploy.fleet.founding import found
from deploy.fleet.pulses.beating import Beat, beats
from deploy.fleet.settings import load_centre
from deploy.fleet.watching.sharing import PART
from hardware.clock import RealClock
from tests.fleet.watching.centres import Centre, clock_at_noon
from tests.fleet.watching.packs import FIRST_FAULTY, records, with_fault

LIVENESS_NS = 60_000_000_000


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_process_watches_a_centre_and_says_so_until_it_is_asked_to_end(
    asked: signal.Signals, tmp_path: Path
) -> None:
    founded = found(tmp_path / "centre", "centre-1", RealClock().wall(), None)
    url = load_centre(founded.settings_file).centre.database_url
    centre = Centre(open_database(url, clock_at_noon().wall()))
    centre.write(records(FIRST_FAULTY + 100, with_fault(Fault.WRONG_STICKER_ROLL)))
    command = [sys.executable, "-m", "edge_agent", "fleet", "watch", "--centre"]
    process = subprocess.Popen([*command, str(founded.settings_file)])
    try:
        clock = RealClock()
        end_ns = clock.now_ns() + LIVENESS_NS
        while not centre.found():
            assert process.poll() is None
            assert clock.now_ns() < end_ns
            clock.sleep_until_ns(clock.now_ns() + 50_000_000)
        assert [beat.part for beat in all_beats(centre)] == [PART]
        process.send_signal(asked)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait(60)
    assert all_beats(centre) == []
    assert [one.kind for one in centre.found()] == ["always_faulty"]
    centre.engine.dispose()


def all_beats(centre: Centre) -> list[Beat]:
    with centre.engine.connect() as connection:
        return beats(connection)
