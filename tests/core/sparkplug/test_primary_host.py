"""Whose word about a host counts."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.sparkplug.primary_host import (
    HostWord,
    PrimaryHost,
    StateRefused,
    host_word,
)


def after(*words: tuple[bool, int]) -> PrimaryHost:
    host = PrimaryHost()
    for online, at_ms in words:
        host = host.heard(HostWord(online, at_ms))
    return host


@pytest.mark.parametrize(
    ("words", "online"),
    [
        ((), False),
        (((True, 5),), True),
        (((True, 5), (False, 5)), False),
        (((True, 5), (False, 4)), True),
        (((True, 5), (False, 6), (True, 5)), False),
        (((True, 5), (False, 6), (True, 6)), True),
        (((False, 0), (True, 9)), True),
    ],
)
def test_older_words_do_not_count(words: tuple[tuple[bool, int], ...], online: bool) -> None:
    assert after(*words).is_online is online
    assert after(*words).is_offline is (bool(words) and not online)


def test_a_word_is_read() -> None:
    assert host_word(b'{"online":true,"timestamp":1668114759262}') == HostWord(True, 1668114759262)


@pytest.mark.parametrize(
    "payload",
    [
        b"ONLINE",
        b"[]",
        b"{}",
        b'{"online":"true","timestamp":1}',
        b'{"online":true,"timestamp":true}',
        b'{"online":true,"timestamp":-1}',
        b'{"online":true,"timestamp":1.5}',
        b"[" * 900,
        b" " * 2000,
        b"\xff",
    ],
)
def test_anything_else_is_refused(payload: bytes) -> None:
    with pytest.raises(StateRefused):
        host_word(payload)


@given(some.binary(max_size=80))
def test_any_bytes_are_a_word_or_refused(payload: bytes) -> None:
    with suppress(StateRefused):
        assert host_word(payload).at_ms >= 0
