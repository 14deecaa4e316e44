"""The process that inspects pictures for the API: niced, its memory bounded, on one core at most.

    python -m edge_agent.web.inspecting.child

Asked on standard input, it answers on standard output. It ends when the server does. The line
always goes first: whoever sends pictures waits.
"""

import os
import resource
import sys
from typing import IO, Final

from edge_agent.control.framing import Frame
from edge_agent.web.inspecting.talk import ANSWERED, ASKED, heard, say

NICENESS: Final = 10
MOST_BYTES: Final = 1_500_000_000
"""Of what it may write to. Two recipes and two pictures of 50 megapixels take about 1.1 GB."""


def main() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    work_on(*own_pipes())


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Where questions come from and answers go to. What a library prints must not get between."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, answers


def work_on(questions: IO[bytes], answers: IO[bytes]) -> None:
    from edge_agent.web.inspecting.work import Work
    from hardware.clock import RealClock

    work = Work(RealClock())
    while (asked := heard(questions, ASKED)) is not None:
        say(answers, Frame(work.answer(asked)), ANSWERED)


if __name__ == "__main__":
    main()
