"""The truth of the simulated plant: what every pack is, and where it really went."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hardware.interfaces import GateAction, Pixels
from simulators.settings import PackSettings, PlantSettings


@dataclass(slots=True)
class TruePack:
    """A pack on the belt. Places are belt movements at which a part of it is at the photo-eye."""

    index: int
    front_mm: float
    length_mm: float
    defect: str | None
    taken_off: bool
    pictures: Mapping[str, Pixels]
    caught: set[GateAction] = field(default_factory=set)
    """How the gate stood while the pack was in front of it."""
    went: GateAction | None = None
    """Where it physically went; None before the gate, or when it was taken off the belt."""
    challenge: str | None = None
    """Name of the challenge pack that it is; None for a pack that the line makes."""
    seen_alone: bool = False
    """Came to the photo-eye while nobody spoke to the gate, which did with it as it was armed."""

    @property
    def centre_mm(self) -> float:
        return self.front_mm + self.length_mm / 2

    @property
    def back_mm(self) -> float:
        return self.front_mm + self.length_mm

    @property
    def is_gone(self) -> bool:
        return self.taken_off or self.went is not None

    def replaced_by(
        self, challenge: str, defect: str | None, pictures: Mapping[str, Pixels]
    ) -> None:
        """Somebody takes the pack off and lays a challenge pack in its place."""
        self.challenge, self.defect, self.pictures = challenge, defect, pictures


def place_packs(count: int, settings: PlantSettings, random: np.random.Generator) -> list[float]:
    """The belt movement at which the front of each pack reaches the photo-eye, unevenly spaced."""
    pitch_mm, packs = settings.belt.pitch_mm, settings.packs
    fronts = [pitch_mm]
    for _ in range(count - 1):
        fronts.append(fronts[-1] + gap_mm(pitch_mm, settings.belt.spacing_mm, packs, random))
    return fronts


def gap_mm(
    pitch_mm: float, spacing_mm: float, packs: PackSettings, random: np.random.Generator
) -> float:
    """From front to front; packs cannot lie over each other."""
    if random.random() < packs.touching_share:
        return packs.length_mm
    return max(packs.length_mm, float(random.normal(pitch_mm, spacing_mm)))


def choose_defects(
    count: int, share: float, names: tuple[str, ...], random: np.random.Generator
) -> list[str | None]:
    """A defect's name, or None, for every pack; the share is exact, its places are random."""
    faulty = set(random.permutation(count)[: round(share * count)].tolist())
    return [str(random.choice(names)) if index in faulty else None for index in range(count)]
