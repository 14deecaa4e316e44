"""The process that inspects: what becomes of a question when it hangs, ends or talks nonsense."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import pytest

from edge_agent.control.framing import Frame
from edge_agent.web.errors import InspectionFailed
from edge_agent.web.inspecting.keeper import ENDED, TOO_LONG, InspectingProcess

QUESTION = Frame({"recipe": "x"})
ANSWERS_ONCE = """
import sys
from edge_agent.control.framing import Frame
from edge_agent.web.inspecting.talk import ANSWERED, ASKED, heard, say
asked = heard(sys.stdin.buffer, ASKED)
say(sys.stdout.buffer, Frame({"heard": asked.header}), ANSWERED)
"""
ANSWERS_ALWAYS = ANSWERS_ONCE.replace("asked =", "while asked :=").replace(
    "ASKED)\nsay", "ASKED):\n    say"
)
LONG_S = 60.0


@contextmanager
def keeping(
    program: str, longest_s: float = LONG_S, idle_s: float = LONG_S
) -> Iterator[InspectingProcess]:
    command: Sequence[str] = (sys.executable, "-c", program)
    with closing(InspectingProcess(longest_s, idle_s, command)) as keeper:
        yield keeper


def test_an_answer_is_given_and_the_next_question_starts_what_has_ended() -> None:
    with keeping(ANSWERS_ONCE) as keeper:
        for _ in range(2):
            assert keeper.ask(lambda: QUESTION).header == {"heard": QUESTION.header}
            process = keeper._process
            assert process is not None
            process.wait(LONG_S)


def test_one_process_answers_many_and_ends_when_nobody_asks_any_more() -> None:
    with keeping(ANSWERS_ALWAYS) as keeper:
        processes = []
        for _ in range(3):
            keeper.ask(lambda: QUESTION)
            processes.append(keeper._process)
        assert len(set(processes)) == 1
    with keeping(ANSWERS_ALWAYS, idle_s=0.05) as keeper:
        keeper.ask(lambda: QUESTION)
        process = keeper._process
        assert process is not None
        process.wait(LONG_S)
        assert keeper.ask(lambda: QUESTION).header == {"heard": QUESTION.header}


def test_what_takes_too_long_is_ended() -> None:
    with (
        keeping("import sys; sys.stdin.buffer.read()", longest_s=0.5) as keeper,
        pytest.raises(InspectionFailed, match=TOO_LONG),
    ):
        keeper.ask(lambda: QUESTION)


@pytest.mark.parametrize(
    "program",
    [
        "pass",
        "import sys; sys.stdin.buffer.read(3); print('nonsense ' * 9)",
        "import os; os.abort()",
    ],
    ids=["ends", "talks nonsense", "aborts"],
)
def test_what_ends_over_a_question_is_told(program: str) -> None:
    with keeping(program) as keeper, pytest.raises(InspectionFailed, match=ENDED):
        keeper.ask(lambda: QUESTION)


def test_after_the_end_nothing_is_started() -> None:
    with keeping(ANSWERS_ONCE) as keeper:
        pass
    with pytest.raises(InspectionFailed, match="the server ends"):
        keeper.ask(lambda: QUESTION)
