"""Work of the desk in a process of its own: one at a time, ended when it takes too long."""

import sys
from pathlib import Path
from threading import Thread

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.web.errors import InspectionFailed, TooBusy
from edge_agent.web.workbench.bench import Workbench


def sleeper(folder: Path) -> tuple[str, ...]:
    """Says that it has begun, then waits for a file that never comes."""
    begun = str(folder / "begun")
    wait = f"pathlib.Path({begun!r}).touch(); threading.Event().wait()"
    return (sys.executable, "-c", f"import pathlib, threading; {wait}")


def test_what_cannot_be_done_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "given.json").write_text('[{"view": "top", "file": "01", "name": "mine.png"}]')
    (tmp_path / "01").write_bytes(b"\x89PNG no picture")
    with pytest.raises(InvalidInput, match=r"'top'.*mine\.png"):
        Workbench().do("propose", draft=str(tmp_path), name="tray")


def test_who_comes_meanwhile_is_told_to_come_again(tmp_path: Path) -> None:
    bench = Workbench(command=sleeper(tmp_path))
    failed: list[Exception] = []

    def first() -> None:
        try:
            bench.do("propose")
        except InspectionFailed as error:
            failed.append(error)

    thread = Thread(target=first)
    thread.start()
    while not (tmp_path / "begun").exists():
        thread.join(0.01)
    with pytest.raises(TooBusy):
        bench.do("propose")
    bench.close()
    thread.join()
    assert len(failed) == 1
    with pytest.raises(InspectionFailed, match="server ends"):
        bench.do("propose")


def test_work_that_takes_too_long_is_ended_and_the_next_is_done(tmp_path: Path) -> None:
    bench = Workbench(0.2, sleeper(tmp_path))
    with pytest.raises(InspectionFailed, match="too long"):
        bench.do("propose")
    answers = (sys.executable, "-c", "print('{}')")
    bench.command, bench.longest_s = answers, 60.0
    assert bench.do("propose") == {}


def test_a_process_that_dies_is_told(tmp_path: Path) -> None:
    dies = Workbench(command=(sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(InspectionFailed, match="ended over this"):
        dies.do("propose")
