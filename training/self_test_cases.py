"""The self-test of a bundle: drawn pictures, and what its nets say of them on this machine."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

from edge_agent.inspection.bundle_manifest import SELF_TEST, SELF_TEST_FOLDER
from edge_agent.inspection.self_test import LOOKS, CaseTable, SelfTestTable
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from hardware.pictures import encode_png, load_picture
from training.lines.drawing import drawn_line
from training.scenes.drawing import drawn_scene

SELF_TEST_SEED = 7_000_007
SCENE_PX = 224
"""Cut from the middle of a drawn scene; a multiple of what every net wants."""


def line_picture(number: int) -> Pixels:
    grey, _ = drawn_line(SELF_TEST_SEED, number)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def scene_picture(number: int) -> Pixels:
    scene, _ = drawn_scene(SELF_TEST_SEED, number)
    start = (scene.shape[0] - SCENE_PX) // 2
    return np.ascontiguousarray(scene[start : start + SCENE_PX, start : start + SCENE_PX])


PICTURES: dict[str, tuple[Callable[[int], Pixels], int]] = {
    "reader": (line_picture, 8),
    "finder": (scene_picture, 2),
    "backbone": (scene_picture, 2),
}
"""What each net is shown, and how many of them."""


def write_self_test(bundle: Path, nets: Iterable[str]) -> None:
    """Draws the pictures into a bundle's folder and asks the nets that lie there already."""
    cases = [case for net in nets for case in cases_of(bundle, net)]
    table = SelfTestTable(cases=tuple(cases))
    write_whole(bundle / SELF_TEST, (table.model_dump_json(indent=1) + "\n").encode())


def cases_of(bundle: Path, net: str) -> list[CaseTable]:
    draw, count = PICTURES[net]
    look = LOOKS[net](bundle / f"{net}.onnx")
    cases = []
    for number in range(count):
        name = f"{net}-{number + 1}.png"
        file = bundle / SELF_TEST_FOLDER / name
        write_whole(file, encode_png(draw(number)))
        answer = look(load_picture(file))
        cases.append(CaseTable.model_validate({"model": net, "picture": name} | asdict(answer)))
    return cases
