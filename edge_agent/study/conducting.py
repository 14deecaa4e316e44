"""An agreement study from its first command to its last: plan, people, model, result."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from edge_agent.core.errors import InvalidInput
from edge_agent.core.study.plan import PackSet, Plan, new_plan
from edge_agent.core.study.result import FULL_TRIALS, MODEL, AppraiserKind, StudyResult
from edge_agent.inspection.bundle import Bundle
from edge_agent.inspection.inspector import Inspector
from edge_agent.study.counting import study_result
from edge_agent.study.folder import JudgedBy, StudyFolder, refuse_other_plan
from edge_agent.study.model_appraiser import Told, model_answers

USUAL_SEED = 1

Packs = Callable[[int], PackSet]
"""From a seed the packs to show."""


def planned(study: StudyFolder, packs: Packs, trials: int | None, seed: int | None) -> Plan:
    """The plan that was begun, or a new one. Conflict where options ask for another."""
    begun = study.begun()
    if begun is not None:
        refuse_other_plan(begun, trials, seed, study.folder)
        return begun
    seed = USUAL_SEED if seed is None else seed
    plan = new_plan(packs(seed), FULL_TRIALS if trials is None else trials, seed)
    study.begin(plan)
    return plan


def judged_by_model(
    study: StudyFolder, plan: Plan, inspector: Inspector, bundle: Bundle, told: Told
) -> None:
    """Keeps the model's answers; a changed recipe or bundle needs them anew."""
    judged_by = JudgedBy(inspector.loaded.hash, bundle.sha256)
    if study.judged_by() != judged_by:
        study.model_judged(model_answers(plan, inspector, told), judged_by)


def counted(study: StudyFolder, plan: Plan, now: datetime) -> StudyResult | None:
    """Of all who have answered everything; None where nobody has."""
    answers = study.complete_answers(plan)
    if not answers:
        return None
    kinds = {
        name: AppraiserKind.MODEL if name == MODEL else AppraiserKind.PERSON for name in answers
    }
    judged_by = study.judged_by() if MODEL in answers else None
    return study_result(plan, answers, kinds, judged_by, now)


def progress(study: StudyFolder, plan: Plan) -> dict[str, dict[str, int]]:
    """How far everybody is."""
    asked = len(plan.packs) * plan.trials
    return {name: {"judged": len(study.answers(name)), "of": asked} for name in study.appraisers()}


def study_folder(place: Path, out: Path | None) -> StudyFolder:
    """Beside the pictures where nothing else was named. InvalidInput for a file."""
    folder = out or place / "study"
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder} is a file; name a folder with --out")
    return StudyFolder(folder)
