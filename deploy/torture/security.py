"""Attacks at the size of a release: on people's secrets, on the broker, on both APIs, by flood.

Everything is real: mosquitto with the settings that we ship, the servers, their databases. What
asks the APIs at random goes on in the next run where the time of this one was over.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy.torture.broker_rights import Matrix, guarded, stolen_shares
from deploy.torture.flooding import ROUNDS, flood_figures
from deploy.torture.forged_commands import carried_out
from deploy.torture.guessing import (
    Guessed,
    guessed_passwords,
    guessed_pins,
    likeness,
    refusal_times_ms,
)
from deploy.torture.noted_tests import PROJECT, Noted, noted_tests
from deploy.torture.way_up import WayUp
from hardware.clock import RealClock
from hardware.interfaces import Clock
from simulators.torture.figures import Figure

Tell = Callable[[str], None]
FORGED: Final = 10_000
"""Of each kind."""
GUESSES: Final = 10_000
SOURCES: Final = (1, 50)
TIMED: Final = 500
"""Refusals of either name."""
LEAST_P: Final = 0.01
LETTERS: Final = 1_000
EXAMPLES: Final = 1_000
"""Of every operation."""
AT_RANDOM: Final = (
    "tests/web/test_schemathesis.py",
    "tests/fleet/web/test_schemathesis.py",
    "--deselect=tests/web/test_schemathesis.py::test_every_answer_is_as_described",
    "--deselect=tests/fleet/web/test_schemathesis.py::test_every_answer_is_as_described",
)
CASES: Final = {
    "authorisation": ("tests/web/test_access.py", "tests/fleet/web/test_access.py"),
    "what is another's": (
        "tests/web/api/test_people.py",
        "tests/web/api/test_review.py",
        "tests/web/api/test_study.py",
        "tests/fleet/carriers/test_https.py",
        "tests/fleet/recipes/test_agreeing.py",
    ),
    "TLS": ("tests/test_tls_refusals.py",),
    "browsers": (
        "tests/web/test_refusals.py",
        "tests/web/test_hostile_pages.py",
        "tests/fleet/web/test_hostile.py",
        "tests/web/live/test_live_socket.py",
        "tests/web/api/test_session.py",
    ),
}
NOTES: Final = PROJECT / "build" / "torture" / "security"
MINUTE_NS: Final = 60_000_000_000
LONGEST_CASES_NS: Final = 10 * MINUTE_NS


def tortured(minutes: float, tell: Tell) -> list[Figure]:
    """`minutes`: how long the APIs are asked at random; the other parts count what they do, and
    take a quarter of an hour together."""
    clock = RealClock()
    parts = (broker, commands, guesses, timing, flood, cases)
    figures = [figure for part in parts for figure in part(clock, tell)]
    return [*figures, *at_random(round(minutes * MINUTE_NS), clock, tell)]


def place() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="packwarden-torture-")


def broker(clock: Clock, tell: Tell) -> Iterator[Figure]:
    tell("every role, every topic and every way at the broker")
    with place() as name, guarded(Path(name), clock) as guarded_one:
        cells = list(Matrix(guarded_one).cells())
        known, secret = stolen_shares(guarded_one, LETTERS)
    wrong = sum(not cell.is_right for cell in cells)
    yield Figure("broker: cells not as they must be", wrong, "cells", 0, len(cells))
    yield Figure("ingestors' group: letters stolen", LETTERS - secret, "letters", 0, LETTERS)
    yield Figure("the same with a name that is known", LETTERS - known, "letters", None, LETTERS)


def commands(_: Clock, tell: Tell) -> Iterator[Figure]:
    tell(f"{FORGED:,} forged commands of each kind")
    with place() as name:
        obeyed = carried_out(FORGED, Path(name))
    for kind, count in obeyed.items():
        yield Figure(f"commands {kind.replace('_', ' ')}: obeyed", count, "commands", 0, FORGED)


def guesses(_: Clock, tell: Tell) -> Iterator[Figure]:
    for sources in SOURCES:
        tell(f"{GUESSES:,} guesses at a password from {sources} addresses")
        with place() as name:
            guessed = guessed_passwords(Path(name), GUESSES, sources)
        yield from guess_figures(f"passwords from {sources}", guessed)
    with place() as name:
        yield from guess_figures("PINs at the panel", guessed_pins(Path(name), GUESSES))


def guess_figures(name: str, guessed: Guessed) -> Iterator[Figure]:
    tried = guessed.asked
    yield Figure(f"{name}: right", guessed.right, "guesses", 0, tried)
    yield Figure(f"{name}: looked at", guessed.looked_at, "guesses", None, tried)
    yield Figure(f"{name}: most in a minute", guessed.most_a_minute, "guesses", 10, tried)
    yield Figure(f"{name}: owner elsewhere waits", guessed.owner_elsewhere_waits_s, "s", 60)


def timing(clock: Clock, tell: Tell) -> Iterator[Figure]:
    tell(f"how long {TIMED} refusals of a known and of an unknown name take")
    with place() as name:
        known_ms, unknown_ms = refusal_times_ms(Path(name), TIMED, clock)
    p = likeness(known_ms, unknown_ms)
    tried = len(known_ms) + len(unknown_ms)
    yield Figure("names told apart by time: 1 - p", 1 - p, "", 1 - LEAST_P, tried)


def flood(clock: Clock, tell: Tell) -> Iterator[Figure]:
    with place() as name, WayUp(Path(name), clock) as way:
        yield from flood_figures(way, ROUNDS, tell)


def cases(clock: Clock, tell: Tell) -> Iterator[Figure]:
    """The same as in `make test`, whose sizes are whole already; counted anew in every run."""
    for name, words in CASES.items():
        tell(f"cases: {name}")
        notes = NOTES / f"{name}.jsonl"
        notes.unlink(missing_ok=True)
        yield from case_figures(name, noted_tests(words, notes, over(LONGEST_CASES_NS, clock)))


def at_random(for_ns: int, clock: Clock, tell: Tell) -> Iterator[Figure]:
    """Once everything was asked, the next run begins anew."""
    tell(f"{EXAMPLES:,} random questions to every operation of both APIs")
    notes = NOTES / f"at-random-{EXAMPLES}.jsonl"
    environment = {"PACKWARDEN_EXAMPLES": str(EXAMPLES)}
    noted = noted_tests(AT_RANDOM, notes, over(for_ns, clock), environment)
    if noted.left == 0 and not noted.failed:
        notes.rename(notes.with_suffix(".done"))
    yield from case_figures("asked at random", noted)
    yield Figure("asked at random: left for the next run", noted.left, "operations")


def case_figures(name: str, noted: Noted) -> Iterator[Figure]:
    tried = noted.passed + len(noted.failed)
    yield Figure(f"{name}: not as it must be", len(noted.failed), "cases", 0, max(1, tried))


def over(for_ns: int, clock: Clock) -> int:
    return clock.now_ns() + for_ns
