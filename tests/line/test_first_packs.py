"""After another order the first packs are verified, and one that is not ok stops the belt."""

import pytest

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT
from edge_agent.core.order import Order
from edge_agent.core.packs import Level, Verdict
from edge_agent.core.told import AnswerFirstPack, Asked, ChangeOrder, DeclareChallenge
from edge_agent.line.current_state import first_packs_of
from edge_agent.line.first_packs import BEGUN, OVER
from edge_agent.line.parts import Making, Watching
from edge_agent.line.stops import FIRST_PACKS
from tests.line.plants import Shift, set_up

NEXT = Order("scripted", "L2")
ALL_LEVELS = pytest.mark.parametrize("level", list(Level), ids=str)


def changing(packs: int, level: Level, **how: object) -> Shift:
    """A line that is told another order in its third second."""
    shift = set_up(packs, level, making=Making(first_packs=3), **how)  # type: ignore[arg-type]
    told = shift.runner.line.told
    shift.at_s(3.0, lambda now_ns: told.put(ChangeOrder(NEXT, "ana")))
    return shift


class Looking:
    """Somebody who answers for every first pack that he is asked about."""

    def __init__(self, shift: Shift, found_good: bool = False) -> None:
        self.line, self.found_good = shift.runner.line, found_good
        self.said: dict[int, str | None] = {}
        self.stood = False

    def look(self) -> None:
        verified = self.line.first_packs.verified
        for pack in () if verified is None else verified.asked:
            self.stood |= FIRST_PACKS in self.line.stops.reasons
            self.answer(pack.pack_no)

    def answer(self, pack_no: int) -> None:
        def hear(why: str | None) -> None:
            self.said.setdefault(pack_no, why)

        self.line.told.put(Asked(AnswerFirstPack(pack_no, self.found_good, "ana"), hear))


def led(shift: Shift, person: Looking) -> None:
    person.look()
    for _ in shift.runner.steps():
        person.look()


@ALL_LEVELS
def test_good_packs_end_it_by_themselves_and_the_belt_never_stops(level: Level) -> None:
    shift = changing(60, level, defect_share=0.0, doubt_share=0.0)
    shift.runner.run()
    (over,) = [body for kind, body in shift.notes.events if kind == OVER]
    seen_after = [one.pack_no for one in shift.records if one.order == NEXT]
    assert [pack["pack_no"] for pack in over["packs"]] == seen_after[:3]  # type: ignore[attr-defined]
    assert shift.notes.count("belt_stop") == 0
    assert not shift.runner.line.first_packs.is_verifying


@ALL_LEVELS
def test_without_a_person_a_first_pack_that_is_not_ok_keeps_the_belt_standing(level: Level) -> None:
    shift = changing(60, level, defect_share=1.0)
    for now_ns in shift.runner.steps():
        if now_ns > 20e9:
            break
    line = shift.runner.line
    assert FIRST_PACKS in line.stops.reasons
    assert line.first_packs.is_verifying
    assert line.ledger.seen < 60


@ALL_LEVELS
@pytest.mark.parametrize("found_good", [True, False])
def test_a_person_answers_for_each_and_the_belt_goes_on(level: Level, found_good: bool) -> None:
    shift = changing(60, level, defect_share=0.5, doubt_share=0.2)
    person = Looking(shift, found_good)
    led(shift, person)
    line = shift.runner.line
    assert line.ledger.seen == 60
    assert line.ledger.adds_up
    assert FIRST_PACKS not in line.stops.reasons
    verified = line.first_packs.verified
    assert verified is not None
    assert verified.is_over
    assert verified.right >= 3
    answered = [pack for pack in verified.packs if pack.verdict is not Verdict.OK]
    assert person.stood == bool(answered)
    assert {pack.pack_no for pack in answered} == {
        pack_no for pack_no, why in person.said.items() if why is None
    }


def test_packs_of_the_order_before_are_no_first_packs() -> None:
    shift = changing(60, Level.REPORT, defect_share=1.0)
    led(shift, Looking(shift, found_good=True))
    begun_at = 3.0e9
    verified = shift.runner.line.first_packs.verified
    assert verified is not None
    seen_ns = {record.pack_no: record.seen_ns for record in shift.records}
    assert all(seen_ns[pack.pack_no] >= begun_at for pack in verified.packs)


def test_a_challenge_pack_is_no_first_pack() -> None:
    plan = ChallengePlan((Challenge("blank", ("check view 0",)),), every=None)
    shift = changing(60, Level.REPORT, defect_share=0.0, watching=Watching(plan))
    line = shift.runner.line

    def declare(_: int) -> None:
        line.told.put(DeclareChallenge("blank", max(line.packs), "ana"))

    shift.at_s(3.25, declare)
    shift.runner.run()
    proof = next(body for kind, body in shift.notes.events if kind == PROOF_EVENT)
    verified = line.first_packs.verified
    assert verified is not None
    assert verified.is_over
    assert proof["pack_no"] not in [pack.pack_no for pack in verified.packs]


def test_another_order_begins_anew_and_the_belt_runs_for_it() -> None:
    shift = changing(60, Level.REPORT, defect_share=1.0)
    line = shift.runner.line
    shift.at_s(15.0, lambda _: line.told.put(ChangeOrder(Order("scripted", "L3"), "ana")))
    for now_ns in shift.runner.steps():
        if now_ns > 16e9:
            break
    assert shift.notes.count(BEGUN) == 2
    assert shift.notes.count("belt_stop_over") == 1


def test_pages_see_what_was_read_and_the_pictures_while_it_is_verified() -> None:
    shift = changing(60, Level.REPORT, defect_share=1.0)
    line = shift.runner.line
    for now_ns in shift.runner.steps():
        if now_ns > 15e9:
            break
    shown = first_packs_of(line.first_packs)
    assert shown is not None
    assert (shown.wanted, shown.right, shown.is_over) == (3, 0, False)
    first = shown.packs[0]
    assert first.is_asked
    assert [check.verdict for check in first.checks] == [Verdict.NOT_OK]
    assert line.first_packs.views.keys() == {pack.pack_no for pack in shown.packs}
    led(shift, Looking(shift, found_good=True))
    after = first_packs_of(line.first_packs)
    assert after is not None
    assert after.is_over
    assert line.first_packs.views == {}


def test_where_none_are_wanted_none_are_verified() -> None:
    shift = set_up(60, Level.REPORT, defect_share=1.0)
    shift.at_s(3.0, lambda _: shift.runner.line.told.put(ChangeOrder(NEXT, "ana")))
    shift.runner.run()
    assert shift.runner.line.first_packs.verified is None
    assert shift.notes.count(BEGUN) == 0
