"""Draws a pack as a camera over the line sees it: printed, placed, lit, moving, noisy.

The same random generator state gives the same pictures. What is drawn for a defect is listed in
`faults.py` and `misprint.py`; everything else varies as it does between good packs.
"""

from dataclasses import replace

import cv2
import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_bytes
from simulators.drawing.cylinder import bent
from simulators.drawing.defects import Defect, Fault, fault_of
from simulators.drawing.faults import faulty_code, faulty_line, with_room
from simulators.drawing.layout import PackLayout, PrintedCode, PrintedLine
from simulators.drawing.marking import mark
from simulators.drawing.materials.lamps import highlights
from simulators.drawing.misprint import line_text, wrong_gtin
from simulators.drawing.optics import Camera, blurred, exposed
from simulators.drawing.packs.body import Body
from simulators.drawing.packs.builders import STATIONS, VARIANTS, body_of
from simulators.drawing.placement import Placement, to_frame
from simulators.drawing.printing.codes import EAN13, code_content, code_cover
from simulators.drawing.printing.lines import PRINTERS, Technique
from simulators.drawing.scene import belt_part, on_belt, warp, with_rails
from simulators.drawing.sticking import stick

TINT_SPREAD = 0.005
LIGHT_SPREAD = 0.012
TILT_SPREAD = 0.004


def draw_pack(
    product: PackLayout,
    order: Order,
    defect: Defect | None,
    rng: np.random.Generator,
    placement: Placement,
) -> dict[str, Pixels]:
    """One picture of the pack per view, 960 x 1280 x 3."""
    seeds = rng.integers(0, 2**63, len(product.views))
    return {
        view: draw_view(product, view, order, defect, np.random.default_rng(seed), placement)
        for view, seed in zip(product.views, seeds, strict=True)
    }


def draw_view(
    product: PackLayout,
    view: str,
    order: Order,
    defect: Defect | None,
    rng: np.random.Generator,
    placement: Placement,
) -> Pixels:
    scene_rng, print_rng, defect_rng = rng.spawn(3)
    body = body_of(product, view, int(scene_rng.integers(VARIANTS)))
    placement = lying(placement, scene_rng)
    colour, gloss = printed(product, view, order, defect, body, print_rng, defect_rng)
    station = STATIONS[product.name, view]
    pack_map = to_frame(product.pack_box, placement, product.px_per_mm)
    corner = pack_map @ (0, 0, 1)
    lit = lit_up(colour, highlights(body, gloss, (corner[0], corner[1]), placement.turn_deg))
    pack = warp(lit, body.cover, pack_map)
    scene = on_belt(belt_part(station.belt, scene_rng), pack, body.height_px)
    moving = blurred(scene, placement.blur_mm * product.px_per_mm)
    frame = with_rails(moving) if station.rails else moving
    return exposed(frame, camera_of(placement, product.px_per_mm, scene_rng), scene_rng)


def lying(placement: Placement, rng: np.random.Generator) -> Placement:
    """No pack lies perfectly flat."""
    tilt_x, tilt_y = rng.normal(0, TILT_SPREAD, 2)
    return replace(placement, tilt=(placement.tilt[0] + tilt_x, placement.tilt[1] + tilt_y))


def camera_of(placement: Placement, px_per_mm: float, rng: np.random.Generator) -> Camera:
    blue, green, red = 1 + rng.normal(0, TINT_SPREAD, 3)
    return Camera(
        blur_px=placement.blur_mm * px_per_mm,
        exposure_ms=placement.exposure_ms,
        light=placement.light * (1 + rng.normal(0, LIGHT_SPREAD)),
        tint=(blue, green, red),
    )


def printed(
    product: PackLayout,
    view: str,
    order: Order,
    defect: Defect | None,
    body: Body,
    print_rng: np.random.Generator,
    defect_rng: np.random.Generator,
) -> tuple[Pixels, Plane]:
    """The pack's colours with all that the line adds, bent and shaded; and its gloss."""
    colour, gloss = body.colour.copy(), body.gloss.copy()
    if product.sticker is not None and product.sticker.view == view:
        stick(product, colour, gloss, fault_of("sticker", defect), print_rng, defect_rng)
    for line in product.lines:
        rng = print_rng.spawn(1)[0]
        if line.place.view == view:
            print_line(product, line, order, fault_of(line.name, defect), colour, rng, defect_rng)
    if product.code is not None and product.code.place.view == view:
        fault = fault_of("barcode", defect)
        print_code(product, product.code, order, fault, colour, print_rng, defect_rng)
    if body.bend is not None and body.shade is not None:
        colour = bent(colour, body.bend)
        colour = as_bytes(cv2.multiply(colour, body.shade, scale=1 / 255))
    return colour, gloss


def print_line(
    product: PackLayout,
    line: PrintedLine,
    order: Order,
    fault: Fault | None,
    colour: Pixels,
    rng: np.random.Generator,
    defect_rng: np.random.Generator,
) -> None:
    text = line_text(line.expect, order, product.date_format, fault, defect_rng)
    place = jittered(product.on_pack(line.place), product.px_per_mm, rng)
    cover = PRINTERS[line.technique](text, place.height, place.width, rng)
    if fault is Fault.SMUDGED:
        place, cover = with_room(place, cover, colour)
    mark(colour, place, faulty_line(cover, fault, defect_rng), line.technique, line.ink)


def print_code(
    product: PackLayout,
    code: PrintedCode,
    order: Order,
    fault: Fault | None,
    colour: Pixels,
    rng: np.random.Generator,
    defect_rng: np.random.Generator,
) -> None:
    gtin = order.gtin or product.gtin
    if fault is Fault.WRONG:
        gtin = wrong_gtin(gtin, defect_rng)
    place = jittered(product.on_pack(code.place), product.px_per_mm, rng)
    content = code_content(code.format, order, gtin)
    cover = code_cover(code.format, content, place.height, place.width, rng)
    if fault is Fault.SMUDGED:
        place, cover = with_room(place, cover, colour)
    linear = code.format == EAN13
    faulty = faulty_code(cover, fault, linear, defect_rng)
    mark(colour, place, faulty, Technique.THERMAL, code.ink)


def jittered(box: Box, px_per_mm: float, rng: np.random.Generator) -> Box:
    """Print never lands twice on the same spot: up to 0.4 mm off."""
    x, y = np.clip(rng.normal(0, 0.15, 2), -0.4, 0.4) * px_per_mm
    return Box(box.x + round(x), box.y + round(y), box.width, box.height)


def lit_up(colour: Pixels, mirrored: Plane) -> Pixels:
    """Adds the highlights (half resolution) to the pack's own colours."""
    glare = as_bytes(np.clip(mirrored * 255, 0, 255).astype(np.uint8))
    size = (colour.shape[1], colour.shape[0])
    large = cv2.resize(glare, size, interpolation=cv2.INTER_LINEAR)
    return as_bytes(cv2.add(colour, cv2.merge([large] * 3)))
