"""One drawn line of print, from its seed and number: a grey cut-out and what it says."""

import numpy as np
from numpy.typing import NDArray

from training.lines.cameras import contrast_of, log_uniform, photographed, surface
from training.lines.prints import printed
from training.lines.texts import printed_text
from training.lines.wear import add_neighbour, cut, placed, window, worn

LEAST_HEIGHT_PX = 11.0
MOST_HEIGHT_PX = 58.0
"""Of the digits, as the camera sees them."""
NEIGHBOUR_SHARE = 0.4
NOTHING_SHARE = 0.015
"""Cut-outs without any line: the reader must be able to say nothing."""

Drawn = tuple[NDArray[np.uint8], str]


def drawn_line(seed: int, number: int) -> Drawn:
    """Cut-out (height x width, grey) and text. The same two numbers always give the same line."""
    rng = np.random.default_rng((seed, number))
    text = printed_text(rng)
    height_px = log_uniform(LEAST_HEIGHT_PX, MOST_HEIGHT_PX, rng)
    cover = printed(text, height_px, rng)
    sheet, box = placed(cover, height_px, rng)
    place = window(box, height_px, rng)
    shown = cut(sheet, place)
    if rng.random() < NOTHING_SHARE:
        shown, text = np.zeros_like(shown), ""
    if rng.random() < NEIGHBOUR_SHARE:
        room = min(box[1] - place[1], place[3] - box[3])
        add_neighbour(shown, cover, round(room * rng.uniform(-0.2, 0.75)), rng)
    contrast = contrast_of(rng)
    grey = surface(worn(shown, rng), contrast, rng)
    return photographed(grey, height_px, contrast, rng), text
