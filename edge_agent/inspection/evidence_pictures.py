"""Evidence as a picture: where on the pack it is, and what speaks against it.

Above is the place of the check in the frame, with a heat map over it where there is one. Below
stand the characters of a line, expected over read with a bar for the share, or the grades of a
barcode. No sentences: those stand beside the picture, in the reader's language.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from edge_agent.core.evidence import CharacterScore, HeatMap
from edge_agent.core.packs import Box, CheckKind, CheckResult, Reason
from edge_agent.core.quality import BEST_GRADE
from edge_agent.inspection.quads import Corners, box_around, corners_of, quad_of, quad_of_box
from hardware.interfaces import Pixels

Colour = tuple[int, int, int]
"""Blue, green, red."""

WIDTH_PX = 640
MOST_HEIGHT_PX = 480
"""Of the part that shows the frame."""
MARGIN_SHARE, LEAST_MARGIN_PX = 0.25, 4.0
"""What is shown around a place, as a share of its shorter side; and in pixels of the frame."""
DISPLACED = frozenset({Reason.OFF_PLACE, Reason.TURNED})
GROUND: Colour = (255, 255, 255)
INK: Colour = (40, 40, 40)
PALE: Colour = (215, 215, 215)
FRAME: Colour = (200, 120, 0)
WRONG: Colour = (0, 90, 220)
HOT: Colour = (0, 70, 255)
MOST_COVER = 0.65
"""Of the frame under the hottest cells."""
FONT = cv2.FONT_HERSHEY_SIMPLEX
CELL_PX = 40
"""Widest column of a character."""
ROWS_PX = (34, 74, 92, 132)
"""Baselines of the expected and of the read character; top and bottom of the bar."""
GRADE_ROW_PX, GRADE_BAR_PX = 26, 260


def drawn_evidence(frame: Pixels, check: CheckResult) -> Pixels:
    """WIDTH_PX wide, as high as needed: height x width x 3."""
    parts = [drawn_place(frame, check)]
    if check.evidence is not None and check.evidence.characters:
        parts.append(drawn_characters(check.evidence.characters))
    if check.kind is CheckKind.BARCODE and check.quality is not None:
        parts.append(drawn_grades(check.quality.parameters))
    return np.vstack(parts)


def drawn_place(frame: Pixels, check: CheckResult) -> Pixels:
    """The place of the check and a little around it; the whole frame where it has none.

    What is not at its place has two outlines: blue where it is, dark where it belongs.
    """
    height, width = frame.shape[:2]
    taught = corners_of(quad_of_box(check.box or Box(0, 0, width, height)))
    heat = None if check.evidence is None else check.evidence.heat
    found = taught if heat is None else corners_of(heat.quad)
    box = around(np.vstack([taught, found]), frame.shape)
    scale = min(WIDTH_PX / box.width, MOST_HEIGHT_PX / box.height)
    cut = frame[box.y : box.y + box.height, box.x : box.x + box.width]
    seen = np.asarray(cv2.resize(cut, None, fx=scale, fy=scale), np.uint8)
    taught, found = ((one - (box.x, box.y)) * scale for one in (taught, found))
    if heat is not None:
        seen = heated(seen, heat, found.astype(np.float32))
    if not DISPLACED.isdisjoint(check.reasons):
        outline(seen, taught, INK)
    outline(seen, found, FRAME)
    return centred(seen)


def around(corners: Corners, shape: tuple[int, ...]) -> Box:
    """What is shown of the frame: all these corners and a margin."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = MARGIN_SHARE * float((high - low).min()) + LEAST_MARGIN_PX
    low, high = low - margin, high + margin
    return box_around(quad_of(np.array([low, (high[0], low[1]), high, (low[0], high[1])])), shape)


def outline(seen: Pixels, corners: Corners, colour: Colour) -> None:
    """With a light rim, so that it shows on any ground."""
    whole = np.round(corners).astype(np.int32)
    cv2.polylines(seen, [whole], True, GROUND, 5, cv2.LINE_AA)
    cv2.polylines(seen, [whole], True, colour, 2, cv2.LINE_AA)


