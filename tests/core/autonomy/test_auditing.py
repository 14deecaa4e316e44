"""Who is audited, what counts against which check, and what the answers say of all packs."""

from dataclasses import replace

import numpy as np
import pytest

from edge_agent.core.autonomy.auditing import MOST_OPEN, Auditing, Draw
from edge_agent.core.errors import Conflict
from edge_agent.core.monitoring.audit import AuditRates, is_drawn
from edge_agent.core.monitoring.state import from_json, to_json
from edge_agent.core.packs import (
    Action,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    PackVerdict,
    Record,
    Verdict,
)
from tests.samples import a_record

KEY = b"site key of a test"
ALL = AuditRates(1.0, 1.0)


def decided(pack_no: int, action: Action, answered_by: str | None = None) -> Record:
    said = Verdict.OK if action is Action.PASS else Verdict.NOT_OK
    checks = (
        CheckResult("lot", CheckKind.PRINT, "top", said, 0.5),
        CheckResult("code", CheckKind.BARCODE, "top", Verdict.OK, 0.1),
    )
    return replace(
        a_record(pack_no),
        verdict=PackVerdict(said, 0.5, (), checks),
        decision=Decision(action, "as armed", Level.ACT_WHEN_SURE, driven=True),
        answered_by=answered_by,
    )


def test_who_is_drawn_follows_the_key_and_has_a_known_chance() -> None:
    auditing, rates, drawn = Auditing.begin(AuditRates(0.1, 0.5)), {}, []
    for number in range(400):
        action = Action.PASS if number % 4 else Action.REJECT
        rates[number] = 0.1 if number % 4 else 0.5
        auditing, draw = auditing.decided(decided(number, action), 3, KEY)
        if draw is not None:
            assert draw.rate == rates[number]
            drawn.append(number)
    assert drawn == [number for number in rates if is_drawn(KEY, 3, number, rates[number])]
    assert [draw.pack_no for draw in auditing.open] == drawn


@pytest.mark.parametrize(
    "record", [decided(1, Action.HOLD), decided(1, Action.REJECT, answered_by="ana")]
)
def test_what_a_person_decided_is_not_audited(record: Record) -> None:
    begun = Auditing.begin(ALL)
    assert begun.decided(record, 1, KEY) == (begun, None)


@pytest.mark.parametrize(
    ("action", "faulty", "wrong"),
    [
        (Action.PASS, (), {"lot": False, "code": False}),
        (Action.PASS, ("code",), {"lot": False, "code": True}),
        (Action.REJECT, ("lot",), {"lot": False}),
        (Action.REJECT, (), {"lot": True}),
        (Action.REJECT, ("code",), {"lot": True}),  # rightly in the bin, for a wrong reason
    ],
)
def test_an_error_is_told_of_the_check_that_made_it(
    action: Action, faulty: tuple[str, ...], wrong: dict[str, bool]
) -> None:
    auditing, _ = Auditing.begin(ALL).decided(decided(7, action), 1, KEY)
    after, finding = auditing.examined(1, 7, faulty)
    assert finding.wrong == wrong
    assert finding.defective is bool(faulty)
    assert after.open == ()


def test_a_pack_is_examined_once_and_only_when_drawn() -> None:
    auditing, _ = Auditing.begin(ALL).decided(decided(7, Action.PASS), 1, KEY)
    after, _ = auditing.examined(1, 7, ())
    for boot, pack_no in ((1, 7), (2, 7), (1, 8)):
        with pytest.raises(Conflict, match=f"pack {pack_no} of boot {boot}"):
            after.examined(boot, pack_no, ())


def test_the_oldest_packs_that_nobody_examines_are_given_up_and_told() -> None:
    auditing = Auditing.begin(ALL)
    for number in range(MOST_OPEN + 5):
        auditing, _ = auditing.decided(decided(number, Action.PASS), 1, KEY)
    assert (len(auditing.open), auditing.open[0].pack_no) == (MOST_OPEN, 5)
    assert auditing.report().drawn == MOST_OPEN + 5
    assert auditing.report().examined == 0


def test_live_production_is_estimated_from_few_audited_packs() -> None:
    """3 % of the passed are defective, 10 % of the rejected good; audited are 10 % and 50 %."""
    random, auditing = np.random.default_rng(9), Auditing.begin(AuditRates(0.1, 0.5))
    for number in range(6000):
        rejected = number % 6 == 0
        action = Action.REJECT if rejected else Action.PASS
        defective = bool(random.random() < (0.9 if rejected else 0.03))
        auditing, draw = auditing.decided(decided(number, action), 1, KEY)
        if draw is not None:
            auditing, _ = auditing.examined(1, number, ("lot",) if defective else ())
    report = auditing.report()
    for estimate, truth in (
        (report.escape_share, 0.03),
        (report.wrong_reject_share, 0.1),
        (report.miss_rate, 150 / 1050),
        (report.false_reject_rate, 100 / 4950),
    ):
        assert estimate.interval.low <= truth <= estimate.interval.high
        assert estimate.rate == pytest.approx(truth, rel=0.35)
    for always, once in (
        (report.escape_share_always, report.escape_share.interval),
        (report.wrong_reject_share_always, report.wrong_reject_share.interval),
    ):
        assert always.low < once.low < once.high < always.high
    assert report.examined == report.drawn


def test_a_restart_changes_nothing() -> None:
    auditing, draw = Auditing.begin(ALL).decided(decided(7, Action.REJECT), 1, KEY)
    assert draw == Draw(1, 7, Action.REJECT, 1.0, ("lot",))
    auditing, _ = auditing.decided(decided(8, Action.PASS), 1, KEY)
    auditing, _ = auditing.examined(1, 8, ("lot",))
    assert from_json(Auditing, to_json(auditing)) == auditing
