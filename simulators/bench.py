"""Time and memory of an inspection, stage by stage, beside what a user would pick instead.

Ours and the peer look at the same frames in turn, in one process and with one thread each, so that
their ratio holds on a machine whose speed drifts. The peer looks at fewer: it takes a hundred times
as long.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np

from edge_agent.core.packs import CheckKind, Verdict
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.inspector import Inspector, asked
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.seen_frame import SeenFrame
from edge_agent.inspection.seen_pack import SeenPack
from hardware.interfaces import Pixels
from simulators.bench_frames import VIEW
from simulators.bench_peak import peak_gflops
from simulators.bench_rate import Rate, rates_on
from simulators.bench_scene import Scene, scene
from simulators.bench_times import Times
from simulators.bench_work import Run, gflops_of, listen

DRAWN_FRAMES = 20
PEER_FRAMES = 30
"""At most so many are shown to the peer as well."""
TOLD_EVERY = 25
"""Frames."""
QUARTER = 2
"""Halvings of the smallest frame that an inspection looks at."""
WORK_FRAMES = 20
"""In which the work of the networks is counted."""


class Peer(Protocol):
    """What a user would pick instead."""

    name: str

    def whole_frame(self, frame: Pixels) -> None: ...

    def lines(self, cuts: Sequence[Pixels]) -> None: ...


def bench(
    frames: int, seed: int, peer: Peer | None, told: Callable[[str, float], None]
) -> dict[str, Any]:
    """The document of `packwarden bench`; `told` hears what is done, and its share done."""
    times = Times()
    with TemporaryDirectory(prefix="packwarden-bench-") as folder:
        told("drawing frames", 0.0)
        drawn = scene(Path(folder), min(frames, DRAWN_FRAMES), seed)
        inspector = ready_inspector(drawn)
        every = max(1, frames // PEER_FRAMES)
        for number in range(frames):
            if number % TOLD_EVERY == 0:
                told(f"inspecting {frames} frames", number / frames)
            frame = drawn.frames[number % len(drawn.frames)]
            cuts = measure_ours(times, inspector, drawn, frame)
            if peer is not None and number % every == 0:
                measure_peer(times, peer, inspector, frame, cuts)
        told("counting what the networks compute", 1.0)
        reached = gflops_of(network_runs(inspector, drawn))
        told("counting frames a second on 1 and 2 cores", 1.0)
        rates = {cores: rates_on(cores, Path(folder), drawn.order) for cores in (1, 2)}
    return document(times, rates) | work_document(reached, peak_gflops()) | beside(times, peer)


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
    seen_frame = SeenFrame(frame)
    times.timed("shrink", lambda: seen_frame.colour(QUARTER))
    pose = times.timed("pose", lambda: view.pose_finder.find_in(seen_frame))
    if pose is None:
        raise RuntimeError("bench frame: the pack is not found")
    seen = SeenPack(seen_frame, pose)
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


def network_runs(inspector: Inspector, drawn: Scene) -> list[Run]:
    """Every run of our nets in some inspections."""
    models = base_bundle()
    runs = listen(
        [
            (inspector.reader.first, models.file("reader.onnx")),
            (inspector.backbone, models.file("backbone.onnx")),
        ]
    )
    for number in range(WORK_FRAMES):
        inspector.inspect(VIEW, drawn.frames[number % len(drawn.frames)], drawn.order)
    return runs


def document(times: Times, rates: Mapping[int, Sequence[Rate]]) -> dict[str, Any]:
    stages = [name for name in times.taken_ms if name not in NOT_STAGES]
    return {
        "frames": len(times.taken_ms["inspect"]),
        "inspect_ms": times.taken("inspect"),
        "inspect_cpu_ms": times.computed("inspect"),
        "stages_ms": {name: times.taken(name) for name in stages},
        "stages_cpu_ms": {name: times.computed(name) for name in stages},
        "read_line_ms": times.taken("read_line"),
        "frames_per_s": {
            str(cores): round(sum(one.frames_per_s for one in found), 1)
            for cores, found in rates.items()
        },
        "rss_mb": round(max(one.rss_mb for one in rates[1]), 1),
        "ready_s": round(max(one.ready_s for one in rates[1]), 2),
    }


def work_document(reached: float, peaks: Mapping[str, float]) -> dict[str, Any]:
    """The share is that of the machine's faster arithmetic, whichever the networks use."""
    return {
        "networks_gflops": round(reached, 1),
        "machine_gflops": {name: round(peak, 1) for name, peak in peaks.items()},
        "peak_share": round(reached / max(peaks.values()), 3),
    }


def beside(times: Times, peer: Peer | None) -> dict[str, Any]:
    """What the peer took for the same frames, and ours for those very frames."""
    if peer is None:
        return {}
    return {
        "peer": {
            "name": peer.name,
            "frames": len(times.taken_ms["peer"]),
            "ms": times.taken("peer"),
        },
        "speedup": ratio(times, "peer", "inspect"),
        "peer_same_regions": {
            "name": f"{peer.name}, recogniser only",
            "ms": times.taken("peer_lines"),
        },
        "our_same_regions": {"ms": times.taken("our_lines")},
        "speedup_same_regions": ratio(times, "peer_lines", "our_lines"),
    }


def ratio(times: Times, theirs: str, ours: str) -> float:
    """Of the medians."""
    medians = (float(np.median(times.taken_ms[name])) for name in (theirs, ours))
    their_ms, our_ms = medians
    return round(their_ms / our_ms, 2)


NOT_STAGES = frozenset({"inspect", "read_line", "peer", "peer_lines", "our_lines"})
