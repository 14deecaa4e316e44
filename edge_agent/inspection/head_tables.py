"""Heads of a bundle: which check of which recipe each one is for, and what is known of it.

A head tells kinds of defects of one check's region apart, by the features of the same bundle's
backbone. `defects-SLUG.json` beside its net says the rest; it is written by the training.
"""

from math import prod
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, NonNegativeInt, PositiveInt, model_validator

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Verdict
from edge_agent.inspection.bundle import Bundle, read_table
from edge_agent.inspection.bundle_manifest import HEAD, Sha256, Share
from edge_agent.inspection.region_features import RASTER
from edge_agent.toml_files import StrictModel

GOOD: Final = "good"
"""The kind of what is no defect; the first of every head."""
MOST_KINDS: Final = 40
MOST_INPUTS: Final = 1 << 16

Named = Annotated[str, Field(min_length=1, max_length=80)]
Kind = Annotated[str, Field(min_length=1, max_length=200)]
Count = NonNegativeInt


def good_first(kinds: tuple[str, ...]) -> tuple[str, ...]:
    if kinds[0] != GOOD or len(set(kinds)) < len(kinds):
        raise ValueError(f"the first kind must be {GOOD!r}, and none may be there twice")
    return kinds


class HeadLimits(StrictModel):
    """On the share of all defects together; below both the region is ok."""

    unsure_from: Share
    not_ok_from: Share | None
    """None: too little is known to call anything not ok."""

    @model_validator(mode="after")
    def are_in_order(self) -> Self:
        if self.not_ok_from is not None and self.not_ok_from < self.unsure_from:
            raise ValueError("not_ok_from must not lie below unsure_from")
        return self

    def verdict(self, defect_share: float) -> Verdict:
        """What is no number is unsure."""
        if defect_share < self.unsure_from:
            return Verdict.OK
        if self.not_ok_from is not None and defect_share >= self.not_ok_from:
            return Verdict.NOT_OK
        return Verdict.UNSURE


class HeadEvidence(StrictModel):
    """Counted at the limits, on regions of lots that the counting head had not learned from."""

    groups: PositiveInt
    """Lots, days or stations that they come from."""
    defective: PositiveInt
    escapes: Count
    """Defective, and called ok."""
    escape_bound: Share
    """Share of escapes that is not exceeded, with probability 1 - delta (Clopper-Pearson)."""
    good: PositiveInt
    false_rejects: Count
    """Good, and called not ok."""
    false_reject_bound: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    unsure_good: Count
    """Good, and called unsure."""
    delta: Share


class HeadTable(StrictModel):
    """What `defects-SLUG.json` says."""

    format: Literal[1]
    recipe: Named
    check: Named
    kinds: Annotated[
        tuple[Kind, ...], Field(min_length=2, max_length=MOST_KINDS), AfterValidator(good_first)
    ]
    limits: HeadLimits
    evidence: HeadEvidence
    backbone_sha256: Sha256
    """Of the net whose features it learned from."""
    data_sha256: Sha256
    """Version of the data that it learned from."""
    inputs: Annotated[int, Field(ge=1, le=MOST_INPUTS)]
    """Numbers of a vector."""
    opset: PositiveInt
    parameters: PositiveInt
    parity: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """Greatest difference between the trained and the exported net."""
    torch: Named
    weights: Sha256
    sha256: Sha256
    """Of defects-SLUG.onnx."""

    @property
    def place(self) -> tuple[str, str]:
        return self.recipe, self.check


def head_tables(bundle: Bundle) -> dict[str, HeadTable]:
    """Of every head, by the name of its files, `defects-SLUG`.

    InvalidInput names the file and the key: for an unknown or wrong value, for a head of another
    net or backbone, and for two heads of one check.
    """
    found: dict[str, HeadTable] = {}
    places: dict[tuple[str, str], str] = {}
    for slug in sorted(bundle.manifest.models.defects):
        name = f"{HEAD}{slug}"
        file = bundle.file(f"{name}.json")
        table = read_table(file, HeadTable)
        refuse_other(file, "sha256", table.sha256, bundle, f"{name}.onnx")
        refuse_other(file, "backbone_sha256", table.backbone_sha256, bundle, "backbone.onnx")
        refuse_other_features(file, table, bundle)
        if (other := places.setdefault(table.place, name)) != name:
            raise InvalidInput(
                f"{file}: 'check' {table.check!r} of {table.recipe!r} has the head {other} already"
            )
        found[name] = table
    return found


def refuse_other(file: Path, key: str, stated: str, bundle: Bundle, net: str) -> None:
    found = bundle.manifest.files[net].sha256
    if stated != found:
        raise InvalidInput(f"{file}: {key!r} is {stated}, and {net} of this bundle has {found}")


def refuse_other_features(file: Path, table: HeadTable, bundle: Bundle) -> None:
    """A vector has as many numbers as the backbone gives channels, in each cell of the raster."""
    backbone = bundle.model("backbone")
    channels = next(iter(backbone.outputs[0].shape[1:2]), None) if backbone else None
    if not isinstance(channels, int) or table.inputs != prod(RASTER) * channels:
        raise InvalidInput(
            f"{file}: 'inputs' is {table.inputs}; the backbone of this bundle gives {channels} "
            f"channels in each of {prod(RASTER)} cells"
        )
