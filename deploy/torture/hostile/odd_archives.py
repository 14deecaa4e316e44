"""Archives that somebody made on purpose: each leads out of its folder, lies, or asks for too much.

Each also holds `plain` files, which are as they must be: it is its oddity that is refused.
"""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

Files = Mapping[str, bytes]
GIGABYTE: Final = 1 << 30
PIECE: Final = bytes(1 << 20)
ENCRYPTED: Final = 1
ENTRY: Final = b"PK\x01\x02"
"""How an entry of the listing at the end begins."""
LOCAL: Final = b"PK\x03\x04"
"""How what stands before the content begins."""
Making = Callable[[Files], bytes]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return archive.getvalue()


def named(name: str) -> Making:
    return lambda plain: zipped({**plain, name: b"evil"})


def twice(plain: Files) -> bytes:
    archive = zipped({**plain, "finder.onnx": b"good", "FINDER.onnx": b"evil"})
    return archive.replace(b"FINDER.onnx", b"finder.onnx")


def of_mode(mode: int, content: bytes = b"/etc/passwd") -> Making:
    """A link, a device: as an archiver of Unix notes them."""

    def making(plain: Files) -> bytes:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            for name, told in plain.items():
                packed.writestr(name, told)
            entry = zipfile.ZipInfo("finder.onnx")
            entry.create_system, entry.external_attr = 3, (mode | 0o777) << 16
            packed.writestr(entry, content)
        return archive.getvalue()

    return making


def bomb(plain: Files) -> bytes:
    """A gigabyte of nothing in a megabyte."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in plain.items():
            packed.writestr(name, content)
        with packed.open("finder.onnx", "w", force_zip64=True) as opened:
            for _ in range(GIGABYTE // len(PIECE)):
                opened.write(PIECE)
    return archive.getvalue()


def with_size(said: int) -> Making:
    """Both headers lie about the size of the first file, which is a megabyte of nothing."""

    def making(plain: Files) -> bytes:
        archive = bytearray(zipped({"finder.onnx": PIECE, **plain}))
        for mark, behind in ((LOCAL, 22), (ENTRY, 24)):
            struct.pack_into("<I", archive, archive.index(mark) + behind, said)
        return bytes(archive)

    return making


def with_field(value: int, before: int, listed: int) -> Making:
    """A field of two bytes of the first file, in both headers."""

    def making(plain: Files) -> bytes:
        archive = bytearray(zipped(plain))
        for mark, behind in ((LOCAL, before), (ENTRY, listed)):
            struct.pack_into("<H", archive, archive.index(mark) + behind, value)
        return bytes(archive)

    return making


def overlapping(plain: Files) -> bytes:
    """Many files, all of which are the same bytes (D. Fifield, A better zip bomb, 2019)."""
    archive = zipped({**plain, "a0.onnx": PIECE})
    begin, end = archive.rindex(ENTRY), archive.index(b"PK\x05\x06")
    names = [f"a{number}.onnx".encode() for number in range(1, 10)]
    more = b"".join(archive[begin:end].replace(b"a0.onnx", name) for name in names)
    first = archive.index(ENTRY)
    count, size = len(plain) + 10, end - first + len(more)
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, size, first, 0)
    return archive[:end] + more + last


ODD: Final[Mapping[str, Making]] = {
    "a name above": named("../evil.onnx"),
    "a name above, later": named("selftest/../../evil.png"),
    "an absolute name": named("/etc/evil.onnx"),
    "a name of Windows": named("..\\evil.onnx"),
    "a drive of Windows": named("C:\\evil.onnx"),
    "a name with a zero": lambda plain: zipped({**plain, "evilX.onnx": b"e"}).replace(b"X", b"\0"),
    "a name with a line": named("evil\n.onnx"),
    "a very long name": named("a" * 60_000 + ".onnx"),
    "a folder": named("weights/"),
    "a file in a folder": named("weights/evil.onnx"),
    "a file twice": twice,
    "a program": named("evil.py"),
    "a link": of_mode(stat.S_IFLNK),
    "a character device": of_mode(stat.S_IFCHR, b""),
    "a block device": of_mode(stat.S_IFBLK, b""),
    "a pipe": of_mode(stat.S_IFIFO, b""),
    "a bomb": bomb,
    "a size that is too small": with_size(10),
    "a size that is too large": with_size(0x7FFFFFFF),
    "a size of nothing": with_size(0),
    "a password": with_field(ENCRYPTED, 6, 8),
    "an unknown packing": with_field(99, 8, 10),
    "overlapping files": overlapping,
    "packed by LZMA": lambda plain: zipped(plain, zipfile.ZIP_LZMA),
    "too many files": lambda plain: zipped({**plain, **{f"a{n}.onnx": b"" for n in range(5_000)}}),
    "nothing": lambda _: b"",
    "an empty archive": lambda _: zipped({}),
    "only its end": lambda plain: zipped(plain)[-22:],
    "cut off": lambda plain: zipped(plain)[:-30],
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(500),
}
