"""What a measurement of the pages ends with; the measuring itself takes a quarter of an hour."""

import json
import os
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from simulators.processes import cpu_s, resident_mb
from simulators.screenshots import MOST_BYTES, SHOTS, small
from simulators.shown_states import STATES, quiet
from simulators.torture.figures import Figure, table_of
from tests.control.samples import a_state


@pytest.mark.parametrize(
    ("value", "at_most", "met"), [(1, 1.5, True), (2, 1.5, False), (9, None, None)]
)
def test_a_figure_says_whether_it_is_as_it_must_be(
    value: float, at_most: float | None, met: bool | None
) -> None:
    figure = Figure("it takes", value, "s", at_most, tried=3)
    document = json.loads(json.dumps(figure.document()))
    assert (document["met"], document["at_most"], document["tried"]) == (met, at_most, 3)
    assert table_of("Pages", [figure]).row_count == 1


def test_a_process_is_measured_by_its_own_numbers() -> None:
    before = cpu_s(os.getpid())
    sum(range(3_000_000))
    assert cpu_s(os.getpid()) >= before > 0
    assert 10 < resident_mb(os.getpid()) < 10_000


def test_a_picture_for_the_documents_is_small_and_as_large_on_the_screen() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 320, 3), np.uint8)
    smooth = np.kron(noise[::8, ::8], np.ones((32, 32, 1), np.uint8))
    Image.fromarray(smooth).save(out := BytesIO(), "PNG")
    made = small(out.getvalue())
    assert len(made) <= MOST_BYTES
    assert Image.open(BytesIO(made)).size == (smooth.shape[1], smooth.shape[0])


def test_six_pictures_are_in_the_documents() -> None:
    assert sum(shot.is_in_docs for shot in SHOTS) == 6
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)


def test_every_state_is_another_one() -> None:
    base = quiet(a_state())
    shown = [made(base) for made in STATES.values()]
    assert all(shown.count(state) == 1 for state in shown)
