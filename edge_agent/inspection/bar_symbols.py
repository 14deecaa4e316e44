"""How linear symbols are built of bars and spaces (GS1 General Specifications, section 5)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STOP_MODULES, STOP_ELEMENTS = 13, 7
"""Of the stop character of Code 128; its first six elements are built like any character."""


@dataclass(frozen=True, slots=True)
class Symbology:
    """Elements are bars and spaces; those of guards bear no data."""

    start: int
    middle: int
    """Guards, in elements of one module each."""
    characters: int | None
    """Half of them stand before the middle guard; None where a symbol may be of any length."""
    elements: int
    modules: int
    """Of one character."""
    quiet: tuple[int, int]
    """Modules that must be empty before and behind."""

    def count_of(self, elements: int) -> int | None:
        """Characters of a whole symbol of so many elements; None where there is no such symbol."""
        if self.characters is not None:
            whole = 2 * self.start + self.middle + self.characters * self.elements
            return self.characters if elements == whole else None
        count, rest = divmod(elements - STOP_ELEMENTS, self.elements)
        return count + 1 if rest == 0 and count >= 3 else None

    def modules_of(self, elements: int) -> float:
        """Modules of a symbol with about so many elements."""
        if self.characters is not None:
            return float(2 * self.start + self.middle + self.characters * self.modules)
        return (elements - STOP_ELEMENTS) / self.elements * self.modules + STOP_MODULES

    def character_starts(self, elements: int) -> NDArray[np.intp] | None:
        """First element of each character; None where there is no such symbol."""
        count = self.count_of(elements)
        if count is None:
            return None
        numbers = np.arange(count)
        behind = numbers >= (count / 2 if self.middle else count)
        return self.start + numbers * self.elements + behind * self.middle


SYMBOLOGIES = {
    "EAN13": Symbology(3, 5, 12, 4, 7, (11, 7)),
    "UPCA": Symbology(3, 5, 12, 4, 7, (9, 9)),
    "EAN8": Symbology(3, 5, 8, 4, 7, (7, 7)),
    "Code128": Symbology(0, 0, None, 6, 11, (10, 10)),
}
"""By zxing-cpp's names."""
