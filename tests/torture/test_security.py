"""The parts of `make torture PART=security` at the size of a test: counts, and no times."""

from pathlib import Path

import pytest

from deploy.torture.flooding import MOST_MORE, figures_of, flood_figures
from deploy.torture.guessing import Guessed
from deploy.torture.messaging import way_up
from deploy.torture.noted_tests import Noted, noted_tests
from deploy.torture.security import AT_RANDOM, CASES, guess_figures
from hardware.clock import RealClock
from simulators.torture.figures import Figure
from tests.peers import needs

PROJECT = Path(__file__).parents[2]
CLOCK = RealClock()
HOUR_NS = 3_600_000_000_000
THREE = """\
from pathlib import Path

def test_one():
    pass

def test_two():
    assert Path(__file__).with_name("mended").exists()

def test_three():
    pass
"""


@pytest.fixture
def three(tmp_path: Path) -> Path:
    file = tmp_path / "test_three.py"
    file.write_text(THREE, encoding="utf-8")
    return file


def ran(three: Path, for_ns: int = HOUR_NS) -> Noted:
    notes = three.parent / "notes" / "three.jsonl"
    return noted_tests([str(three)], notes, CLOCK.now_ns() + for_ns)


def test_what_passed_is_noted_and_not_run_again_and_what_failed_is(three: Path) -> None:
    noted = ran(three)
    assert (noted.passed, len(noted.failed), noted.left) == (2, 1, 1)
    (three.parent / "mended").touch()
    assert ran(three) == Noted(3, (), 0)
    assert ran(three) == Noted(3, (), 0)


@pytest.mark.slow
def test_when_the_time_is_over_the_rest_is_left_for_the_next_run(three: Path) -> None:
    (three.parent / "mended").touch()
    assert [ran(three, for_ns=0).left for _ in range(3)] == [2, 1, 0]


def test_a_file_that_cannot_be_read_is_no_good_news(three: Path) -> None:
    three.write_text("this is no Python", encoding="utf-8")
    assert len(ran(three).failed) == 1


def test_a_run_that_breaks_off_is_told(three: Path) -> None:
    with pytest.raises(RuntimeError, match="broke off"):
        ran(three.with_name("test_none.py"))


def test_every_file_of_the_cases_is_there() -> None:
    files = [word for words in (AT_RANDOM, *CASES.values()) for word in words if word[0] != "-"]
    assert [file for file in files if not (PROJECT / file).is_file()] == []


def test_a_guess_that_was_right_is_not_met() -> None:
    good = Guessed(100, 8, 0, 8, 0.0, 60.0)
    assert all(one.is_met is not False for one in guess_figures("p", good))
    right = Guessed(100, 8, 1, 8, 0.0, 60.0)
    assert next(guess_figures("p", right)).is_met is False


def test_nothing_of_many_is_told_with_its_bound() -> None:
    assert Figure("wrong", 0, "cells", 0, 952).document()["bound_95"] == pytest.approx(3 / 952)
    assert Figure("wrong", 1, "cells", 0, 952).document()["bound_95"] is None
    assert Figure("it takes", 0, "s", None, 3).document()["bound_95"] is None


def test_an_inspection_beside_a_flood_is_told_as_times_the_one_without() -> None:
    taken_ms = {"quiet": [10.0] * 50, "flooded": [13.0] * 50}
    none, beside, requests, messages = figures_of(
        taken_ms, {"answered": 500, "published": 2_000}, 2.0
    )
    assert (none.value, beside.value, beside.at_most, beside.is_met) == (10, 1.3, MOST_MORE, False)
    assert (requests.value, messages.value) == (250, 1_000)


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs("mosquitto")
def test_a_flooded_station_goes_on_inspecting_and_its_doors_answer() -> None:
    with way_up(CLOCK) as way:
        figures = {one.name: one for one in flood_figures(way, 1, lambda _: None)}
    assert figures["flood: inspection p99 beside it"].tried == 100
    assert figures["flood: requests taken"].value > 0
    assert figures["flood: messages taken"].value > 0
