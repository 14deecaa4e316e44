"""The defects of the reference case (Xiong, Kühl, Stauder 2024), by name, and what each one is."""

from enum import StrEnum

from simulators.drawing.layout import PackLayout


class Fault(StrEnum):
    """What is wrong with one thing on the pack."""

    MISSING = "missing"
    SHIFTED = "shifted"
    TURNED = "turned"
    WRONG = "wrong"
    DAMAGED = "damaged"
    SMUDGED = "smudged"
    CUT_OFF = "cut_off"


class Defect(StrEnum):
    """One thing on the pack and its fault: `lot_smudged` is the lot, smudged."""

    STICKER_MISSING = "sticker_missing"
    STICKER_SHIFTED = "sticker_shifted"
    STICKER_TURNED = "sticker_turned"
    LOT_WRONG = "lot_wrong"
    LOT_DAMAGED = "lot_damaged"
    LOT_SMUDGED = "lot_smudged"
    LOT_CUT_OFF = "lot_cut_off"
    LOT_MISSING = "lot_missing"
    EXPIRY_WRONG = "expiry_wrong"
    EXPIRY_DAMAGED = "expiry_damaged"
    EXPIRY_SMUDGED = "expiry_smudged"
    EXPIRY_CUT_OFF = "expiry_cut_off"
    EXPIRY_MISSING = "expiry_missing"
    BARCODE_WRONG = "barcode_wrong"
    BARCODE_DAMAGED = "barcode_damaged"
    BARCODE_SMUDGED = "barcode_smudged"
    BARCODE_CUT_OFF = "barcode_cut_off"
    BARCODE_MISSING = "barcode_missing"

    @property
    def target(self) -> str:
        """What is faulty: sticker, lot, expiry or barcode."""
        return self.value.partition("_")[0]

    @property
    def fault(self) -> Fault:
        return Fault(self.value.partition("_")[2])


def defects_of(product: PackLayout) -> tuple[Defect, ...]:
    """The defects that this product can have: those of what is on it."""
    return tuple(defect for defect in Defect if defect.target in product.targets)


def fault_of(target: str, defect: Defect | None) -> Fault | None:
    """What is wrong with `target` when the pack has `defect`."""
    return defect.fault if defect is not None and defect.target == target else None
