"""One drawn line of print, from its seed and number: a grey cut-out and what it says."""

import numpy as np
from numpy.typing import NDArray

from training.lines import hard_lines
from training.lines.cameras import contrast_of, log_uniform, photographed, surface
from training.lines.prints import Cover, printed
from training.lines.texts import printed_text
from training.lines.wear import add_neighbour, bare, cut, cut_place, placed, worn

LEAST_HEIGHT_PX = 11.0
MOST_HEIGHT_PX = 58.0
"""Of the digits, as the camera sees them."""
NEIGHBOUR_SHARE = 0.4
NOTHING_SHARE = 0.015
"""Cut-outs without any line: the reader must be able to say nothing."""

Rng = np.random.Generator
Drawn = tuple[NDArray[np.uint8], str]


def drawn_line(seed: int, number: int) -> Drawn:
    """Cut-out (height x width, grey) and text. The same two numbers always give the same line."""
    rng = np.random.default_rng((seed, number))
    text = printed_text(rng)
    if rng.random() < hard_lines.HARD_SHARE:
        return hard_line(text, rng)
    height_px = log_uniform(LEAST_HEIGHT_PX, MOST_HEIGHT_PX, rng)
    window, text = seen_window(printed(text, height_px, rng), text, height_px, rng)
    contrast = contrast_of(rng)
    grey = surface(worn(window, rng), contrast, rng)
    return photographed(grey, height_px, contrast, rng), text


def hard_line(text: str, rng: Rng) -> Drawn:
    """The same on one of the hard materials."""
    height_px = log_uniform(hard_lines.LEAST_HEIGHT_PX, hard_lines.MOST_HEIGHT_PX, rng)
    material = hard_lines.one_material(rng)
    cover = hard_lines.marked(text, material, height_px, rng)
    window, text = seen_window(cover, text, height_px, rng)
    letters = worn(window, rng) if rng.random() < hard_lines.WORN_SHARE else bare(window)
    grey = hard_lines.shown(letters, material, height_px, rng)
    return photographed(grey, hard_lines.SHARPER * height_px, hard_lines.CONTRAST, rng), text


def seen_window(cover: Cover, text: str, height_px: float, rng: Rng) -> tuple[Cover, str]:
    """What a finder cuts out, neighbours included; and what it then says."""
    sheet, box = placed(cover, height_px, rng)
    place = cut_place(box, height_px, rng)
    shown = cut(sheet, place)
    if rng.random() < NOTHING_SHARE:
        shown, text = np.zeros_like(shown), ""
    if rng.random() < NEIGHBOUR_SHARE:
        room = min(box[1] - place[1], place[3] - box[3])
        add_neighbour(shown, cover, round(room * rng.uniform(-0.2, 0.75)), rng)
    return shown, text
