"""What a tuning run learns from: drawn cut-outs, or labelled pictures of whole packs."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.inspection.region_features import Vector
from simulators.drawing.products import PRODUCTS
from training.data.data_set import open_data_set
from training.tuning.crop_features import crop_vector
from training.tuning.defect_kinds import kinds_of
from training.tuning.drawn_crops import crops_version, drawn_crops
from training.tuning.items import Item
from training.tuning.labelled_regions import labelled_regions
from training.tuning.settings import DrawnSettings, LabelledSettings, TuneSettings

CROPS, FEATURES, REGIONS = "crops", "features", "regions"
"""Folders of a run."""
CROPS_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    recipe: str
    check: str
    kinds: tuple[str, ...]
    """Good first."""
    items: tuple[Item, ...]
    """Sorted."""
    vectors: Mapping[str, Vector]
    cuts: Mapping[str, Path]
    """The regions as pictures."""
    version: str
    """SHA-256 of all that is learned from."""
    gathering: str
    """Where it comes from, for the report card."""
    sampling: str
    """How it was chosen, and what was left out."""


def lessons_of(
    settings: TuneSettings, bundle: Bundle, out: Path, say: Callable[[str], None]
) -> Lessons:
    """What the settings name; what was computed once stays in the run's folder."""
    if settings.drawn is not None:
        return drawn_lessons(settings.drawn, settings.seed, bundle, out, say)
    assert settings.labelled is not None
    return labelled_lessons(settings.labelled, bundle, out, say)


def drawn_lessons(
    wish: DrawnSettings, seed: int, bundle: Bundle, out: Path, say: Callable[[str], None]
) -> Lessons:
    def tell(done: int, wanted: int) -> None:
        if done % CROPS_TOLD == 0 or done == wanted:
            say(f"pictures: {done} of {wanted}")

    crops = drawn_crops(wish, seed, out / CROPS, tell)
    return Lessons(
        recipe=wish.product,
        check=wish.check,
        kinds=tuple(kinds_of(PRODUCTS[wish.product], wish.check)),
        items=tuple(sorted(crop.item for crop in crops)),
        vectors={crop.item.id: crop_vector(crop.file, bundle, out / FEATURES) for crop in crops},
        cuts={crop.item.id: crop.file for crop in crops},
        version=crops_version(crops),
        gathering=f"drawn packs of the product {wish.product}, region of the check {wish.check}",
        sampling=(
            f"{wish.packs_of_kind} packs of every kind in each of {wish.lots} lots; "
            "none was left out"
        ),
    )


def labelled_lessons(
    wish: LabelledSettings, bundle: Bundle, out: Path, say: Callable[[str], None]
) -> Lessons:
    loaded = load_recipe(wish.recipe)
    found = labelled_regions(
        open_data_set(wish.data),
        wish.version,
        loaded,
        wish.check,
        bundle,
        out / REGIONS,
        wish.by,
    )
    left_out = ", ".join(f"{count}: {why}" for why, count in found.left_out_counts.items())
    kinds = Counter(one.label for one in found.items)
    say(f"regions: {len(found.items)} ({told_counts(kinds)}); left out: {left_out or 'none'}")
    return Lessons(
        recipe=loaded.recipe.name,
        check=wish.check,
        kinds=found.kinds,
        items=found.items,
        vectors=found.vectors,
        cuts=found.cuts,
        version=found.version,
        gathering=(
            f"labelled pictures of {wish.data}, region of the check {wish.check} of recipe "
            f"{loaded.recipe.name}"
        ),
        sampling=f"every picture labelled for the check; left out: {left_out or 'none'}",
    )


def told_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
