"""Everything that Dagster's own programs load: assets, the job, sensors and the schedule.

The environment variable PACKWARDEN_PIPELINE names the file of the settings, as in
`PACKWARDEN_PIPELINE=smoke.toml dagster definitions validate -m deploy.pipeline.definitions`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import dagster

from deploy.pipeline.assets import assets_of
from deploy.pipeline.occasions import JOB, schedules_of, sensors_of
from deploy.pipeline.opening import opened_by_environment
from deploy.pipeline.stages import STAGES
from training.pipeline.work import Work


def definitions_of(opened: Callable[[], Work]) -> dagster.Definitions:
    """`opened` gives the place anew: other processes may have gone on with it meanwhile."""

    def alone() -> AbstractContextManager[Work]:
        return opened().alone()

    work = opened()
    assets = assets_of(STAGES, alone, lambda _: None)
    names = [one.name for one in STAGES]
    job = dagster.define_asset_job(JOB, selection=names, executor_def=dagster.in_process_executor)
    return dagster.Definitions(
        assets=assets,
        jobs=[job],
        sensors=list(sensors_of(work, opened)),
        schedules=list(schedules_of(work)),
        executor=dagster.in_process_executor,
    )


@dagster.definitions
def pipeline() -> dagster.Definitions:
    return definitions_of(opened_by_environment)
