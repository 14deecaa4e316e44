"""Sees one check's region on pictures of whole packs, as a station does, and keeps what it saw."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from edge_agent.core.packs import Box
from edge_agent.core.recipe import Check
from edge_agent.inspection.affine import onto
from edge_agent.inspection.backbone import Backbone
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.colour_cuts import colour_cut
from edge_agent.inspection.inspector import pose_finder_of
from edge_agent.inspection.opening import open_backbone
from edge_agent.inspection.pose import PoseFinder
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.inspection.region_features import Vector, longer_side, region_vector
from edge_agent.inspection.seen_frame import SeenFrame
from edge_agent.inspection.seen_pack import SeenPack
from edge_agent.whole_files import write_whole
from hardware.interfaces import Pixels
from hardware.pictures import decode_picture, encode_png
from training.data.data_set import DataSet
from training.tuning.crop_features import as_npy

MOST_SHOWN_PX: Final = 320
"""The longer side of a cut-out that is kept."""


class LeftOut(StrEnum):
    """Why a labelled picture teaches nothing."""

    UNDECIDED = "labels contradict"
    UNSURE = "nobody knows"
    NO_VERDICT = "its label is no verdict"
    PACK_NOT_FOUND = "the pack was not found"
    OUT_OF_PICTURE = "a part of the region lies outside of the picture"


@dataclass(frozen=True)
class RegionSeer:
    """Sees one check's region as a station with this recipe and bundle does."""

    loaded: LoadedRecipe
    check: Check
    bundle: Bundle
    cache: Path

    def region(self, data_set: DataSet, picture: str) -> LeftOut | tuple[Vector, Path]:
        """Of a picture by its sha256: vector and cut-out, or why there is none."""
        vector, cut = self.folder / f"{picture}.npy", self.folder / f"{picture}.png"
        if not (vector.is_file() and cut.is_file()):
            seen = self.seen(data_set.picture(picture), picture)
            if isinstance(seen, LeftOut):
                return seen
            found = region_vector(seen, self.check.region, self.backbone)
            write_whole(cut, encode_png(shown_cut(seen, self.check.region)))
            write_whole(vector, as_npy(found))
        return np.load(vector, allow_pickle=False), cut

    def seen(self, encoded: bytes, name: str) -> LeftOut | SeenPack:
        frame = SeenFrame(decode_picture(encoded, f"picture {name}"))
        pose = self.pose_finder.find_in(frame)
        if pose is None:
            return LeftOut.PACK_NOT_FOUND
        seen = SeenPack(frame, pose)
        return seen if seen.shows(self.check.region) else LeftOut.OUT_OF_PICTURE

    @cached_property
    def folder(self) -> Path:
        """By everything that a vector follows from beside its picture."""
        backbone_sha256 = self.bundle.manifest.files["backbone.onnx"].sha256
        box = self.check.region
        longer_px = longer_side(box.width, box.height)
        region = f"{self.check.view}-{box.x}-{box.y}-{box.width}-{box.height}-at-{longer_px}"
        return self.cache / backbone_sha256[:16] / self.loaded.hash[:16] / region

    @cached_property
    def pose_finder(self) -> PoseFinder:
        view = next(one for one in self.loaded.recipe.views if one.name == self.check.view)
        return pose_finder_of(self.loaded, view)

    @cached_property
    def backbone(self) -> Backbone:
        return open_backbone(self.bundle)


def shown_cut(seen: SeenPack, region: Box) -> Pixels:
    """The region, no larger than people and a self-test need it."""
    scale = min(1.0, MOST_SHOWN_PX / max(region.width, region.height))
    size = (round(region.width * scale), round(region.height * scale))
    return colour_cut(seen, onto(region, size), size)
