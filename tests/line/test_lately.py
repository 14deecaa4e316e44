"""What a page shows of the last packs: so many, so fast, so many rejected, so late."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import Outcome, Reason
from edge_agent.line.lately import LAST_PACKS, STRIP, LastPacks
from simulators.shift import Notes
from tests.samples import a_picture, a_record

S = 1_000_000_000


def last_packs() -> LastPacks:
    return LastPacks(Notes(), 0)


def test_everything_is_passed_on() -> None:
    notes = Notes()
    last = LastPacks(notes, 0)
    record, views = a_record(), {"top": a_picture()}
    last.write(record, views)
    last.event("belt_stop", {"why": "person"})
    assert notes.records == [record]
    assert notes.events == [("belt_stop", {"why": "person"})]
    assert last.last is not None
    assert last.last.record is record
    assert last.last.views is views


def test_the_strip_is_the_last_packs_oldest_first() -> None:
    last = last_packs()
    for number in range(1, STRIP + 6):
        last.write(a_record(number), {})
    strip = last.lately(0).strip
    assert [mark.pack_no for mark in strip] == list(range(6, STRIP + 6))


def test_a_mark_tells_its_first_reason() -> None:
    last, record = last_packs(), a_record()
    verdict = replace(record.verdict, reasons=(Reason.TURNED, Reason.LATE))
    last.write(replace(record, verdict=verdict), {})
    last.write(record, {})
    assert [mark.reason for mark in last.lately(0).strip] == [Reason.TURNED, None]


@given(some.lists(some.sampled_from(Outcome), max_size=LAST_PACKS + 50))
def test_rejects_are_counted_over_the_last_packs_alone(outcomes: list[Outcome]) -> None:
    last = last_packs()
    for outcome in outcomes:
        last.saw(a_record(outcome=outcome), {})
    lately = last.lately(0)
    counted = outcomes[-LAST_PACKS:]
    assert (lately.packs, lately.rejected) == (len(counted), counted.count(Outcome.REJECTED))


def test_the_rate_is_of_the_last_minute() -> None:
    last = last_packs()
    for second in range(120):
        last.write(a_record(second, seen_ns=second * S), {})
    assert last.lately(119 * S).packs_per_min == pytest.approx(61)
    assert last.lately(150 * S).packs_per_min == pytest.approx(30)
    assert last.lately(300 * S).packs_per_min == 0


def test_after_a_start_the_rate_is_of_the_time_since() -> None:
    last = last_packs()
    for tenth in range(100):
        last.write(a_record(tenth, seen_ns=tenth * S // 10), {})
    assert last.lately(10 * S).packs_per_min == pytest.approx(600)


def test_latencies_are_measured_values_and_none_where_there_are_none() -> None:
    last = last_packs()
    last.write(a_record(1, latency_ms=None), {})
    assert last.lately(0).latency_p95_ms is None
    for number, latency_ms in enumerate([30.0, 10.0, 20.0], start=2):
        last.write(a_record(number, latency_ms=latency_ms), {})
    lately = last.lately(0)
    assert (lately.latency_p50_ms, lately.latency_max_ms) == (20.0, 30.0)
