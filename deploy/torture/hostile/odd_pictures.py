"""Pictures that somebody made on purpose: bombs, giants, cut ones, and ones that are two things.

A bomb is small as a file and huge as a picture.
"""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from PIL import Image

SIDE: Final = 60_000
"""Pixels; its square is 30 times what is opened."""
MEGABYTE: Final = 1 << 20
Making = Callable[[], bytes]


def drawn() -> Image.Image:
    """Small, and with something on it."""
    pixels = np.random.default_rng(5).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def saved(kind: str, picture: Image.Image | None = None, **how: object) -> bytes:
    content = io.BytesIO()
    (picture or drawn()).save(content, kind, **how)
    return content.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int, data: bytes, more: bytes = b"", depth: int = 8) -> bytes:
    """`more`: chunks before the data."""
    header = struct.pack(">IIBBBBB", width, height, depth, 2 if depth > 1 else 0, 0, 0, 0)
    parts = (png_chunk(b"IHDR", header), more, png_chunk(b"IDAT", data), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def nothing(megabytes: int) -> bytes:
    """Packed; a thousandth of its size."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(megabytes))
    return packed + packer.flush()


def png_bomb() -> bytes:
    """All of its rows are there."""
    return png(SIDE, SIDE, nothing(64))


def png_that_ends_early() -> bytes:
    """Just as large as is opened, and a thousandth of it is there."""
    return png(12_000, 10_000, zlib.compress(bytes(1000)))


def png_text_bomb() -> bytes:
    text = b"Comment\0\0" + nothing(64)
    return png(2, 2, zlib.compress(bytes(14)), png_chunk(b"zTXt", text))


def png_profile_bomb() -> bytes:
    profile = b"ICC\0\0" + nothing(64)
    return png(2, 2, zlib.compress(bytes(14)), png_chunk(b"iCCP", profile))


def png_data_bomb() -> bytes:
    """A small picture with 64 MB behind its last row."""
    return png(4, 4, nothing(64))


def with_sides(content: bytes, width: int, height: int) -> bytes:
    """What a JPEG's frame header says of its size."""
    place = content.index(b"\xff\xc0") + 5
    return content[:place] + struct.pack(">HH", height, width) + content[place + 4 :]


def jpeg_scans() -> bytes:
    """A progressive one whose scans come again and again: each costs a pass over all pixels."""
    picture = Image.new("RGB", (4_000, 4_000))
    content = saved("JPEG", picture, progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * 5_000 + content[-2:]


def jpeg_with(marker: int, content: bytes, times: int) -> bytes:
    segment = struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
    plain = saved("JPEG")
    return plain[:2] + segment * times + plain[2:]


def tiff(tags: Mapping[int, tuple[int, int, int]], data: bytes = b"") -> bytes:
    """tags: kind, count and value of each; the data begins at byte 8."""
    entries = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    directory = struct.pack("<H", len(tags)) + entries + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + directory


def tiff_of(width: int, height: int, packing: int, data: bytes) -> bytes:
    """In one strip. packing: 1 none, 5 LZW, 8 deflate, 32773 PackBits."""
    return tiff(
        {
            256: (4, 1, width),
            257: (4, 1, height),
            258: (3, 1, 8),
            259: (3, 1, packing),
            262: (3, 1, 1),
            273: (4, 1, 8),
            277: (3, 1, 1),
            278: (4, 1, height),
            279: (4, 1, len(data)),
        },
        data,
    )


def tiff_ring() -> bytes:
    """The next page is the first one."""
    content = bytearray(tiff_of(8, 8, 1, bytes(64)))
    struct.pack_into("<I", content, len(content) - 4, struct.unpack_from("<I", content, 4)[0])
    return bytes(content)


def tiff_giant_tag() -> bytes:
    return tiff({256: (4, 1, 8), 257: (4, 1, 8), 34675: (7, 0xFFFFFFF0, 8)}, bytes(64))


def webp_of(width: int, height: int) -> bytes:
    """Lossless, with a right header and hardly any content."""
    bits = (width - 1) | (height - 1) << 14
    stream = b"\x2f" + struct.pack("<I", bits) + bytes(20)
    chunk = b"VP8L" + struct.pack("<I", len(stream)) + stream + bytes(len(stream) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def bmp_of(width: int, height: int, bits: int = 24, packing: int = 0, more: bytes = b"") -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, packing, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(more), 0, 0, 54) + header + more


def gif_bomb() -> bytes:
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x08\x01\x00\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6) + frame * 500


def jpeg2000_bomb() -> bytes:
    size = struct.pack(">HHIIIIIIII", 0, 65_535, 65_535, *(0, 0), 65_535, 65_535, *(0, 0), 3)[2:]
    return b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size + bytes(500)


def animated(kind: str) -> bytes:
    frames = [drawn() for _ in range(30)]
    return saved(kind, frames[0], save_all=True, append_images=frames[1:])


ODD: Final[Mapping[str, Making]] = {
    "a PNG bomb": png_bomb,
    "a PNG of 2^31 pixels a side": lambda: png(2**31 - 1, 2**31 - 1, zlib.compress(b"")),
    "a PNG that ends early": png_that_ends_early,
    "a PNG with a text bomb": png_text_bomb,
    "a PNG with a profile bomb": png_profile_bomb,
    "a PNG with a data bomb": png_data_bomb,
    "a PNG of one bit": lambda: png(100_000, 100_000, nothing(4), depth=1),
    "a PNG of nothing": lambda: png(0, 0, b""),
    "a JPEG of 65,535 pixels a side": lambda: with_sides(saved("JPEG"), 65_535, 65_535),
    "a JPEG as large as is opened": lambda: with_sides(saved("JPEG"), 12_000, 10_000),
    "a JPEG without a height": lambda: with_sides(saved("JPEG"), 64, 0),
    "a JPEG of thousands of scans": jpeg_scans,
    "a JPEG with a giant EXIF": lambda: jpeg_with(0xE1, b"Exif\0\0" + b"\xff" * 65_000, 200),
    "a JPEG with a giant profile": lambda: jpeg_with(0xE2, b"ICC_PROFILE" + bytes(65_000), 200),
    "a JPEG with ten megabytes of comments": lambda: jpeg_with(0xFE, bytes(65_000), 160),
    "a TIFF bomb": lambda: tiff_of(SIDE, SIDE, 8, nothing(64)),
    "a TIFF as large as is opened": lambda: tiff_of(12_000, 10_000, 8, nothing(1)),
    "a TIFF of PackBits": lambda: tiff_of(SIDE, SIDE, 32_773, b"\x81\0" * 1000),
    "a TIFF of LZW": lambda: tiff_of(12_000, 10_000, 5, b"\x80" + bytes(500)),
    "a TIFF whose pages are a ring": tiff_ring,
    "a TIFF with a giant tag": tiff_giant_tag,
    "a TIFF of nothing": lambda: tiff({}),
    "a WebP of 16,384 pixels a side": lambda: webp_of(16_384, 16_384),
    "a WebP as large as is opened": lambda: webp_of(12_000, 10_000),
    "a BMP of 2^31 pixels a side": lambda: bmp_of(2**31 - 1, 2**31 - 1),
    "a BMP of negative sides": lambda: bmp_of(-8, -(2**31)),
    "a BMP as large as is opened": lambda: bmp_of(12_000, 10_000),
    "a BMP whose runs lead out": lambda: bmp_of(8, 8, 8, 1, b"\0\2\xff\xff" * 500),
    "a GIF bomb": gif_bomb,
    "a JPEG 2000 bomb": jpeg2000_bomb,
    "an animated WebP": lambda: animated("WEBP"),
    "an animated PNG": lambda: animated("PNG"),
    "a GIF behind a PNG's beginning": lambda: b"\x89PNG\r\n\x1a\n" + saved("GIF"),
    "a page that is a JPEG": lambda: saved("JPEG") + b"<script>alert(1)</script>",
    "an archive behind a PNG": lambda: saved("PNG") + b"PK\x03\x04" + bytes(500),
    "a JPEG cut in the middle": lambda: saved("JPEG")[:600],
    "a PNG cut in the middle": lambda: saved("PNG")[:600],
    "a vector drawing": lambda: b'<svg><image href="file:///etc/passwd"/></svg>',
    "a Radiance picture": lambda: b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n",
    "a PNM of text": lambda: b"P3\n60000 60000\n255\n1 2 3",
    "nothing": lambda: b"",
}
