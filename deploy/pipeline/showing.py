"""What of a pipeline is done, was cut off, was stopped, or waits."""

from typing import Any

from deploy.pipeline.stages import STAGES
from training.pipeline.stage import SHOWN_DIGITS, Stage, Standing, Status, standing
from training.pipeline.work import Work

Document = dict[str, Any]


def shown(work: Work) -> Document:
    """As a run of these settings would find it now. What follows on what is not done, waits."""
    looking, stages = work.looking(), list[Document]()
    found = Standing(Status.DONE)
    for stage in STAGES:
        found = (
            standing(stage, looking) if found.status is Status.DONE else Standing(Status.WAITING)
        )
        stages.append(stage_shown(stage, found))
    return {"folder": str(work.out), "stages": stages}


def stage_shown(stage: Stage, found: Standing) -> Document:
    record = found.record
    return {
        "name": stage.name,
        "status": found.status.value,
        "steps": list(stage.steps),
        "hash": record and record["hash"],
        "seconds": record and record["noted"]["seconds"],
        "why": found.why,
    }


def in_words(document: Document) -> str:
    return "\n".join(
        f"{one['name']:10} {one['status']:8} {told(one)}".rstrip() for one in document["stages"]
    )


def told(one: Document) -> str:
    if one["hash"]:
        return f"{one['hash'][:SHOWN_DIGITS]} in {one['seconds']:.1f} s"
    return one["why"] or ""
