from dataclasses import replace

import pytest

from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import CheckKind, CheckResult, PackVerdict, Reason, Verdict
from edge_agent.line.summary import MOST_LISTED, quantiles, run_document, summed_up
from tests.samples import a_record

LOT = CheckResult("lot", CheckKind.PRINT, "top", Verdict.OK, 0.0, "L1", "L1")
EXPIRY = CheckResult("expiry", CheckKind.PRINT, "top", Verdict.NOT_OK, 0.9, "2026", "2027")
FAULTY = replace(
    a_record(2, late=True),
    verdict=PackVerdict(Verdict.NOT_OK, 0.9, (Reason.READS_OTHER,), (LOT, EXPIRY)),
)


def test_verdicts_late_ones_and_latencies_are_counted() -> None:
    summary = summed_up([a_record(1, latency_ms=4.0), FAULTY, a_record(3, latency_ms=8.0)])
    assert summary.verdicts == {"ok": 2, "not_ok": 1, "unsure": 0}
    assert summary.late == 1
    assert summary.latency_ms == {"p50": 4.0, "p99": 8.0, "p999": 8.0, "max": 8.0}


def test_faulty_packs_are_named_with_what_was_read_and_expected() -> None:
    document = run_document(Ledger(3, 3), summed_up([a_record(1), FAULTY]), ["a.png: broken"], [])
    (pack,) = document["not_ok"]
    assert "print “expiry” is not ok" in pack["sentence"]
    assert "“2027” was expected" in pack.pop("sentence")
    assert pack == {
        "pack_no": 2,
        "verdict": "not_ok",
        "reasons": ["reads_other"],
        "checks": [{"name": "expiry", "read": "2026", "expected": "2027"}],
    }
    assert document["ledger"] == {"seen": 3, "passed": 3, "rejected": 0, "held": 0, "missed": 0}
    assert document["refused_pictures"] == ["a.png: broken"]


def test_only_so_many_packs_are_named() -> None:
    summary = summed_up([FAULTY] * (MOST_LISTED + 1))
    assert len(summary.not_ok) == MOST_LISTED
    assert summary.verdicts["not_ok"] == MOST_LISTED + 1


@pytest.mark.parametrize(
    ("count", "p50", "p99"), [(1, 1.0, 1.0), (2, 1.0, 2.0), (100, 50.0, 99.0), (101, 51.0, 100.0)]
)
def test_a_quantile_is_a_value_that_was_measured(count: int, p50: float, p99: float) -> None:
    found = quantiles([float(value) for value in range(count, 0, -1)])
    assert (found["p50"], found["p99"], found["max"]) == (p50, p99, float(count))


def test_without_values_there_are_no_quantiles() -> None:
    assert set(quantiles([]).values()) == {None}
