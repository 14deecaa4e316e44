"""Stages as Dagster's assets.

What is kept is decided by the stage itself; Dagster keeps the order, and a record of what happened.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Final

import dagster

from training.pipeline.stage import CarriedOut, Stage, carry_out
from training.pipeline.work import Work

Opened = Callable[[], AbstractContextManager[Work]]
"""Gives the place of the run, for as long as one stage is carried out."""
GROUP: Final = "packwarden"


def assets_of(
    stages: Iterable[Stage], opened: Opened, note: Callable[[CarriedOut], None]
) -> list[dagster.AssetsDefinition]:
    """One for each stage; `note` hears of every stage that is done or kept."""
    return [asset_of(one, opened, note) for one in stages]


def asset_of(
    stage: Stage, opened: Opened, note: Callable[[CarriedOut], None]
) -> dagster.AssetsDefinition:
    @dagster.asset(
        name=stage.name,
        deps=list(stage.after),
        group_name=GROUP,
        description=first_line(stage),
        metadata={"steps": list(stage.steps)},
    )
    def carried_out() -> dagster.MaterializeResult[None]:
        with opened() as work:
            done = carry_out(stage, work)
        note(done)
        return dagster.MaterializeResult(
            metadata={"status": done.status.value, "seconds": done.seconds},
            data_version=dagster.DataVersion(done.hash),
        )

    return carried_out


def first_line(stage: Stage) -> str:
    """What the stage's module says of it."""
    module = import_module(stage.does.__module__)
    return (module.__doc__ or "").partition("\n")[0]
