"""A stain lies on its line and nowhere else, and the print stays as it was."""

import cv2
import numpy as np
import pytest

from hardware.interfaces import Pixels
from simulators.drawing.draw import draw_view
from simulators.drawing.dressing import Job
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS, Product

NOTICEABLE = 8
LINES = [(one, line.name) for one in PRODUCTS.values() for line in one.lines]


@pytest.mark.parametrize(("product", "line"), LINES, ids=lambda one: getattr(one, "name", one))
def test_a_stain_changes_the_place_of_its_line_alone(product: Product, line: str) -> None:
    region = next(one.region for one in product.recipe().checks if one.name == line)
    view = next(one.view for one in product.recipe().checks if one.name == line)

    def drawn(stained: str | None) -> Pixels:
        order = product.sample_order(np.random.default_rng(4))
        job = Job(product, view, order, None, stained)
        return draw_view(job, np.random.default_rng(5), Placement())

    difference = cv2.absdiff(drawn(line), drawn(None)).max(axis=2)
    rows, columns = np.nonzero(difference > NOTICEABLE)
    assert rows.size > 100
    room = region.height
    assert region.x - room <= columns.min() <= columns.max() <= region.x + region.width + room
    assert region.y - room <= rows.min() <= rows.max() <= region.y + region.height + room
    assert np.median(difference[difference > NOTICEABLE]) < 80  # faint
