from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.certificate import (
    BOUND_TO,
    DAYS_VALID,
    Bound,
    Use,
    Valid,
    Void,
    VoidBecause,
    until_default,
    valid_for,
)
from edge_agent.core.packs import Level
from tests.people.samples import A_USE, NOW, a_certificate, changed_use, later

CHANGES: list[tuple[str, object, VoidBecause]] = [
    ("station", "milan/line-1/bottom", VoidBecause.OTHER_STATION),
    ("recipe", "carton", VoidBecause.RECIPE_CHANGED),
    ("recipe_hash", "0" * 64, VoidBecause.RECIPE_CHANGED),
    ("check", "barcode", VoidBecause.OTHER_CHECK),
    ("bundle_sha256", "0" * 64, VoidBecause.BUNDLE_CHANGED),
    ("camera_profile", "another lamp", VoidBecause.CAMERA_CHANGED),
    ("ok_up_to", 0.21, VoidBecause.THRESHOLDS_CHANGED),
    ("not_ok_from", 0.79, VoidBecause.THRESHOLDS_CHANGED),
    ("level", Level.ACT_ALWAYS, VoidBecause.LEVEL_TOO_HIGH),
]


def test_it_holds_for_exactly_what_it_was_issued_for() -> None:
    certificate = a_certificate()
    assert valid_for(certificate, A_USE, later(days=1)) == Valid(certificate)


@pytest.mark.parametrize(("field", "value", "because"), CHANGES)
def test_it_dies_when_anything_that_it_names_changes(
    field: str, value: object, because: VoidBecause
) -> None:
    verdict = valid_for(a_certificate(), changed_use(**{field: value}), NOW)
    assert isinstance(verdict, Void)
    assert verdict.because is because
    assert verdict.what


def test_every_value_of_a_use_is_one_that_it_can_die_of() -> None:
    tested = {field for field, _, _ in CHANGES}
    assert tested == {*BOUND_TO, "level"} == set(Use.__dataclass_fields__)


def test_it_allows_lower_levels_too() -> None:
    for level in (Level.REPORT, Level.RECOMMEND, Level.ACT_WHEN_SURE):
        assert isinstance(valid_for(a_certificate(), changed_use(level=level), NOW), Valid)


@pytest.mark.parametrize(
    ("now", "because"),
    [
        (later(days=90), VoidBecause.EXPIRED),
        (later(days=4_000), VoidBecause.EXPIRED),
        (later(minutes=-6), VoidBecause.NOT_YET),
        (later(days=-4_000), VoidBecause.NOT_YET),
    ],
)
def test_it_is_void_outside_its_time(now: datetime, because: VoidBecause) -> None:
    verdict = valid_for(a_certificate(), A_USE, now)
    assert isinstance(verdict, Void)
    assert verdict.because is because


@pytest.mark.parametrize("now", [later(minutes=-4), NOW, later(days=89, hours=23)])
def test_it_holds_in_its_time_and_while_clocks_differ_a_little(now: datetime) -> None:
    assert isinstance(valid_for(a_certificate(), A_USE, now), Valid)


def test_by_default_it_ends_after_ninety_days() -> None:
    assert until_default(NOW) - NOW == timedelta(days=DAYS_VALID) == timedelta(days=90)


@settings(deadline=None)
@given(some.floats(), some.floats())
def test_thresholds_that_are_no_thresholds_are_refused(low: float, high: float) -> None:
    if 0 <= low <= high <= 1:
        assert changed_use(ok_up_to=low, not_ok_from=high).ok_up_to == low
    else:
        with pytest.raises(ValueError, match="thresholds"):
            changed_use(ok_up_to=low, not_ok_from=high)


def test_a_bound_may_be_all_errors_or_none() -> None:
    assert Bound(5, 5, 0.9).k == 5
    assert Bound(1, 0, 0.9).k == 0


@pytest.mark.parametrize(("n", "k", "alpha"), [(0, 0, 0.1), (5, 6, 0.1), (5, -1, 0.1), (5, 0, 1)])
def test_a_bound_that_cannot_be_is_refused(n: int, k: int, alpha: float) -> None:
    with pytest.raises(ValueError, match=r"cannot be|no share"):
        Bound(n, k, alpha)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"delta": 0.0}, "delta"),
        ({"until": NOW}, "before it begins"),
        ({"issued_at": NOW.replace(tzinfo=None)}, "zone"),
        ({"who": ()}, "1 different"),
        ({"use": changed_use(level=Level.ACT_ALWAYS), "who": ("anna", "anna")}, "2 different"),
        ({"use": changed_use(level=Level.REPORT)}, "no certificate"),
    ],
)
def test_a_certificate_that_cannot_be_is_refused(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(a_certificate(), **changes)  # type: ignore[arg-type]
