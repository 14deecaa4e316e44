"""Packs of known truth: asked for while the line acts, verified at the gate, and the way back."""

from datetime import timedelta
from functools import partial

import pytest

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.packs import Level, Outcome
from edge_agent.core.told import ClearSuspension, DeclareChallenge
from edge_agent.line.parts import Watching
from simulators.scripted import DOUBTFUL, FAULTY, FINE, marked_picture
from tests.line.plants import Shift, set_up
from tests.line.troubles import NOBODY, unplug_camera

CHECK = "check view 0"
PLAN = ChallengePlan(
    (Challenge("blank", (CHECK,)), Challenge("good")),
    every=timedelta(seconds=30),
    grace=timedelta(seconds=8),
)
AT_START = ChallengePlan((Challenge("blank", (CHECK,)),), every=None, grace=timedelta(seconds=8))
ACT = "a" * 64


def watched_shift(level: Level, mark: int, packs: int = 60, plan: ChallengePlan = PLAN) -> Shift:
    """A tidy line on which every pack looks like this."""
    shift = set_up(packs, level, defect_share=0.0, doubt_share=0.0, watching=Watching(plan))
    for pack in shift.runner.plant.packs:
        pack.pictures = {view: marked_picture(mark) for view in pack.pictures}
    return shift


def declare(shift: Shift, name: str, at_s: float) -> None:
    """Somebody says that the pack seen last is this challenge pack."""

    def say(now_ns: int) -> None:
        shift.runner.line.told.put(DeclareChallenge(name, max(shift.runner.line.packs), "ana"))

    shift.at_s(at_s, say)


def proofs(shift: Shift) -> list[dict[str, object]]:
    return [body for kind, body in shift.notes.events if kind == "challenge"]


def falls(shift: Shift) -> list[object]:
    return [body["cause"] for kind, body in shift.notes.events if kind == "level_fell"]


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_they_are_asked_for_where_the_line_acts(level: Level) -> None:
    shift = watched_shift(level, FINE, packs=20)
    shift.runner.run()
    asked = [body["name"] for kind, body in shift.notes.events if kind == "challenge_asked"]
    assert asked == (["blank", "good"] if level.acts else [])


def test_what_was_asked_for_and_does_not_come_suspends() -> None:
    shift = watched_shift(Level.ACT_ALWAYS, FINE, packs=120)
    shift.runner.run()
    assert falls(shift) == ["challenge_overdue"]
    assert shift.runner.line.level is Level.RECOMMEND


@pytest.mark.parametrize(("mark", "outcome"), [(FAULTY, "rejected"), (DOUBTFUL, "held")])
def test_a_known_bad_pack_is_caught_when_its_check_notices_it(mark: int, outcome: str) -> None:
    shift = watched_shift(Level.ACT_WHEN_SURE, mark, packs=20)
    declare(shift, "blank", 1.0)
    shift.runner.run()
    (proof,) = proofs(shift)
    assert (proof["result"], proof["outcome"], proof["by"]) == ("caught", outcome, "ana")
    assert proof["occasion"] == "shift_start"
    assert falls(shift) == []


def test_a_known_bad_pack_that_passes_takes_the_level_of_its_check_for_good() -> None:
    shift = watched_shift(Level.ACT_ALWAYS, FINE)
    declare(shift, "blank", 1.0)
    shift.runner.run()
    (proof,) = proofs(shift)
    assert (proof["result"], proof["outcome"]) == ("missed", "passed")
    assert falls(shift) == ["challenge_missed"]
    assert shift.runner.line.guard.standing.grants[CHECK].certificate_sha256 is None


def test_a_pack_that_is_not_on_the_belt_or_not_planned_is_no_challenge() -> None:
    shift = watched_shift(Level.ACT_ALWAYS, FINE, packs=20)
    for name, pack_no in (("blank", 999), ("no such", 1)):
        shift.runner.line.told.put(DeclareChallenge(name, pack_no, "ana"))
    shift.runner.run()
    assert shift.notes.count("word_refused") == 2
    assert proofs(shift) == []


def test_the_way_back_is_health_a_caught_pack_and_a_person_in_this_order() -> None:
    """A camera is unplugged and plugged in again; nothing alone gives the level back."""
    shift = watched_shift(Level.ACT_ALWAYS, FAULTY, packs=400, plan=AT_START)
    line = shift.runner.line
    declare(shift, "blank", 0.5)
    unplug_camera(shift)  # at 5 s; the operator accepts 2 s later, and leaves
    shift.at_s(8.0, lambda now_ns: setattr(shift.runner.operator, "settings", NOBODY))
    shift.at_s(9.0, partial(clear, shift))
    shift.at_s(10.0, partial(plug_in, shift))
    shift.at_s(12.0, partial(clear, shift))
    declare(shift, "blank", 20.0)
    levels: dict[int, Level] = {}
    shift.at_s(25.0, lambda now_ns: levels.update({25: line.level}))
    shift.at_s(26.0, partial(clear, shift))
    shift.at_s(27.0, lambda now_ns: levels.update({27: line.level}))
    shift.runner.run()
    assert levels == {25: Level.RECOMMEND, 27: Level.ACT_ALWAYS}
    assert shift.notes.count("suspension_cleared") == 1
    assert shift.notes.count("trouble_over") == 1
    refused = [body["why"] for kind, body in shift.notes.events if kind == "word_refused"]
    assert len(refused) == 2
    after = [record for record in shift.records if record.seen_ns > 27e9]
    assert {record.outcome for record in after} == {Outcome.REJECTED}


def plug_in(shift: Shift, now_ns: int) -> None:
    shift.runner.cameras[0].is_unplugged = False


def clear(shift: Shift, now_ns: int) -> None:
    shift.runner.line.told.put(ClearSuspension("shift lead", ACT))
