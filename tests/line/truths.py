"""What must be true after any shift, whatever went wrong on the plant."""

from collections import Counter

from edge_agent.core.packs import Action, Outcome, Reason, Record, Verdict, VerdictRule
from hardware.interfaces import GateAction
from simulators.operator import NAME
from simulators.packs import TruePack
from simulators.scripted import VERDICT
from tests.line.plants import Shift

WENT = {
    GateAction.PASS: Outcome.PASSED,
    GateAction.REJECT: Outcome.REJECTED,
    GateAction.HOLD: Outcome.HELD,
}
WITHOUT_VERDICT = {Reason.LATE, Reason.NO_PICTURE, Reason.INSPECTION_FAILED, Reason.TOO_CLOSE}


def assert_true(shift: Shift) -> None:
    """Every pack ended once, where its record says, and was judged by its own picture."""
    assert_every_pack_ended_once(shift)
    for record in shift.records:
        assert_outcome_is_true(record, shift.true(record))
        assert_verdict_is_of_this_pack(record, shift.true(record))
        if record.decision.level.acts:
            assert_only_a_pack_known_to_be_good_passed(record)
    assert shift.wrong_pack_rejects == []


def assert_every_pack_ended_once(shift: Shift) -> None:
    line, plant = shift.runner.line, shift.runner.plant
    ended = Counter(record.outcome for record in shift.records)
    ledger = line.ledger
    assert ledger.adds_up
    assert ledger.seen == len(shift.records) == len({record.pack_no for record in shift.records})
    assert all(getattr(ledger, outcome.value) == ended[outcome] for outcome in Outcome)
    assert not line.packs
    assert not line.tracker.packs
    numbered = sorted(pack.index for pack in plant.seen_by.values())
    assert numbered == [pack.index for pack in plant.packs]


def assert_outcome_is_true(record: Record, pack: TruePack) -> None:
    """The outcome says where the pack physically went, or honestly that this is not known."""
    if pack.went is None:  # somebody took it off: told as a hold, or lost from tracking
        assert record.outcome in (Outcome.HELD, Outcome.MISSED)
    elif record.outcome is Outcome.MISSED:
        assert pack.went is GateAction.PASS
        assert record.decision.action is not Action.PASS
    else:
        assert record.outcome is WENT[pack.went]


def assert_verdict_is_of_this_pack(record: Record, pack: TruePack) -> None:
    """No pack was judged by the picture of another."""
    for check in record.verdict.checks:
        if check.rule is VerdictRule.CAMERA_UNHEALTHY:
            assert check.verdict is Verdict.UNSURE
        else:
            assert check.verdict is VERDICT[int(pack.pictures[check.view][0, 0, 0])]


def assert_only_a_pack_known_to_be_good_passed(record: Record) -> None:
    """Where the station acts, doubt, silence and lateness never let a pack through."""
    if WITHOUT_VERDICT & set(record.verdict.reasons):
        assert record.decision.action is Action.REJECT
    if record.decision.action is Action.PASS:
        assert record.verdict.verdict is Verdict.OK
        assert not record.late
    if record.outcome is Outcome.PASSED:
        assert record.decision.action is Action.PASS


def assert_driven_only_on_a_persons_word(shift: Shift, driven: frozenset[GateAction]) -> None:
    """Below the acting levels the gate moves for nobody but a person."""
    told = {
        record.pack_no
        for record in shift.records
        if record.decision.action is not Action.PASS and NAME in record.decision.rule
    }
    caught = {
        pack_no
        for pack_no, pack in shift.runner.plant.seen_by.items()
        if pack.caught - {GateAction.PASS}
    }
    assert caught <= told
    assert told or driven <= {GateAction.PASS}
