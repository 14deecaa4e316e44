"""Learned checks: what people have labelled makes a check stricter, and never milder.

A check that is ok is looked at once more by the head that the bundle has for it. What looks like a
defect that was learned becomes unsure or not ok, and the kind of defect is told. Any other verdict
stays as it is, and so does every check without a head.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Box, CheckResult, Reason, Verdict
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.backbone import Backbone
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.head_tables import HeadTable, head_tables
from edge_agent.inspection.region_features import Vector, region_vector
from edge_agent.inspection.seen_pack import SeenPack
from edge_agent.inspection.sessions import open_session

MIDDLE: Final = 0.5
"""Defect score at the limit from which a check is no longer ok."""
REASONS: Final = {
    Verdict.UNSURE: Reason.PERHAPS_DEFECT,
    Verdict.NOT_OK: Reason.LEARNED_DEFECT,
}


class Head:
    """The net of one head, opened once for each worker."""

    def __init__(self, model: Path, table: HeadTable) -> None:
        """InvalidInput where the net takes or gives something else than the table says."""
        self.table = table
        self.session = open_session(model)
        taken, given = self.session.get_inputs(), self.session.get_outputs()
        refuse_other_width(model, taken, table.inputs)
        refuse_other_width(model, given, len(table.kinds))
        self.input_name = taken[0].name

    def shares(self, vector: Vector) -> Vector:
        """Of each kind, in the order of the table's."""
        (shares,) = self.session.run(None, {self.input_name: vector[np.newaxis]})
        return np.asarray(shares[0], np.float32)


def refuse_other_width(model: Path, tensors: Sequence[onnxruntime.NodeArg], width: int) -> None:
    found = [(one.type, tuple(one.shape[1:])) for one in tensors]
    if found != [("tensor(float)", (width,))]:
        told = "; ".join(f"{one.name!r} is {one.type} of shape {one.shape}" for one in tensors)
        raise InvalidInput(
            f"{model}: {told}; {model.stem}.json says {width} numbers for each region"
        )


@dataclass(frozen=True, slots=True, eq=False)
class LearnedCheck:
    """One check's head with what it looks by."""

    head: Head
    backbone: Backbone

    def stricter(self, result: CheckResult, seen: SeenPack, region: Box) -> CheckResult:
        """The result, or a stricter one where an ok region looks like a defect."""
        if result.verdict is not Verdict.OK:
            return result
        return judged(result, self.shares(seen, region), self.head.table)

    def shares(self, seen: SeenPack, region: Box) -> Vector:
        return self.head.shares(region_vector(seen, region, self.backbone))


def judged(result: CheckResult, shares: Vector, table: HeadTable) -> CheckResult:
    """An ok result as the kinds' shares let it be; its score never falls."""
    defect_share = 1.0 - float(shares[0])
    verdict = table.limits.verdict(defect_share)
    score = max(result.score, defect_score(defect_share, table.limits.unsure_from))
    if verdict is Verdict.OK:
        return replace(result, score=score)
    return replace(
        result,
        verdict=verdict,
        score=score,
        reasons=(*result.reasons, REASONS[verdict]),
        looks_like=table.kinds[1 + int(np.argmax(shares[1:]))],
    )


def defect_score(defect_share: float, unsure_from: float) -> float:
    """0 at none, 0.5 at the limit, 1 at a whole share; 0.5 where it is no number."""
    if isnan(defect_share):
        return MIDDLE
    if defect_share < unsure_from:
        return max(0.0, MIDDLE * defect_share / unsure_from)
    return min(1.0, MIDDLE + MIDDLE * (defect_share - unsure_from) / (1 - unsure_from))


def learned_checks(bundle: Bundle, recipe: Recipe, backbone: Backbone) -> dict[str, LearnedCheck]:
    """Of a recipe's checks, by their names; heads of other recipes are not opened.

    InvalidInput for a head that is not what its table says, whichever recipe it is for.
    """
    names = {one.name for one in recipe.checks}
    return {
        table.check: LearnedCheck(Head(bundle.file(f"{name}.onnx"), table), backbone)
        for name, table in head_tables(bundle).items()
        if table.recipe == recipe.name and table.check in names
    }


NONE_LEARNED: Final[Mapping[str, LearnedCheck]] = {}
