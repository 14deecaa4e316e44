"""What takes long is counted in a thread, seldom, and never makes anybody wait for long."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.web.errors import NotReady
from edge_agent.web.evidence.kept import RESTS, Kept, Mark
from tests.web.visitors import MovedClock

TOOK_S = 2.0
LIVENESS_S = 20.0


class Counting:
    """Counts how often it was asked; each time takes two seconds of the test's clock."""

    def __init__(self) -> None:
        self.clock, self.times, self.news = MovedClock(), 0, 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.fault: Exception | None = None

    def count(self) -> int:
        self.may_go_on.wait(LIVENESS_S)
        if self.fault is not None:
            raise self.fault
        self.times += 1
        self.clock.sleep_until_ns(self.clock.now_ns() + int(TOOK_S * 1e9))
        return self.times

    def mark(self) -> Mark:
        return [(1, self.news)], []

    def later_s(self, seconds: float) -> None:
        self.clock.sleep_until_ns(self.clock.now_ns() + int(seconds * 1e9))


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def kept(counting: Counting) -> Iterator[Kept[int]]:
    with ThreadPoolExecutor(1) as thread:
        yield Kept(counting.count, counting.mark, counting.clock, thread, patience_s=0.05)
        counting.may_go_on.set()


def asked(kept: Kept[int]) -> int:
    return asyncio.run(kept.newest()).value


def finished(kept: Kept[int]) -> None:
    assert kept.counting is not None
    kept.counting.result(LIVENESS_S)


def test_what_is_not_new_is_not_counted_again(counting: Counting, kept: Kept[int]) -> None:
    counting.news = 1
    assert asked(kept) == 1
    counting.later_s(3600)
    assert (asked(kept), counting.times) == (1, 1)


def test_news_are_counted_once_the_last_count_has_rested(
    counting: Counting, kept: Kept[int]
) -> None:
    assert asked(kept) == 1
    counting.news = 1
    counting.later_s(TOOK_S * RESTS - 1)
    assert asked(kept) == 1
    counting.later_s(1)
    assert asked(kept) == 2


def test_who_asks_while_it_goes_on_gets_the_last_one_with_its_age(
    counting: Counting, kept: Kept[int]
) -> None:
    assert asked(kept) == 1
    counting.news = 1
    counting.later_s(TOOK_S * RESTS)
    counting.may_go_on.clear()
    counted = asyncio.run(kept.newest())
    assert (counted.value, kept.age_s(counted)) == (1, TOOK_S * RESTS)
    counting.may_go_on.set()
    finished(kept)
    assert asked(kept) == 2


def test_who_asks_before_anything_was_counted_is_told_so(
    counting: Counting, kept: Kept[int]
) -> None:
    counting.may_go_on.clear()
    with pytest.raises(NotReady, match="being counted"):
        asked(kept)
    with pytest.raises(NotReady):
        asked(kept)
    counting.may_go_on.set()
    finished(kept)
    assert (asked(kept), counting.times) == (1, 1)


def test_what_is_wrong_with_the_records_is_told_and_asked_again(
    counting: Counting, kept: Kept[int]
) -> None:
    counting.fault = InvalidInput("labels contradict")
    with pytest.raises(InvalidInput, match="contradict"):
        asked(kept)
    counting.fault = None
    assert asked(kept) == 1
