"""Dagster's own records of a pipeline, in a folder beside its results. Nothing is sent anywhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

FOLDER: Final = "dagster"
SETTINGS: Final = "dagster.yaml"
UNDER_WAY: Final = (
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
)


@contextmanager
def instance_in(out: Path) -> Iterator[DagsterInstance]:
    """Of this pipeline's folder, which belongs to this process meanwhile."""
    with DagsterInstance.from_config(str(laid_out(out))) as instance:
        yield instance


def laid_out(out: Path) -> Path:
    """What DAGSTER_HOME names for this pipeline."""
    folder = out.resolve() / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(__file__).with_name(SETTINGS), folder / SETTINGS)
    return folder


def end_cut_off_runs(instance: DagsterInstance) -> None:
    """Runs of a process that was killed never ended; nobody else runs here now."""
    for run in instance.get_runs(RunsFilter(statuses=list(UNDER_WAY))):
        instance.report_run_canceled(run, "its process ended")
