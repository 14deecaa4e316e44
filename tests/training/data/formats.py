"""What an import found, in a form that tests compare."""

from training.data.imports.found import FoundPicture
from training.data.values import Mark, Value, marks_value

WIDTH, HEIGHT = 48, 40


def values(found: list[FoundPicture]) -> dict[str, dict[str, Value | None]]:
    return {one.path: {word.field: word.value for word in one.words} for one in found}


def marks(*given: Mark) -> Value:
    return marks_value(list(given))
