"""One run of the whole pipeline, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

import dagster

from deploy.pipeline.assets import assets_of
from deploy.pipeline.instances import end_cut_off_runs, instance_in
from deploy.pipeline.release_stage import release_document
from deploy.pipeline.stages import STAGES
from training.document_files import write_document
from training.pipeline.export_stage import EXPORTED
from training.pipeline.stage import CarriedOut
from training.pipeline.work import Work

QUIET: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Stages tell their progress themselves."""
UNDER_WAY: Final = "under_way.json"

Document = dict[str, Any]


def run_pipeline(work: Work) -> Document:
    """What every stage came to, the bundle, and its release.

    Whatever a stage refuses ends the run and is raised; what was done stays done. Conflict while
    another process runs it.
    """
    done: list[CarriedOut] = []
    assets = assets_of(STAGES, lambda: nullcontext(work), done.append)
    with work.alone(), noted(work), instance_in(work.out) as instance:
        end_cut_off_runs(instance)
        carried_out(assets, instance)
    return {
        "stages": [stage_document(one) for one in done],
        "bundle": work.document("export", EXPORTED),
        "release": release_document(work),
    }


def carried_out(assets: list[dagster.AssetsDefinition], instance: dagster.DagsterInstance) -> None:
    """KeyboardInterrupt for Ctrl-C, as anywhere else."""
    try:
        dagster.materialize(assets, instance=instance, run_config=QUIET)
    except dagster.DagsterExecutionInterruptedError as error:
        raise KeyboardInterrupt from error


@contextmanager
def noted(work: Work) -> Iterator[None]:
    """Whoever finds the note knows that a run was cut off; a refusal is an end, too."""
    note = work.out / UNDER_WAY
    write_document(note, {"since": work.clock.wall().isoformat()})
    try:
        yield
    finally:
        note.unlink()


def is_under_way(work: Work) -> bool:
    """Now, or until it was cut off."""
    return (work.out / UNDER_WAY).is_file()


def stage_document(one: CarriedOut) -> Document:
    return {
        "name": one.name,
        "status": one.status.value,
        "hash": one.hash,
        "seconds": one.seconds,
    }
