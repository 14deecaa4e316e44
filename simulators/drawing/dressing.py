"""What the line adds to a bare pack: sticker, printed lines and code, each with its fault."""

from dataclasses import dataclass

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane
from simulators.drawing.defects import Defect, Fault, fault_of
from simulators.drawing.faults import faulty_code, faulty_line, with_room
from simulators.drawing.layout import PackLayout, PrintedCode, PrintedLine
from simulators.drawing.marking import mark
from simulators.drawing.misprint import line_text, wrong_gtin
from simulators.drawing.packs.body import Body
from simulators.drawing.printing.codes import EAN13, code_content, code_cover
from simulators.drawing.printing.lines import PRINTERS, Technique
from simulators.drawing.stains import stain
from simulators.drawing.sticking import stick

PRINT_SPREAD_MM = 0.15
MOST_OFF_MM = 0.4
"""Print never lands twice on the same spot; this is how far it may be off on a good pack."""


@dataclass(frozen=True, slots=True)
class Job:
    """What shall be on one view of one pack, and what goes wrong with it."""

    product: PackLayout
    view: str
    order: Order
    defect: Defect | None
    stained: str | None = None
    """The line that has a stain, which none of the defects is."""


def dressed(
    job: Job, body: Body, rng: np.random.Generator, defect_rng: np.random.Generator
) -> tuple[Pixels, Plane]:
    """Colours (flat) and gloss of the finished pack.

    `rng` varies good packs, `defect_rng` only what is wrong, so that a defect changes nothing else.
    """
    colour, gloss = body.colour.copy(), body.gloss.copy()
    product = job.product
    sticker_rng, code_rng, *line_rngs = rng.spawn(2 + len(product.lines))
    if product.sticker is not None and product.sticker.view == job.view:
        stick(product, colour, gloss, fault_of("sticker", job.defect), sticker_rng, defect_rng)
    for line, line_rng in zip(product.lines, line_rngs, strict=True):
        if line.place.view == job.view:
            print_line(job, line, colour, line_rng, defect_rng)
            if line.name == job.stained:
                stain(colour, product.on_pack(line.place), defect_rng)
    if product.code is not None and product.code.place.view == job.view:
        print_code(job, product.code, colour, code_rng, defect_rng)
    return colour, gloss


def print_line(
    job: Job,
    line: PrintedLine,
    colour: Pixels,
    rng: np.random.Generator,
    defect_rng: np.random.Generator,
) -> None:
    fault = fault_of(line.name, job.defect)
    text = line_text(line.expect, job.order, job.product.date_format, fault, defect_rng)
    place = jittered(job.product.on_pack(line.place), job.product.px_per_mm, rng)
    cover = PRINTERS[line.technique](text, place.height, place.width, rng)
    if fault is Fault.SMUDGED:
        place, cover = with_room(place, cover, colour)
    mark(colour, place, faulty_line(cover, fault, defect_rng), line.technique, line.ink)


def print_code(
    job: Job,
    code: PrintedCode,
    colour: Pixels,
    rng: np.random.Generator,
    defect_rng: np.random.Generator,
) -> None:
    fault = fault_of("barcode", job.defect)
    gtin = job.order.gtin or job.product.gtin
    if fault is Fault.WRONG:
        gtin = wrong_gtin(gtin, defect_rng)
    place = jittered(job.product.on_pack(code.place), job.product.px_per_mm, rng)
    content = code_content(code.format, job.order, gtin)
    cover = code_cover(code.format, content, place.height, place.width, rng)
    if fault is Fault.SMUDGED:
        place, cover = with_room(place, cover, colour)
    faulty = faulty_code(cover, fault, code.format == EAN13, defect_rng)
    mark(colour, place, faulty, Technique.THERMAL, code.ink)


def jittered(box: Box, px_per_mm: float, rng: np.random.Generator) -> Box:
    off_mm = np.clip(rng.normal(0, PRINT_SPREAD_MM, 2), -MOST_OFF_MM, MOST_OFF_MM)
    x, y = (round(float(one) * px_per_mm) for one in off_mm)
    return Box(box.x + x, box.y + y, box.width, box.height)
