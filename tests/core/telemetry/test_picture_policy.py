"""Defects, unsure and drawn packs go; of the good ones a sample, the same one every time."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from edge_agent.core.packs import Action, Decision, Level, Outcome, Record, Verdict
from edge_agent.core.telemetry.picture_policy import PictureWishes, Worth, worth_of
from tests.samples import a_record

NOTHING = PictureWishes(defects=False, unsure=False, audited=False, every_good=0)
REJECT = Decision(Action.REJECT, "surely_faulty", Level.ACT_ALWAYS, driven=True)
HOLD = Decision(Action.HOLD, "unsure", Level.ACT_WHEN_SURE, driven=True)
GOOD = a_record()


def shown(number: int) -> Record:
    """A good pack whose picture is its own."""
    return replace(GOOD, pictures={"top": hashlib.sha256(bytes([number])).hexdigest()})


@pytest.mark.parametrize(
    ("wish", "record"),
    [
        ("defects", a_record(verdict=Verdict.NOT_OK)),
        ("defects", a_record(decision=REJECT)),
        ("defects", a_record(outcome=Outcome.MISSED)),
        ("defects", a_record(outcome=Outcome.REJECTED)),
        ("unsure", a_record(verdict=Verdict.UNSURE)),
        ("unsure", a_record(decision=HOLD)),
        ("unsure", a_record(outcome=Outcome.HELD)),
        ("unsure", a_record(late=True)),
    ],
)
def test_each_wish_is_for_its_own_packs(wish: str, record: Record) -> None:
    only: dict[str, Any] = {wish: True}
    assert worth_of(record, False, replace(NOTHING, **only)) is Worth.NOTABLE
    assert worth_of(record, False, NOTHING) is None
    assert worth_of(GOOD, False, replace(NOTHING, **only)) is None


def test_a_drawn_pack_goes_however_good_it_is() -> None:
    assert worth_of(GOOD, True, replace(NOTHING, audited=True)) is Worth.NOTABLE
    assert worth_of(GOOD, True, NOTHING) is None


def test_of_the_good_ones_a_share_goes_and_always_the_same() -> None:
    wishes = replace(NOTHING, every_good=4)
    drawn = [worth_of(shown(number), False, wishes) for number in range(256)]
    assert drawn == [worth_of(shown(number), False, wishes) for number in range(256)]
    assert set(drawn) == {None, Worth.SAMPLE}
    assert 40 < drawn.count(Worth.SAMPLE) < 90
    assert worth_of(shown(1), False, replace(NOTHING, every_good=1)) is Worth.SAMPLE


def test_what_is_not_good_is_no_sample() -> None:
    record = replace(shown(1), verdict=a_record(verdict=Verdict.NOT_OK).verdict)
    assert worth_of(record, False, replace(NOTHING, every_good=1)) is None
