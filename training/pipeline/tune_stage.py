"""Stage `tune`: the error of the procedure by nested, grouped cross-validation."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from training.document_files import write_document
from training.pipeline.hashes import WORK
from training.pipeline.head_plan import HeadPlan, head_plan, telling, tracked
from training.pipeline.stage import Stage
from training.pipeline.work import Work
from training.tuning.documents import data_document, outer_document, search_document
from training.tuning.nested import Judged, Workplace, judged
from training.tuning.search import OneByOne

PROCEDURE: Final = "appearance-head"
TUNING: Final = "tuning.json"
FOLDS: Final = "folds"


def asks(work: Work) -> dict[str, Any]:
    return {
        "search": work.settings.search.model_dump(mode="json"),
        "seed": work.settings.seed,
        "check": work.settings.check,
    }


def does(work: Work, folder: Path) -> None:
    """A fold that is done, and every trial, is kept over a cut."""
    head = head_plan(work)
    tracking = tracked(work)
    tracking.begin({"asked": asks(work), "data": work.document("data", "data.json")})
    place = Workplace(folder / WORK, OneByOne(), telling(work, "tune"))
    outer = judged(head.plan, place)
    shutil.copytree(place.folder / FOLDS, folder / FOLDS)
    write_document(folder / TUNING, tuning_document(work, head, outer))
    interval = {f"outer_loss_{name}": one for name, one in asdict(outer.interval).items()}
    tracking.report({"step": 0} | interval)


def tuning_document(work: Work, head: HeadPlan, outer: Judged) -> dict[str, Any]:
    return {
        "procedure": PROCEDURE,
        "asked": asks(work),
        "data": data_document(head.lessons),
        "search": search_document(head.plan),
        "outer": outer_document(head.plan, outer),
    }


TUNE_STAGE: Final = Stage("tune", ("data", "checks"), asks, does, (15, 16))
