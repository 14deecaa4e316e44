"""Character by character: the changed one is found, and its odds are those of the whole lines."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.evidence import CharacterScore
from edge_agent.core.expected_print import normalised
from edge_agent.core.packs import ReadBy, Verdict
from edge_agent.core.recipe import PrintLimits
from edge_agent.inspection.character_scores import (
    MOST_LOG_ODDS,
    ODDS_DIGITS,
    character_scores,
    told_scores,
)
from edge_agent.inspection.ctc import text_log_share
from edge_agent.inspection.evidence import evidence_of_line
from edge_agent.inspection.line_judging import JudgedLine, judge_line
from edge_agent.inspection.line_verification import without_long_blanks
from edge_agent.inspection.opening import open_own_reader
from edge_agent.inspection.own_reader import OwnLineReader
from edge_agent.inspection.reader import NOTHING_READ, LineReading
from hardware.interfaces import Pixels
from hardware.pictures import load_picture
from tests.inspection.test_line_verification import CHARACTERS, VERIFIER, posteriors
from training.line_sets import read_line_set

EVERY = 9
"""One real print in so many: they take time."""
TEXTS = some.text(alphabet="A1238", min_size=1, max_size=6)


@pytest.fixture(scope="module")
def reader() -> OwnLineReader:
    return open_own_reader()


def line_of(text: str) -> Pixels:
    pixels = np.full((44, 320, 3), 225, np.uint8)
    cv2.putText(pixels, text, (12, 33), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (25, 25, 25), 2, cv2.LINE_AA)
    return pixels


def judged(reader: OwnLineReader, text: str, expected: str) -> JudgedLine:
    return judge_line(reader.look(line_of(text)), expected, PrintLimits(expected))


def differing(scores: tuple[CharacterScore, ...]) -> list[tuple[int, str, str]]:
    return [(place, one.expected, one.read) for place, one in enumerate(scores) if one.differs]


@pytest.mark.parametrize("place", range(7))
def test_the_changed_character_of_a_drawn_line_is_the_one_that_differs(
    reader: OwnLineReader, place: int
) -> None:
    expected = "L24A793"
    other = "H" if expected[place].isalpha() else str((int(expected[place]) + 4) % 10)
    found = judged(reader, expected[:place] + other + expected[place + 1 :], expected)
    assert found.comparison.verdict is Verdict.NOT_OK
    evidence = evidence_of_line(found, expected, reader.verifier)
    assert evidence is not None
    assert differing(evidence.characters) == [(place, expected[place], other)]
    changed = evidence.characters[place]
    assert changed.log_odds is not None
    assert changed.log_odds > 3
    assert changed.share > 0.9


@pytest.mark.pictures
def test_the_character_that_differs_is_named_on_real_prints(
    reader: OwnLineReader, picture_data: Path
) -> None:
    """Of 280 real dates, each ordered with one digit changed, all had it named, 277 it alone."""
    rng = np.random.default_rng(5)
    named = []
    for one in read_line_set(picture_data / "expdate-date-crops")[::EVERY]:
        text = normalised(one.text)
        place = int(rng.choice([i for i, letter in enumerate(text) if letter.isdigit()]))
        digit = str((int(text[place]) + int(rng.integers(1, 10))) % 10)
        ordered = text[:place] + digit + text[place + 1 :]
        line = reader.look(load_picture(one.file))
        evidence = evidence_of_line(
            judge_line(line, ordered, PrintLimits(ordered)), ordered, reader.verifier
        )
        assert evidence is not None
        named.append((place, digit, text[place]) in differing(evidence.characters))
    assert np.mean(named) >= 0.95


def test_a_lacking_and_an_additional_character_are_found(reader: OwnLineReader) -> None:
    for text, different in (("L24A93", (4, "7", "")), ("L24AX793", (4, "", "X"))):
        found = judged(reader, text, "L24A793")
        evidence = evidence_of_line(found, "L24A793", reader.verifier)
        assert evidence is not None
        assert differing(evidence.characters) == [different]


def test_more_print_beside_the_expected_text_is_left_out(reader: OwnLineReader) -> None:
    found = judged(reader, "EXP 21.05.28", "21.05.27")
    evidence = evidence_of_line(found, "21.05.27", reader.verifier)
    assert evidence is not None
    assert "".join(one.read for one in evidence.characters) == "210528"


def log_share(log_shares: Any, text: str) -> float:
    classes = np.array([VERIFIER.characters.index(one) + 1 for one in text], np.int64)
    return text_log_share(without_long_blanks(VERIFIER.folded(log_shares)), classes)


def test_the_odds_of_a_character_are_those_of_both_lines() -> None:
    log_shares = posteriors("L24A118", 0.98, {6: ("3", 0.2)})
    *same, last = character_scores(VERIFIER, log_shares, "L24A113")
    assert not any(one.differs for one in same)
    whole = log_share(log_shares, "L24A118") - log_share(log_shares, "L24A113")
    assert last.log_odds == pytest.approx(whole, abs=10**-ODDS_DIGITS)
    assert 0.75 < last.share < 1 / (1 + np.exp(-whole))


@given(TEXTS, TEXTS)
def test_any_two_texts_give_each_expected_character_once_with_share_and_odds(
    printed: str, expected: str
) -> None:
    scores = character_scores(VERIFIER, posteriors(printed, 0.98, {}), expected)
    assert "".join(one.expected for one in scores) == expected
    for one in scores:
        assert 0 <= one.share <= 1
        assert one.log_odds is not None
        assert -MOST_LOG_ODDS <= one.log_odds <= MOST_LOG_ODDS


def test_a_character_that_the_net_does_not_know_has_no_odds() -> None:
    (one,) = character_scores(VERIFIER, posteriors("A", 0.98, {}), "Ж")
    assert (one.expected, one.read, one.log_odds) == ("Ж", "A", None)


def test_a_blank_line_lacks_every_character() -> None:
    nothing = np.full((9, len(CHARACTERS) + 1), 1e-5)
    nothing[:, 0] = 1 - 1e-5 * len(CHARACTERS)
    scores = character_scores(VERIFIER, np.log(nothing).astype(np.float32), "L2")
    assert differing(scores) == [(0, "L", ""), (1, "2", "")]
    assert all(one.share > 0.9 for one in scores)


def test_a_reader_that_tells_only_confidences_gives_them() -> None:
    reading = LineReading("L 28", 0.8, (0.9, 0.7, 0.6, 0.8))
    first, second, third = told_scores(reading, "L23")
    assert [one.share for one in (first, second, third)] == [0.9, 0.6, 0.8]
    assert (third.expected, third.read, third.log_odds) == ("3", "8", None)


def test_a_line_of_which_nothing_is_read_has_no_evidence(reader: OwnLineReader) -> None:
    found = judged(reader, "", "L24A793")
    unread = JudgedLine(found.comparison, NOTHING_READ, ReadBy.SECOND, found.leaning, found.found)
    assert evidence_of_line(unread, "L24A793", reader.verifier) is None
