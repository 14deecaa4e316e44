"""Occasions of a new run as Dagster's sensors and its schedule."""

from collections.abc import Callable, Iterator
from typing import Final

import dagster
from dagster import SensorDefinition, SensorEvaluationContext, SensorResult

from edge_agent.core.errors import InvalidInput
from training.pipeline.settings import DriftTrigger, LabelledPacks
from training.pipeline.triggers import Occasion, drift_occasion, findings_told, labels_occasion
from training.pipeline.work import Work

WHY: Final = "packwarden/why"
JOB: Final = "pipeline"
CALENDAR: Final = "calendar"
RUNNING: Final = dagster.DefaultSensorStatus.RUNNING

Look = Callable[[SensorEvaluationContext], SensorResult]


def sensors_of(work: Work, opened: Callable[[], Work]) -> Iterator[SensorDefinition]:
    """Those that the settings ask for. `opened` gives the place as it is when it is looked."""
    wish = work.settings.triggers
    every_s = round(wish.every_s)
    if wish.new_labels is not None and work.settings.labelled is not None:
        look = labels_look(opened, work.settings.labelled, wish.new_labels)
        yield sensor("new_labels", look, every_s)
    if wish.drift is not None:
        yield sensor("drift", drift_look(wish.drift), every_s)


def sensor(name: str, look: Look, every_s: int) -> SensorDefinition:
    return SensorDefinition(
        name=name,
        evaluation_fn=look,
        job_name=JOB,
        minimum_interval_seconds=every_s,
        default_status=RUNNING,
    )


def labels_look(opened: Callable[[], Work], wish: LabelledPacks, wanted: int) -> Look:
    def look(_: SensorEvaluationContext) -> SensorResult:
        occasion = labels_occasion(opened(), wish, wanted)
        return answer(occasion, f"fewer than {wanted} new labels")

    return look


def drift_look(wish: DriftTrigger) -> Look:
    """The cursor is the newest finding that was seen."""

    def look(context: SensorEvaluationContext) -> SensorResult:
        after_id = int(context.cursor or 0)
        told = findings_told(wish, after_id)
        seen = max((after_id, *(one.id for one in told)))
        return answer(drift_occasion(told, after_id), "no new drift", str(seen))

    return look


def answer(occasion: Occasion | None, otherwise: str, cursor: str | None = None) -> SensorResult:
    if occasion is None:
        return SensorResult(skip_reason=otherwise, cursor=cursor)
    return SensorResult([request(occasion)], cursor=cursor)


def request(occasion: Occasion) -> dagster.RunRequest:
    return dagster.RunRequest(run_key=occasion.name, tags={WHY: occasion.why})


def schedules_of(work: Work) -> Iterator[dagster.ScheduleDefinition]:
    """InvalidInput for a calendar that is none."""
    cron = work.settings.triggers.calendar
    if cron is None:
        return
    try:
        yield dagster.ScheduleDefinition(
            name=CALENDAR,
            job_name=JOB,
            cron_schedule=cron,
            execution_timezone="UTC",
            default_status=dagster.DefaultScheduleStatus.RUNNING,
        )
    except dagster.DagsterInvalidDefinitionError as error:
        raise InvalidInput(
            f"triggers.calendar: {cron!r} is no calendar of cron; expected five fields, such as "
            '"0 3 * * 1" for Mondays at three'
        ) from error
