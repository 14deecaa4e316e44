"""What alarms is told apart by one table, and whatever alarms together is explained once."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from deploy.fleet.watching.explain import TABLE, what_is_it
from deploy.fleet.watching.history import Shape
from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.watching.sentences import SENTENCES, sentence
from deploy.fleet.watching.signs import Looks, Scope, Sign
from deploy.fleet.watching.subjects import OF_CHECKS, OF_VIEWS, Signal, Subject
from edge_agent.core.reasons.languages import Language

VIEWS = {"sticker": "top", "lot": "bottom", "barcode": "bottom"}
SHARP = {"bottom": Looks()}


def sign(
    signal: Signal,
    of: str = "",
    shape: Shape = Shape.STEP,
    now: float = 0.3,
    is_at_new_lot: bool = False,
) -> Sign:
    usual = 0.02 if signal in {Signal.NOT_OK, Signal.SEVERAL, Signal.UNSURE} else 0.35
    return Sign(Subject(signal, of), shape, is_at_new_lot, 3, usual, now)


def kinds(*signs: Sign, looks: Looks = Looks()) -> list[tuple[Kind, What]]:  # noqa: B008
    found = what_is_it(signs, VIEWS, {"bottom": looks})
    return [(one.kind, one.what) for one in found]


SUBJECTS = [
    *(Subject(signal, check) for signal in OF_CHECKS for check in VIEWS),
    *(Subject(signal, view) for signal in OF_VIEWS for view in ("top", "bottom")),
    *(Subject(signal, "") for signal in (Signal.SEVERAL, Signal.LATE, Signal.PACE)),
]
SIGNS = some.builds(
    Sign,
    some.sampled_from(SUBJECTS),
    some.sampled_from(Shape),
    some.booleans(),
    some.integers(0, 60),
    some.floats(0, 1),
    some.floats(0, 1),
)
SHARES = some.floats(-1, 1)


@given(
    some.lists(SIGNS, unique_by=lambda one: one.subject, max_size=12),
    some.builds(Looks, SHARES, SHARES, SHARES),
)
def test_every_sign_is_explained_exactly_once(signs: list[Sign], looks: Looks) -> None:
    found = what_is_it(signs, VIEWS, {"bottom": looks, "top": looks})
    explained = [one.subject for group in found for one in group.group.signs]
    assert sorted(explained) == sorted(one.subject for one in signs)


def test_every_scope_has_a_row_that_holds_always() -> None:
    assert set(TABLE) == set(Scope)
    quiet = what_is_it([sign(Signal.OVERRIDES, "lot")], VIEWS, SHARP)
    for rows in TABLE.values():
        assert rows[-1].holds(quiet[0].group)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", Language)
def test_every_kind_has_its_sentence(kind: Kind, language: Language) -> None:
    said = sentence(kind, {"checks": ["lot"], "now_share": 0.25, "usual_share": 0.02}, language)
    assert set(SENTENCES) == set(Kind)
    assert said.endswith((".", "?"))
    assert "{" not in said


def test_numbers_stand_as_the_language_writes_them() -> None:
    figures = {"checks": ["lot"], "now_share": 0.255, "usual_share": 0.02, "lot": "L2.7"}
    assert "25,5 %" in sentence(Kind.DEFECTS_RISE, figures, Language.DE)
    assert "25.5 %" in sentence(Kind.DEFECTS_RISE, figures, Language.EN)
    assert "L2.7" in sentence(Kind.NEW_LOT, figures, Language.DE)


def test_what_will_fail_is_told_with_its_time() -> None:
    figures = {"checks": ["lot"], "usual_grade": 3.7, "now_grade": 3.1}
    for hours, said in (
        ([2.0, 3.1, 12.0], "fails in about 3.1 hours (2.0 to 12)."),
        ([0.2, 0.25, None], "fails in about 15 minutes (12 to later)."),
        ([0.0, 0.0, 0.0], "its grade was 3.7 and is 3.1, and fails."),
        ([1.0, None, None], "its grade was 3.7 and is 3.1."),
    ):
        told = sentence(Kind.PRINTER_FADES, {**figures, "fails_in_hours": hours}, Language.EN)
        assert told.endswith(said)


def test_a_print_that_fades_slowly_is_the_printer() -> None:
    slow = sign(Signal.LEGIBILITY, "lot", Shape.SLOW)
    assert kinds(slow) == [(Kind.PRINTER_FADES, What.DRIFT)]
    assert kinds(slow, looks=Looks(-0.1, 0.01, -0.2)) == [(Kind.PRINTER_FADES, What.DRIFT)]


def test_a_picture_that_blurs_more_than_its_print_is_the_camera() -> None:
    slow = sign(Signal.LEGIBILITY, "lot", Shape.SLOW)
    assert kinds(slow, looks=Looks(-0.2, 0.0, -0.05)) == [(Kind.CAMERA_FOGS, What.DRIFT)]
    assert kinds(slow, looks=Looks(-0.02, 0.009, -0.1)) == [(Kind.CAMERA_FOGS, What.DRIFT)]
    at_once = sign(Signal.SHARPNESS, "bottom")
    assert kinds(at_once) == [(Kind.CAMERA_WORSE, What.FAULT)]


def test_a_view_without_pictures_is_lost_whatever_else_alarms() -> None:
    found = kinds(sign(Signal.NO_PICTURE, "top"), sign(Signal.NOT_OK, "sticker", now=1.0))
    assert found == [(Kind.CAMERA_LOST, What.FAULT)]


def test_checks_that_fail_on_the_same_packs_are_a_misfeed() -> None:
    failing = [sign(Signal.NOT_OK, check, now=0.7) for check in VIEWS]
    assert kinds(*failing, sign(Signal.SEVERAL, now=0.6)) == [(Kind.MISFEED, What.FAULT)]


def test_one_check_that_always_fails_is_not_one() -> None:
    found = kinds(sign(Signal.NOT_OK, "sticker", now=1.0), sign(Signal.SEVERAL, now=0.02))
    assert found == [(Kind.ALWAYS_FAULTY, What.FAULT)]


def test_checks_that_fail_for_themselves_are_told_for_themselves() -> None:
    found = kinds(sign(Signal.NOT_OK, "sticker"), sign(Signal.UNSURE, "lot"))
    assert sorted(found) == sorted(
        [(Kind.DEFECTS_RISE, What.FAULT), (Kind.UNSURE_RISES, What.FAULT)]
    )


def test_looks_that_change_exactly_with_the_lot_are_a_change() -> None:
    with_lot = sign(Signal.LEGIBILITY, "lot", is_at_new_lot=True)
    assert kinds(with_lot) == [(Kind.NEW_LOT, What.CHANGE)]
    assert kinds(sign(Signal.LEGIBILITY, "lot")) == [(Kind.PRINT_WORSE, What.FAULT)]


def test_packs_that_fail_are_never_a_mere_change() -> None:
    looks = sign(Signal.LEGIBILITY, "lot", is_at_new_lot=True)
    fails = sign(Signal.NOT_OK, "lot", is_at_new_lot=True)
    assert kinds(looks, fails) == [(Kind.PRINT_WORSE, What.FAULT)]


def test_a_print_that_is_half_gone_with_the_lot_is_no_mere_change() -> None:
    half = sign(Signal.LEGIBILITY, "lot", now=0.1, is_at_new_lot=True)
    assert kinds(half) == [(Kind.PRINT_WORSE, What.FAULT)]


def test_a_fading_print_that_fails_is_critical() -> None:
    fading = [sign(Signal.LEGIBILITY, "lot", Shape.SLOW), sign(Signal.NOT_OK, "lot", Shape.SLOW)]
    (found,) = what_is_it(fading, VIEWS, SHARP)
    assert (found.kind, found.severity) == (Kind.PRINTER_FADES, Severity.CRITICAL)
