"""What hangs again and again puts the station into its safe mode, and a person ends that."""

from functools import partial
from pathlib import Path

import pytest

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Grant, Standing
from edge_agent.core.errors import Conflict
from edge_agent.core.packs import Level
from edge_agent.core.told import Accept, StartBypass, Told
from edge_agent.line.hangs import Hang
from edge_agent.line.parts import Granted
from edge_agent.store.standing import StandingFile
from hardware.errors import DeviceHangs
from simulators.devices import PlantGate
from tests.line.plants import SLOW_LINE, Shift, set_up
from tests.line.troubles import NOBODY

PACKS = 120
HANGS_NS = 4_000_000_000
WORD_NS = 9_000_000_000
LOOK_NS = 10_000_000
GIVEN_UP = Hang("inspection", "it did not come to an end", restarts_used_up=True)


class ListeningGate(PlantGate):
    """Notes when it was told that the host lives, and what it was ordered."""

    beats_ns: list[int]

    def heartbeat(self, now_ns: int) -> None:
        self.__dict__.setdefault("beats_ns", []).append(now_ns)
        super().heartbeat(now_ns)


def hang(shift: Shift, told: Hang, now_ns: int) -> None:
    shift.runner.worker.told.append(told)


def say(shift: Shift, word: Told) -> None:
    shift.at_s(WORD_NS / 1e9, lambda _: shift.runner.line.told.put(word))


def shift_of(level: Level, told: Hang) -> Shift:
    shift = set_up(PACKS, level, gate_of=ListeningGate, operator=NOBODY)
    shift.at_s(HANGS_NS / 1e9, partial(hang, shift, told))
    return shift


def run_until_nobody_answers(shift: Shift) -> None:
    """Up to the word of the operator who is away for so long."""
    for now_ns in shift.runner.steps():
        if now_ns >= NOBODY.response_s * 1e9:
            return


def test_one_hang_is_an_event_and_changes_nothing() -> None:
    shift = shift_of(Level.ACT_ALWAYS, Hang("camera top", "hangs: opened anew", False))
    shift.runner.run()
    body = {"part": "camera top", "why": "hangs: opened anew", "restarted": True}
    assert ("part_hangs", body) in shift.notes.events
    assert shift.notes.count("safe_mode") == 0
    assert shift.runner.line.level is Level.ACT_ALWAYS


@pytest.mark.parametrize("level", Level)
def test_the_gate_is_left_to_its_fail_state_until_a_person_accepts(level: Level) -> None:
    shift = shift_of(level, GIVEN_UP)
    say(shift, Accept("ana"))
    shift.runner.run()
    line, gate = shift.runner.line, shift.runner.line.gate
    assert isinstance(gate, ListeningGate)
    silent_ns = [ns for ns in gate.beats_ns if HANGS_NS + LOOK_NS < ns < WORD_NS]
    assert silent_ns == []
    assert max(gate.beats_ns) > WORD_NS
    assert ("safe_mode", {"why": GIVEN_UP.why}) in shift.notes.events
    assert ("safe_mode_over", {"by": "ana"}) in shift.notes.events
    assert not line.level.acts, "what it may do comes back by a signed act alone"
    assert line.ledger.adds_up
    assert line.ledger.seen == PACKS


def test_the_part_that_works_again_ends_nothing() -> None:
    shift = shift_of(Level.ACT_ALWAYS, GIVEN_UP)
    run_until_nobody_answers(shift)
    line = shift.runner.line
    assert line.guard.standing.safe_mode is not None
    assert Cause.PART_HANGS in line.health.troubles()
    assert shift.notes.count("trouble_over") == shift.notes.count("safe_mode_over") == 0


def test_it_is_not_bypassed() -> None:
    shift = shift_of(Level.ACT_ALWAYS, GIVEN_UP)
    word = StartBypass(5, "ana", "0" * 64)
    say(shift, word)
    shift.runner.run()
    (refused,) = (body for kind, body in shift.notes.events if kind == "word_refused")
    assert "in safe mode nothing is bypassed" in str(refused["why"])


def test_another_start_goes_on_in_it_whatever_works_by_then() -> None:
    check = "check view 0"
    kept = Standing({check: Grant(Level.ACT_ALWAYS, "0" * 64)}, safe_mode="camera top: it hangs")
    shift = set_up(
        PACKS, Level.ACT_ALWAYS, gate_of=ListeningGate, granted=Granted(kept), operator=NOBODY
    )
    run_until_nobody_answers(shift)
    line, gate = shift.runner.line, shift.runner.line.gate
    assert isinstance(gate, ListeningGate)
    assert not hasattr(gate, "beats_ns")
    assert not line.level.acts


def test_it_outlives_the_process_on_the_disk(tmp_path: Path) -> None:
    file = StandingFile(tmp_path / "standing.json", "box")
    file.keep(Standing({}, safe_mode="camera top: it hangs"), is_stopped=False)
    read = StandingFile(tmp_path / "standing.json", "box").read()
    assert read == Standing({}, safe_mode="camera top: it hangs")


def test_a_camera_that_is_left_alone_is_told_once_each_time() -> None:
    shift = set_up(PACKS, Level.ACT_ALWAYS, plant=SLOW_LINE)
    camera, pictures = shift.runner.cameras[0], shift.runner.line.pictures
    for _ in range(3):
        pictures.hung(camera.view, DeviceHangs("left alone", restarts_used_up=True))
    pictures.hung(camera.view, DeviceHangs("opened anew", restarts_used_up=False))
    pictures.hung(camera.view, DeviceHangs("left alone", restarts_used_up=True))
    told = [one.restarts_used_up for one in pictures.hangs()]
    assert told == [True, False, True]
    assert pictures.hangs() == []


def test_nothing_is_accepted_where_nothing_waits() -> None:
    shift = set_up(1, Level.ACT_ALWAYS)
    with pytest.raises(Conflict, match="no lower level waits"):
        shift.runner.line.guard.accept("ana")
