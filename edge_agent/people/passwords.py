"""Passwords and PINs: what may be one, and how they are hashed.

Passwords are hashed with argon2id at OWASP's least parameters (Password Storage Cheat Sheet) and
judged by zxcvbn, which knows the common ones and the patterns that people use.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from threading import Lock
from typing import Any, Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from edge_agent.people.errors import WeakSecret
from edge_agent.people.names import whole

MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
LEAST_STRENGTH = 3
"""Of 4, in zxcvbn's words "safely unguessable": more than 10^8 guesses."""
LEAST_OWN_CHARACTERS = 8
"""That are no part of the person's or the product's name."""
SHORTEST_PART = 3
JUDGED_CHARACTERS = 72
"""zxcvbn's own limit; what is longer only gets harder to guess."""
SHORTEST_PIN, LONGEST_PIN = 6, 12
LEAST_DIFFERENT_DIGITS = 4
PRODUCT = "packwarden"


class Hasher:
    """One hash at a time in a process: a flood of sign-ins costs one core and 19 MiB, no more."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._argon2 = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=1, type=Type.ID
        )
        self._turn = Lock()
        self._nobodys = self.hashed(secrets.token_hex())

    def hashed(self, secret: str) -> str:
        with self._turn:
            return self._argon2.hash(prepared(secret))

    def matches(self, stored: str | None, secret: str) -> bool:
        """Takes as long where nothing is stored, so that time tells nobody who has an account."""
        with self._turn:
            try:
                self._argon2.verify(stored or self._nobodys, prepared(secret))
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Hashed with other parameters than today's."""
        return self._argon2.check_needs_rehash(stored)


def prepared(secret: str) -> str:
    """The same characters from every keyboard; cut, so that a huge one costs nothing."""
    return unicodedata.normalize("NFKC", whole(secret[: 2 * LONGEST_PASSWORD]))


def refuse_weak_password(password: str, known_words: Sequence[str]) -> None:
    """WeakSecret with the reason. `known_words` are the person's names."""
    length = len(prepared(password))
    if length < SHORTEST_PASSWORD:
        raise WeakSecret(f"a password has at least {SHORTEST_PASSWORD} characters")
    if len(password) > LONGEST_PASSWORD:
        raise WeakSecret(f"a password has at most {LONGEST_PASSWORD} characters")
    if len(without(password, [PRODUCT, *known_words])) < LEAST_OWN_CHARACTERS:
        raise WeakSecret("this password is mostly a name that everybody here knows")
    judged = judgement(prepared(password)[:JUDGED_CHARACTERS], [PRODUCT, *known_words])
    if judged["score"] < LEAST_STRENGTH:
        hint = judged["feedback"]["warning"] or "It would soon be guessed."
        raise WeakSecret(f"{hint} Take three or four words that have nothing to do with each other")


def refuse_weak_pin(pin: str) -> None:
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise WeakSecret(f"a PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(set(pin)) < LEAST_DIFFERENT_DIGITS or len(steps) == 1 or is_common(pin):
        raise WeakSecret("this PIN is among the first that somebody would try; take another")


def without(password: str, words: Sequence[str]) -> str:
    """The letters and digits that are left when all parts of these words are taken out."""
    left = password.casefold()
    parts = {part for word in words for part in re.split(r"\W+", word.casefold())}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_PART:
            left = left.replace(part, "")
    return "".join(filter(str.isalnum, left))


def judgement(password: str, known_words: Sequence[str]) -> dict[str, Any]:
    """Imported when needed: the word lists take a moment, and most sign-ins need none."""
    from zxcvbn import zxcvbn

    result: dict[str, Any] = zxcvbn(password, user_inputs=list(known_words))
    return result


def is_common(pin: str) -> bool:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return pin in FREQUENCY_LISTS["passwords"]
