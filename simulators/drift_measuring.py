"""Shows the real inspector drawn packs with a growing fault, and writes down what it makes of them.

    .venv/bin/python -m simulators.drift_measuring

takes minutes and writes `drift_figures.json`, from which `drifts` simulates whole shifts. Each pack
is drawn once and spoilt at every stage, so that the stages differ by the fault alone. Verdicts are
those of our own reader: what a second reader rescues depends on how busy the line is.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from edge_agent.core.autonomy.pack_facts import grade_of
from edge_agent.core.judge import worst
from edge_agent.core.order import Order
from edge_agent.core.packs import CameraLook, CheckKind, CheckResult, Verdict
from edge_agent.inspection.camera_look import camera_look
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe, save_recipe
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from simulators.drawing.defects import Defect, defects_of
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import TRAY
from simulators.drift_faults import faded, fogged, in_frame

VIEW = "bottom"
PACKS = 160
DEFECTIVE_SHARE = 0.1
STAGES = tuple(stage / 10 for stage in range(9))
"""Of progress: at the last one hardly anything is judged rightly."""
QUANTILES = tuple(share / 20 for share in range(21))
GOLDEN_SEED, SEED = 7, 1
SHIFT_MM, TURN_DEG, SPEED_MM_PER_S = 3.0, 2.0, 480.0
FIGURES = Path(__file__).with_name("drift_figures.json")
DIGITS = 4

Seen = dict[str, float]
"""What is known of one pack at one stage: `wrong`, and every measure by name."""


def main() -> None:
    with TemporaryDirectory(prefix="packwarden-drift-") as folder:
        save_recipe(TRAY.recipe(), TRAY.golden(GOLDEN_SEED), Path(folder))
        inspector = open_inspector(load_recipe(Path(folder)))
        seen = [pack_at_all_stages(inspector, number) for number in range(PACKS)]
    write_whole(FIGURES, (json.dumps(document(seen)) + "\n").encode())


def pack_at_all_stages(inspector: Inspector, number: int) -> dict[str, list[Seen]]:
    """By fault, one for each of STAGES."""
    random = np.random.default_rng((SEED, number))
    defect = defect_of(random)
    order = TRAY.sample_order(random)
    placement = lying(random)
    frame = draw_pack(TRAY, order, defect, random, placement)[VIEW]
    spoilt = {"fade": faded_frames(frame, placement, number), "fog": fogged_frames(frame)}
    return {
        fault: [seen_of(inspector, one, order, defect is not None) for one in frames]
        for fault, frames in spoilt.items()
    }


def defect_of(random: np.random.Generator) -> Defect | None:
    if random.random() >= DEFECTIVE_SHARE:
        return None
    names = [defect for defect in defects_of(TRAY) if defect.target != "sticker"]
    return names[int(random.integers(len(names)))]


def lying(random: np.random.Generator) -> Placement:
    along, across = random.uniform(-SHIFT_MM, SHIFT_MM, 2)
    turn = float(random.uniform(-TURN_DEG, TURN_DEG))
    return Placement(float(along), float(across), turn, SPEED_MM_PER_S)


def faded_frames(frame: Pixels, placement: Placement, number: int) -> Iterator[Pixels]:
    """The same patches wear at every stage."""
    checks = TRAY.recipe().checks_of(VIEW)
    prints = tuple(in_frame(TRAY, check.region, placement) for check in checks)
    for stage in STAGES:
        yield faded(frame, prints, stage, np.random.default_rng((SEED, number, 1)))


def fogged_frames(frame: Pixels) -> Iterator[Pixels]:
    for stage in STAGES:
        yield fogged(frame, stage)


def seen_of(inspector: Inspector, frame: Pixels, order: Order, defective: bool) -> Seen:
    checks = inspector.inspect(VIEW, frame, order, time_left_ns=0)
    return {
        "wrong": float(is_wrong(checks, defective)),
        **measures(checks, camera_look(frame)),
    }


def is_wrong(checks: tuple[CheckResult, ...], defective: bool) -> bool:
    """A good pack that is not plainly ok, or a defective one that is."""
    said = worst([check.verdict for check in checks])
    return (said is Verdict.OK) is defective


def measures(checks: tuple[CheckResult, ...], look: CameraLook) -> Seen:
    found: Seen = {"sharpness": look.sharpness, "brightness": look.brightness}
    for check in checks:
        found[f"score {check.name}"] = check.score
        if check.kind is not CheckKind.STICKER:
            found[f"legibility {check.name}"] = grade_of(check) or 0.0
    return found


def document(seen: list[dict[str, list[Seen]]]) -> dict[str, Any]:
    return {
        "packs": len(seen),
        "stages": STAGES,
        "quantiles": QUANTILES,
        "faults": {fault: fault_document([pack[fault] for pack in seen]) for fault in seen[0]},
    }


def fault_document(packs: list[list[Seen]]) -> dict[str, Any]:
    """Of each measure the quantiles over all packs, stage by stage; and how many were wrong."""
    names = [name for name in packs[0][0] if name != "wrong"]
    return {
        "wrong": [int(sum(pack[at]["wrong"] for pack in packs)) for at in range(len(STAGES))],
        "measures": {
            name: [
                [
                    round(float(value), DIGITS)
                    for value in np.quantile([pack[at][name] for pack in packs], QUANTILES)
                ]
                for at in range(len(STAGES))
            ]
            for name in names
        },
    }


if __name__ == "__main__":
    main()
