"""Bytes that may be anything do nothing where they are shown."""

from hypothesis import given
from hypothesis import strategies as st

from deploy.fleet.web.pages.readable import readable


def test_sixteen_bytes_stand_in_a_line() -> None:
    first, second = readable(b"<b>half a batch\x00\xff")
    assert first == (
        "000000",
        "3c 62 3e 68 61 6c 66 20 61 20 62 61 74 63 68 00",
        "<b>half a batch·",
    )
    assert second == ("000010", "ff", "·")


@given(st.binary(max_size=200))
def test_every_byte_is_there_once_and_nothing_unprintable(content: bytes) -> None:
    lines = readable(content)
    assert bytes.fromhex("".join(line.hexadecimal for line in lines)) == content
    assert all(one.isprintable() for line in lines for one in line.text)
