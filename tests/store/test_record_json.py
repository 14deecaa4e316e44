import json
from dataclasses import fields
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.evidence import CharacterScore, Evidence, HeatMap
from edge_agent.core.order import Order
from edge_agent.core.packs import Box, CheckResult, Decision, PackVerdict, ReadBy, Record
from edge_agent.core.quality import Quality
from edge_agent.store.record_json import record_from_json, record_to_json
from tests.samples import a_record

NUMBERS = some.floats(allow_nan=False)
OTHERS: dict[str, Any] = {
    "seen_at": some.datetimes(timezones=some.just(UTC)),
    "score": NUMBERS,
    "latency_ms": some.none() | NUMBERS,
    "time_to_gate_ms": some.none() | NUMBERS,
}


def built(kind: type, **parts: Any) -> some.SearchStrategy[Any]:
    """Any value of the dataclass, with numbers that JSON can write."""
    names = {field.name for field in fields(kind)}
    known = {name: made for name, made in OTHERS.items() if name in names}
    return some.builds(kind, **{**known, **parts})


QUALITIES = some.builds(Quality, NUMBERS, some.dictionaries(some.text(), NUMBERS, max_size=3))
POINTS = some.tuples(NUMBERS, NUMBERS)
HEAT_MAPS = some.builds(
    HeatMap,
    some.lists(some.lists(NUMBERS, max_size=3).map(tuple), max_size=3).map(tuple),
    some.tuples(POINTS, POINTS, POINTS, POINTS),
)
CHARACTERS = some.builds(CharacterScore, some.text(), some.text(), NUMBERS, some.none() | NUMBERS)
EVIDENCE = some.builds(
    Evidence, some.lists(CHARACTERS, max_size=3).map(tuple), some.none() | HEAT_MAPS
)
CHECKS = some.lists(
    built(
        CheckResult,
        box=some.none() | some.builds(Box),
        read_by=some.none() | some.sampled_from(ReadBy),
        quality=some.none() | QUALITIES,
        evidence=some.none() | EVIDENCE,
    ),
    max_size=3,
).map(tuple)
RECORDS = built(
    Record,
    order=some.none() | some.builds(Order),
    verdict=built(PackVerdict, checks=CHECKS),
    decision=some.builds(Decision),
    pictures=some.dictionaries(some.text(), some.text(), max_size=3),
)


@given(RECORDS)
def test_a_record_comes_back_exactly(record: Record) -> None:
    assert record_from_json(record_to_json(record)) == record


def test_the_text_is_json_in_the_words_of_core() -> None:
    document = json.loads(record_to_json(a_record(7)))
    assert document["pack_no"] == 7
    assert document["verdict"]["checks"][0]["read"] == "24.12.2026"
    assert document["order"]["expiry"] == "2026-12-24"
    assert document["decision"]["action"] == "pass"


def test_a_score_that_is_no_number_stays_valid_json_and_comes_back() -> None:
    text = record_to_json(a_record(latency_ms=float("nan")))
    assert json.loads(text)["latency_ms"] == "NaN"
    latency_ms = record_from_json(text).latency_ms
    assert latency_ms is not None
    assert latency_ms != latency_ms


def test_a_field_with_a_default_may_be_missing_in_an_older_record() -> None:
    document = json.loads(record_to_json(a_record()))
    del document["software"]
    assert record_from_json(json.dumps(document)).software == ""


def test_a_check_without_evidence_in_an_older_record_has_none() -> None:
    document = json.loads(record_to_json(a_record()))
    for check in document["verdict"]["checks"]:
        del check["evidence"]
    (check,) = record_from_json(json.dumps(document)).verdict.checks
    assert check.evidence is None


def test_a_broken_record_is_refused_by_the_field_that_is_wrong() -> None:
    text = record_to_json(a_record()).replace('"outcome":"passed"', '"outcome":"lost"')
    with pytest.raises(StoreDamaged, match="outcome"):
        record_from_json(text)
