"""Packs of all four products are found where they were laid, at any turn and without a sticker."""

from functools import cache

import numpy as np
import pytest

from edge_agent.core.order import Order
from edge_agent.inspection.inspector import MOVABLE, boxes_of
from edge_agent.inspection.pose import PoseFinder
from edge_agent.inspection.quads import quad_of_box
from hardware.interfaces import Pixels
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_pack, map_of
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS

NEAR_SHARE = 0.02
"""Of the pack's longer side: packs lie a little tilted, and food looks different every time."""
VIEWS = [(name, view) for name, one in PRODUCTS.items() for view in one.views if not one.round]


@cache
def golden(name: str) -> tuple[Order, dict[str, Pixels]]:
    random = np.random.default_rng(3)
    order = PRODUCTS[name].sample_order(random)
    return order, draw_pack(PRODUCTS[name], order, None, random, Placement())


LAID = (
    (2.0, 1.0, None),
    (-7.0, 0.75, None),
    (4.0, 1.2, Defect.STICKER_MISSING),
    (179.0, 1.0, None),
)
CASES = [
    (name, view, *laid)
    for name, view in VIEWS
    for laid in LAID
    if laid[2] is None or laid[2].target in PRODUCTS[name].targets
]


@pytest.mark.parametrize(("name", "view", "turn", "light", "defect"), CASES)
def test_a_drawn_pack_is_found_where_it_was_laid(
    name: str, view: str, turn: float, light: float, defect: Defect | None
) -> None:
    product = PRODUCTS[name]
    order, pictures = golden(name)
    movable = boxes_of(product.recipe().checks_of(view), MOVABLE)
    finder = PoseFinder(pictures[view], product.pack_box, movable)
    laid = Placement(2.5, -2.0, turn, 480.0, light=light)
    pixels = draw_pack(product, order, defect, np.random.default_rng(11), laid)[view]
    pose = finder.find(pixels)
    assert pose is not None
    to_frame = map_of(product, laid) @ np.linalg.inv(map_of(product, Placement()))
    corners = np.hstack([np.array(quad_of_box(product.pack_box)), np.ones((4, 1))]) @ to_frame.T
    apart = np.linalg.norm(np.array(pose.quad(product.pack_box)) - corners[:, :2], axis=1)
    assert apart.max() < NEAR_SHARE * max(product.pack_box.width, product.pack_box.height)
