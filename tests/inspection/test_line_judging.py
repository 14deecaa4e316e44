"""A line whose text is known, on posteriors that are written down view by view."""

import numpy as np
import pytest

from edge_agent.core.packs import ReadBy, Reason, Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.core.second_reading import Leaning
from edge_agent.inspection.ctc import BLANK, LogShares, best_path
from edge_agent.inspection.line_judging import JudgedLine, judge_line, put_in_place
from edge_agent.inspection.line_verification import Limits, LineVerifier
from edge_agent.inspection.line_views import LineInput
from edge_agent.inspection.reader import NOTHING_READ, LineReading
from edge_agent.inspection.seen_line import SeenLine
from tests.inspection.test_line_verification import CHARACTERS, posteriors

GREY = np.random.default_rng(0).integers(0, 255, (40, 200), np.uint8)
VIEWS = 4
"""Of a grey cut-out: plain, wider, narrower, tighter."""
VERIFIER = LineVerifier(CHARACTERS, Limits(1.0, -0.25, 4.0))


class WrittenNet:
    """Gives one view after the other, and counts them."""

    def __init__(self, *views: LogShares) -> None:
        self.views = views
        self.asked = 0

    def __call__(self, line: LineInput) -> LogShares:
        self.asked += 1
        return self.views[min(self.asked, len(self.views)) - 1]


def decoded(log_shares: LogShares) -> LineReading:
    best = best_path(log_shares)
    text = "".join(CHARACTERS[number - 1] for number in best.classes if number != BLANK)
    if not text:
        return NOTHING_READ
    shares = tuple(float(one) for one in best.confidences)
    return LineReading(text, float(np.mean(shares)), shares)


def judged(net: WrittenNet, expected: str, limits: PrintLimits | None = None) -> JudgedLine:
    line = SeenLine(GREY, net, decoded, VERIFIER)
    return judge_line(line, expected, limits or PrintLimits(expected))


def sure(text: str) -> LogShares:
    return posteriors(text, 0.99, {})


def doubtful(text: str, place: int, other: str, share: float = 0.4) -> LogShares:
    return posteriors(text, 0.98, {place: (other, share)})


def test_a_sure_view_of_the_expected_text_is_ok_and_no_other_is_made() -> None:
    net = WrittenNet(sure("L24A113"))
    found = judged(net, "L24A113")
    assert (found.comparison.verdict, found.read_by, net.asked) == (Verdict.OK, ReadBy.OWN, 1)
    assert found.comparison.score < 0.1


def test_what_one_view_leaves_in_doubt_another_may_show() -> None:
    net = WrittenNet(doubtful("L24A113", 2, "9"), doubtful("L24A113", 2, "9"), sure("L24A113"))
    assert judged(net, "L24A113").comparison.verdict is Verdict.OK
    assert net.asked == 3


def test_two_views_that_plainly_read_the_same_other_text_are_enough() -> None:
    net = WrittenNet(sure("L24A118"))
    found = judged(net, "L24A113")
    assert found.comparison.verdict is Verdict.NOT_OK
    assert found.comparison.reasons == (Reason.READS_OTHER,)
    assert (found.comparison.score > 0.5, net.asked) == (True, 2)


def test_no_text_is_refused_that_any_view_reads() -> None:
    net = WrittenNet(sure("L24A118"), doubtful("L24A113", 6, "8", 0.45), sure("L24A118"))
    found = judged(net, "L24A113")
    assert (found.comparison.verdict, found.leaning) == (Verdict.UNSURE, Leaning.FOR)
    assert net.asked == VIEWS


@pytest.mark.parametrize("expected", ["L24A113", "L24A118"])
def test_a_character_that_could_be_two_leaves_both_texts_unsure(expected: str) -> None:
    found = judged(WrittenNet(doubtful("L24A113", 6, "8", 0.45)), expected)
    assert found.comparison.reasons == (Reason.UNREADABLE,)


def test_a_changed_digit_is_never_accepted_however_sure_the_rest_is() -> None:
    for place, digit in enumerate("21052027"):
        other = str((int(digit) + 3) % 10)
        printed = "21052027"[:place] + other + "21052027"[place + 1 :]
        assert judged(WrittenNet(sure(printed)), "21052027").comparison.verdict is Verdict.NOT_OK


def test_look_alikes_are_unsure_even_where_the_net_is_sure() -> None:
    found = judged(WrittenNet(sure("L24A11O")), "L24A110")
    assert found.comparison.verdict is Verdict.UNSURE


def test_more_print_beside_the_expected_text_does_not_count_against_it() -> None:
    limits = PrintLimits("EXP {expiry}")
    ok = judged(WrittenNet(sure("EXP 21.05.2027 A7")), "EXP 21.05.2027", limits)
    assert ok.comparison.verdict is Verdict.OK
    other = judged(WrittenNet(sure("EXP 21.05.2028 A7")), "EXP 21.05.2027", limits)
    assert other.comparison.verdict is Verdict.NOT_OK


def test_a_date_that_goes_on_is_another_one() -> None:
    limits = PrintLimits("{expiry}", "DD.MM.YY")
    found = judged(WrittenNet(sure("21.05.2027")), "21.05.20", limits)
    assert found.comparison.verdict is not Verdict.OK


def test_a_month_under_another_of_its_names_is_the_same() -> None:
    limits = PrintLimits("{expiry}", "DD MMM YYYY")
    found = judged(WrittenNet(sure("21 JULY 2027")), "21 JUL 2027", limits)
    assert found.comparison.verdict is Verdict.OK


def test_nothing_read_is_unreadable() -> None:
    found = judged(WrittenNet(sure("")), "L24A113")
    assert (found.comparison.reasons, found.reading.text) == ((Reason.UNREADABLE,), "")


@pytest.mark.parametrize(
    ("expected", "read", "line"),
    [
        ("L113", "EXPL118A", "EXPL113A"),
        ("L113", "L118", "L113"),
        ("L113", "L1", "L113"),
        ("L113", "", "L113"),
    ],
)
def test_the_expected_text_is_put_where_it_nearly_stands(
    expected: str, read: str, line: str
) -> None:
    assert put_in_place(expected, read) == line
