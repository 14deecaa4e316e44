"""Payloads that something went wrong with: on the way, at a station, or on purpose. Seeded."""

import gzip
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import BEGIN, Position
from edge_agent.store.record_json import record_to_json
from edge_agent.uplink.batches import Batch, LogName, written
from tests.samples import a_record

STATION: Final = "plant-1/line-1/box"
DEEP: Final = 5_000
STRANGE: Final[tuple[Any, ...]] = (
    *(None, True, -1, 0, 1, 2**53, 2**63, 2**64, 10**40, 1.5, 1e308, "", "NaN", "x" * 300),
    *("a\x00b", "\x1b[31m", "\ufffe", "🎉", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-14:00", [], {}, [[]], {"": {}}, "Infinity", "-0", "'; DROP TABLE"),
)
Lines = list[bytes]


def good_lines(random: Random, stream: Stream, log: int) -> Lines:
    """Heading and entries of a batch as a station sends it."""
    count = random.randrange(1, 6)
    if stream is Stream.RECORDS:
        entries = [record_to_json(a_record(number)).encode() for number in range(1, count + 1)]
    else:
        event = {"at": "2026-06-01T12:00:00.000Z", "kind": "started", "body": {}}
        entries = [json.dumps(event).encode()] * count
    name = LogName(STATION, f"{log:016x}", stream)
    return gzip.decompress(written(Batch(name, BEGIN, Position(1, 1), entries))).split(b"\n")


def packed(lines: Lines) -> bytes:
    return gzip.compress(b"\n".join(lines), 1)


def changed_json(random: Random, line: bytes) -> bytes:
    """One value anywhere within becomes another one, is left out, or gets a strange name."""
    document = json.loads(line)
    place: Any = document
    while True:
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if isinstance(place[key], dict | list) and place[key] and random.random() < 0.7:
            place = place[key]
            continue
        break
    match random.randrange(4):
        case 0 if isinstance(place, dict):
            del place[key]
        case 1 if isinstance(place, dict):
            place[random.choice(("more", "", "\x00"))] = place.pop(key)
        case _:
            place[key] = random.choice(STRANGE)
    return json.dumps(document).encode()


# What may happen to the bytes


def flipped(random: Random, payload: bytes) -> bytes:
    damaged = bytearray(payload)
    for _ in range(random.randrange(1, 4)):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def cut(random: Random, payload: bytes) -> bytes:
    return payload[: random.randrange(len(payload))]


def doubled(_random: Random, payload: bytes) -> bytes:
    return payload + payload


def wrongly_packed(random: Random, payload: bytes) -> bytes:
    return random.choice((gzip.decompress(payload), gzip.compress(payload), payload[2:], b""))


def noise(random: Random, _payload: bytes) -> bytes:
    return random.randbytes(random.randrange(200))


# What may happen to the lines


def other_heading(random: Random, lines: Lines) -> Lines:
    return [changed_json(random, lines[0]), *lines[1:]]


def other_entry(random: Random, lines: Lines) -> Lines:
    place = random.randrange(1, len(lines) - 1)
    return [*lines[:place], changed_json(random, lines[place]), *lines[place + 1 :]]


def reordered(random: Random, lines: Lines) -> Lines:
    return random.sample(lines, len(lines))


def other_schema(random: Random, lines: Lines) -> Lines:
    heading = {**json.loads(lines[0]), "schema": random.choice((0, 2, 99, "1", None, 1.5))}
    return [json.dumps(heading).encode(), *lines[1:]]


def huge_counts(random: Random, lines: Lines) -> Lines:
    key = random.choice(("count", "boot", "seq"))
    heading = {**json.loads(lines[0]), key: random.choice((10**6, 2**53 - 1, 2**53, 2**70))}
    return [json.dumps(heading).encode(), *lines[1:]]


def deep(random: Random, lines: Lines) -> Lines:
    nested = random.choice((b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP))
    place = random.randrange(len(lines))
    within = lines[place][:-1] + b',"more":' + nested + b"}"
    return [*lines[:place], random.choice((nested, within)), *lines[place + 1 :]]


def no_text(random: Random, lines: Lines) -> Lines:
    place = random.randrange(len(lines))
    damaged = lines[place].replace(b"a", random.choice((b"\xff", b"\xc3", b"\xed\xa0\x80", b"\0")))
    return [*lines[:place], damaged, *lines[place + 1 :]]


def half_surrogates(random: Random, lines: Lines) -> Lines:
    place = random.randrange(len(lines))
    damaged = lines[place].replace(b'"L123"', b'"\\ud800"').replace(b'"started"', b'"\\udfff"')
    return [*lines[:place], damaged, *lines[place + 1 :]]


OF_BYTES: Final[tuple[Callable[[Random, bytes], bytes], ...]] = (
    *(flipped, cut, doubled, wrongly_packed, noise),
)
OF_LINES: Final[tuple[Callable[[Random, Lines], Lines], ...]] = (
    *(other_heading, other_entry, reordered, other_schema, huge_counts, no_text, half_surrogates),
)
SELDOM: Final = 0.01
"""Of payloads are deep: each costs as much as a hundred others."""


def mutated(seed: int) -> Iterator[bytes]:
    """Endless; no two of them share a log."""
    random, log = Random(seed), 0
    while True:
        log += 1
        lines = good_lines(random, random.choice(list(Stream)), log)
        if random.random() < SELDOM:
            yield packed(deep(random, lines))
        elif random.random() < 0.5:
            yield random.choice(OF_BYTES)(random, packed(lines))
        else:
            yield packed(random.choice(OF_LINES)(random, lines))
