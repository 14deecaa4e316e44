"""Stage `final`: the search on all data, its sanity check, and the model trained on all of them."""

from pathlib import Path
from typing import Any, Final

from training.document_files import write_document
from training.pipeline.hashes import WORK
from training.pipeline.head_plan import HeadPlan, head_plan, outer_folds, telling, tracked
from training.pipeline.stage import Stage
from training.pipeline.tune_stage import TUNING, asks
from training.pipeline.work import Work
from training.tuning.documents import final_document
from training.tuning.export_head import export_head
from training.tuning.final import final_model, final_search, refuse_implausible
from training.tuning.head_net import HeadNet, weights_sha256
from training.tuning.nested import Workplace
from training.tuning.search import OneByOne

NET: Final = "head.onnx"
FACTS: Final = "head.json"
FINAL: Final = "final.json"


def does(work: Work, folder: Path) -> None:
    """NotPlausible where the final search does not agree with the outer folds."""
    head = head_plan(work)
    outer = outer_folds(work, head.plan)
    place = Workplace(folder / WORK, OneByOne(), telling(work, "final"))
    found = final_search(head.plan, place)
    document = work.document("tune", TUNING) | {"final": final_document(found, outer)}
    write_document(folder / FINAL, document)
    tracked(work).report({"step": 1, "final_loss": found.loss})
    refuse_implausible(found, outer)
    net = final_model(head.plan, found).model
    export_head(net, folder / NET, facts_of(head, net))


def facts_of(head: HeadPlan, net: HeadNet) -> dict[str, Any]:
    """What a station is told of the head, but for its limits."""
    lessons = head.lessons
    return {
        "format": 1,
        "recipe": lessons.recipe,
        "check": lessons.check,
        "kinds": list(lessons.kinds),
        "backbone_sha256": head.bundle.manifest.files["backbone.onnx"].sha256,
        "data_sha256": lessons.version,
        "weights": weights_sha256(net),
    }


FINAL_STAGE: Final = Stage("final", ("data", "tune"), asks, does, (20,))
