"""How soon a camera that hangs and an inspection that hangs are noticed, and work again.

In real time and with real threads: a driver, or an inspection, that does not come back until the
round is over. Many of them hang side by side, each watched as the line watches it.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult
from edge_agent.line.worker import Job, ThreadedWorker
from hardware.cameras.watched import WatchedCamera
from hardware.clock import RealClock
from hardware.errors import DeviceHangs, DeviceLost
from hardware.interfaces import Frame, Pixels
from simulators.torture.figures import Figure

SIDE_BY_SIDE: Final = 10
LOOK_NS: Final = 1_000_000
LONGEST_NS: Final = 20_000_000_000
"""Of one round."""
WORKS_AGAIN_S: Final = 5.0
PICTURE_S: Final = 0.01
PICTURE: Final[Pixels] = np.zeros((1, 1, 3), np.uint8)


@dataclass
class Course:
    """Of one hang, on the monotonic clock."""

    hung_ns: int = 0
    told_ns: int = 0
    back_ns: int = 0

    @property
    def is_over(self) -> bool:
        return self.back_ns > 0


class Watched(Protocol):
    course: Course

    def look(self, now_ns: int) -> None: ...

    def close(self) -> None: ...


class Driver:
    """Opens one camera after the other; the first one hangs after its first picture."""

    view = "top"
    exhausted = False

    def __init__(self, course: Course, is_first: bool) -> None:
        self.course, self.is_first = course, is_first
        self.comes_back = threading.Event()
        self.frame_no = 0

    def start(self) -> None:
        """Nothing to open."""

    def next(self, timeout_s: float) -> Frame | None:
        if self.is_first and self.frame_no:
            self.course.hung_ns = self.course.hung_ns or RealClock().now_ns()
            self.comes_back.wait()
            return None
        threading.Event().wait(PICTURE_S)
        self.frame_no += 1
        return Frame("top", PICTURE, self.frame_no, self.frame_no, RealClock().now_ns(), 0)

    def stop(self) -> None:
        """Nothing to close."""


class HangingCamera:
    """A watched camera, as the line reads it."""

    def __init__(self) -> None:
        self.course, self.drivers = Course(), list[Driver]()
        self.camera = WatchedCamera(self.driver, RealClock())
        self.camera.start()

    def driver(self) -> Driver:
        self.drivers.append(Driver(self.course, is_first=not self.drivers))
        return self.drivers[-1]

    def look(self, now_ns: int) -> None:
        try:
            frame = self.camera.next(0.0)
        except DeviceHangs:
            self.course.told_ns = now_ns
        except DeviceLost:
            return
        else:
            if frame is not None and self.course.told_ns and not self.course.is_over:
                self.course.back_ns = now_ns

    def close(self) -> None:
        for driver in self.drivers:
            driver.comes_back.set()
        self.camera.stop()


class HangingInspection:
    """An inspection thread with one picture that never ends, and one behind it."""

    def __init__(self) -> None:
        self.course, self.comes_back = Course(), threading.Event()
        self.worker = ThreadedWorker(self.inspect, RealClock())
        self.worker.start()
        for pack_no, view in enumerate(("hangs", "follows"), start=1):
            self.worker.submit(Job(pack_no, view, PICTURE, None, until_ns=1), 0)

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, left_ns: int | None
    ) -> tuple[CheckResult, ...]:
        if view == "hangs":
            self.course.hung_ns = RealClock().now_ns()
            self.comes_back.wait()
        return ()

    def look(self, now_ns: int) -> None:
        for inspected in self.worker.finished(now_ns):
            if inspected.failure is not None:
                self.course.told_ns = now_ns
            else:
                self.course.back_ns = now_ns

    def close(self) -> None:
        self.comes_back.set()
        self.worker.stop()


MAKERS: Final[dict[str, Callable[[], Watched]]] = {
    "camera": HangingCamera,
    "inspection": HangingInspection,
}


def tortured(minutes: float, tell: Callable[[str], None]) -> list[Figure]:
    clock = RealClock()
    ends_ns = clock.now_ns() + int(minutes * 60e9)
    courses: dict[str, list[Course]] = {name: [] for name in MAKERS}
    while clock.now_ns() < ends_ns or not all(courses.values()):
        for name, make in MAKERS.items():
            courses[name] += one_round([make() for _ in range(SIDE_BY_SIDE)])
        tell(f"{len(courses['camera'])} hangs of each")
    return [figure for name, one in courses.items() for figure in figures_of(name, one)]


def one_round(watched: list[Watched]) -> list[Course]:
    clock = RealClock()
    ends_ns = clock.now_ns() + LONGEST_NS
    while not all(one.course.is_over for one in watched) and clock.now_ns() < ends_ns:
        now_ns = clock.now_ns()
        for one in watched:
            one.look(now_ns)
        clock.sleep_until_ns(now_ns + LOOK_NS)
    for one in watched:
        one.close()
    return [one.course for one in watched]


def figures_of(name: str, courses: list[Course]) -> Iterator[Figure]:
    over = [one for one in courses if one.is_over]
    told_s = [(one.told_ns - one.hung_ns) / 1e9 for one in over]
    back_s = [(one.back_ns - one.hung_ns) / 1e9 for one in over]
    tried = len(courses)
    yield Figure(f"{name} hangs: noticed, median", float(np.median(told_s)), "s", tried=tried)
    yield Figure(f"{name} hangs: works again, slowest", max(back_s), "s", WORKS_AGAIN_S, tried)
    yield Figure(f"{name} hangs: not over in 20 s", tried - len(over), "", 0, tried)
