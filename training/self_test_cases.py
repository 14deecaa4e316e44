"""The self-test of a bundle: drawn pictures, and what its nets say of them on this machine."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

from edge_agent.inspection.bundle_manifest import SELF_TEST, SELF_TEST_FOLDER
from edge_agent.inspection.self_test import CaseTable, SelfTestTable, look_of
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
    write_cases(bundle, [case for net in nets for case in cases_of(bundle, net)])


def write_cases(bundle: Path, cases: Iterable[CaseTable]) -> None:
    table = SelfTestTable(cases=tuple(cases))
    write_whole(bundle / SELF_TEST, (table.model_dump_json(indent=1) + "\n").encode())


def cases_of(bundle: Path, net: str) -> list[CaseTable]:
    draw, count = PICTURES[net]
    names = [f"{net}-{number + 1}.png" for number in range(count)]
    for number, name in enumerate(names):
        write_whole(bundle / SELF_TEST_FOLDER / name, encode_png(draw(number)))
    return answered(bundle, net, names)


def answered(bundle: Path, net: str, pictures: Iterable[str]) -> list[CaseTable]:
    """What a net of the bundle's folder says of pictures that lie in its self-test."""
    look = look_of(net, bundle)
    found = {name: look(load_picture(bundle / SELF_TEST_FOLDER / name)) for name in pictures}
    return [
        CaseTable.model_validate({"model": net, "picture": name} | asdict(answer))
        for name, answer in found.items()
    ]
