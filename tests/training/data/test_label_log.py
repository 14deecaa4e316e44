"""The label log is only ever added to, and no line changes, goes or moves unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.errors import InvalidInput
from tests.training.data.samples import BAD, GOOD, came, class_of, named, said, text
from training.data.errors import DataSetDamaged
from training.data.label_log import chained, head_of, read_lines, refuse_strange_links
from training.data.values import (
    FIRST,
    LabelEvent,
    Mark,
    MarksValue,
    Origin,
    Trust,
    Value,
    marks_value,
)

VALUES: list[Value] = [
    GOOD,
    BAD,
    class_of("cap"),
    text("EXP 12.2026 \u2028 \n <b>"),
    marks_value([Mark(name="lot", box=(1, 2, 3.25, 4)), Mark(name="a", outline=((0, 0),) * 4)]),
    MarksValue(marks=()),
]
EVENTS = st.lists(
    st.builds(
        said,
        st.sampled_from([named("a"), named("b")]),
        st.sampled_from(VALUES),
        st.sampled_from(["anna", "bernd \U0001f600"]),
        st.sampled_from(list(Trust)),
        st.sampled_from(["pack", "print.lot"]),
    ),
    min_size=2,
    max_size=8,
)


def written(events: list[LabelEvent]) -> list[bytes]:
    return [line + b"\n" for line, _ in chained(events)]


@given(EVENTS)
def test_what_was_said_is_read_again(events: list[LabelEvent]) -> None:
    read = read_lines(b"".join(written(events)), FIRST, "log")
    assert [one.event.model_copy(update={"before": FIRST}) for one in read] == events


@given(EVENTS, st.integers(1, 7))
def test_a_log_goes_on_where_it_ended(events: list[LabelEvent], cut: int) -> None:
    first = [logged for _, logged in chained(events[:cut])]
    rest = [line for line, _ in chained(events[cut:], head_of(first))]
    assert [*[line for line, _ in chained(events[:cut])], *rest] == [
        line for line, _ in chained(events)
    ]


@given(EVENTS, st.data())
def test_no_line_changes_goes_or_moves_unseen(
    events: list[LabelEvent], data: st.DataObject
) -> None:
    lines = written(events)
    at = data.draw(st.integers(0, len(lines) - 2))
    other = said(named("c"), GOOD, "mallory")
    touched = data.draw(
        st.sampled_from(
            [
                [*lines[:at], *lines[at + 1 :]],
                [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]],
                [*lines[:at], lines[at].replace(b"2026", b"2025"), *lines[at + 1 :]],
                [*lines[:at], *written([other]), *lines[at + 1 :]],
            ]
        )
    )
    with pytest.raises(DataSetDamaged, match=r"log, line \d"):
        read_lines(b"".join(touched), FIRST, "log")


def test_a_line_that_is_none_is_told_with_its_place() -> None:
    lines = written([said(named("a"), GOOD), said(named("a"), BAD)])
    touched = lines[0] + lines[1].replace(b'"by":"anna"', b'"by":""')
    with pytest.raises(DataSetDamaged, match="log, line 2: is no label event: by"):
        read_lines(touched, FIRST, "log")


def test_a_word_supersedes_only_one_on_the_same_field_of_the_same_picture() -> None:
    log = [logged for _, logged in chained([said(named("a"), GOOD)])]
    refuse_strange_links([said(named("a"), BAD, supersedes=(log[0].id,))], log)
    for strange in (
        said(named("b"), BAD, supersedes=(log[0].id,)),
        said(named("a"), BAD, field="print.lot", supersedes=(log[0].id,)),
        said(named("a"), BAD, supersedes=(named("nothing"),)),
    ):
        with pytest.raises(InvalidInput, match="no such word"):
            refuse_strange_links([strange], log)


def test_an_event_says_one_thing_wholly() -> None:
    with pytest.raises(ValueError, match="a label has a value"):
        LabelEvent.model_validate({**said(named("a"), GOOD).model_dump(), "value": None})
    with pytest.raises(ValueError, match="is about a field"):
        LabelEvent.model_validate({**came(named("a"), Origin()).model_dump(), "field": "pack"})
    with pytest.raises(ValueError, match="a box or an outline"):
        Mark(name="lot")
    with pytest.raises(ValueError, match="a width and a height"):
        Mark(name="lot", box=(1, 1, 0, 4))


def test_the_order_in_which_a_tool_writes_marks_does_not_count() -> None:
    marks = [Mark(name="lot", box=(1, 2, 3, 4)), Mark(name="expiry", box=(5, 2, 3, 4))]
    assert marks_value(marks) == marks_value(marks[::-1])
