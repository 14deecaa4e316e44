import numpy as np
import pytest

from hardware.cameras.pixel_formats import check_size, known_format, picture_of
from hardware.errors import DeviceSettingsError
from simulators.gige.camera import mosaic
from tests.samples import a_picture

FLAT = np.full((8, 8, 3), (200, 90, 30), np.uint8)


@pytest.mark.parametrize("order", ["BGR8", "RGB8", "BGRa8", "RGBa8"])
def test_colour_formats_come_out_blue_green_red(order: str) -> None:
    picture = a_picture(1, 6, 10)
    values = picture if order.startswith("BGR") else picture[:, :, ::-1]
    if order.endswith("a8"):
        values = np.dstack([values, np.full((6, 10), 255, np.uint8)])
    made = picture_of(np.ascontiguousarray(values).reshape(-1), order, 10, 6)
    assert made is not None
    assert np.array_equal(made, picture)


@pytest.mark.parametrize(
    ("pixel_format", "shift"),
    [("BayerRG8", (0, 0)), ("BayerGR8", (0, 1)), ("BayerGB8", (1, 0)), ("BayerBG8", (1, 1))],
)
def test_every_bayer_filter_gives_the_colours_back(
    pixel_format: str, shift: tuple[int, int]
) -> None:
    raw = np.roll(mosaic(FLAT), shift, (0, 1))
    made = picture_of(raw.reshape(-1), pixel_format, 8, 8)
    assert made is not None
    assert np.array_equal(made, FLAT)


def test_grey_has_three_equal_colours() -> None:
    made = picture_of(np.arange(12, dtype=np.uint8), "Mono8", 4, 3)
    assert made is not None
    assert made.shape == (3, 4, 3)
    assert made[2, 3].tolist() == [11, 11, 11]


def test_too_few_bytes_are_no_picture() -> None:
    assert picture_of(np.zeros(11, np.uint8), "Mono8", 4, 3) is None


def test_a_picture_has_memory_of_its_own() -> None:
    raw = np.zeros(12, np.uint8)
    made = picture_of(raw, "BGR8", 2, 2)
    raw[:] = 9
    assert made is not None
    assert not made.any()


def test_a_format_that_is_not_read_is_refused_with_those_that_are() -> None:
    assert known_format("BGR8Packed", "camera top") == "BGR8"
    with pytest.raises(DeviceSettingsError, match=r"Mono12 is not read; .* Mono8"):
        known_format("Mono12", "camera top")


def test_a_picture_of_more_pixels_than_memory_is_refused() -> None:
    with pytest.raises(DeviceSettingsError, match="refused"):
        check_size(20_000, 20_000, "camera top")
