"""Continuous training in one process: looks for occasions, and runs the pipeline for each.

The sensors and the schedule are Dagster's, evaluated here without its daemon. What was seen is kept
in a file, so that an occasion begins one run, also over a restart.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final, NoReturn

import dagster
from dagster._utils.schedules import get_latest_completed_cron_tick

from deploy.pipeline.definitions import definitions_of
from deploy.pipeline.instances import instance_in
from deploy.pipeline.occasions import CALENDAR, WHY
from deploy.pipeline.running import Document, is_under_way, run_pipeline
from edge_agent.core.errors import PackwardenError
from training.document_files import write_document
from training.pipeline.triggers import Occasion
from training.pipeline.work import Work, open_work

SEEN: Final = "watch.json"
UTC_NAME: Final = "UTC"
UNFINISHED: Final = Occasion("unfinished", "the last run was cut off")


@dataclass(slots=True)
class Seen:
    """What the last look saw, by the sensor's name."""

    since: str
    """ISO; the calendar counts from the last time on that it asked for a run."""
    cursors: dict[str, str] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    """The last occasion that began a run."""


class Watch:
    """Of one pipeline. `look` is asked from time to time, by whoever keeps time."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.file = work.out / SEEN
        self.seen = self.known()
        self.repository = definitions_of(self.opened).get_repository_def()

    def known(self) -> Seen:
        if not self.file.is_file():
            return Seen(self.work.clock.wall().isoformat())
        found: dict[str, Any] = json.loads(self.file.read_bytes())
        return Seen(**found)

    def opened(self) -> Work:
        one = self.work
        return open_work(one.settings, one.out, one.clock, one.say)

    def occasions(self) -> list[Occasion]:
        """Each is given once, and remembered by `begun`. A sensor that fails is told, and waits."""
        found: list[Occasion] = []
        with instance_in(self.work.out) as instance:
            for one in self.repository.sensor_defs:
                try:
                    found += self.sensed(one, instance)
                except PackwardenError as error:
                    self.work.say(f"watch: {one.name}: {error}")
        return [*self.unfinished(), *found, *self.due()]

    def unfinished(self) -> Iterator[Occasion]:
        if is_under_way(self.work):
            yield UNFINISHED

    def sensed(
        self, one: dagster.SensorDefinition, instance: dagster.DagsterInstance
    ) -> Iterator[Occasion]:
        context = dagster.build_sensor_context(
            instance=instance,
            cursor=self.seen.cursors.get(one.name),
            repository_def=self.repository,
        )
        told = one.evaluate_tick(context)
        if told.cursor is not None:
            self.seen.cursors[one.name] = told.cursor
        for request in told.run_requests or ():
            assert request.run_key is not None  # every occasion has a name
            if self.seen.begun.get(one.name) != request.run_key:
                self.seen.begun[one.name] = request.run_key
                yield Occasion(request.run_key, request.tags[WHY])

    def due(self) -> Iterator[Occasion]:
        """The calendar's last moment, if that was not seen yet; missed ones count once."""
        cron = self.work.settings.triggers.calendar
        if cron is None:
            return
        # Dagster's daemon asks this too; what it offers to others waits for the next time only.
        last = get_latest_completed_cron_tick(cron, self.work.clock.wall(), UTC_NAME)
        if last > datetime.fromisoformat(self.seen.since):
            self.seen.since = last.isoformat()
            yield Occasion(f"{CALENDAR}-{last:%Y-%m-%dT%H:%M}", f"the calendar, {last:%c}")

    def look(self) -> Document | None:
        """Runs the pipeline where there is an occasion; None otherwise."""
        found = self.occasions()
        self.remember()
        for one in found:
            self.work.say(f"watch: {one.name}: {one.why}")
        return run_pipeline(self.opened()) if found else None

    def go_on(self) -> NoReturn:
        """Until the process ends. What a run refuses is told, and the next look follows."""
        every_ns = round(self.work.settings.triggers.every_s * 1e9)
        while True:
            try:
                self.look()
            except PackwardenError as error:
                self.work.say(f"watch: {error.title}: {error}")
            self.work.clock.sleep_until_ns(self.work.clock.now_ns() + every_ns)

    def remember(self) -> None:
        """Before anything is run: what begins a run that is cut off is not its occasion again."""
        write_document(self.file, asdict(self.seen))
