"""Which view of a line is believed."""

import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.ctc import LogShares
from edge_agent.inspection.seen_line import elected, joint_log_share

A, B = 1, 2


def saying(letter: int, surety: float) -> LogShares:
    """Three steps of which the middle one says a letter, this surely, and else another one."""
    shares = np.full((3, 4), 1e-6, np.float32)
    shares[[0, 2], 0] = 1
    shares[1, letter] = surety
    shares[1, 3] = 1 - surety
    return np.asarray(np.log(shares / shares.sum(axis=1, keepdims=True)), np.float32)


def text(letter: int) -> NDArray[np.int64]:
    return np.array([letter], np.int64)


def test_a_plain_view_outvotes_one_that_hesitates() -> None:
    views = [saying(A, 0.55), saying(B, 0.98)]
    assert elected(views) is views[1]


def test_views_that_agree_outvote_one_that_is_surer_than_each() -> None:
    views = [saying(A, 0.6), saying(A, 0.7), saying(B, 0.9)]
    assert elected(views) is views[1]


def test_a_text_is_as_probable_as_all_views_together_say() -> None:
    one, other = saying(A, 0.5), saying(A, 0.25)
    assert np.isclose(np.exp(joint_log_share([one, other], text(A))), 0.75, atol=1e-4)


def test_what_no_view_says_has_no_share() -> None:
    assert joint_log_share([saying(A, 0.9)], text(B)) < -10
