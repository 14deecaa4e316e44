"""Pictures from cameras, uploads and folders, through the one function that opens them."""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

from PIL import Image

from deploy.torture.hostile.changing import Change, change_bytes
from deploy.torture.hostile.doors import Door, Making
from deploy.torture.hostile.odd_pictures import ODD, drawn, saved
from hardware.errors import PictureRefused
from hardware.pictures import decode_picture

KINDS: Final = ("PNG", "JPEG", "WEBP", "TIFF", "BMP")
EXIF: Final = Image.Exif()
EXIF[0x0112] = 6
PROFILE: Final = b"profile" * 40
WAYS: Final[Mapping[str, tuple[dict[str, object], ...]]] = {
    "PNG": ({}, {"icc_profile": PROFILE}),
    "JPEG": ({"exif": EXIF}, {"progressive": True, "icc_profile": PROFILE}, {"subsampling": 0}),
    "WEBP": ({}, {"lossless": True}, {"exif": EXIF}),
    "TIFF": (
        {},
        {"compression": "tiff_lzw"},
        {"compression": "tiff_deflate"},
        {"compression": "packbits"},
        {"compression": "jpeg"},
    ),
    "BMP": ({},),
}
MODES: Final = ("RGB", "L", "P", "1", "RGBA", "I;16", "CMYK")
TAKES: Final = {
    "PNG": {"RGB", "L", "P", "1", "RGBA", "I;16"},
    "JPEG": {"RGB", "L", "CMYK"},
    "WEBP": {"RGB", "RGBA"},
    "TIFF": {"RGB", "L"},
    "BMP": {"RGB", "L", "P", "1"},
}


def examples(kind: str) -> list[bytes]:
    """Of every mode and way of packing that our decoder takes."""
    pictures = [drawn().convert(mode) for mode in MODES if mode in TAKES[kind]]
    return [saved(kind, picture, **way) for picture in pictures for way in WAYS[kind]]


def change_picture(kind: str) -> Change:
    """Now and then with the beginning of another kind."""
    other = [saved(one)[:64] for one in KINDS if one != kind]

    def change(random: Random, given: bytes) -> bytes:
        changed = change_bytes(random, given)
        return random.choice(other) + changed[64:] if random.random() < 0.02 else changed

    return change


def picture(kind: str) -> Making:
    def making(_: Path) -> Door:
        return Door(opened, examples(kind), change_picture(kind), (PictureRefused,))

    return making


def opened(encoded: bytes) -> object:
    return decode_picture(encoded, "a picture")


def made_on_purpose(_: Path) -> Door:
    """They cost more than others: one of them comes to many changed ones."""
    contents = [making() for making in ODD.values()]

    def change(random: Random, given: bytes) -> bytes:
        return random.choice(contents) if random.random() < 0.02 else change_bytes(random, given)

    return Door(opened, [saved("PNG")], change, (PictureRefused,))


DOORS: Final[Mapping[str, Making]] = {
    **{kind: picture(kind) for kind in KINDS},
    "made on purpose": made_on_purpose,
}