def heated(seen: Pixels, heat: HeatMap, corners: Corners) -> Pixels:
    """The picture in grey, red over it where it is unlike what was taught.

    `corners`: where the map lies in this picture.
    """
    cells = np.array(heat.rows, np.float32)
    rows, columns = cells.shape
    edges = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(edges, corners)
    size = (seen.shape[1], seen.shape[0])
    laid = cv2.warpPerspective(cells, matrix, size, flags=cv2.INTER_LINEAR)
    cover = (MOST_COVER * np.asarray(laid, np.float32))[..., np.newaxis]
    grey = cv2.cvtColor(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return np.asarray(grey * (1 - cover) + np.array(HOT, np.float32) * cover, np.uint8)


def centred(cut: Pixels) -> Pixels:
    """On a white ground of the common width."""
    sheet = np.full((cut.shape[0], WIDTH_PX, 3), GROUND, np.uint8)
    left = (WIDTH_PX - min(cut.shape[1], WIDTH_PX)) // 2
    sheet[:, left : left + cut.shape[1]] = cut[:, :WIDTH_PX]
    return sheet


def drawn_characters(scores: Sequence[CharacterScore]) -> Pixels:
    """Expected above read, framed where they differ; below, a bar as high as the share."""
    sheet = np.full((ROWS_PX[-1] + 12, WIDTH_PX, 3), GROUND, np.uint8)
    step = min(CELL_PX, (WIDTH_PX - 16) // len(scores))
    left = (WIDTH_PX - step * len(scores)) // 2
    for number, score in enumerate(scores):
        draw_character(sheet, score, left + number * step, step)
    return sheet


def draw_character(sheet: Pixels, score: CharacterScore, left: int, step: int) -> None:
    colour = WRONG if score.differs else INK
    upper, lower, top, bottom = ROWS_PX
    size = min(1.0, step / 30)
    write(sheet, score.expected or "-", (left + step // 4, upper), size, INK)
    write(sheet, score.read or "-", (left + step // 4, lower), size, colour)
    inner = (left + step // 4, left + max(step // 4 + 2, step * 3 // 4))
    cv2.rectangle(sheet, (inner[0], top), (inner[1], bottom), PALE, -1)
    filled = bottom - round((bottom - top) * score.share)
    cv2.rectangle(sheet, (inner[0], filled), (inner[1], bottom), colour, -1)
    if score.differs:
        cv2.rectangle(sheet, (left, 6), (left + step - 1, bottom + 6), WRONG, 2)


def drawn_grades(grades: dict[str, float]) -> Pixels:
    """A bar for each parameter by its name in the standard; full is the best grade."""
    sheet = np.full((GRADE_ROW_PX * len(grades) + 16, WIDTH_PX, 3), GROUND, np.uint8)
    left = WIDTH_PX - GRADE_BAR_PX - 70
    for number, (name, grade) in enumerate(grades.items()):
        base = 8 + (number + 1) * GRADE_ROW_PX - 8
        write(sheet, name.replace("_", " "), (16, base), 0.55, INK)
        top_left, right = (left, base - 13), left + GRADE_BAR_PX
        cv2.rectangle(sheet, top_left, (right, base + 1), PALE, -1)
        end = left + round(GRADE_BAR_PX * grade / BEST_GRADE)
        cv2.rectangle(sheet, top_left, (end, base + 1), INK if grade >= 1 else WRONG, -1)
        write(sheet, f"{grade:.1f}", (right + 14, base), 0.55, INK)
    return sheet


def write(sheet: Pixels, text: str, place: tuple[int, int], size: float, colour: Colour) -> None:
    cv2.putText(sheet, text, place, FONT, size, colour, 1 if size < 0.8 else 2, cv2.LINE_AA)
