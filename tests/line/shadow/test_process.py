"""The process in which a bundle looks on: it works, and whatever it does ends with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.line.shadow.process import Patience, Places, ShadowProcess
from edge_agent.line.shadow.shared_frames import MOST_BYTES
from edge_agent.line.shadowing import EndedPack, Gone, Looked, Opened, Restarts, Said
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from tests.line.shadow.second_bundle import second_bundle
from tests.line.small_station import box_picture, save_box_recipe

pytestmark = pytest.mark.timeout(300)
CLOCK = RealClock()
LIVENESS_NS = 240_000_000_000
"""What comes last of all takes its time on a computer that does much else."""
LOOK_NS = 20_000_000
QUICK = Patience(opening_s=200.0, pack_s=200.0, restart_s=0.05, restarts=1)
HOSTILE = (sys.executable, str(Path(__file__).with_name("hostile_child.py")))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "bundles", save_box_recipe(tmp_path / "recipe", ("top",)))


def waited(is_there: Callable[[], bool]) -> None:
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while not is_there():
        assert CLOCK.now_ns() < end_ns, "waited in vain"
        CLOCK.sleep_until_ns(CLOCK.now_ns() + LOOK_NS)


class Talk:
    """What a process says, gathered."""

    def __init__(self, process: ShadowProcess) -> None:
        self.process = process
        self.all: list[Said] = []

    def of(self, kind: type[Said]) -> list[Said]:
        self.all += self.process.said()
        return [one for one in self.all if isinstance(one, kind)]

    def until(self, kind: type[Said], count: int = 1) -> list[Said]:
        waited(lambda: len(self.of(kind)) >= count)
        return self.of(kind)


def a_pack(pack_no: int, picture: Pixels) -> EndedPack:
    return EndedPack(pack_no, None, {"top": picture})


def handed_over(process: ShadowProcess, pack: EndedPack) -> None:
    waited(lambda: process.offer(pack))


def pid_of(process: ShadowProcess) -> int:
    assert process.looking is not None
    assert process.looking.process is not None
    return process.looking.process.pid


@pytest.fixture
def looking(places: Places) -> Iterator[ShadowProcess]:
    bundle = second_bundle(places.bundles / "a")
    with closing(ShadowProcess(places, CLOCK, QUICK)) as process:
        process.begin(bundle.sha256)
        yield process


def test_it_says_of_a_pack_what_an_inspector_of_that_bundle_says(
    looking: ShadowProcess, places: Places
) -> None:
    talk = Talk(looking)
    talk.until(Opened)
    pictures = [box_picture(), box_picture(panel_is_blank=True)]
    for pack_no, picture in enumerate(pictures):
        handed_over(looking, a_pack(pack_no, picture))
        talk.until(Looked, pack_no + 1)
    inspector = open_inspector(load_recipe(places.recipe))
    here = [inspector.inspect("top", picture, None) for picture in pictures]
    said = [(one.pack_no, one.checks) for one in talk.of(Looked) if isinstance(one, Looked)]
    assert [(pack_no, [check.verdict for check in checks]) for pack_no, checks in said] == [
        (pack_no, [check.verdict for check in checks]) for pack_no, checks in enumerate(here)
    ]


def test_it_comes_last_of_all_and_is_the_first_to_be_ended(looking: ShadowProcess) -> None:
    Talk(looking).until(Opened)
    pid = pid_of(looking)
    assert os.getpriority(os.PRIO_PROCESS, pid) == 19
    assert os.sched_getscheduler(pid) == os.SCHED_IDLE
    assert os.getsid(pid) == os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)
    assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "1000\n"


def test_while_it_is_busy_or_not_there_a_pack_finds_no_place(looking: ShadowProcess) -> None:
    pack = a_pack(1, box_picture())
    assert not looking.offer(pack)
    talk = Talk(looking)
    talk.until(Opened)
    handed_over(looking, pack)
    assert not looking.offer(pack)
    talk.until(Looked)


def test_a_pack_that_is_larger_than_the_shared_memory_finds_no_place(
    looking: ShadowProcess,
) -> None:
    Talk(looking).until(Opened)
    huge = np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (MOST_BYTES // 3, 2, 3))
    assert not looking.offer(a_pack(1, huge))


def test_after_kill_9_it_begins_anew_and_looks_on(looking: ShadowProcess) -> None:
    talk = Talk(looking)
    talk.until(Opened)
    os.kill(pid_of(looking), signal.SIGKILL)
    assert talk.until(Restarts) == [Restarts("was ended by signal 9")]
    talk.until(Opened, 2)
    handed_over(looking, a_pack(7, box_picture()))
    talk.until(Looked)


def test_a_bundle_that_lies_there_no_longer_ends_it_for_good(places: Places) -> None:
    with closing(ShadowProcess(places, CLOCK, QUICK)) as process:
        process.begin("0" * 64)
        (gone,) = Talk(process).until(Gone)
    assert "lies in" in str(gone)


@pytest.mark.parametrize(
    ("misdeed", "patience", "why"),
    [
        ("hang", replace(QUICK, pack_s=0.5), "no answer within 0.5 s"),
        pytest.param("spin", QUICK, "was ended by signal 24", marks=pytest.mark.slow),
        ("eat", QUICK, "failed: MemoryError"),
        pytest.param("lie", QUICK, "a header of 4294967295 bytes", marks=pytest.mark.slow),
        pytest.param("die", QUICK, "was ended by signal 6", marks=pytest.mark.slow),
    ],
)
def test_whatever_it_does_it_is_begun_anew_a_few_times_and_then_no_more(
    misdeed: str, patience: Patience, why: str, places: Places
) -> None:
    with closing(ShadowProcess(places, CLOCK, patience, (*HOSTILE, misdeed))) as process:
        process.begin("0" * 64)
        talk = Talk(process)
        while not talk.of(Gone):
            process.offer(a_pack(1, box_picture()))
            CLOCK.sleep_until_ns(CLOCK.now_ns() + LOOK_NS)
        assert len(talk.of(Restarts)) == QUICK.restarts
        (gone,) = talk.of(Gone)
        assert isinstance(gone, Gone)
        assert gone.why.startswith(why)
        assert not process.offer(a_pack(2, box_picture()))


ABANDONED = """
import sys
from pathlib import Path
from edge_agent.line.shadow.process import Places
from tests.line.shadow.test_process import (
    CLOCK, HOSTILE, ShadowProcess, Talk, a_pack, box_picture, handed_over, pid_of
)
process = ShadowProcess(Places(Path("."), Path(".")), CLOCK, child=(*HOSTILE, "hang"))
process.begin("0" * 64)
handed_over(process, a_pack(1, box_picture()))
print(pid_of(process), flush=True)
sys.stdin.read()
"""


def test_it_ends_with_a_line_that_is_killed_even_while_it_hangs() -> None:
    line = subprocess.Popen(
        [sys.executable, "-c", ABANDONED], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with line:
        assert line.stdout is not None
        pid = int(line.stdout.readline())
        line.kill()
    waited(lambda: not is_running(pid))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
