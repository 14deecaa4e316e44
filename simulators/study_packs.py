"""The packs of a simulated study: drawn, photographed once for every trial, with their truth.

Blister cards: embossed print is hard for people and for machines. Borderline are packs in a poor
moment of light and belt, and defects that leave a line readable or nearly so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from edge_agent.core.order import Order
from hardware.pictures import encode_jpeg
from simulators.draw_ahead import JPEG_QUALITY, lying
from simulators.drawers import on_all_cores
from simulators.drawing.defects import Defect, Fault, defects_of
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import BLISTER, Product
from simulators.settings import BeltSettings, PackSettings

PRODUCT: Product = BLISTER
VIEW = "top"
BORDERLINE_SHARE = 0.4
NEAR_FAULTS = frozenset({Fault.WRONG, Fault.DAMAGED})
"""One wrong or one rubbed character; the other faults spoil the whole line."""
POOR_LIGHT = (0.7, 0.8)
POOR_EXPOSURE_MS = 0.8
"""Twice the usual: the print smears along the belt."""
BELT = BeltSettings()


@dataclass(frozen=True, slots=True)
class DrawnPack:
    """One pack, and how it lay each time it was photographed."""

    number: int
    defect: Defect | None
    borderline: bool
    placements: tuple[Placement, ...]
    seed: int

    def file(self, trial: int) -> str:
        return f"{self.number:03}-{trial}.jpg"


def drawn_packs(count: int, trials: int, random: np.random.Generator) -> list[DrawnPack]:
    """Half of them defective, a share of either half borderline, in an order that tells nothing."""
    numbers = random.permutation(count)
    half = count // 2
    near = round(BORDERLINE_SHARE * half)
    packs = []
    for place, number in enumerate(numbers):
        borderline = place % half < near if place < 2 * half else False
        defect = some_defect(borderline, random) if place < half else None
        poor = borderline and defect is None
        placements = tuple(placed(poor, random) for _ in range(trials))
        seed = int(random.integers(2**62))
        packs.append(DrawnPack(int(number) + 1, defect, borderline, placements, seed))
    return sorted(packs, key=lambda pack: pack.number)


def some_defect(borderline: bool, random: np.random.Generator) -> Defect:
    fitting = [one for one in defects_of(PRODUCT) if (one.fault in NEAR_FAULTS) is borderline]
    return fitting[int(random.integers(len(fitting)))]


def placed(poor: bool, random: np.random.Generator) -> Placement:
    usual = lying(PackSettings(length_mm=PRODUCT.length_mm), BELT.speed_mm_per_s, random)
    if not poor:
        return usual
    return Placement(
        usual.shift_along_mm,
        usual.shift_across_mm,
        usual.turn_deg,
        usual.speed_mm_per_s,
        exposure_ms=POOR_EXPOSURE_MS,
        light=float(random.uniform(*POOR_LIGHT)),
    )


def draw_set(folder: Path, packs: Sequence[DrawnPack], order: Order) -> Iterator[int]:
    """Pictures and truth.csv; yields the number of each pack that is drawn."""
    folder.mkdir(parents=True)
    (folder / "truth.csv").write_text("\n".join(truth_lines(packs, order)), encoding="utf-8")
    yield from on_all_cores(partial(draw_one, folder, order), packs)


def truth_lines(packs: Sequence[DrawnPack], order: Order) -> Iterator[str]:
    yield "file,truth,borderline,pack,lot,expiry"
    for pack in packs:
        truth = "good" if pack.defect is None else "defective"
        near = "yes" if pack.borderline else "no"
        about = f"{truth},{near},{pack.number:03},{order.lot},{order.expiry}"
        yield from (f"{pack.file(trial)},{about}" for trial in range(len(pack.placements)))


def draw_one(folder: Path, order: Order, pack: DrawnPack) -> int:
    """The same pack each time: what is on it is drawn from the same seed."""
    for trial, placement in enumerate(pack.placements):
        random = np.random.default_rng(pack.seed)
        pixels = draw_pack(PRODUCT, order, pack.defect, random, placement)[VIEW]
        (folder / pack.file(trial)).write_bytes(encode_jpeg(pixels, JPEG_QUALITY))
    return pack.number
