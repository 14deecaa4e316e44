"""What is said goes through as it was said, in both directions."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.control.errors import BadMessage
from edge_agent.control.framing import FROM_LINE, Frame, FrameReader, encoded
from edge_agent.control.message_frames import frame_of, said_by_line, said_by_pages
from edge_agent.control.messages import (
    VERSION,
    Answered,
    EventTold,
    EvidenceTold,
    FromLine,
    Greeting,
    HungUp,
    PackTold,
    Picture,
    Say,
    StateTold,
    Want,
    Welcome,
)
from edge_agent.core.packs import PackVerdict, Verdict
from edge_agent.core.told import Told
from tests.control.samples import LINE, TEXT, WORDS, a_state
from tests.samples import a_record

TOP = Picture("top", 1280, 1024, b"\xff\xd8jpeg")
SAYING: list[FromLine] = [
    Welcome(VERSION, LINE),
    HungUp("eight listen"),
    Answered("7", None),
    Answered("7", "too late"),
    StateTold(a_state()),
    EventTold(3, 9, "2026-03-02T06:00:00.000Z", "belt_stop", {"why": "hold 7", "by": ["a", 1]}),
    PackTold(a_record(), (TOP, replace(TOP, view="side", jpeg=b""))),
    PackTold(a_record(), ()),
    EvidenceTold(7, (TOP,)),
]


def over_the_wire(frame: Frame) -> Frame:
    (read,) = FrameReader(FROM_LINE).fed(encoded(frame, FROM_LINE))
    return read


@pytest.mark.parametrize("message", SAYING, ids=lambda one: type(one).__name__)
def test_what_the_line_says_goes_through(message: FromLine) -> None:
    assert said_by_line(over_the_wire(frame_of(message))) == message


@pytest.mark.parametrize("message", SAYING, ids=lambda one: type(one).__name__)
def test_what_the_line_says_is_refused_where_a_part_of_it_is_missing(message: FromLine) -> None:
    header = frame_of(message).header
    for name in header:
        less = {one: value for one, value in header.items() if one != name}
        with pytest.raises(BadMessage):
            said_by_line(Frame(less, frame_of(message).attached))


@pytest.mark.parametrize("message", SAYING, ids=lambda one: type(one).__name__)
def test_pages_say_nothing_of_what_the_line_says(message: FromLine) -> None:
    with pytest.raises(BadMessage):
        said_by_pages(frame_of(message))


def test_pictures_that_are_not_attached_are_missed() -> None:
    frame = frame_of(EvidenceTold(7, (TOP,)))
    with pytest.raises(BadMessage, match="EvidenceTold"):
        said_by_line(replace(frame, attached=()))


def test_a_score_that_is_no_number_costs_no_pack() -> None:
    record = a_record(verdict=Verdict.UNSURE)
    broken = replace(record, verdict=PackVerdict(Verdict.UNSURE, math.nan, ()))
    told = said_by_line(over_the_wire(frame_of(PackTold(broken, ()))))
    assert isinstance(told, PackTold)
    assert math.isnan(told.record.verdict.score)


@given(TEXT.filter(bool), WORDS)
def test_words_go_through_with_their_ids(word_id: str, told: Told) -> None:
    say = Say(word_id, LINE, told)
    assert said_by_pages(over_the_wire(frame_of(say))) == say


@given(some.lists(some.sampled_from(Want)).map(tuple))
def test_a_greeting_goes_through(wants: tuple[Want, ...]) -> None:
    greeting = Greeting(VERSION, wants)
    assert said_by_pages(over_the_wire(frame_of(greeting))) == greeting


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"kind": None},
        {"kind": ["Greeting"]},
        {"kind": "Greeting"},
        {"kind": "Greeting", "version": "1", "wants": []},
        {"kind": "Greeting", "version": 1, "wants": ["money"]},
        {"kind": "Greeting", "version": 1, "wants": [], "more": 1},
        {"kind": "Say", "word_id": "", "line": LINE, "word": "StopBelt", "told": {"person": "a"}},
        {"kind": "Say", "word_id": 7, "line": LINE, "word": "StopBelt", "told": {"person": "a"}},
        {"kind": "Say", "word_id": "7", "line": 1, "word": "StopBelt", "told": {"person": "a"}},
        {"kind": "Say", "word_id": "7", "line": LINE},
        {"kind": "Say", "word_id": "x" * 101, "line": LINE, "word": "StopBelt", "told": {}},
    ],
)
def test_what_no_page_server_says_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        said_by_pages(Frame(header))
