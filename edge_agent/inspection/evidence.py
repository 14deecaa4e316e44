"""What a check's answer rests on, for records and screens. Made only where it is not ok.

A printed line gives its characters, from the very view that was judged; what looks otherwise than
taught gives a coarse map of where. A barcode's evidence is the grade that it has anyway.
"""

import math

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.evidence import MOST_CELLS, Evidence, HeatMap
from edge_agent.core.packs import ReadBy
from edge_agent.inspection.appearance import UNRELATED, Look, Map
from edge_agent.inspection.character_scores import character_scores, told_scores
from edge_agent.inspection.line_judging import JudgedLine
from edge_agent.inspection.line_verification import LineVerifier
from edge_agent.inspection.quads import Quad
from edge_agent.inspection.seen_pack import SeenPack

HEAT_DIGITS, PLACE_DIGITS = 2, 1


def evidence_of_line(judged: JudgedLine, expected: str, verifier: LineVerifier) -> Evidence | None:
    """By the posteriors where our own reader decided; None where nothing was read."""
    if judged.read_by is ReadBy.OWN and judged.log_shares is not None:
        return Evidence(character_scores(verifier, judged.log_shares, expected))
    if not judged.reading.text:
        return None
    return Evidence(told_scores(judged.reading, expected))


def evidence_of_look(
    look: Look, seen: SeenPack, to_golden: NDArray[np.float64], size: tuple[int, int]
) -> Evidence:
    """`to_golden`: 2 x 3, from pixels of the cut-out that was looked at to those of the golden
    picture; `size`: the cut-out's width and height."""
    heat = np.clip(look.distances / UNRELATED, 0.0, 1.0)
    rows = tuple(tuple(round(float(cell), HEAT_DIGITS) for cell in row) for row in coarse(heat))
    return Evidence(heat=HeatMap(rows, place_in_frame(seen, to_golden, size)))


def coarse(heat: Map) -> Map:
    """At most MOST_CELLS each way: the greatest of neighbouring cells, so that none gets lost."""
    step = math.ceil(max(heat.shape) / MOST_CELLS)
    rows = np.maximum.reduceat(heat, np.arange(0, heat.shape[0], step), axis=0)
    return np.asarray(
        np.maximum.reduceat(rows, np.arange(0, heat.shape[1], step), axis=1), np.float32
    )


def place_in_frame(seen: SeenPack, to_golden: NDArray[np.float64], size: tuple[int, int]) -> Quad:
    """The corners of a cut-out, in pixels of the frame."""
    right, bottom = size[0] - 0.5, size[1] - 0.5
    corners = np.array([[-0.5, -0.5], [right, -0.5], [right, bottom], [-0.5, bottom]])
    for matrix in (to_golden, seen.pose.matrix):
        corners = corners @ matrix[:, :2].T + matrix[:, 2]
    (a, b, c, d) = (
        (round(float(x), PLACE_DIGITS), round(float(y), PLACE_DIGITS)) for x, y in corners
    )
    return (a, b, c, d)
