"""The wall clock jumps while packs are inspected: told, and nothing that goes by time misfires."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.packs import Level, Record
from edge_agent.line.parts import Watching
from simulators.clock import START
from tests.line.plants import Shift, set_up
from tests.line.troubles import set_wall

PACKS = 100
JUMPS_S = 4.0
YEARS_10 = timedelta(days=3652)
JUMPS = {
    "a second on": timedelta(seconds=1),
    "a second back, as for a leap second": timedelta(seconds=-1),
    "an hour on, as summer time": timedelta(hours=1),
    "an hour back": timedelta(hours=-1),
    "a day on": timedelta(days=1),
    "a day back": timedelta(days=-1),
    "ten years on": YEARS_10,
    "ten years back": -YEARS_10,
    "to 1970": datetime(1970, 1, 1, tzinfo=UTC) - START,
    "over the end of 32 bits": datetime(2038, 1, 19, 3, 14, 6, tzinfo=UTC) - START,
}
LEAST_TROUBLE = timedelta(seconds=2)
PLAN = ChallengePlan((Challenge("good"),), every=timedelta(minutes=20))
"""Asked for at the start; nobody brings one, and there is time for that."""


def shift_with(level: Level, jump: timedelta) -> Shift:
    shift = set_up(PACKS, level, watching=Watching(PLAN))
    shift.at_s(JUMPS_S, partial(set_wall, shift, jump))
    shift.runner.run()
    return shift


def course(shift: Shift) -> list[Record]:
    """Of all packs, but for the wall clock."""
    return [replace(record, seen_at=START) for record in shift.records]


@pytest.fixture(scope="module", params=[Level.RECOMMEND, Level.ACT_ALWAYS], ids=str)
def quiet(request: pytest.FixtureRequest) -> tuple[Level, Shift]:
    level: Level = request.param
    return level, shift_with(level, timedelta())


@pytest.mark.parametrize("name", JUMPS)
def test_a_jump_is_told_and_changes_nothing_that_is_timed(
    quiet: tuple[Level, Shift], name: str
) -> None:
    level, undisturbed = quiet
    jump = JUMPS[name]
    shift = shift_with(level, jump)
    told = [body["seconds"] for kind, body in shift.notes.events if kind == "clock_jumped"]
    assert told == [pytest.approx(jump.total_seconds(), abs=0.001)]
    falls = [body["cause"] for kind, body in shift.notes.events if kind == "level_fell"]
    takes = level.acts and abs(jump) > LEAST_TROUBLE
    assert falls == (["clock_trouble"] if takes else []), "no challenge pack came overdue by it"
    assert shift.runner.line.ledger.adds_up
    numbers = [record.pack_no for record in shift.records]
    assert sorted(numbers) == list(range(1, PACKS + 1))
    if not takes:
        assert course(shift) == course(undisturbed)
