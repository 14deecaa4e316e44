"""What a station with the head that was learned last says of one check of a pack."""

from dataclasses import dataclass
from pathlib import Path

from deploy.learning.new_defect import NewDefect, ShownPack
from edge_agent.core.packs import CheckResult, Verdict
from edge_agent.inspection.bundle import base_bundle, read_table
from edge_agent.inspection.head_tables import HeadTable
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.learned_check import Head, judged
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.inspection.region_features import Vector, region_vector
from hardware.pictures import decode_picture
from training.tuning.region_seeing import LeftOut, RegionSeer
from training.tuning.station_head import MODEL


@dataclass(frozen=True, slots=True, eq=False)
class SeenByStation:
    """One pack, and what the station says without a head."""

    pack: ShownPack
    result: CheckResult
    vector: Vector | None
    """What a head is asked by; None where the pack was not found."""


class StationEyes:
    """Of one station and one check."""

    def __init__(self, defect: NewDefect, recipe: Path, cache: Path) -> None:
        self.check = defect.check
        loaded, bundle = load_recipe(recipe), base_bundle()
        self.inspector: Inspector = open_inspector(loaded, bundle)
        self.seer = RegionSeer(loaded, self.check, bundle, cache)
        self.head: Head | None = None

    def looked(self, pack: ShownPack) -> SeenByStation:
        pixels = decode_picture(pack.encoded, pack.name)
        results = self.inspector.inspect(self.check.view, pixels, pack.order)
        own = next(one for one in results if one.name == self.check.name)
        seen = self.seer.seen(pack.encoded, pack.name)
        if isinstance(seen, LeftOut):
            return SeenByStation(pack, own, None)
        return SeenByStation(pack, own, region_vector(seen, self.check.region, self.seer.backbone))

    def says(self, one: SeenByStation) -> CheckResult:
        """As `LearnedCheck.stricter`, by a vector that was made before."""
        if self.head is None or one.vector is None or one.result.verdict is not Verdict.OK:
            return one.result
        return judged(one.result, self.head.shares(one.vector), self.head.table)

    def take(self, run: Path) -> None:
        """From now on with the head of this tuning run."""
        model = run / MODEL
        self.head = Head(model, read_table(model.with_suffix(".json"), HeadTable))
