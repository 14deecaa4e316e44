"""Stage `evaluate`: the exported bundle on packs that it has not seen, beside the bundle in use.

Both look through the station's own inspector, at every picture of the judging set whose checks are
labelled and decided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from edge_agent.core.order import Order
from edge_agent.core.packs import Verdict
from edge_agent.core.review import Said
from edge_agent.inspection.bundle import open_bundle
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import LoadedRecipe, load_recipe
from hardware.interfaces import Pixels
from hardware.pictures import decode_picture
from training.data.data_set import Snapshot
from training.data.values import TextValue, Value, VerdictValue
from training.document_files import write_document
from training.pipeline.bundles_compared import Judgement, comparison, refuse_worse, told
from training.pipeline.data_stage import JUDGING, RECIPE, data_set, version_of
from training.pipeline.export_stage import BUNDLE
from training.pipeline.in_use import bundle_in_use
from training.pipeline.stage import Stage
from training.pipeline.work import Work

EVALUATION: Final = "evaluation.json"
TOLD_EVERY: Final = 10
WORST_FIRST: Final = (Verdict.NOT_OK, Verdict.UNSURE)

Labels = Mapping[str, Value]
"""Of one picture, by field."""


def asks(work: Work) -> dict[str, Any]:
    return {"check": work.settings.check}


def does(work: Work, folder: Path) -> None:
    """Worse where more escapes, or where too many good packs are not ok any more."""
    judged = list(judgements(work))
    document = comparison(judged)
    write_document(folder / EVALUATION, document)
    work.say(f"evaluate: {told(document)}")
    refuse_worse(judged)


def judgements(work: Work) -> Iterator[Judgement]:
    source = data_set(work, JUDGING)
    labels = decided(source.snapshot(version_of(work, JUDGING)["version"]))
    judges = both_judges(work)
    for number, (picture, said) in enumerate(labels.items(), start=1):
        pixels = decode_picture(source.picture(picture), f"picture {picture}")
        in_use, made = (judge.verdict(pixels, said) for judge in judges)
        yield Judgement(picture, defect_in(said), in_use, made)
        if number % TOLD_EVERY == 0 or number == len(labels):
            work.say(f"evaluate: picture {number} of {len(labels)}")


def decided(snapshot: Snapshot) -> dict[str, Labels]:
    """Pictures that are known to be good or defective, with what holds of them."""
    labels: dict[str, dict[str, Value]] = {one: {} for one in sorted(snapshot.hashes)}
    for (picture, name), one in snapshot.labels.items():
        if one.value is not None:
            labels[picture][name] = one.value
    return {picture: said for picture, said in labels.items() if is_decided(said)}


def is_decided(labels: Labels) -> bool:
    said = {one.verdict for one in labels.values() if isinstance(one, VerdictValue)}
    return Said.DEFECTIVE in said or said == {Said.GOOD}


def defect_in(labels: Labels) -> str | None:
    """None of a good one."""
    for name, one in sorted(labels.items()):
        if isinstance(one, VerdictValue) and one.verdict is Said.DEFECTIVE:
            return f"{name}: {one.defect or 'defect'}"
    return None


def order_of(labels: Labels, recipe: str) -> Order:
    """What was ordered, as far as the labels `order.lot`, `order.expiry`, `order.gtin` say it."""
    said = {name: one.text for name, one in labels.items() if isinstance(one, TextValue)}
    expiry = said.get("order.expiry")
    return Order(
        recipe,
        said.get("order.lot"),
        None if expiry is None else date.fromisoformat(expiry),
        said.get("order.gtin"),
    )


@dataclass(frozen=True, slots=True)
class Judge:
    """One bundle's inspector, and the view that is looked at."""

    inspector: Inspector
    view: str

    def verdict(self, pixels: Pixels, labels: Labels) -> Verdict:
        """The worst of the view's checks."""
        order = order_of(labels, self.inspector.loaded.recipe.name)
        said = {one.verdict for one in self.inspector.inspect(self.view, pixels, order)}
        return next((one for one in WORST_FIRST if one in said), Verdict.OK)


def both_judges(work: Work) -> tuple[Judge, Judge]:
    """The bundle in use, and the one that was made."""
    loaded = load_recipe(work.made("data") / RECIPE)
    view = view_of(loaded, work.settings.check)
    in_use, made = bundle_in_use(work), open_bundle(work.made("export") / BUNDLE)
    return Judge(open_inspector(loaded, in_use), view), Judge(open_inspector(loaded, made), view)


def view_of(loaded: LoadedRecipe, check: str) -> str:
    return next(one.view for one in loaded.recipe.checks if one.name == check)


EVALUATE_STAGE: Final = Stage("evaluate", ("data", "export"), asks, does, (21,))
