"""Faults that are planted in simulated lines, changes that are none, and what each is told as.

A fault has a first pack; one that grows reaches its end so many packs later. Kinds are those of
findings (deploy/fleet/watching/kinds.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from deploy.fleet.demo.packs import Making
from deploy.fleet.watching.kinds import Kind

WHOLE_FADE: Final = 0.8
"""How far a printer fades at the end."""
WHOLE_FOG: Final = 0.5
BURST_PACKS: Final = 60


class Fault(StrEnum):
    FADING_PRINTER = "fading_printer"
    FOGGING_CAMERA = "fogging_camera"
    DIRTY_LENS = "dirty_lens"
    WRONG_STICKER_ROLL = "wrong_sticker_roll"
    MISFEED_BURST = "misfeed_burst"
    MORE_DEFECTS = "more_defects"
    LATENCY_CREEP = "latency_creep"
    OPERATOR_OVERRIDES = "operator_overrides"
    SILENCE = "silence"
    """The line runs, and no record is written."""
    NEW_LOT = "new_lot"
    NEW_RECIPE = "new_recipe"
    NEW_BUNDLE = "new_bundle"


CHANGES: Final = frozenset({Fault.NEW_LOT, Fault.NEW_RECIPE, Fault.NEW_BUNDLE})
"""Nobody may be alarmed for these."""

TOLD_AS: Final[Mapping[Fault, frozenset[Kind]]] = {
    Fault.FADING_PRINTER: frozenset({Kind.PRINTER_FADES, Kind.PRINT_WORSE}),
    Fault.FOGGING_CAMERA: frozenset({Kind.CAMERA_FOGS, Kind.CAMERA_WORSE}),
    Fault.DIRTY_LENS: frozenset({Kind.CAMERA_WORSE}),
    Fault.WRONG_STICKER_ROLL: frozenset({Kind.ALWAYS_FAULTY, Kind.MATERIAL}),
    Fault.MISFEED_BURST: frozenset({Kind.MISFEED}),
    Fault.MORE_DEFECTS: frozenset({Kind.DEFECTS_RISE, Kind.MATERIAL}),
    Fault.LATENCY_CREEP: frozenset({Kind.SLOWER}),
    Fault.OPERATOR_OVERRIDES: frozenset({Kind.PEOPLE_DISAGREE}),
    Fault.SILENCE: frozenset({Kind.SILENT}),
    Fault.NEW_LOT: frozenset({Kind.NEW_LOT}),
    Fault.NEW_RECIPE: frozenset({Kind.NEW_RECIPE}),
    Fault.NEW_BUNDLE: frozenset({Kind.NEW_BUNDLE}),
}
"""Words that are right for it."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault at one line."""

    fault: Fault
    first_pack: int
    """Before it, as many packs are as usual."""
    growing_packs: int
    """Until it is at its end, for what grows."""

    def making(self, usual: Making, pack: int) -> Making:
        """What the line makes at this pack, counted from 0."""
        since = pack - self.first_pack
        if since < 0:
            return usual
        return GROWN[self.fault](usual, since, min(1.0, since / self.growing_packs))

    def is_silent(self, pack: int) -> bool:
        return self.fault is Fault.SILENCE and pack >= self.first_pack


Grown = Callable[[Making, int, float], Making]
"""From what is usual, packs since the first, and progress from 0 to 1."""


def fades(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, fade=WHOLE_FADE * progress)


def fogs(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, fog=WHOLE_FOG * progress)


def is_dirty(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, fog=0.15)


def wrong_sticker(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, wrong_sticker=True)


def misfeeds(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, misfed_share=0.7 if since < BURST_PACKS else 0.0)


def more_defects(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, faulty_share=0.35, faulty_check="lot")


def slows(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, latency_times=1 + 2 * progress)


def overrides(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, overruled_share=0.6)


def stays(usual: Making, since: int, progress: float) -> Making:
    return usual


def another_lot(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, lot=f"{usual.lot}-2", shade=0.85)


def another_recipe(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, recipe_hash="demonstration-2", shade=0.85)


def another_bundle(usual: Making, since: int, progress: float) -> Making:
    return replace(usual, bundle_sha256="c" * 64, shade=0.9, latency_times=1.5)


GROWN: Final[Mapping[Fault, Grown]] = {
    Fault.FADING_PRINTER: fades,
    Fault.FOGGING_CAMERA: fogs,
    Fault.DIRTY_LENS: is_dirty,
    Fault.WRONG_STICKER_ROLL: wrong_sticker,
    Fault.MISFEED_BURST: misfeeds,
    Fault.MORE_DEFECTS: more_defects,
    Fault.LATENCY_CREEP: slows,
    Fault.OPERATOR_OVERRIDES: overrides,
    Fault.SILENCE: stays,
    Fault.NEW_LOT: another_lot,
    Fault.NEW_RECIPE: another_recipe,
    Fault.NEW_BUNDLE: another_bundle,
}
