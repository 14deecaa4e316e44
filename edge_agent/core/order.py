"""The order: what is being made now. With the recipe it says what must be printed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Order:
    """Recipe, lot, expiry and, where the product has one, the GTIN of its barcode."""

    recipe: str
    lot: str | None = None
    expiry: date | None = None
    gtin: str | None = None
