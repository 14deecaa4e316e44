"""The process in which another bundle looks on: of all that the computer does it comes last.

    python -P -m edge_agent.line.shadow.child NUMBER-OF-THE-SHARED-FILE

It runs where nothing else wants to run, and rests as long as it has worked, so that it never keeps
more than half of a core busy. Its memory is bounded, it is the first that a computer short of
memory ends, and one pack may take so much time of a processor and no more. It ends when the line
does, also while it hangs.
"""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from edge_agent.control.framing import Frame

if TYPE_CHECKING:
    from edge_agent.core.order import Order
    from edge_agent.core.packs import CheckResult
    from edge_agent.inspection.bundle import Bundle
    from edge_agent.inspection.inspector import Inspector
    from edge_agent.line.shadow.shared_frames import SharedFrames
    from hardware.interfaces import Pixels

NICENESS: Final = 19
MOST_BYTES: Final = 1 << 30
"""Of what it may write to; the pictures are shared and do not count."""
OPENING_CPU_S: Final = 120
PACK_CPU_S: Final = 20
LONGEST_REST_NS: Final = 1_000_000_000
FIRST_ENDED: Final = Path("/proc/self/oom_score_adj")
PR_SET_PDEATHSIG: Final = 1
"""prctl(2)."""


def main() -> None:
    limited()
    questions, answers = own_pipes()
    look_on(questions, answers, int(sys.argv[1]))


def limited() -> None:
    """For this process and for good."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(NICENESS)
    with suppress(OSError):  # where it is not allowed the niceness has to do
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with suppress(OSError):
        FIRST_ENDED.write_text("1000")
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allow_cpu_s(OPENING_CPU_S)


def allow_cpu_s(seconds: int) -> None:
    """From now on; beyond them the kernel ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def own_pipes() -> tuple[int, int]:
    """Where questions come from and answers go to. What a library prints must not get between."""
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.fileno(), answers


def look_on(questions: int, answers: int, file: int) -> None:
    """Opens what it is told to, then looks at packs. What goes wrong is told, and the end of it."""
    from edge_agent.core.errors import PackwardenError
    from edge_agent.line.shadow.pipes import heard, say
    from edge_agent.line.shadow.talk import ANSWERED, ASKED

    asked = heard(questions, ASKED)
    if asked is None:
        return
    try:
        inspector = opened(asked.header)
    except PackwardenError as error:
        say(answers, Frame({"refused": str(error)}), ANSWERED)
        return
    say(answers, Frame({"opened": asked.header["bundle_sha256"]}), ANSWERED)
    look_at_packs(questions, answers, inspector, file)


def opened(asked: dict[str, Any]) -> "Inspector":
    """NotFound, InvalidInput as named by bundle and recipe."""
    from edge_agent.inspection.opening import open_inspector
    from edge_agent.inspection.recipe_files import load_recipe

    bundle = bundle_lying(Path(asked["bundles"]), asked["bundle_sha256"])
    return open_inspector(load_recipe(Path(asked["recipe"])), bundle)


def bundle_lying(bundles: Path, sha256: str) -> "Bundle":
    """NotFound where it lies in none of the places any more."""
    from edge_agent.core.errors import NotFound, PackwardenError
    from edge_agent.inspection.bundle import open_bundle
    from edge_agent.releases.slots import PLACES

    for place in PLACES:
        with suppress(PackwardenError):
            bundle = open_bundle(bundles / place)
            if bundle.sha256 == sha256:
                return bundle
    raise NotFound(f"the bundle {sha256[:16]} lies in {bundles} no longer; order it anew")


class Inspects(Protocol):
    def inspect(
        self, view: str, pixels: "Pixels", order: "Order | None"
    ) -> "tuple[CheckResult, ...]": ...


def look_at_packs(questions: int, answers: int, inspector: Inspects, file: int) -> None:
    from edge_agent.line.shadow.pipes import heard, say
    from edge_agent.line.shadow.shared_frames import SharedFrames
    from edge_agent.line.shadow.talk import ANSWERED, ASKED
    from hardware.clock import RealClock

    shared, clock = SharedFrames.inherited(file), RealClock()
    while (asked := heard(questions, ASKED)) is not None:
        allow_cpu_s(PACK_CPU_S)
        begun_ns = clock.now_ns()
        say(answers, answer_to(asked.header, inspector, shared), ANSWERED)
        ended_ns = clock.now_ns()
        clock.sleep_until_ns(ended_ns + min(ended_ns - begun_ns, LONGEST_REST_NS))


def answer_to(asked: dict[str, Any], inspector: Inspects, shared: "SharedFrames") -> Frame:
    """The checks of all views; or how the inspector failed, after which it is not asked again."""
    from edge_agent.line.shadow.talk import LONGEST_WHY, ORDER, answering, places_in

    order = ORDER.validate_python(asked["order"])
    try:
        checks = [
            check
            for place in places_in(asked)
            for check in inspector.inspect(place.view, shared.seen(place), order)
        ]
    except Exception as error:  # noqa: BLE001 - whatever a bundle does is told in its name
        return Frame({"failed": f"{type(error).__name__}: {error}"[:LONGEST_WHY]})
    return answering(asked["pack_no"], tuple(checks))


if __name__ == "__main__":
    main()
