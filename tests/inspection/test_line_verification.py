"""An expected text against all others, on posteriors that are written down letter by letter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.packs import Verdict
from edge_agent.inspection.ctc import LogShares, best_path, contest
from edge_agent.inspection.line_verification import (
    Confidence,
    Limits,
    LineVerifier,
    without_long_blanks,
)

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc ./-"
VERIFIER = LineVerifier(CHARACTERS)


def posteriors(text: str, sure: float, doubts: dict[int, tuple[str, float]]) -> LogShares:
    """A blank before each letter; letter i has `sure`, or shares it with the one in `doubts`."""
    steps = np.full((2 * len(text) + 1, len(CHARACTERS) + 1), 1e-6)
    steps[::2, 0] = sure
    for i, letter in enumerate(text):
        row = steps[2 * i + 1]
        other, share = doubts.get(i, (letter, 0.0))
        row[CHARACTERS.index(other) + 1] = share
        row[CHARACTERS.index(letter) + 1] += sure - share
        row += (1 - sure) / len(row)
    return np.asarray(np.log(steps / steps.sum(axis=1, keepdims=True)), np.float32)


def test_a_plain_print_of_the_expected_text_is_ok() -> None:
    found = VERIFIER.verify(posteriors("21.05.2027", 0.99, {}), "21.05.2027")
    assert found.verdict is Verdict.OK
    assert found.read == "21052027"


@pytest.mark.parametrize("expected", ["21.05.2026", "21.05.202", "21.05.22027", "31.12.1999"])
def test_a_plain_print_of_another_text_is_not_ok(expected: str) -> None:
    log_shares = posteriors("21.05.2027", 0.99, {})
    assert VERIFIER.verify(log_shares, expected).verdict is Verdict.NOT_OK


@pytest.mark.parametrize("expected", ["2105 2027", "21/05/2027", "21052027"])
def test_separators_make_no_difference(expected: str) -> None:
    log_shares = posteriors("21.05.2027", 0.99, {})
    assert VERIFIER.verify(log_shares, expected).verdict is Verdict.OK


def test_small_letters_count_as_capitals() -> None:
    assert VERIFIER.verify(posteriors("acb 12", 0.99, {}), "ACB12").verdict is Verdict.OK


@pytest.mark.parametrize("expected", ["L1234", "L1284"])
def test_a_letter_that_could_be_two_leaves_both_texts_unsure(expected: str) -> None:
    log_shares = posteriors("L1234", 0.98, {3: ("8", 0.4)})
    assert VERIFIER.verify(log_shares, expected).verdict is Verdict.UNSURE


def test_a_print_that_no_text_fits_is_unsure_however_far_one_leads() -> None:
    log_shares = posteriors("21.05.2027", 0.75, {})
    found = VERIFIER.verify(log_shares, "21.05.2027")
    assert found.lead > VERIFIER.limits.least_lead
    assert found.verdict is Verdict.UNSURE


def test_a_text_with_signs_that_the_net_does_not_know_never_fits() -> None:
    log_shares = posteriors("21.05.2027", 0.99, {})
    assert VERIFIER.verify(log_shares, "βλ").verdict is Verdict.NOT_OK
    assert VERIFIER.verify(log_shares, "").verdict is Verdict.NOT_OK


def test_a_text_longer_than_the_line_has_room_for_is_not_ok() -> None:
    log_shares = posteriors("12", 0.99, {})
    assert VERIFIER.verify(log_shares, "123456789012").verdict is Verdict.NOT_OK


@settings(deadline=None, max_examples=60)
@given(
    sure=some.floats(0.6, 0.999),
    share=some.floats(0.0, 0.5),
    place=some.integers(0, 6),
    expected=some.sampled_from(["L24A113", "L24A118", "L28A113", "L24A13", "L24A1113", "X"]),
)
def test_where_no_contest_is_held_it_would_end_the_same(
    sure: float, share: float, place: int, expected: str
) -> None:
    verifier = LineVerifier(CHARACTERS, Limits(1.0, -0.25, 4.0))
    log_shares = posteriors("L24A113", sure, {place: ("8", sure * share)})
    plain = verifier.folded(log_shares)
    found = verifier.verify(log_shares, expected)
    lead, fit = verifier.contested(plain, expected)
    assert found.verdict is verifier.verdict(lead, fit)
    assert abs(found.lead) <= abs(lead) + 1e-3
    assert found.fit <= fit + 1e-3


@settings(deadline=None, max_examples=40)
@given(seed=some.integers(0, 200), sharpness=some.floats(1, 12))
def test_long_blanks_say_nothing(seed: int, sharpness: float) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, sharpness, (30, len(VERIFIER.characters) + 1))
    scores[:, 0] += rng.choice([0, 60], 30)
    plain = np.asarray(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True), np.float32)
    short = without_long_blanks(plain)
    assert len(short) <= len(plain)
    text = VERIFIER.text(best_path(plain).classes)
    assert VERIFIER.text(best_path(short).classes) == text
    if text:
        long_lead, long_fit = contest_of(plain, text)
        lead, fit = contest_of(short, text)
        assert (lead, fit) == pytest.approx((long_lead, long_fit), abs=0.02)


def contest_of(plain: LogShares, text: str) -> tuple[float, float]:
    """Lead, no further than a blank step can tell, and fit."""
    classes = np.array([VERIFIER.characters.index(one) + 1 for one in text], np.int64)
    found = contest(plain, classes)
    lead = found.log_share - found.rival.log_share
    return float(np.clip(lead, -5, 5)), found.log_share / len(classes)


def test_the_confidence_rises_with_the_lead_and_never_leaves_its_range() -> None:
    confidence = Confidence(0.3, 0.9, -0.5)
    said = [confidence.of(lead, -0.1) for lead in (-np.inf, -8, -1, 0, 1, 8, np.inf)]
    assert said == sorted(said)
    assert 0 <= said[0] < 0.01 < 0.99 < said[-1] <= 1
