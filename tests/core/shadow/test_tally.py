"""Every pack is counted once, and what is told one by one is bounded."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from edge_agent.core.packs import Verdict
from edge_agent.core.shadow.comparing import SEVERITY, CheckCompared, Compared, leaning
from edge_agent.core.shadow.tally import (
    MOST_TOLD,
    Compares,
    Tally,
    difference_body,
    tally_body,
    tally_in,
)

COMPARES = Compares("3f" * 32, "2e" * 32, "box", "1d" * 32)
Both = tuple[Verdict, Verdict]


def of_one_check(in_use: Verdict, shadow: Verdict) -> Compared:
    return Compared(leaning(in_use, shadow), (CheckCompared("lot", in_use, shadow),))


def counted(seen: Sequence[Both | None]) -> Tally:
    """None: not looked at."""
    tally = Tally(COMPARES)
    for one in seen:
        tally = tally.left_out() if one is None else tally.saw(of_one_check(*one))
    return tally


verdicts = st.sampled_from(SEVERITY)
packs = st.lists(st.none() | st.tuples(verdicts, verdicts), max_size=40)


@given(packs)
def test_it_adds_up_and_is_read_as_it_was_written(seen: list[Both | None]) -> None:
    tally = counted(seen)
    assert tally.packs + tally.not_looked_at == len(seen)
    assert tally.packs == tally.same + tally.stricter + tally.milder
    for check in tally.per_check.values():
        assert check.same + check.stricter + check.milder == sum(check.pairs.values())
        assert sum(check.pairs.values()) == tally.packs
    assert tally_in(json.loads(json.dumps(tally_body(tally)))) == tally


def test_what_no_tally_writes_is_no_tally() -> None:
    with pytest.raises(ValidationError):
        tally_in({**tally_body(Tally(COMPARES)), "packs": -1})
    with pytest.raises(ValidationError):
        tally_in({"packs": 3})


def test_the_share_that_differs_has_its_exact_interval() -> None:
    ok, bad = Verdict.OK, Verdict.NOT_OK
    tally = counted([(ok, ok)] * 299 + [(bad, ok)])
    assert tally.disagreement.low < 1 / 300 < tally.disagreement.high < 0.0185
    assert tally.milder_share == tally.disagreement
    assert counted([(ok, ok)] * 299).milder_share.high == pytest.approx(0.01226, abs=1e-4)
    assert Tally(COMPARES).disagreement.high == 1.0


def test_the_first_hundred_of_each_kind_of_difference_are_told_and_all_are_counted() -> None:
    tally, told = Tally(COMPARES), 0
    stricter = of_one_check(Verdict.OK, Verdict.NOT_OK)
    for _ in range(MOST_TOLD + 50):
        tally = tally.saw(stricter)
        told += tally.is_to_be_told(stricter)
    assert (told, tally.stricter) == (MOST_TOLD, MOST_TOLD + 50)
    milder = of_one_check(Verdict.NOT_OK, Verdict.OK)
    assert tally.saw(milder).is_to_be_told(milder)


def test_where_nothing_differs_nothing_is_told() -> None:
    same = of_one_check(Verdict.OK, Verdict.OK)
    assert not Tally(COMPARES).saw(same).is_to_be_told(same)


def test_a_difference_names_only_the_checks_that_differ() -> None:
    checks = (
        CheckCompared("lot", Verdict.OK, Verdict.UNSURE),
        CheckCompared("expiry", Verdict.OK, Verdict.OK),
    )
    body = difference_body(7, "3f" * 32, Compared(leaning(Verdict.OK, Verdict.UNSURE), checks))
    assert body["pack"] == "stricter"
    assert body["checks"] == [{"name": "lot", "in_use": "ok", "shadow": "unsure", "reasons": []}]
