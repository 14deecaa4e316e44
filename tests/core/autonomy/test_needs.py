"""What a level needs grows from level to level, and a station may only ask for more."""

from itertools import pairwise

import pytest

from edge_agent.core.autonomy.needs import NEEDS, Needs, stricter
from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.learn_then_test import Promise
from edge_agent.core.packs import Level

ACTING = NEEDS[Level.ACT_WHEN_SURE]


def test_every_level_has_its_needs() -> None:
    assert {
        Level.REPORT: Needs(),
        Level.RECOMMEND: Needs(expected_miss=0.05, good_packs=59, defective_packs=59, blocks=3),
        Level.ACT_WHEN_SURE: Needs(
            false_reject=0.01,
            miss=0.02,
            delta=0.05,
            blocks=3,
            study=True,
            challenges=3,
            shadow_packs=1000,
            late=0.005,
            quiet=True,
        ),
        Level.ACT_ALWAYS: Needs(
            false_reject=0.01,
            miss=0.005,
            delta=0.05,
            blocks=3,
            study=True,
            challenges=9,
            shadow_packs=1000,
            late=0.005,
            audited=0.01,
            quiet=True,
        ),
    } == NEEDS


def test_no_needs_can_be_changed_in_the_table() -> None:
    with pytest.raises(TypeError):
        NEEDS[Level.ACT_ALWAYS] = Needs()  # type: ignore[index]


def test_the_counts_are_those_that_prove_the_promise_at_half_of_delta() -> None:
    fewest = {level: (needs.fewest_good, needs.fewest_defective) for level, needs in NEEDS.items()}
    assert fewest == {
        Level.REPORT: (0, 0),
        Level.RECOMMEND: (59, 59),
        Level.ACT_WHEN_SURE: (368, 183),
        Level.ACT_ALWAYS: (368, 736),
    }


def test_a_higher_level_never_needs_fewer_packs() -> None:
    for lower, higher in pairwise(Level):
        assert NEEDS[higher].fewest_good >= NEEDS[lower].fewest_good
        assert NEEDS[higher].fewest_defective >= NEEDS[lower].fewest_defective
        assert NEEDS[higher].challenges >= NEEDS[lower].challenges


def test_asked_counts_stand_beside_what_a_promise_takes() -> None:
    assert stricter(ACTING, {"good_packs": 500}).fewest_good == 500
    assert stricter(ACTING, {"good_packs": 5}).fewest_good == 368
    assert stricter(ACTING, {"defective_packs": 500}).fewest_defective == 500


def test_only_levels_that_act_promise_rates() -> None:
    promises = {level: needs.promise for level, needs in NEEDS.items()}
    assert promises == {
        Level.REPORT: None,
        Level.RECOMMEND: None,
        Level.ACT_WHEN_SURE: Promise(0.01, 0.02, 0.05),
        Level.ACT_ALWAYS: Promise(0.01, 0.005, 0.05),
    }


@pytest.mark.parametrize("missing", ["false_reject", "miss", "delta"])
def test_a_promise_lacks_nothing(missing: str) -> None:
    whole = {"false_reject": 0.01, "miss": 0.02, "delta": 0.05}
    needs = Needs(**{**whole, missing: None})  # type: ignore[arg-type]
    assert needs.promise is None
    assert (needs.fewest_good == 0) is (missing in ("false_reject", "delta"))
    assert (needs.fewest_defective == 0) is (missing in ("miss", "delta"))


STRICTER = [
    ("false_reject", 0.005),
    ("miss", 0.02),
    ("delta", 0.01),
    ("late", 0.001),
    ("blocks", 4),
    ("challenges", 4),
    ("shadow_packs", 1000),
    ("audited", 0.02),
    ("expected_miss", 0.9),
    ("study", True),
]


@pytest.mark.parametrize(("name", "value"), STRICTER)
def test_a_station_may_ask_for_as_much_or_more(name: str, value: float) -> None:
    asked = stricter(ACTING, {name: value})
    assert getattr(asked, name) == value
    assert stricter(asked, {}) == asked


MILDER = [
    ("false_reject", 0.011, "false_reject 0.011 is milder than 0.01"),
    ("miss", 0.03, "miss 0.03 is milder than 0.02"),
    ("delta", 0.06, "delta 0.06 is milder than 0.05"),
    ("late", 0.006, "late 0.006 is milder than 0.005"),
    ("blocks", 2, "blocks 2 is milder than 3"),
    ("shadow_packs", 999, "shadow_packs 999 is milder than 1000"),
    ("study", False, "study 0 is milder than 1"),
]


@pytest.mark.parametrize(("name", "value", "says"), MILDER)
def test_a_station_may_not_ask_for_less(name: str, value: float, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        stricter(ACTING, {name: value})
    assert str(caught.value) == f"{says}; a station may only ask for more"


def test_a_higher_expected_miss_is_milder() -> None:
    assert stricter(NEEDS[Level.RECOMMEND], {"expected_miss": 0.04}).expected_miss == 0.04
    with pytest.raises(InvalidInput):
        stricter(NEEDS[Level.RECOMMEND], {"expected_miss": 0.06})


@pytest.mark.parametrize("name", ["false_reject", "miss", "delta"])
def test_what_drives_nothing_promises_nothing(name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        stricter(NEEDS[Level.RECOMMEND], {name: 0.01})
    assert str(caught.value) == f"{name} is promised at the levels that act only"
