"""What the backbone sees in one check's region of every labelled picture of a data set.

The pictures show whole packs. Each pack is found by the recipe and its region cut out as the
station does it, so a head learns from what it will be asked. Labels are verdicts whose field is the
check's name; a defect without a name of its own is of the kind "defect".

What cannot teach is left out and counted: packs that are not found, regions beyond the picture,
labels that contradict or are unsure. A picture that judges the shipped models is refused.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.recipe import Check
from edge_agent.core.review import Said
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.head_tables import GOOD
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.inspection.region_features import Vector
from training.data.current import Standing
from training.data.data_set import DataSet
from training.data.groups import USUAL_KEYS, GroupKey, keys_of, merged_groups
from training.data.values import VerdictValue
from training.excluded import excluded_pictures
from training.tuning.items import Item
from training.tuning.region_seeing import LeftOut, RegionSeer
from training.tuning.settings import NEWEST

UNNAMED: Final = "defect"
"""The kind of a defect that nobody named."""


@dataclass(frozen=True, slots=True)
class LabelledRegions:
    """What can teach, by the sha256 of each picture, and what was left out."""

    items: tuple[Item, ...]
    """Sorted; the group of each follows from where its picture comes from."""
    vectors: Mapping[str, Vector]
    cuts: Mapping[str, Path]
    """The regions, upright."""
    left_out: Mapping[str, LeftOut]
    version: str
    """Root hash of the data set's version."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Good first, then the others by name."""
        return (GOOD, *sorted({one.label for one in self.items} - {GOOD}))

    @property
    def left_out_counts(self) -> dict[str, int]:
        return dict(Counter(why.value for why in self.left_out.values()))


def labelled_regions(
    data_set: DataSet,
    version: int,
    loaded: LoadedRecipe,
    check: str,
    bundle: Bundle,
    cache: Path,
    by: Sequence[GroupKey] = USUAL_KEYS,
) -> LabelledRegions:
    """Of all pictures of this version that are labelled for the check; NEWEST: the newest version.

    `cache`: where vectors and cut-outs are kept, so that a picture is looked at once. `by`: what
    pictures share that must not be torn apart. InvalidInput where the recipe has no such check, or
    nothing of one side is labelled; PictureRefused for a picture that cannot be decoded.
    """
    seer = RegionSeer(loaded, check_named(loaded, check), bundle, cache)
    snapshot = data_set.snapshot(None if version == NEWEST else str(version))
    labels = {one.picture: one for one in snapshot.labels.values() if one.field == check}
    if not labels:
        raise InvalidInput(
            f"version {snapshot.about.number} of {data_set.place.told} has no label whose field is "
            f"{check!r}"
        )
    refuse_judges(labels)
    group_of = merged_groups(labels, keys_of(snapshot.log, by))
    items, vectors, cuts, left_out = [], {}, {}, {}
    for picture, label in sorted(labels.items()):
        kind = kind_of(label)
        found = kind if isinstance(kind, LeftOut) else seer.region(data_set, picture)
        if isinstance(found, LeftOut):
            left_out[picture] = found
            continue
        items.append(Item(picture, group_of[picture], kind))
        vectors[picture], cuts[picture] = found
    refuse_one_sided(items, check)
    return LabelledRegions(tuple(items), vectors, cuts, left_out, snapshot.about.version)


def check_named(loaded: LoadedRecipe, name: str) -> Check:
    for one in loaded.recipe.checks:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in loaded.recipe.checks)
    raise InvalidInput(f"recipe {loaded.recipe.name!r} has no check {name!r}; it has {known}")


def refuse_judges(pictures: Mapping[str, Standing]) -> None:
    """They judge what was learned, so nothing learns from them."""
    judges = {sha256: place for place, sha256 in excluded_pictures().items()}
    for picture in sorted(pictures):
        if picture in judges:
            raise InvalidInput(
                f"picture {picture} is {judges[picture]}, which judges the shipped models and "
                "never teaches; take it out of the data set"
            )


def refuse_one_sided(items: Sequence[Item], check: str) -> None:
    good = sum(one.label == GOOD for one in items)
    if good in (0, len(items)):
        raise InvalidInput(
            f"of {len(items)} labelled regions of {check!r} that can teach {good} are good; a head "
            "needs good and defective ones"
        )


def kind_of(label: Standing) -> str | LeftOut:
    """The item's kind, or why it has none."""
    value = label.value
    if value is None:
        return LeftOut.UNDECIDED
    if not isinstance(value, VerdictValue):
        return LeftOut.NO_VERDICT
    if value.verdict is Said.GOOD:
        return GOOD
    return (value.defect or UNNAMED) if value.verdict is Said.DEFECTIVE else LeftOut.UNSURE
