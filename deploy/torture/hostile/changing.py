"""What may become of good bytes: on the way, on a failing disk, by mistake, or on purpose. Seeded.

Three ways: as bytes, as text, and as a document of which one value becomes another one. The last
gets deepest, since what it makes can still be read.
"""

import json
import struct
import tomllib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

import tomli_w

Change = Callable[[Random, bytes], bytes]
Write = Callable[[Any], bytes]

MOST_CHANGES: Final = 4
LONGEST: Final = 1 << 20
"""Of what is made from examples of a few thousand bytes."""
DEEP: Final = 3_000
NUMBERS: Final = tuple(
    struct.pack(order + code, value & (1 << 8 * struct.calcsize("=" + code)) - 1)
    for code in ("B", "H", "I", "Q")
    for order in ("<", ">")
    for value in (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 40, -1)
)
"""At which lengths and counts turn over."""
PLAIN: Final[tuple[Any, ...]] = (
    *(True, False, -1, 0, 1, 255, 2**31, 2**53, 2**63 - 1, -(2**63), 1.5, 1e308, -0.0),
    *("", " ", "NaN", "true", "0", "-1", "1e999", "x" * 300, "x" * 5_000, "a\nb", "a/b", "../a"),
    *("/etc/passwd", "..", ".", "C:\\a", "~", "a\tb", "%s%n", "${HOME}", "🎉", "é", "\u202e", "=1"),
    *("2026-13-45", "2026-02-30T25:61:61Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"),
    *([], {}, [[]], {"": {}}, [0] * 300, ["", ""], {"a": 1}),
)
STRANGE: Final[tuple[Any, ...]] = (
    *PLAIN,
    *(None, 2**64, 10**40, -(10**400), float("inf"), float("-inf"), float("nan")),
    *("a\x00b", "\x1b[31m", "\ufffe", "\ud800", "\udfff"),
)
"""What JSON can also say."""
TOKENS: Final = (
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00", b"\xef\xbb\xbf", b"\xfe\xff", b"\r", b"\n"),
    *(b"'", b'"', b'"""', b"\\", b"\\u", b"[[", b"]]", b"{", b"}", b"#", b"=", b":", b",", b";"),
    *(b"nan", b"-inf", b"null", b"1e999", b"0x", b"1_0", b"2026-99-99", b"25:61:61", b"&a", b"*a"),
    *(b"!!int ", b"!!float ", b"!!binary ", b"!!timestamp ", b"? ", b"<<: ", b"<!DOCTYPE a>"),
    *(b"<![CDATA[", b"&#0;", b"&lt;", b"%2e%2e/", b"../", b"$(id)", b"9" * 5_000, b"-" * 300),
    *(b"[" * DEEP, b'{"a":' * DEEP, b"<a>" * DEEP, b"a." * DEEP, b"- " * DEEP, b"(" * DEEP),
)


def change_bytes(random: Random, given: bytes) -> bytes:
    """One to some changes, one after the other."""
    changed = given
    for _ in range(random.randint(1, MOST_CHANGES)):
        changed = random.choice(OF_BYTES)(random, changed)
    return changed[:LONGEST]


def change_text(random: Random, given: bytes) -> bytes:
    changed = given
    for _ in range(random.randint(1, MOST_CHANGES)):
        changed = random.choice(OF_TEXT)(random, changed)
    return changed[:LONGEST]


def change_json(random: Random, given: bytes) -> bytes:
    """Every third time as bytes or text."""
    if random.random() < 1 / 3:
        return random.choice((change_bytes, change_text))(random, given)
    return as_json(changed_value(random, json.loads(given), STRANGE))


def change_toml(random: Random, given: bytes) -> bytes:
    if random.random() < 1 / 3:
        return random.choice((change_bytes, change_text))(random, given)
    return as_toml(changed_value(random, tomllib.loads(given.decode()), PLAIN))


def change_json_lines(random: Random, given: bytes) -> bytes:
    lines = given.split(b"\n")
    place = random.randrange(len(lines))
    line = change_json(random, lines[place]) if lines[place] else change_text(random, b"")
    return b"\n".join((*lines[:place], line, *lines[place + 1 :]))


def as_json(document: Any) -> bytes:
    return json.dumps(document).encode()


def as_toml(document: Any) -> bytes:
    return tomli_w.dumps(document).encode()


def changed_value(random: Random, document: Any, strange: Sequence[Any]) -> Any:
    """One value anywhere within becomes another one, is left out, or gets a strange name.

    Changes `document`, an object or an array that is not empty.
    """
    place: Any = document
    while True:
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not (isinstance(place[key], dict | list) and place[key] and random.random() < 0.8):
            break
        place = place[key]
    match random.randrange(5):
        case 0:
            del place[key]
        case 1 if isinstance(place, dict):
            place[random.choice(("more", "", "a.b", "x" * 300))] = place.pop(key)
        case 2 if isinstance(place, list):
            place.append(place[key])
        case _:
            place[key] = random.choice(strange)
    return document


# As bytes


def flipped(random: Random, given: bytes) -> bytes:
    changed = bytearray(given)
    for _ in range(random.randint(1, 4) if given else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut(random: Random, given: bytes) -> bytes:
    return given[: random.randrange(len(given) + 1)]


def without_a_piece(random: Random, given: bytes) -> bytes:
    begin = random.randrange(len(given) + 1)
    return given[:begin] + given[begin + random.randint(1, 64) :]


def with_a_piece(random: Random, given: bytes) -> bytes:
    """Noise, or something of itself."""
    begin = random.randrange(len(given) + 1)
    other = random.randrange(len(given) + 1)
    piece = random.choice((random.randbytes(random.randint(1, 64)), given[other : other + 200]))
    return given[:begin] + piece + given[begin:]


def with_a_number(random: Random, given: bytes) -> bytes:
    number = random.choice(NUMBERS)
    begin = random.randrange(len(given) + 1)
    return given[:begin] + number + given[begin + len(number) :]


def doubled(_random: Random, given: bytes) -> bytes:
    return given + given


def noise(random: Random, given: bytes) -> bytes:
    """Behind the first bytes, by which most formats are known."""
    return given[: random.randrange(32)] + random.randbytes(random.randrange(200))


# As text


def with_a_token(random: Random, given: bytes) -> bytes:
    begin = random.randrange(len(given) + 1)
    return given[:begin] + random.choice(TOKENS) + given[begin + random.randrange(3) :]


def with_other_lines(random: Random, given: bytes) -> bytes:
    """One twice, left out, or elsewhere."""
    lines = given.split(b"\n")
    line = lines[random.randrange(len(lines))]
    if random.random() < 0.5:
        lines.remove(line)
    if random.random() < 0.7:
        lines.insert(random.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def with_another_word(random: Random, given: bytes) -> bytes:
    """A word of it in the place of another one, or something strange."""
    words = given.split(b" ")
    said = str(random.choice(PLAIN)).encode()
    words[random.randrange(len(words))] = random.choice((random.choice(words), said))
    return b" ".join(words)


OF_BYTES: Final[tuple[Change, ...]] = (
    *(flipped, flipped, cut, without_a_piece, with_a_piece, with_a_number, with_a_number),
    *(doubled, noise),
)
OF_TEXT: Final[tuple[Change, ...]] = (
    *(with_a_token, with_a_token, with_other_lines, with_another_word, flipped, cut),
)
