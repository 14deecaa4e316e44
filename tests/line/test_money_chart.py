"""The chart shows every level within its frame, as SVG and as PNG alike."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from edge_agent.core.errors import InvalidInput
from edge_agent.evidence.whatif import whatif_lecture
from edge_agent.line.drawing import (
    Drawing,
    Line,
    Text,
    as_png,
    as_svg,
    refuse_suffix,
    write_drawing,
)
from edge_agent.line.money_chart import COLOURS, HEIGHT, WIDTH, Axes, money_chart, round_step

CHART = money_chart(whatif_lecture(None))


def test_every_level_has_its_line_its_colour_and_its_name() -> None:
    thick = [line for line in CHART.lines if line.width == 2.0]
    assert [line.colour for line in thick] == list(COLOURS.values())
    assert set(COLOURS) <= {text.said for text in CHART.texts}


def test_nothing_lies_outside_the_picture() -> None:
    places = [point for line in CHART.lines for point in line.points]
    for x, y in [*places, *(text.at for text in CHART.texts)]:
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


def test_it_says_for_how_many_packs_the_truth_is_known() -> None:
    assert any("truth known for 100 of 100 packs" in text.said for text in CHART.texts)


def test_the_svg_holds_every_line_and_text() -> None:
    tree = ElementTree.fromstring(as_svg(CHART))
    tags = [element.tag.rpartition("}")[2] for element in tree]
    assert tags.count("polyline") == len(CHART.lines)
    assert tags.count("text") == len(CHART.texts)


def test_texts_cannot_break_the_svg() -> None:
    drawing = Drawing(10, 10, (), (Text((1, 1), "<a & b>"),))
    assert ElementTree.fromstring(as_svg(drawing))[1].text == "<a & b>"


def test_the_png_shows_a_line_where_it_was_drawn() -> None:
    drawing = Drawing(40, 20, (Line(((5, 10), (35, 10)), "#ff0000", 4.0),), (Text((2, 2), "x"),))
    pixels = np.asarray(Image.open(BytesIO(as_png(drawing))))
    assert pixels.shape == (40, 80, 3)
    assert pixels[20, 40].tolist() == [255, 0, 0]
    assert pixels[39, 40].tolist() == [255, 255, 255]


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_file_is_what_its_name_says(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"chart{suffix}"
    write_drawing(CHART, file)
    assert file.read_bytes().startswith(b"<svg" if suffix == ".svg" else b"\x89PNG")


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"\.svg or \.png"):
        refuse_suffix(Path("chart.pdf"))


@settings(deadline=None)
@given(some.lists(some.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_axes_hold_every_value_and_have_few_ticks(euros: list[float]) -> None:
    axes = Axes(euros)
    hair = axes.step * 1e-9  # what rounding may cost nobody sees in a drawing
    assert axes.low <= min(euros) + hair
    assert axes.high >= max(euros) - hair
    assert 2 <= len(axes.ticks) <= 8


@pytest.mark.parametrize(
    ("wanted", "step"), [(0, 1), (0.013, 0.02), (3, 5), (7.5, 10), (10, 10), (140, 200)]
)
def test_steps_are_round(wanted: float, step: float) -> None:
    assert round_step(wanted) == pytest.approx(step)
