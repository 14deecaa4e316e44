"""How well a print or a barcode is made: a grade that falls before the printer fails.

The scale is that of ISO/IEC 15416: 4.0 is the best, below 0.5 the print fails. What a line camera
sees is an estimate; a verifier with its own light and optics measures.
"""

from dataclasses import dataclass, field

BEST_GRADE = 4.0


@dataclass(frozen=True, slots=True)
class Quality:
    """The overall grade is that of the worst parameter; of a barcode, the mean of that over its
    scan lines."""

    grade: float
    """0 to 4."""
    parameters: dict[str, float] = field(default_factory=dict)
    """Grade of each parameter by its name in the standard or in the manual, 0 to 4."""
