"""A process beside the station: told, started anew, and never outliving who started it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL, SIGSTOP

from edge_agent.children import Child, Wanted
from hardware.clock import RealClock

LIVENESS_S = 30.0
PROGRAM = """
import os, sys
given = sys.stdin.readline().strip()
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()} {given}\\n")
sys.stdin.read()
"""


class Heard:
    """What the child tells, in the thread that watches it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.news = threading.Condition()

    def tell(self, line: str) -> None:
        with self.news:
            self.lines.append(line)
            self.news.notify_all()

    def wait_for(self, count: int) -> list[str]:
        with self.news:
            assert self.news.wait_for(lambda: len(self.lines) >= count, LIVENESS_S)
            return list(self.lines)


def wanted(told: Path) -> Wanted:
    return Wanted("The helper", [sys.executable, "-c", PROGRAM, str(told)], "a secret\n")


def starts(told: Path, count: int) -> list[str]:
    """What each start has written, once there are so many."""
    assert until(lambda: told.exists() and told.read_text().count("\n") >= count)
    return told.read_text().splitlines()


def until(is_so: Callable[[], bool]) -> bool:
    patience = threading.Event()
    return any(is_so() or patience.wait(0.02) for _ in range(int(LIVENESS_S / 0.02)))


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_gets_what_must_not_stand_on_a_command_line(tmp_path: Path) -> None:
    told = tmp_path / "told"
    with closing(Child(wanted(told), RealClock(), Heard().tell)):
        assert starts(told, 1)[0].endswith("a secret")


def test_interrupts_do_not_reach_it_and_its_niceness_counts_beside_its_starter(
    tmp_path: Path,
) -> None:
    told = tmp_path / "told"
    with closing(Child(wanted(told), RealClock(), Heard().tell)):
        number = int(starts(told, 1)[0].split()[0])
        assert os.getpgid(number) == number
        assert os.getsid(number) == os.getsid(0)


def test_a_dead_one_is_told_and_started_anew(tmp_path: Path) -> None:
    told, heard = tmp_path / "told", Heard()
    with closing(Child(wanted(told), RealClock(), heard.tell)):
        for count in (1, 2):
            first = starts(told, count)[-1]
            os.kill(int(first.split()[0]), SIGKILL)
        lines = heard.wait_for(2)
        assert len(starts(told, 3)) == 3
    assert lines == [
        "The helper was ended by signal 9; started again in 0.5 s",
        "The helper was ended by signal 9; started again in 1 s",
    ]


def test_it_ends_when_it_is_no_longer_wanted_and_that_is_no_news(tmp_path: Path) -> None:
    told, heard = tmp_path / "told", Heard()
    with closing(Child(wanted(told), RealClock(), heard.tell)):
        number = int(starts(told, 1)[0].split()[0])
    assert not lives(number)
    assert heard.lines == []


def test_one_that_does_not_end_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    deaf = replace(wanted(told), longest_end_s=0.3)
    with closing(Child(deaf, RealClock(), Heard().tell)):
        number = int(starts(told, 1)[0].split()[0])
        os.kill(number, SIGSTOP)
    assert not lives(number)


def test_one_that_ends_by_itself_is_told_with_its_exit_code() -> None:
    heard = Heard()
    nothing = Wanted("The helper", [sys.executable, "-c", "raise SystemExit(7)"], "a secret\n")
    with closing(Child(nothing, RealClock(), heard.tell)):
        assert "ended with exit code 7" in heard.wait_for(1)[0]


def test_it_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    told = tmp_path / "told"
    parent = (
        "import sys, threading\n"
        "from edge_agent.children import Child, Wanted\n"
        "from hardware.clock import RealClock\n"
        f"Child(Wanted('x', [sys.executable, '-c', {PROGRAM!r}, {str(told)!r}], 'y\\n'),"
        " RealClock(), print)\n"
        "threading.Event().wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent]) as process:
        number = int(starts(told, 1)[0].split()[0])
        process.kill()
    assert until(lambda: not lives(number))


def test_one_that_cannot_even_be_started_is_told_and_tried_again() -> None:
    heard = Heard()
    with closing(Child(Wanted("The helper", ["/nowhere/to/be/found"]), RealClock(), heard.tell)):
        first, second = heard.wait_for(2)[:2]
    assert first == (
        "The helper could not be started: No such file or directory; started again in 0.5 s"
    )
    assert second.endswith("started again in 1 s")
