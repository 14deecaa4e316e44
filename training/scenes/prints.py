"""Puts print on a sheet: blocks of codes, paragraphs and titles."""

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from training.lines.cameras import log_uniform
from training.lines.faces import Cover
from training.lines.prints import printed
from training.lines.texts import KINDS as TEXT_KINDS
from training.lines.texts import LIMITS, LONGEST
from training.lines.wear import worn
from training.scenes.marks import Kind, Mark, mark_of
from training.scenes.sheets import Rng, Sheet, free_place, ink_on, put, relief_ink, take
from training.scenes.words import Typesetter

LEAST_CODE_PX, MOST_CODE_PX = 8.0, 64.0
RELIEF_SHARE = 0.1
QUARTER_SHARE = 0.12
"""Blocks that run up or down on their face."""
TURNED_SHARE = 0.12
"""Blocks that lie at any small turn."""
LEAST_APART = 0.03
"""Between two lines, in heights: printers set codes almost without a gap."""
MOST_WORN_PX = 190
"""The grounds that wear is made of are hardly higher; higher blocks stay as they are."""
CODE_ON_PRINT_SHARE = 0.3
"""Codes that are printed over what stands there already."""


def put_code(sheet: Sheet, rng: Rng) -> None:
    """One to four lines by one printer."""
    lines = code_lines(log_uniform(LEAST_CODE_PX, MOST_CODE_PX, rng), rng)
    put_block(sheet, Kind.CODE, lines, rng, over_print=rng.random() < CODE_ON_PRINT_SHARE)


def code_lines(height_px: float, rng: Rng) -> list[Cover]:
    count = 1 + int(rng.geometric(0.5) - 1) % 4
    style = int(rng.integers(2**31))
    return [printed(code_text(rng), height_px, np.random.default_rng(style)) for _ in range(count)]


def code_text(rng: Rng) -> str:
    """As for the reader; words alone are no code, nor is a single letter."""
    write = TEXT_KINDS[int(np.searchsorted(LIMITS, rng.random(), side="right"))][0]
    said = " ".join(write(rng).split())[:LONGEST]
    enough = sum(letter.isdigit() for letter in said) >= 2
    return said if enough else code_text(rng)


def put_paragraph(sheet: Sheet, rng: Rng) -> None:
    height_px = log_uniform(6.0, 24.0, rng)
    setter = Typesetter(rng)
    most = max(6, int(sheet.size[0] / (0.62 * height_px) * rng.uniform(0.2, 0.9)))
    count = int(rng.integers(1, 9))
    lines = [setter.line(int(rng.integers(max(3, most // 2), most + 1)), height_px)]
    lines += [setter.line(most, height_px) for _ in range(count - 1)]
    put_block(sheet, Kind.WORDS, lines, rng, over_print=False)


def put_title(sheet: Sheet, rng: Rng) -> None:
    lines = [Typesetter(rng).line(int(rng.integers(3, 12)), log_uniform(18.0, 120.0, rng))]
    put_block(sheet, Kind.WORDS, lines, rng, over_print=False)


def put_block(sheet: Sheet, kind: Kind, lines: list[Cover], rng: Rng, over_print: bool) -> None:
    """Lines below each other in one ink, where there is room."""
    cover, marks = block_of(kind, lines, rng)
    cover, marks = turned_block(cover, marks, rng)
    height, width = cover.shape
    place = anywhere(sheet, width, height, rng) if over_print else None
    place = place or free_place(sheet, width, height, rng)
    if place is None:
        return
    x, y = place
    presses = kind is Kind.CODE and rng.random() < RELIEF_SHARE
    ink = relief_ink(rng) if presses else ink_on(sheet, x, y, width, height, rng)
    put(sheet, wear_of(cover, kind, rng), ink, x, y)
    sheet.marks += [mark.moved(x, y) for mark in marks]
    take(sheet, x, y, width, height)


def anywhere(sheet: Sheet, width: int, height: int, rng: Rng) -> tuple[int, int] | None:
    across, down = sheet.size[0] - width, sheet.size[1] - height
    return (int(rng.integers(across)), int(rng.integers(down))) if min(across, down) > 0 else None


def wear_of(cover: Cover, kind: Kind, rng: Rng) -> Plane:
    """Coverage in [0, 1]."""
    whole = as_plane(cover) * np.float32(1 / 255)
    if kind is Kind.WORDS or cover.shape[0] > MOST_WORN_PX:
        return whole
    return worn(cover, rng)


def block_of(kind: Kind, lines: list[Cover], rng: Rng) -> tuple[Cover, list[Mark]]:
    """Coverage of all lines, and their marks from its upper left corner."""
    apart = LEAST_APART + 0.8 * rng.random() ** 2
    align = float(rng.choice((0.0, 0.0, 0.5)))
    width = max(line.shape[1] for line in lines)
    tops = np.cumsum([0] + [round(line.shape[0] * (1 + apart)) for line in lines])
    sheet = np.zeros((int(tops[-2]) + lines[-1].shape[0], width), np.uint8)
    marks = []
    for line, top in zip(lines, tops.tolist(), strict=False):
        left = round((width - line.shape[1]) * align)
        sheet[top : top + line.shape[0], left : left + line.shape[1]] = line
        marks.append(mark_of(kind, left, top, line.shape[1], line.shape[0]))
    return sheet, marks


def turned_block(cover: Cover, marks: list[Mark], rng: Rng) -> tuple[Cover, list[Mark]]:
    """Most blocks lie straight on their face."""
    kind = rng.random()
    if kind >= QUARTER_SHARE + TURNED_SHARE:
        return cover, marks
    turn = rng.normal(0, 0.12)
    if kind < QUARTER_SHARE:
        turn = float(rng.choice((0.5, 0.5, 1.0, 1.5))) * np.pi
    return turned(cover, marks, turn)


def turned(cover: Cover, marks: list[Mark], turn: float) -> tuple[Cover, list[Mark]]:
    """Turned clockwise by so many radians, on a cover that holds all of it."""
    height, width = cover.shape
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ matrix.T
    shift = -corners.min(axis=0)
    across, down = (max(2, int(np.ceil(one))) for one in corners.max(axis=0) + shift)
    whole = np.column_stack([matrix, shift])
    there = [Mark(mark.kind, mark.corners @ matrix.T + shift) for mark in marks]
    return np.asarray(cv2.warpAffine(cover, whole, (across, down)), np.uint8), there
