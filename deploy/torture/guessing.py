"""Somebody guesses passwords and PINs, from one address or from many; and somebody listens to how
long a refusal takes, to learn which names there are.

Guesses are made in virtual time, as fast as an answer allows: what is counted is how many of them
were looked at at all. How long a refusal takes is measured, with the hash that a station uses.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
from scipy.stats import mannwhitneyu

from edge_agent.core.roles import Role
from edge_agent.people.errors import SignInRefused, TooSoon
from edge_agent.people.office import Office
from edge_agent.people.passwords import Hasher
from hardware.interfaces import Clock

STATION: Final = "plant-1/line-1/tray"
BEGUN: Final = datetime(2026, 11, 23, 6, tzinfo=UTC)
NAME: Final = "anna"
NOBODY: Final = "nora"
PASSWORD: Final = "crane velvet mosaic 71"
PIN: Final = "830217"
PANEL: Final = STATION
ASKS_PER_S: Final = 10
MINUTE: Final = timedelta(minutes=1)
APART: Final = timedelta(hours=2)
"""So that nobody waits: what is measured is a refusal, and no waiting."""


@dataclass(frozen=True, slots=True)
class Guessed:
    asked: int
    looked_at: int
    right: int
    most_a_minute: int
    owner_waits_s: float
    """At the panel that knows him."""
    owner_elsewhere_waits_s: float
    """At an address that does not."""


@contextmanager
def an_office(folder: Path, hasher: Hasher | None = None) -> Iterator[Office]:
    """With one person who has a password and a PIN, and has used them at his panel."""
    office = Office(folder, STATION, BEGUN, hasher)
    office.accounts.add(NAME, NAME.title(), Role.OPERATOR)
    office.accounts.set_password(NAME, PASSWORD)
    office.accounts.set_pin(NAME, PIN, PANEL)
    office.door.with_password(NAME, PASSWORD, PANEL, BEGUN)
    try:
        yield office
    finally:
        office.close()


def guessed_passwords(folder: Path, asks: int, sources: int) -> Guessed:
    """The right one is among them, in the middle of the list."""
    with an_office(folder, Hasher(memory_kib=8, passes=1)) as office:
        names = [f"10.0.{number // 250}.{number % 250}" for number in range(sources)]

        def at(place: int, guess: int, now: datetime) -> None:
            password = PASSWORD if guess == asks // 2 else f"guess number {guess}"
            office.door.with_password(NAME, password, names[place % sources], now)

        return guessed(office, asks, at)


def guessed_pins(folder: Path, asks: int) -> Guessed:
    """At the panel itself, from the first number on."""
    with an_office(folder, Hasher(memory_kib=8, passes=1)) as office:

        def at(_place: int, guess: int, now: datetime) -> None:
            office.door.with_pin(NAME, f"{guess:06}", PANEL, now)

        return guessed(office, asks, at)


def guessed(office: Office, asks: int, ask: Callable[[int, int, datetime], None]) -> Guessed:
    """A guess that must wait is made again; one that was looked at is not."""
    looked_at: list[datetime] = []
    right = 0
    for place in range(asks):
        now = BEGUN + timedelta(seconds=place / ASKS_PER_S)
        try:
            ask(place, len(looked_at), now)
            right += 1
        except TooSoon:
            continue
        except SignInRefused:
            looked_at.append(now)
    ends = BEGUN + timedelta(seconds=asks / ASKS_PER_S)
    return Guessed(
        asks,
        len(looked_at),
        right,
        max(sum(first <= one < first + MINUTE for one in looked_at) for first in looked_at),
        owner_waits_s(office, PANEL, ends),
        owner_waits_s(office, "laptop", ends),
    )


def owner_waits_s(office: Office, source: str, now: datetime) -> float:
    try:
        office.door.with_password(NAME, PASSWORD, source, now)
    except TooSoon as refused:
        return refused.wait_s
    return 0.0


def refusal_times_ms(folder: Path, count: int, clock: Clock) -> tuple[list[float], list[float]]:
    """Of a name that has an account and of one that has none, in a random order."""
    random, now = Random(1), BEGUN
    times: dict[str, list[float]] = {NAME: [], NOBODY: []}
    names = [NAME, NOBODY] * count
    random.shuffle(names)
    with an_office(folder) as office:
        for name in names:
            now += APART
            begun_ns = clock.now_ns()
            with suppress(SignInRefused):
                office.door.with_password(name, "a wrong password", "10.0.0.1", now)
            times[name].append((clock.now_ns() - begun_ns) / 1e6)
    return times[NAME], times[NOBODY]


def likeness(known_ms: list[float], unknown_ms: list[float]) -> float:
    """The p of Mann and Whitney's test: small where the two can be told apart."""
    return float(mannwhitneyu(np.asarray(known_ms), np.asarray(unknown_ms)).pvalue)
