"""Texts that differ from another one in one letter or digit, replaced by another of its kind."""

import numpy as np

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def changed_texts(text: str, count: int, rng: np.random.Generator) -> list[str]:
    """Some of them, by lot. `text` has capitals and digits only."""
    found = []
    for _ in range(count):
        place = int(rng.integers(len(text)))
        others = kind_of(text[place]).replace(text[place], "")
        found.append(text[:place] + others[int(rng.integers(len(others)))] + text[place + 1 :])
    return found


def changes_of(text: str) -> int:
    """How many there are."""
    return sum(len(kind_of(one)) - 1 for one in text)


def is_one_change(text: str, other: str) -> bool:
    if len(text) != len(other):
        return False
    pairs = [(one, two) for one, two in zip(text, other, strict=True) if one != two]
    return len(pairs) == 1 and pairs[0][1] in kind_of(pairs[0][0])


def kind_of(character: str) -> str:
    return DIGITS if character.isdigit() else LETTERS
