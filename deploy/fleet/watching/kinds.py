"""What a finding may be, how it came, and how bad it is. The words are kept in databases."""

from enum import StrEnum


class What(StrEnum):
    DRIFT = "drift"
    CHANGE = "change"
    FAULT = "fault"


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    CRITICAL = "critical"


class Kind(StrEnum):
    PRINTER_FADES = "printer_fades"
    PRINT_WORSE = "print_worse"
    CAMERA_FOGS = "camera_fogs"
    CAMERA_WORSE = "camera_worse"
    CAMERA_LOST = "camera_lost"
    MISFEED = "misfeed"
    ALWAYS_FAULTY = "always_faulty"
    DEFECTS_RISE = "defects_rise"
    UNSURE_RISES = "unsure_rises"
    SCORES_SHIFT = "scores_shift"
    MATERIAL = "material"
    """The same lot fails the same check at several stations."""
    LATE_VERDICTS = "late_verdicts"
    SLOWER = "slower"
    PEOPLE_DISAGREE = "people_disagree"
    LEVEL_FELL = "level_fell"
    SILENT = "silent"
    NEW_LOT = "new_lot"
    NEW_RECIPE = "new_recipe"
    NEW_BUNDLE = "new_bundle"
