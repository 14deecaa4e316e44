"""Draws a pack as a camera over the line sees it: printed, placed, lit, moving, noisy.

The same state of the random generator gives the same pictures. What is drawn for a defect is listed
in `faults.py` and `misprint.py`; everything else varies as it does between good packs.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.order import Order
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_bytes
from simulators.drawing.cylinder import bent
from simulators.drawing.defects import Defect
from simulators.drawing.dressing import Job, dressed
from simulators.drawing.layout import PackLayout
from simulators.drawing.materials.lamps import highlights
from simulators.drawing.optics import Camera, blurred, exposed
from simulators.drawing.packs.body import Body
from simulators.drawing.packs.builders import STATIONS, VARIANTS, body_of
from simulators.drawing.placement import Placement, standing_in_frame, to_frame
from simulators.drawing.scene import Lying, belt_part, on_belt, warp, with_rails

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
    return {
        view: draw_view(Job(product, view, order, defect), view_rng, placement)
        for view, view_rng in zip(product.views, rng.spawn(len(product.views)), strict=True)
    }


def draw_view(job: Job, rng: np.random.Generator, placement: Placement) -> Pixels:
    scene_rng, print_rng, defect_rng = rng.spawn(3)
    body = body_of(job.product, job.view, int(scene_rng.integers(VARIANTS)))
    station = STATIONS[job.product.name, job.view]
    px_per_mm = job.product.px_per_mm
    placement = uneven(placement, scene_rng)
    colour, gloss = dressed(job, body, print_rng, defect_rng)
    pack = laid(colour, gloss, body, placement, map_of(job.product, placement))
    scene = on_belt(belt_part(station.belt, scene_rng), pack, body.height_px)
    moving = blurred(scene, placement.blur_mm * px_per_mm)
    frame = with_rails(moving) if station.rails else moving
    return exposed(frame, camera_of(placement, scene_rng), scene_rng)


def uneven(placement: Placement, rng: np.random.Generator) -> Placement:
    """No pack lies perfectly flat."""
    tilt_x, tilt_y = rng.normal(0, TILT_SPREAD, 2)
    return replace(placement, tilt=(placement.tilt[0] + tilt_x, placement.tilt[1] + tilt_y))


def map_of(product: PackLayout, placement: Placement) -> NDArray[np.float64]:
    """3 x 3 map from the pack's pixels to the frame's."""
    place = standing_in_frame if product.round else to_frame
    return place(product.pack_box, placement, product.px_per_mm)


def laid(
    colour: Pixels,
    gloss: Plane,
    body: Body,
    placement: Placement,
    pack_map: NDArray[np.float64],
) -> Lying:
    """The pack in its place: bent if it is round, with its highlights, warped into the frame."""
    turn_deg = placement.turn_deg
    if body.bend is not None and body.shade is not None:
        colour = bent(colour, body.bend, turn_deg)
        colour = as_bytes(cv2.multiply(colour, body.shade, scale=1 / 255))
        turn_deg = 0.0
    corner = pack_map @ (0, 0, 1)
    mirrored = highlights(body, gloss, (corner[0], corner[1]), turn_deg)
    return warp(lit_up(colour, mirrored), body.cover, pack_map)


def lit_up(colour: Pixels, mirrored: Plane) -> Pixels:
    """Adds the highlights (half resolution) to the pack's own colours."""
    glare = np.clip(mirrored * 255, 0, 255).astype(np.uint8)
    size = (colour.shape[1], colour.shape[0])
    large = cv2.resize(glare, size, interpolation=cv2.INTER_LINEAR)
    return as_bytes(cv2.add(colour, cv2.merge([large] * 3)))


def camera_of(placement: Placement, rng: np.random.Generator) -> Camera:
    blue, green, red = (float(one) for one in 1 + rng.normal(0, TINT_SPREAD, 3))
    return Camera(
        exposure_ms=placement.exposure_ms,
        light=placement.light * (1 + float(rng.normal(0, LIGHT_SPREAD))),
        tint=(blue, green, red),
    )
