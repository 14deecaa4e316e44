"""Time and memory of an inspection, stage by stage, beside what a user would pick instead.

Ours and the peer look at the same frames in turn, in one process and with one thread each, so that
their ratio holds on a machine whose speed drifts.
"""

import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind, Verdict
from edge_agent.inspection.inspector import Inspector, asked
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.inspection.seen_pack import SeenPack
from hardware.clock import RealClock
from hardware.interfaces import Pixels
from simulators.bench_scene import VIEW, Scene, frames_of, scene

CLOCK = RealClock()
PERCENTILES = {"p50": 50.0, "p99": 99.0, "p999": 99.9}
DRAWN_FRAMES = 20
RATE_S = 4.0
"""How long each process inspects when frames a second are counted."""


Result = TypeVar("Result")


class Peer(Protocol):
    """What a user would pick instead."""

    name: str

    def whole_frame(self, frame: Pixels) -> None: ...

    def lines(self, cuts: Sequence[Pixels]) -> None: ...


class Times:
    """Durations in ms, by name."""

    def __init__(self) -> None:
        self.taken_ms: dict[str, list[float]] = {}

    def timed(self, name: str, work: Callable[[], Result]) -> Result:
        begun_ns = CLOCK.now_ns()
        result = work()
        self.taken_ms.setdefault(name, []).append((CLOCK.now_ns() - begun_ns) / 1e6)
        return result

    def percentiles(self, name: str) -> dict[str, float]:
        taken_ms = self.taken_ms[name]
        return {
            key: round(float(np.percentile(taken_ms, at)), 3) for key, at in PERCENTILES.items()
        }


def bench(frames: int, seed: int, peer: Peer | None, told: Callable[[str], None]) -> dict[str, Any]:
    """The document of `packwarden bench`; `told` hears what is being measured."""
    times = Times()
    with TemporaryDirectory(prefix="packwarden-bench-") as folder:
        told("drawing frames")
        drawn = scene(Path(folder), min(frames, DRAWN_FRAMES), seed)
        inspector = ready_inspector(drawn)
        told(f"inspecting {frames} frames")
        for number in range(frames):
            frame = drawn.frames[number % len(drawn.frames)]
            cuts = measure_ours(times, inspector, drawn, frame)
            if peer is not None:
                measure_peer(times, peer, inspector, frame, cuts)
        told("counting frames a second on 1 and 2 cores")
        rates = {cores: rates_on(cores, Path(folder), drawn.order) for cores in (1, 2)}
    return document(times, rates, peer)


def ready_inspector(drawn: Scene) -> Inspector:
    """Warmed up, and checked: a bench of packs that are not found to be good would be of no use."""
    inspector = open_inspector(drawn.loaded)
    for frame in drawn.frames:
        for check in inspector.inspect(VIEW, frame, drawn.order):
            if check.verdict is not Verdict.OK:
                raise RuntimeError(f"bench frame: {check.name} is {check.verdict}: {check.reasons}")
    return inspector


def measure_ours(times: Times, inspector: Inspector, drawn: Scene, frame: Pixels) -> list[Pixels]:
    """The whole inspection, then the same frame stage by stage; the cut-outs of its lines."""
    times.timed("inspect", lambda: inspector.inspect(VIEW, frame, drawn.order))
    view = inspector.views[VIEW]
    pose = times.timed("pose", lambda: view.pose_finder.find(frame))
    if pose is None:
        raise RuntimeError("bench frame: the pack is not found")
    seen = SeenPack(frame, pose)
    for inspection in view.inspections:
        times.timed(inspection.check.name, partial(asked, inspection, seen, drawn.order))
    checks = inspector.loaded.recipe.checks_of(VIEW)
    lines = [check.region for check in checks if check.kind is CheckKind.PRINT]
    cuts = [pose.cut_out(frame, region) for region in lines]
    for cut in cuts:
        times.timed("read_line", partial(inspector.reader.read_line, cut))
    return cuts


def measure_peer(
    times: Times, peer: Peer, inspector: Inspector, frame: Pixels, cuts: Sequence[Pixels]
) -> None:
    times.timed("peer", lambda: peer.whole_frame(frame))
    times.timed("peer_lines", lambda: peer.lines(cuts))
    times.timed("our_lines", lambda: [inspector.reader.read_line(cut) for cut in cuts])


@dataclass(frozen=True, slots=True)
class Rate:
    """What one process of its own, which does nothing but inspect, reached."""

    frames_per_s: float
    rss_mb: float


def rates_on(cores: int, folder: Path, order: Order) -> list[Rate]:
    """That many processes at once, each with an inspector of its own."""
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        return list(pool.map(one_rate, [folder] * cores, [order] * cores))


def one_rate(folder: Path, order: Order) -> Rate:
    drawn = Scene(load_recipe(folder), order, frames_of(folder))
    inspector = ready_inspector(drawn)
    begun_ns = CLOCK.now_ns()
    count = sum(1 for _ in inspected_until(inspector, drawn, begun_ns))
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Rate(count / RATE_S, peak_kb / 1024)


def inspected_until(inspector: Inspector, drawn: Scene, begun_ns: int) -> Iterator[None]:
    for frame in cycle(drawn.frames):
        if CLOCK.now_ns() - begun_ns > RATE_S * 1e9:
            return
        inspector.inspect(VIEW, frame, drawn.order)
        yield


def document(
    times: Times, rates: Mapping[int, Sequence[Rate]], peer: Peer | None
) -> dict[str, Any]:
    stages = [name for name in times.taken_ms if name not in NOT_STAGES]
    ours = times.percentiles("inspect")
    found: dict[str, Any] = {
        "inspect_ms": ours,
        "stages_ms": {name: times.percentiles(name) for name in stages},
        "read_line_ms": times.percentiles("read_line"),
        "frames_per_s": {
            str(cores): round(sum(one.frames_per_s for one in found), 1)
            for cores, found in rates.items()
        },
        "rss_mb": round(max(one.rss_mb for one in rates[1]), 1),
    }
    if peer is not None:
        theirs, their_lines = times.percentiles("peer"), times.percentiles("peer_lines")
        our_lines = times.percentiles("our_lines")
        found |= {
            "peer": {"name": peer.name, "ms": theirs},
            "speedup": round(theirs["p50"] / ours["p50"], 2),
            "peer_same_regions": {"name": f"{peer.name}, recogniser only", "ms": their_lines},
            "speedup_same_regions": round(their_lines["p50"] / our_lines["p50"], 2),
        }
    return found


NOT_STAGES = frozenset({"inspect", "read_line", "peer", "peer_lines", "our_lines"})
