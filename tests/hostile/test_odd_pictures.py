"""Pictures that somebody made on purpose cost little, whatever they promise."""

import os

import pytest

from deploy.torture.hostile.knocking import peak_anew_mb
from deploy.torture.hostile.odd_pictures import ODD, jpeg_scans, saved
from hardware import MOST_PIXELS
from hardware.errors import PictureRefused
from hardware.pictures import MOST_PIXELS_OF_BYTE, decode_picture, refuse_bomb
from simulators.processes import peak_mb

HARMLESS = {
    "a PNG with a data bomb",
    "a JPEG with a giant EXIF",
    "a JPEG with a giant profile",
    "a JPEG with ten megabytes of comments",
    "a TIFF whose pages are a ring",
    "a BMP whose runs lead out",
    "an animated WebP",
    "an animated PNG",
    "a page that is a JPEG",
}
"""Small ones with something odd beside them; what is odd is left out."""
MOST_GROWN_MB = 100


@pytest.mark.parametrize("name", ODD)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_picture_made_on_purpose_is_refused_or_stays_small(name: str) -> None:
    encoded = ODD[name]()
    before_mb = peak_anew_mb()
    if name in HARMLESS:
        assert decode_picture(encoded, name).size < 100_000
    else:
        with pytest.raises(PictureRefused):
            decode_picture(encoded, name)
    assert peak_mb(os.getpid()) - before_mb <= MOST_GROWN_MB


def test_a_jpeg_that_is_passed_over_thousands_of_times_is_refused() -> None:
    """One of 250 KB took 46 s of computing."""
    with pytest.raises(PictureRefused, match="scans"):
        refuse_bomb(jpeg_scans(), 1_000_000, "a picture")
    assert decode_picture(saved("JPEG", progressive=True), "a picture").shape == (48, 64, 3)


def test_a_large_picture_needs_something_in_it() -> None:
    enough = bytes(MOST_PIXELS // MOST_PIXELS_OF_BYTE)
    refuse_bomb(enough, MOST_PIXELS, "a picture")
    with pytest.raises(PictureRefused, match="so little in it"):
        refuse_bomb(enough[:-1], MOST_PIXELS, "a picture")
    refuse_bomb(b"", 12_000_000, "a plain area")
