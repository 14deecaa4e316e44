"""What of a run's data a head learns from, and how: the same for every stage that trains one."""

from dataclasses import dataclass
from pathlib import Path

from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.recipe_files import load_recipe
from training.pipeline.data_stage import LEARNING, RECIPE, data_set, version_of
from training.pipeline.hashes import document_sha256
from training.pipeline.in_use import bundle_in_use
from training.pipeline.provenance import code_document
from training.pipeline.settings import PipelineSettings
from training.pipeline.work import KEY_DIGITS, Work
from training.tracking import MlflowTracking
from training.tuning.appearance_head import AppearanceHead
from training.tuning.folds import grouped_folds
from training.tuning.journal import Trial
from training.tuning.labelled_regions import LabelledRegions, labelled_regions
from training.tuning.lessons import Lessons
from training.tuning.nested import Judged, Plan, ToldOf, Workplace, judged
from training.tuning.search import OneByOne, seed_of

REGIONS = "regions"
"""In the run's folder: what was seen of pictures, for all stages and by the code that saw it."""
TRACKED = "tracked"
EXPERIMENT = "pipeline"


@dataclass(frozen=True, slots=True)
class HeadPlan:
    lessons: Lessons
    plan: Plan
    bundle: Bundle
    """Whose backbone made the vectors."""


def head_plan(work: Work) -> HeadPlan:
    """InvalidInput where too few lots are labelled for the folds."""
    bundle = bundle_in_use(work)
    lessons = lessons_of(work, bundle)
    return HeadPlan(lessons, plan_of(work.settings, lessons), bundle)


def lessons_of(work: Work, bundle: Bundle) -> Lessons:
    """Labelled pictures of whole packs; nothing that is told of them names a folder."""
    loaded = load_recipe(work.made("data") / RECIPE)
    check = work.settings.check
    found = labelled_regions(
        data_set(work, LEARNING),
        version_of(work, LEARNING)["number"],
        loaded,
        check,
        bundle,
        regions_folder(work),
    )
    where = "drawn packs" if work.settings.drawn is not None else "labelled pictures of packs"
    return Lessons(
        recipe=loaded.recipe.name,
        check=check,
        kinds=found.kinds,
        items=found.items,
        vectors=found.vectors,
        cuts=found.cuts,
        version=found.version,
        gathering=f"{where} of {loaded.recipe.name}, region of the check {check}",
        sampling=f"every picture labelled for the check; left out: {told_left_out(found)}",
    )


def regions_folder(work: Work) -> Path:
    return work.out / REGIONS / document_sha256(code_document())[:KEY_DIGITS]


def told_left_out(found: LabelledRegions) -> str:
    counts = found.left_out_counts
    return ", ".join(f"{count}: {why}" for why, count in sorted(counts.items())) or "none"


def plan_of(settings: PipelineSettings, lessons: Lessons) -> Plan:
    search, seed = settings.search, settings.seed
    return Plan(
        procedure=AppearanceHead(lessons.kinds, lessons.vectors),
        items=lessons.items,
        outer=grouped_folds(lessons.items, search.outer_folds, seed_of(seed, "outer")),
        inner_folds=search.inner_folds,
        trials=search.trials,
        seed=seed,
    )


def outer_folds(work: Work, plan: Plan) -> Judged:
    """As the stage `tune` found them."""
    return judged(plan, Workplace(work.made("tune"), OneByOne(), telling(work, "tune")))


def tracked(work: Work) -> MlflowTracking:
    """One run of MLflow for each version of the data, in `runs.db` of the run's folder."""
    key: str = work.record("data")["key"]
    return MlflowTracking(EXPERIMENT, work.out / f"{TRACKED}-{key[:KEY_DIGITS]}")


def telling(work: Work, stage: str) -> ToldOf:
    def tell(name: str, trial: Trial, done: int, wanted: int) -> None:
        work.say(f"{stage}: {name}: trial {done} of {wanted}, loss {trial.loss:.4g}")

    return tell
