"""Uploads over HTTP as no program should send them: forms cut off, nested, or wrongly bounded,
lengths that lie, headers without end. All of them begin as a right request.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Final

from deploy.torture.hostile.changing import change_bytes, change_text

Head = list[bytes]
"""The lines of a request above its body."""
Odd = Callable[[Random, Head, bytes], tuple[Head, bytes]]

END: Final = b"\r\n"
ABOVE: Final = b"\r\n\r\n"
"""Between headers and what they head."""
BOUNDARY: Final = b"a-boundary-0123456789"
NAMES: Final = (
    *(b'name="picture"; filename="../../../etc/passwd"', b'name="picture"; filename=""', b"name="),
    *(b"filename=a.png", b'name="recipe"; name="picture"', b"name=\"\xff\"; filename*=utf-99''%ff"),
    *(b'name="picture"; filename="' + b"n" * 9_000 + b'"', b'name="\\"', b'name="a\x00b"'),
)
LENGTHS: Final = (
    *(b"0", b"1", b"-1", b"+5", b"", b"x", b"0x10", b"1e3", b"18446744073709551616", b"9" * 5_000),
    *(b"5, 5", b"5\t", b"\xb2"),
)
FORM: Final = b"multipart/form-data; boundary="
KINDS: Final = (
    *(b"", b"text/plain", b"\xff/\x00", b"application/json", b"application/x-www-form-urlencoded"),
    *(b"multipart/form-data", b"multipart/mixed", FORM, FORM + b"\xe9", FORM + b"b" * 300),
    *(FORM + b'"' + BOUNDARY, FORM + b"other; boundary=" + BOUNDARY),
    b"multipart/form-data; charset=utf-99; boundary=" + BOUNDARY,
)


def form(fields: list[tuple[str, bytes | str]]) -> bytes:
    """The body of a multipart form; bytes are a picture."""
    parts = []
    for name, value in fields:
        named = f'Content-Disposition: form-data; name="{name}"'.encode()
        if isinstance(value, bytes):
            named += b'; filename="one.png"\r\nContent-Type: image/png'
        content = value if isinstance(value, bytes) else value.encode()
        parts.append(named + ABOVE + content)
    return together(parts)


def together(parts: list[bytes]) -> bytes:
    whole = b"".join(b"--" + BOUNDARY + END + part + END for part in parts)
    return whole + b"--" + BOUNDARY + b"--" + END


def parts_of(body: bytes) -> list[bytes]:
    """Without what bounds them."""
    return [part.strip(END) for part in body.split(b"--" + BOUNDARY)[1:-1]]


def request(path: str, kind: bytes, body: bytes, *more: bytes) -> bytes:
    head = [f"POST {path} HTTP/1.1".encode(), b"Host: here", b"Connection: close", *more]
    return written([*head, b"Content-Type: " + kind], body)


def written(head: Head, body: bytes) -> bytes:
    """With the length that it has."""
    return END.join((*head, b"Content-Length: %d" % len(body))) + ABOVE + body


def read(given: bytes) -> tuple[Head, bytes]:
    """Without the length."""
    head, _, body = given.partition(ABOVE)
    lines = head.split(END)
    return [line for line in lines if not line.startswith(b"Content-Length:")], body


def is_whole(given: bytes) -> bool:
    """All that the server waits for is there, so that it answers."""
    head, above, body = given.partition(ABOVE)
    lengths = re.findall(rb"\r\ncontent-length:[ \t]*([^\r\n]*)", head.lower())
    if not above or re.search(rb"transfer-encoding|upgrade|expect", head.lower()):
        return False
    if not lengths:
        return True
    one = lengths[0]
    is_number = re.fullmatch(rb"\d{1,9}", one) is not None
    return len(lengths) == 1 and is_number and int(one) <= len(body)


# What may become of one; the length is right in the end


def other_content(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    if not (parts := parts_of(body)):
        return head, change_bytes(random, body)
    place = random.randrange(len(parts))
    named, _, content = parts[place].partition(ABOVE)
    parts[place] = named + ABOVE + change_bytes(random, content)
    return head, together(parts)


def other_part_headers(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    if not (parts := parts_of(body)):
        return head, change_text(random, body)
    place = random.randrange(len(parts))
    named, _, content = parts[place].partition(ABOVE)
    odd = b"Content-Disposition: form-data; " + random.choice(NAMES)
    parts[place] = random.choice((change_text(random, named), odd, b"", named + END + named)) + (
        ABOVE + content
    )
    return head, together(parts)


def shorter(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    return head, body[: random.randrange(len(body) + 1)]


def bounded_twice(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    """Somewhere, or all over the place."""
    line = b"--" + BOUNDARY
    bound = random.choice((line + END, line + b"--", END + line))
    place = random.randrange(len(body) + 1)
    return head, body[:place] + bound * random.choice((1, 2, 1_000)) + body[place:]


def nested(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    """A form within a form, under the same bound or another one."""
    inner = random.choice((body, body.replace(BOUNDARY, b"inner")))
    kind = b"Content-Type: multipart/mixed; boundary=" + random.choice((BOUNDARY, b"inner"))
    part = b'Content-Disposition: form-data; name="picture"' + END + kind + ABOVE + inner
    return head, together([*parts_of(body), part])


def many_parts(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    parts = parts_of(body) or [ABOVE]
    return head, together(parts + [random.choice(parts)] * random.choice((1, 10, 70)))


def huge_part_header(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    header = b"X-More: " + b"x" * random.choice((1_000, 50_000))
    parts = [header + END + part for part in parts_of(body)]
    return head, together([*parts, (b"X-A: b" + END) * 2_000 + ABOVE])


def bare_lines(_: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    return head, body.replace(END, b"\n")


def of_other_kind(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    kinds = [b"Content-Type: " + random.choice(KINDS) for _ in range(random.choice((1, 1, 2)))]
    return [line for line in head if not line.startswith(b"Content-Type:")] + kinds, body


def huge_head(random: Random, head: Head, body: bytes) -> tuple[Head, bytes]:
    more = random.choice(([b"X-More: " + b"x" * 100_000], [b"X-%d: y" % n for n in range(3_000)]))
    return [*head, *more], body


OF_REQUESTS: Final[tuple[Odd, ...]] = (
    *(other_content, other_content, other_content, other_part_headers, other_part_headers, shorter),
    *(bounded_twice, nested, many_parts, huge_part_header, bare_lines, of_other_kind, huge_head),
)


# Lengths that lie


def cut_off(random: Random, given: bytes) -> bytes:
    return given[: random.randrange(len(given))]


def other_length(random: Random, given: bytes) -> bytes:
    head, body = read(given)
    length = random.choice((random.choice(LENGTHS), b"%d" % random.randrange(2 * len(body) + 2)))
    return END.join((*head, b"Content-Length: " + length)) + ABOVE + body


def two_lengths(random: Random, given: bytes) -> bytes:
    head, body = read(given)
    lengths = (b"Content-Length: %d" % len(body), b"Content-Length: " + random.choice(LENGTHS))
    return END.join((*head, *lengths)) + ABOVE + body


def in_chunks(random: Random, given: bytes) -> bytes:
    """Right ones, or what looks like some; every fourth also states a length."""
    head, body = read(given)
    size = random.choice((b"%x" % len(body), b"-1", b"f" * 20, b"0", b"", b"5;x=" + b"y" * 5_000))
    also = [b"Content-Length: %d" % len(body)] if random.random() < 0.25 else []
    lines = END.join((*head, *also, b"Transfer-Encoding: chunked"))
    return lines + ABOVE + size + END + body + random.choice((END + b"0" + ABOVE, b""))


OF_LENGTHS: Final = (cut_off, other_length, two_lengths, in_chunks)


def change_request(random: Random, given: bytes) -> bytes:
    chance = random.random()
    if chance < 0.1:
        return change_bytes(random, given)
    if chance < 0.3:
        return random.choice(OF_LENGTHS)(random, given)
    head, body = read(given)
    for _ in range(random.choice((1, 1, 2))):
        head, body = random.choice(OF_REQUESTS)(random, head, body)
    return written(head, body)
