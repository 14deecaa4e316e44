"""An expected text against all others, on posteriors that are written down letter by letter."""

import numpy as np
import pytest

from edge_agent.core.packs import Verdict
from edge_agent.inspection.ctc import LogShares
from edge_agent.inspection.line_verification import LineVerifier

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
