"""At report and recommend nothing is driven without a person."""

from functools import partial
from itertools import pairwise

import pytest

from edge_agent.core.packs import Action, Level, Outcome
from edge_agent.core.recipe import NoAnswer
from edge_agent.core.told import Answer
from hardware.interfaces import GateAction, GateOrder, OrderRefused
from simulators.devices import PlantGate
from simulators.operator import OperatorSettings
from tests.line.plants import SLOW_LINE, PlantParts, Shift, run, set_up
from tests.line.troubles import NOBODY
from tests.line.truths import assert_true


class DeafGate(PlantGate):
    """Every order comes too late."""

    def order(self, order: GateOrder) -> None:
        refused = OrderRefused(order.pack_no, order.action, late=True, at_ns=self.clock.now_ns())
        self.plant.events.append(refused)


def answer(shift: Shift, pack_no: int, now_ns: int) -> None:
    shift.runner.line.told.put(Answer(pack_no, Action.REJECT, "a passer-by"))


@pytest.mark.parametrize("gate", ["pulse", "diverter"])
def test_report_drives_nothing_and_passes_everything(gate: str) -> None:
    shift = set_up(
        200,
        Level.REPORT,
        plant={"gate": {"kind": gate, "hold": "stop"}, "cameras": {"lost_share": 0.05}},
        delay_ms=(20, 300),
    )
    driven = shift.watched()
    assert driven <= {GateAction.PASS}
    assert {record.outcome for record in shift.records} == {Outcome.PASSED}
    assert not any(record.decision.driven for record in shift.records)


@pytest.mark.parametrize("no_answer", list(NoAnswer), ids=str)
def test_recommend_carries_out_the_operators_word(no_answer: NoAnswer) -> None:
    careful = OperatorSettings(hit_share=1.0, false_alarm_share=0.0)
    shift = run(
        150,
        Level.RECOMMEND,
        plant=SLOW_LINE,
        doubt_share=0.1,
        operator=careful,
        no_answer=no_answer,
    )
    assert_true(shift)
    answered = [record for record in shift.records if record.answered_by]
    assert answered
    for record in answered:
        is_bad = shift.true(record).defect is not None
        assert record.outcome is (Outcome.REJECTED if is_bad else Outcome.PASSED)


def test_recommend_without_an_answer_passes_and_says_so() -> None:
    shift = set_up(100, Level.RECOMMEND, plant=SLOW_LINE, operator=NOBODY)
    assert shift.watched() <= {GateAction.PASS}
    recommended = [record for record in shift.records if record.decision.recommended]
    assert recommended
    assert all(record.no_answer for record in recommended)
    assert {record.outcome for record in shift.records} == {Outcome.PASSED}


def test_recommend_without_an_answer_stops_the_belt_and_never_rejects() -> None:
    shift = set_up(60, Level.RECOMMEND, operator=NOBODY, no_answer=NoAnswer.STOP)
    recommended = {pack.index for pack in shift.runner.plant.packs if pack.defect is not None}
    for now_ns in shift.runner.steps():
        assert shift.runner.plant.driven <= {GateAction.PASS}
        if now_ns > 999e9:  # nobody has answered anything yet
            break
    assert shift.notes.count("answered") == 0
    assert shift.runner.plant.belt.speed_mm_per_s == 0
    waiting = min(work.pack.pack_no for work in shift.runner.line.packs.values() if work.is_open)
    assert shift.runner.plant.seen_by[waiting].index in recommended
    assert shift.runner.plant.seen_by[waiting].went is None


def test_a_recommendation_too_short_before_the_gate_is_for_review_only() -> None:
    shift = set_up(100, Level.RECOMMEND)
    assert shift.watched() <= {GateAction.PASS}
    assert any(record.decision.recommended for record in shift.records)
    assert shift.notes.count("answered") == 0
    assert not any(record.no_answer for record in shift.records)


def test_a_reject_takes_its_too_close_neighbours_along_and_a_pass_does_not() -> None:
    careful = OperatorSettings(hit_share=1.0, false_alarm_share=0.0, response_s=0.3)
    crowded: PlantParts = {**SLOW_LINE, "packs": {"touching_share": 0.3}}
    shift = run(200, Level.RECOMMEND, plant=crowded, doubt_share=0.2, operator=careful)
    assert_true(shift)
    records = {shift.true(record).index: record for record in shift.records}
    for before, after in pairwise(shift.runner.plant.packs):
        if after.centre_mm - before.centre_mm < shift.runner.plant.settings.packs.length_mm + 1:
            pair = records[before.index], records[after.index]
            if any(record.decision.action is Action.REJECT for record in pair):
                assert {record.outcome for record in pair} == {Outcome.REJECTED}
    defective = [record for record in shift.records if shift.true(record).defect]
    assert {record.decision.action for record in defective} == {Action.REJECT}
    assert any(record.outcome is Outcome.PASSED and record.answered_by for record in shift.records)


def test_a_reject_that_never_reached_the_gate_is_told_as_missed() -> None:
    eager = OperatorSettings(hit_share=1.0, false_alarm_share=1.0)
    shift = set_up(60, Level.RECOMMEND, plant=SLOW_LINE, operator=eager, gate_of=DeafGate)
    assert shift.watched() <= {GateAction.PASS}
    told = [record for record in shift.records if record.decision.action is Action.REJECT]
    assert told
    assert {record.outcome for record in told} == {Outcome.MISSED}
    assert_true(shift)


def test_an_answer_for_a_pack_that_nobody_asked_about_moves_nothing() -> None:
    shift = set_up(40, Level.REPORT)
    for pack_no in (1, 7, 999):
        shift.at_s(1.0, partial(answer, shift, pack_no))
    assert shift.watched() <= {GateAction.PASS}
    assert shift.notes.count("answer_too_late") == 3


def test_nobody_can_hold_a_pack_where_nothing_holds_it() -> None:
    plant: PlantParts = {**SLOW_LINE, "gate": {**SLOW_LINE["gate"], "hold": None}}
    shift = set_up(40, Level.RECOMMEND, plant=plant, operator=NOBODY, doubt_share=0.5)

    def hold_whatever_is_open(now_ns: int) -> None:
        for pack_no, work in shift.runner.line.packs.items():
            if work.is_open:
                shift.runner.line.told.put(Answer(pack_no, Action.HOLD, "a passer-by"))

    for second in range(2, 20):
        shift.at_s(second, hold_whatever_is_open)
    assert shift.watched() <= {GateAction.PASS}
    assert shift.notes.count("answer_refused") > 0
    assert {record.outcome for record in shift.records} == {Outcome.PASSED}
