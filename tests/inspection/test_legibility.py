"""The grade of a line falls with every kind of wear, and before the reading fails."""

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
import pytest

from edge_agent.core.expected_print import normalised
from edge_agent.inspection.legibility import legibility
from edge_agent.inspection.opening import open_readers
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.printing.fonts import MONO
from simulators.drawing.printing.inkjet import Nozzle, landed, stamped, text_pitches
from simulators.drawing.printing.lines import ribbon, typeset

TEXT = "EXP 24.12.2026"
HEIGHT_PX, WIDTH_PX = 52, 480
SEEDS = range(4)


def dotted(nozzle: Nozzle, seed: int) -> Plane:
    rng = np.random.default_rng(seed)
    columns, rows = text_pitches(TEXT, tall=False)
    pitch = min((HEIGHT_PX - 14) / (rows + 0.6), (WIDTH_PX - 2) / (columns + 0.6))
    drops = landed(TEXT, nozzle, False, rng)
    drops[:, :2] += (0.9, 0.8 + ((HEIGHT_PX - 2) / pitch - rows - 0.6) / 2)
    return stamped(drops * pitch, HEIGHT_PX, WIDTH_PX, rng)


def ribboned(passes: int, seed: int) -> Plane:
    """Thermal transfer whose ribbon has been used so many times."""
    rng = np.random.default_rng(seed)
    line = typeset(TEXT, MONO, HEIGHT_PX - 12, WIDTH_PX)
    for _ in range(passes):
        line = as_plane(line * ribbon(line.shape[0], line.shape[1], rng))
    return as_plane(np.pad(line, ((6, 6), (0, 0))))


def photographed(ink: Plane, ink_level: float = 40, blur_px: float = 0.7) -> Pixels:
    grey = 200 + (ink_level - 200) * ink
    seen = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), blur_px)
    noisy = seen + np.random.default_rng(0).normal(0, 3, seen.shape)
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[:, :, np.newaxis], 3, axis=2)


def grades(
    parameter: str, worn: Callable[[float, int], Pixels], wear: tuple[float, ...]
) -> list[float]:
    """Mean grade of one parameter for each amount of wear."""
    return [
        float(np.mean([legibility(worn(one, seed)).parameters[parameter] for seed in SEEDS]))
        for one in wear
    ]


WEAR: dict[str, tuple[str, Callable[[float, int], Pixels], tuple[float, ...]]] = {
    "nozzles that fail": (
        "continuity",
        lambda share, seed: photographed(dotted(Nozzle(missing_share=share), seed)),
        (0.0, 0.06, 0.12, 0.2, 0.3),
    ),
    "drops that shrink": (
        "contrast",
        lambda radius, seed: photographed(dotted(Nozzle(radius=radius), seed)),
        (0.6, 0.42, 0.32, 0.24),
    ),
    "a used-up ribbon": (
        "contrast",
        lambda passes, seed: photographed(ribboned(int(passes), seed)),
        (1, 12, 24, 40),
    ),
    "ink that fades": (
        "contrast",
        lambda level, seed: photographed(dotted(Nozzle(), seed), ink_level=level),
        (40, 80, 120, 160),
    ),
    "a lens that is out of focus": (
        "sharpness",
        lambda blur_px, seed: photographed(dotted(Nozzle(), seed), blur_px=blur_px),
        (0.7, 2.0, 3.0, 4.0),
    ),
    "a head that rises": (
        "place",
        lambda rows, seed: photographed(dotted(Nozzle(), seed))[int(rows) :],
        (0, 8, 12),
    ),
}


@pytest.mark.parametrize("kind", WEAR)
def test_a_grade_falls_as_wear_goes_on(kind: str) -> None:
    found = grades(*WEAR[kind])
    assert found[0] > 3.4
    assert all(later <= earlier + 0.05 for earlier, later in pairwise(found))
    assert found[-1] < found[0] - 1.5


def test_the_worst_parameter_is_the_grade() -> None:
    found = legibility(photographed(dotted(Nozzle(missing_share=0.2), 1)))
    assert found.grade == min(found.parameters.values())
    assert set(found.parameters) == {"contrast", "continuity", "sharpness", "place"}


def test_an_empty_place_has_no_grade_to_speak_of() -> None:
    empty = np.full((40, 300, 3), 180, np.uint8)
    assert legibility(empty).grade == 0


def test_light_print_on_dark_is_graded_like_dark_on_light() -> None:
    dark = photographed(dotted(Nozzle(), 2))
    light = np.asarray(240 - dark, np.uint8)
    assert legibility(light).parameters["continuity"] == pytest.approx(
        legibility(dark).parameters["continuity"], abs=0.3
    )


def test_the_grade_falls_before_the_reading_fails() -> None:
    reader = open_readers().first
    lines = [photographed(dotted(Nozzle(missing_share=0.12), seed)) for seed in SEEDS]
    read = [normalised(reader.read_line(line).text) for line in lines]
    assert read == [normalised(TEXT)] * len(lines)
    assert float(np.mean([legibility(line).grade for line in lines])) < 3.2
