"""What of a pack is counted: once each, under the right name, in the right quarter of an hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import Action, Outcome, PackVerdict, Reason, Record, Verdict
from edge_agent.core.statistics.marks import (
    Mark,
    What,
    findings_of,
    is_good,
    is_overridden,
    latency_class,
    latency_end_ms,
    marks_of,
    place_of,
    quarter_of,
)
from tests.core.statistics.records import (
    a_bad_pack,
    a_pack,
    an_asked_pack,
    an_unsure_pack,
    check,
)
from tests.samples import NOON


def kinds(record: Record) -> set[What]:
    return {mark.what for mark in marks_of(record)}


def test_a_plain_pack_is_counted_as_seen_good_ok_and_passed() -> None:
    assert set(marks_of(a_pack(1))) == {
        Mark(What.PACKS),
        Mark(What.GOOD),
        Mark(What.OUTCOME, "passed"),
        Mark(What.VERDICT, "ok"),
        Mark(What.LATENCY, str(latency_class(10.0))),
    }


def test_good_is_what_passed_unless_it_was_judged_faulty_and_nobody_let_it_pass() -> None:
    assert is_good(a_pack(1))
    assert is_good(an_unsure_pack(1))
    assert is_good(an_asked_pack(1, Action.PASS))
    assert not is_good(a_bad_pack(1))
    assert not is_good(a_bad_pack(1, outcome=Outcome.PASSED))
    assert not is_good(an_asked_pack(1, None))
    assert not is_good(a_pack(1, outcome=Outcome.MISSED))


def test_an_override_is_another_answer_than_was_recommended() -> None:
    assert is_overridden(an_asked_pack(1, Action.PASS))
    assert not is_overridden(an_asked_pack(1, Action.REJECT))
    assert not is_overridden(an_asked_pack(1, None))
    assert What.NO_ANSWER in kinds(an_asked_pack(1, None))
    assert {What.ANSWERED, What.RECOMMENDED} <= kinds(an_asked_pack(1, Action.REJECT))


def test_every_reason_of_every_check_that_is_not_ok_is_a_finding() -> None:
    record = a_pack(
        1,
        check("lot", Verdict.NOT_OK, 0.9, Reason.READS_OTHER, Reason.DAMAGED),
        check("seal/left", Verdict.UNSURE, 0.5),
        check("code", Verdict.OK, 0.1, Reason.TURNED),
    )
    assert {mark.of for mark in findings_of(record)} == {
        "not_ok/reads_other/lot",
        "not_ok/damaged/lot",
        "unsure//seal/left",
    }


def test_a_reason_that_no_check_explains_is_the_packs_own() -> None:
    verdict = PackVerdict(Verdict.UNSURE, 0.5, (Reason.NO_PICTURE,))
    record = replace(a_pack(1), verdict=verdict)
    assert findings_of(record) == [Mark(What.FINDING, "unsure/no_picture/")]


def test_no_mark_is_given_twice() -> None:
    doubled = check("lot", Verdict.NOT_OK, 0.9, Reason.DAMAGED, Reason.DAMAGED)
    marks = marks_of(a_pack(1, doubled, check("lot", Verdict.NOT_OK, 0.8, Reason.DAMAGED)))
    assert len(marks) == len(set(marks))


@pytest.mark.parametrize("latency_ms", [None, nan])
def test_a_latency_that_is_no_number_is_left_out(latency_ms: float | None) -> None:
    assert What.LATENCY not in kinds(a_pack(1, latency_ms=latency_ms))


@given(some.floats(min_value=0.011, max_value=1e6))
def test_a_class_of_latencies_ends_at_most_5_percent_above(latency_ms: float) -> None:
    end_ms = latency_end_ms(latency_class(latency_ms))
    assert latency_ms * (1 - 1e-9) <= end_ms <= 1.05 * latency_ms


@given(some.datetimes(timezones=some.just(UTC), min_value=datetime(2000, 1, 1)))  # noqa: DTZ001
def test_a_quarter_holds_its_moment(at: datetime) -> None:
    begins = quarter_of(at)
    assert begins <= at < begins + timedelta(minutes=15)
    assert begins.minute % 15 == begins.second == begins.microsecond == 0


def test_a_pack_is_counted_where_it_was_seen() -> None:
    place = place_of(a_pack(1, seen_at=NOON + timedelta(minutes=29)))
    assert (place.quarter, place.recipe, place.lot) == (
        NOON + timedelta(minutes=15),
        "tray",
        "L123",
    )
    assert place_of(a_pack(1, order=None)).lot == ""
